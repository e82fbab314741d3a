"""Distributions in frames: histograms of one layer or unit, and its f and f'."""

from typing import Any

import numpy as np

from app.protocol.commands.commands import Watch
from engine import Readout, Trainer, distributions
from engine.inspection.readout.distributions import curves, range_of

__all__ = ["DistributionSections", "distributions_of"]


class DistributionSections:
    """The sections of `Distributions` of one layer or unit.

    Attributes
    ----------
    layer : int
        Counted from 0.
    unit : int or None
        None for the whole layer.
    dimensions : dict
        Empty: the shapes of these sections depend on nothing.
    """

    def __init__(self, layer: int, unit: int | None) -> None:
        self.layer, self.unit = layer, unit
        self.dimensions: dict[str, int] = {}

    def write(self, readout: Readout, *views: Any) -> None:
        """Fill views, one for each section."""
        trainer = readout.trainer
        found = distributions(trainer, self.layer, self.unit)
        activation = trainer.layers[self.layer].activation
        parts: tuple[Any, ...] = (
            (found.n_samples, found.n_read, *range_of(activation)),
            found.linear,
            found.logarithmic,
            curves(activation),
        )
        for view, values in zip(views, parts, strict=True):
            np.copyto(view, values, casting="same_kind")


def distributions_of(
    trainer: Trainer,
    watch: Watch,
    *,
    fps: int,  # noqa: ARG001
) -> DistributionSections | None:
    """Return what writes the sections of a watch; None without such a layer or unit."""
    if not trainer.experiment.is_dense:
        return None
    layer, unit = watch.distribution_layer, watch.distribution_row
    if layer >= len(trainer.layers):
        return None
    if unit is not None and unit >= trainer.layers[layer].fan_out:
        return None
    return DistributionSections(layer, unit)
