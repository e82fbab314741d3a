"""Distributions in frames: histograms of one layer or unit, and its f and f'."""

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import numpy as np

from app.protocol.commands import Watch
from engine import Trainer, distributions
from engine.inspection.distributions import (
    LINEAR_BINS,
    LOG_COLUMNS,
    MAGNITUDES,
    N_POINTS,
    curves,
    range_of,
)

__all__ = ["DistributionSections", "distributions_of"]

Name: TypeAlias = Literal[
    "distribution_scope", "linear_histograms", "log_histograms", "activation_curves"
]
SHAPES: dict[Name, tuple[int, ...]] = {
    "distribution_scope": (4,),
    "linear_histograms": (2, LINEAR_BINS + 2),
    "log_histograms": (len(MAGNITUDES), LOG_COLUMNS),
    "activation_curves": (2, N_POINTS),
}


class DistributionSections:
    """The sections of `Distributions` of one layer or unit.

    Attributes
    ----------
    layer : int
        Counted from 0.
    unit : int or None
        None for the whole layer.
    """

    def __init__(self, layer: int, unit: int | None) -> None:
        self.layer, self.unit = layer, unit

    def write(self, trainer: Trainer, views: Iterator[Any]) -> None:
        """Fill the next views, which have `SHAPES`."""
        found = distributions(trainer, self.layer, self.unit)
        activation = trainer.layers[self.layer].activation
        for values in (
            (found.n_samples, found.n_read, *range_of(activation)),
            found.linear,
            found.logarithmic,
            curves(activation),
        ):
            np.copyto(next(views), values, casting="same_kind")


def distributions_of(trainer: Trainer, watch: Watch) -> DistributionSections | None:
    """Return the sections that a watch asks for; None if the network has no such."""
    layer, unit = watch.distribution_layer, watch.distribution_row
    if "distributions" not in watch.sections or layer >= len(trainer.layers):
        return None
    if unit is not None and unit >= trainer.layers[layer].fan_out:
        return None
    return DistributionSections(layer, unit)
