"""Heatmaps: outputs or activations over the plane of two inputs, as bytes."""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.protocol.commands.commands import Watch
from engine import LayerSpec, Readout, Surface, Trainer
from engine.functions.kinds.kinds import kind_of

__all__ = [
    "MULTIPLY_ADDS_PER_SECOND",
    "Quantizer",
    "SurfaceMaps",
    "affordable_resolution",
    "has_maps",
    "neuron_maps",
    "output_maps",
]

Floats: TypeAlias = npt.NDArray[np.float32]
Bytes: TypeAlias = npt.NDArray[np.uint8]

MULTIPLY_ADDS_PER_SECOND = 1_500_000_000
"""For all frames of one heatmap: about 6 % of a processor."""
FEWEST_FRAMES = 10
"""The cost is bounded as if there were at least so many frames a second: a single
frame, which can be requested at any time, delays every session, too."""
SMALLEST = np.float32(1e-6)
FALL = 0.05
"""Share of the distance to the present peak that a scale falls by per frame."""


def affordable_resolution(resolution: int, trainer: Trainer, fps: int) -> int:
    """Return the resolution, or less if the network is too large for it.

    With fewer frames a second, each frame may cost more.
    """
    cost = sum(layer.fan_in * layer.fan_out for layer in trainer.layers)
    units = sum(layer.fan_out for layer in trainer.layers)
    frames = max(fps, FEWEST_FRAMES)
    most = math.isqrt(MULTIPLY_ADDS_PER_SECOND // frames // (cost + 16 * units))
    return max(2, min(resolution, most))


def bounds(activation: str) -> tuple[float, float] | None:
    """Return the range of an activation, or None where it has no bound."""
    kind = kind_of(activation)
    is_bounded = math.isfinite(kind.low) and math.isfinite(kind.high)
    return (kind.low, kind.high) if is_bounded else None


class Quantizer:
    """Turns maps of some layers into bytes over ranges that do not flicker.

    A bounded activation has a fixed range; any other one gets a symmetric range per
    map that grows at once and falls slowly. With ``signed`` a fixed range is symmetric,
    too, so that the middle of the bytes is 0 in every map.
    """

    def __init__(
        self, layers: Sequence[LayerSpec], resolution: int, *, signed: bool = False
    ) -> None:
        ends = list(accumulate((layer.fan_out for layer in layers), initial=0))
        self._spans = [slice(*pair) for pair in pairwise(ends)]
        known = [bounds(layer.activation) for layer in layers]
        self._follows = [
            (k, where, kind_of(layers[k].activation).low < 0)
            for k, where in enumerate(self._spans)
            if known[k] is None
        ]
        self._peak = np.zeros(ends[-1], np.float32)
        self._scale = np.zeros(ends[-1], np.float32)
        self._range = np.zeros((ends[-1], 2), np.float32)
        for where, own in zip(self._spans, known, strict=True):
            low, high = own or (-1, 1)
            self._range[where] = (min(low, -high), high) if signed else (low, high)
        self._is_unbounded = np.repeat(
            [own is None for own in known], [layer.fan_out for layer in layers]
        )
        self._scratch = np.empty((ends[-1], resolution * resolution), np.float32)

    def write(self, groups: Sequence[Floats], *, out: Bytes, span: Floats) -> None:
        """Write bytes of all maps (n_maps, r, r) and their (low, high) pairs.

        ``groups`` has one array (fan_out, r, r) per layer.
        """
        flat = [group.reshape(len(group), -1) for group in groups]
        is_finite = not self._follows or self._follow(flat)
        span[...] = self._range
        low, high = span[:, :1], span[:, 1:]
        factor = np.float32(255) / (high - low)
        for values, where in zip(flat, self._spans, strict=True):
            np.multiply(values, factor[where], out=self._scratch[where])
        self._scratch += np.float32(0.5) - low * factor
        if not is_finite:
            np.clip(np.nan_to_num(self._scratch), 0, 255, out=self._scratch)
        np.copyto(out.reshape(self._scratch.shape), self._scratch, casting="unsafe")

    def begin_anew(self) -> None:
        """Set the scales to the peaks of the next frame, whatever they were."""
        self._scale[...] = 0

    def _follow(self, flat: Sequence[Floats]) -> bool:
        """Move the scales towards the peaks; False if those are not all finite."""
        peak, scale = self._peak, self._scale
        for k, where, has_negative in self._follows:
            np.max(flat[k], axis=1, out=peak[where])
            if has_negative:
                np.maximum(peak[where], -np.min(flat[k], axis=1), out=peak[where])
        is_finite = math.isfinite(float(peak.sum()))
        if not is_finite:
            np.clip(np.nan_to_num(peak), 0, 1e37, out=peak)
        scale += np.float32(FALL) * (peak - scale)
        np.maximum(scale, peak, out=scale)
        np.maximum(scale, SMALLEST, out=scale)
        np.negative(scale, out=self._range[:, 0], where=self._is_unbounded)
        np.copyto(self._range[:, 1], scale, where=self._is_unbounded)
        return is_finite


class SurfaceMaps:
    """The heatmaps of the outputs, or of all hidden units, of one network.

    Attributes
    ----------
    layer : None
        They belong to no layer.
    dimensions : dict
        The dimensions of their sections, by the names in the table.
    """

    def __init__(self, trainer: Trainer, resolution: int, *, neurons: bool) -> None:
        self.resolution = resolution
        self._surface = Surface(self.resolution)
        self._of_neurons = neurons
        *hidden, output = trainer.layers
        layers = hidden if neurons else [output]
        self.n_maps = sum(layer.fan_out for layer in layers)
        self._quantizer = Quantizer(layers, self.resolution, signed=neurons)
        self._step = 0
        count = "hidden units" if neurons else "outputs"
        self.layer = None
        self.dimensions: dict[str, int] = {
            count: self.n_maps,
            "side": self.resolution,
        }

    def write(self, readout: Readout, out: Bytes, span: Floats) -> None:
        """Compute and write maps (n_maps, r, r) and ranges (n_maps, 2).

        Going back to an earlier step, and another start, leave no range behind.
        """
        trainer = readout.trainer
        step = trainer.step_count
        if step < self._step or not step:
            self._quantizer.begin_anew()
        self._step = step
        result = self._surface.evaluate(trainer)
        groups = result.neurons if self._of_neurons else [result.outputs]
        self._quantizer.write(groups, out=out, span=span)
        if not self._of_neurons and not trainer.data.target_scaling.is_none:
            span[...] = trainer.data.own_units(span)


def has_maps(trainer: Trainer) -> bool:
    """Return whether there are maps: of a dense network whose data have a plane."""
    return trainer.experiment.is_dense and bool(trainer.data.domain)


def output_maps(trainer: Trainer, watch: Watch, *, fps: int) -> SurfaceMaps | None:
    """Return the heatmaps of the outputs; None if the data have no plane."""
    if not has_maps(trainer):
        return None
    side = affordable_resolution(watch.surface_resolution, trainer, fps)
    return SurfaceMaps(trainer, side, neurons=False)


def neuron_maps(trainer: Trainer, watch: Watch, *, fps: int) -> SurfaceMaps | None:
    """Return the heatmaps of the hidden units; None without such or without a plane."""
    if not has_maps(trainer) or len(trainer.layers) == 1:
        return None
    side = affordable_resolution(watch.neuron_resolution, trainer, fps)
    return SurfaceMaps(trainer, side, neurons=True)
