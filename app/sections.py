"""What a page can look at: one entry per section of a frame.

To add a section, add its name to `app.protocol.SectionName` and one entry here; the
layout, the packing and the documents follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from app.protocol import SectionName
from engine import Diagnostics, LayerSpec, Trace, Trainer, diagnostics

__all__ = ["PER_LAYER", "PER_NETWORK", "Array", "LayerSection", "Reading"]

Array: TypeAlias = npt.NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]


class Reading:
    """One look at a trainer; computes each thing once, and only if it is asked for.

    Parameters
    ----------
    trainer : Trainer
    probe : int or None
        Training sample whose signals are read; None is the mean over the batch.
    """

    def __init__(self, trainer: Trainer, *, probe: int | None = None) -> None:
        self.trainer = trainer
        self.probe = probe

    @cached_property
    def parameters(self) -> list[tuple[Array, Array | None]]:
        """Weights and biases as they are now."""
        return self.trainer.parameters

    @cached_property
    def trace(self) -> Trace | None:
        """The step just applied; None while there is none for this network."""
        try:
            return self.trainer.trace()
        except ValueError:
            return None

    @cached_property
    def probed(self) -> list[tuple[Array, Array]] | None:
        """(z, a) per layer of the probe; None where the batch's mean is wanted."""
        if self.probe is None:
            return None
        x = self.trainer.data.train_x[:, self.probe : self.probe + 1]
        return self.trainer.probe(x)

    @cached_property
    def probed_trace(self) -> Trace | None:
        """The probe's own trace, in steps whose batch it belonged to."""
        if self.trace is None:
            return None
        places = np.flatnonzero(self.trace.batch_indices == self.probe)
        return self.trace.sample(int(places[0])) if len(places) else None

    @cached_property
    def diagnostics(self) -> Diagnostics:
        """Numbers per layer of the step just applied."""
        return diagnostics(self.trainer)


@dataclass(frozen=True, slots=True)
class LayerSection:
    """One array per layer.

    Attributes
    ----------
    shape : callable
        The array's shape in a layer.
    read : callable
        The array, or None for zeros: there has been no step yet.
    of_bias : bool
        Whether it exists only in a network with biases.
    """

    shape: Callable[[LayerSpec], Shape]
    read: Callable[[Reading, int], Array | None]
    of_bias: bool = False


def _like_W(layer: LayerSpec) -> Shape:
    return (layer.fan_out, layer.fan_in)


def _like_b(layer: LayerSpec) -> Shape:
    return (layer.fan_out,)


def _W(reading: Reading, layer: int) -> Array:
    return reading.parameters[layer][0]


def _b(reading: Reading, layer: int) -> Array | None:
    b = reading.parameters[layer][1]
    return None if b is None else b[:, 0]


def _of_trace(name: str, *, is_column: bool = False) -> Callable[..., Array | None]:
    def read(reading: Reading, layer: int) -> Array | None:
        if reading.trace is None:
            return None
        value: Array = getattr(reading.trace.layers[layer], name)
        return value[:, 0] if is_column else value

    return read


def _activity(name: str) -> Callable[[Reading, int], Array | None]:
    """Return the reader of z or a: the probe's now, or the batch's mean."""

    def read(reading: Reading, layer: int) -> Array | None:
        if reading.probed is not None:
            return reading.probed[layer][name == "a"][:, 0]
        return _batch(reading, layer, name)

    return read


def _slope(name: str) -> Callable[[Reading, int], Array | None]:
    """Return the reader of df or delta; NaN if the probe was not in the batch."""

    def read(reading: Reading, layer: int) -> Array | None:
        if reading.probe is None:
            return _batch(reading, layer, name)
        if reading.probed_trace is None:
            return None if reading.trace is None else NOWHERE
        value: Array = getattr(reading.probed_trace.layers[layer], name)
        return value[:, 0]

    return read


NOWHERE = np.array(np.nan)


def _batch(reading: Reading, layer: int, name: str) -> Array | None:
    """Return one number per unit: the sum of delta, the mean of anything else."""
    if reading.trace is None:
        return None
    value: Array = getattr(reading.trace.layers[layer], name)
    total: Array = np.add.reduce(value, axis=1)
    return total if name == "delta" else total / value.shape[1]


PER_LAYER: dict[SectionName, LayerSection] = {
    "W": LayerSection(_like_W, _W),
    "b": LayerSection(_like_b, _b, of_bias=True),
    "z": LayerSection(_like_b, _activity("z")),
    "a": LayerSection(_like_b, _activity("a")),
    "df": LayerSection(_like_b, _slope("df")),
    "delta": LayerSection(_like_b, _slope("delta")),
    "dW": LayerSection(_like_W, _of_trace("dW")),
    "db": LayerSection(_like_b, _of_trace("db", is_column=True), of_bias=True),
    "update_W": LayerSection(_like_W, _of_trace("update_W")),
    "update_b": LayerSection(
        _like_b, _of_trace("update_b", is_column=True), of_bias=True
    ),
}

PER_NETWORK: tuple[SectionName, ...] = (
    "gradient_rms",
    "delta_rms",
    "update_ratio",
    "mean_df",
    "saturated",
    "dead",
)
"""Fields of `Diagnostics`, one number per layer."""

MAPS: tuple[SectionName, ...] = ("surface", "neuron_surface")

assert {*PER_LAYER, *PER_NETWORK, *MAPS} == {*get_args(SectionName)}
