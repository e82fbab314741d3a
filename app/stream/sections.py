"""The sections of a frame: one entry for everything that a page can watch.

To add a section, add its name to `app.protocol.commands.SectionName` and an entry here;
the layout, the packing and the documents follow from them. All layers are read at once,
from the flat vectors that training itself uses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from app.protocol.commands import SectionName
from app.stream.readout import Array, Readout, row_starts
from engine import LayerSpec, Trainer

__all__ = [
    "DISTRIBUTIONS",
    "MAPS",
    "PER_LAYER",
    "PER_NETWORK",
    "PREDICTIONS",
    "LayerSection",
    "NetworkSection",
    "PredictionSection",
    "Source",
]

Part: TypeAlias = Literal["W", "b", "unit", "input"]
Source: TypeAlias = Callable[[Readout], Array | None]


@dataclass(frozen=True, slots=True)
class LayerSection:
    """One array per layer.

    Attributes
    ----------
    part : "W", "b", "unit" or "input"
        Which of the numbers of a layer: its weights, its biases, one per unit, one
        per unit of the layer before.
    source : callable
        The method of `Readout` whose vector holds them for all layers.
    """

    part: Part
    source: Source

    def length(self, trainer: Trainer) -> int:
        """Return the length of the source's vector."""
        layout = trainer.layout
        if self.part in ("W", "b"):
            return layout.n_parameters
        n_rows = row_starts(trainer)[-1] - layout.extra
        if self.part == "unit":
            return n_rows
        return trainer.layers[0].fan_in + layout.extra + n_rows

    def shape(self, layer: LayerSpec) -> tuple[int, ...]:
        """Return the array's shape in a layer."""
        if self.part == "W":
            return (layer.fan_out, layer.fan_in)
        return (layer.fan_in if self.part == "input" else layer.fan_out,)

    def indices(self, trainer: Trainer) -> npt.NDArray[np.intp]:
        """Return the indices of the numbers in the source's vector."""
        if self.part == "unit":
            return unit_rows(trainer)
        if self.part == "input":
            return input_rows(trainer)
        pairs = trainer.layout.pairs(np.arange(trainer.layout.n_parameters))
        blocks = [W if self.part == "W" else b for W, b in pairs]
        return np.concatenate([block.ravel() for block in blocks if block is not None])


def unit_rows(trainer: Trainer) -> npt.NDArray[np.intp]:
    """Return which rows of a signal are units."""
    extra = trainer.layout.extra
    rows = [[True] * layer.fan_out + [False] * extra for layer in trainer.layers]
    return np.flatnonzero(np.concatenate(rows))


def input_rows(trainer: Trainer) -> npt.NDArray[np.intp]:
    """Return which rows of `Readout.layer_inputs` are inputs of a layer."""
    extra = trainer.layout.extra
    rows = [[True] * layer.fan_in + [False] * extra for layer in trainer.layers]
    return np.flatnonzero(np.concatenate(rows))


PER_LAYER: dict[SectionName, LayerSection] = {
    "W": LayerSection("W", Readout.parameters),
    "b": LayerSection("b", Readout.parameters),
    "W_before": LayerSection("W", Readout.forward_parameters),
    "b_before": LayerSection("b", Readout.forward_parameters),
    "a_prev": LayerSection("input", Readout.layer_inputs),
    "z": LayerSection("unit", Readout.z),
    "a": LayerSection("unit", Readout.a),
    "df": LayerSection("unit", Readout.df),
    "delta": LayerSection("unit", Readout.delta),
    "unit_delta_rms": LayerSection("unit", Readout.unit_delta_rms),
    "unit_dead": LayerSection("unit", Readout.unit_dead),
    "unit_saturated": LayerSection("unit", Readout.unit_saturated),
    "dW": LayerSection("W", Readout.gradient),
    "db": LayerSection("b", Readout.gradient),
    "update_W": LayerSection("W", Readout.update),
    "update_b": LayerSection("b", Readout.update),
}


@dataclass(frozen=True, slots=True)
class NetworkSection:
    """One array of doubles for the whole network.

    Attributes
    ----------
    source : callable
        Returns the array from a readout.
    length : callable
        The array's length.
    """

    source: Callable[[Readout], Array]
    length: Callable[[Trainer], int]


def _n_layers(trainer: Trainer) -> int:
    return len(trainer.layers)


def _figure(name: str) -> NetworkSection:
    """Return the section of a property of `Diagnostics`, one number per layer."""
    return NetworkSection(lambda readout: readout.diagnostic(name), _n_layers)


PER_NETWORK: dict[SectionName, NetworkSection] = {
    "gradient_rms": _figure("gradient_rms"),
    "delta_rms": _figure("delta_rms"),
    "da_rms": _figure("da_rms"),
    "delta_theory": NetworkSection(Readout.delta_theory, _n_layers),
    "delta_theory_band": NetworkSection(Readout.delta_theory_band, _n_layers),
    "update_ratio": _figure("update_ratio"),
    "mean_df": _figure("mean_df"),
    "saturated": _figure("saturated"),
    "dead": _figure("dead"),
    "losses": NetworkSection(Readout.losses, lambda _: 2),
    "accuracies": NetworkSection(Readout.accuracies, lambda _: 2),
}


@dataclass(frozen=True, slots=True)
class PredictionSection:
    """Predicted classes of the samples; only in a classification.

    Attributes
    ----------
    dtype : "u1" or "f4"
    shape : callable
        The array's shape.
    write : callable
        Fills an array of that shape.
    """

    dtype: Literal["u1", "f4"]
    shape: Callable[[Trainer], tuple[int, ...]]
    write: Callable[[Trainer, npt.NDArray[Any]], None]


def _write_predicted(trainer: Trainer, out: npt.NDArray[Any]) -> None:
    n_train = len(trainer.data.train_labels)
    out[:n_train] = trainer.predicted("train")
    out[n_train:] = trainer.predicted("test")


def _write_confusion(trainer: Trainer, out: npt.NDArray[Any]) -> None:
    out[0] = trainer.confusion("train")
    out[1] = trainer.confusion("test")


PREDICTIONS: dict[SectionName, PredictionSection] = {
    "predicted": PredictionSection(
        "u1",
        lambda trainer: (
            len(trainer.data.train_labels) + len(trainer.data.test_labels),
        ),
        _write_predicted,
    ),
    "confusion": PredictionSection(
        "f4", lambda trainer: (2, *[trainer.data.n_classes] * 2), _write_confusion
    ),
}
"""``predicted``: the class of each training sample, then of each test sample.
``confusion``: counts of training, then of test samples; rows true, columns predicted.
"""

MAPS: tuple[SectionName, ...] = ("surface", "neuron_surface")
DISTRIBUTIONS: tuple[SectionName, ...] = ("distributions",)
"""Sections that a module of their own computes."""

assert {*PER_LAYER, *PER_NETWORK, *PREDICTIONS, *MAPS, *DISTRIBUTIONS} == {
    *get_args(SectionName)
}
