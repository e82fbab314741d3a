"""Maps of the input plane as bytes: what the network says everywhere at once."""

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from engine import LayerSpec, Surface, Trainer, catalog

__all__ = ["MAX_MULTIPLY_ADDS", "Quantizer", "SurfaceMaps", "affordable"]

Floats: TypeAlias = npt.NDArray[np.float32]
Bytes: TypeAlias = npt.NDArray[np.uint8]

MAX_MULTIPLY_ADDS = 8_000_000
"""Of one map: about 2 ms."""
FALL = 0.05
"""Share of the way that a scale falls per frame towards the present peak."""


_RANGES: dict[str, tuple[float, float]] = {
    "softmax": (0.0, 1.0),
    **{
        entry["name"]: (entry["low"], entry["high"])
        for entry in catalog()["activations"]
    },
}


def affordable(resolution: int, trainer: Trainer) -> int:
    """Return the resolution, or less if the network is too large for it."""
    cost = sum(layer.fan_in * layer.fan_out for layer in trainer.layers)
    units = sum(layer.fan_out for layer in trainer.layers)
    most = math.isqrt(MAX_MULTIPLY_ADDS // (cost + 16 * units))
    return max(2, min(resolution, most))


def bounds(activation: str) -> tuple[float, float] | None:
    """Return the range of an activation, or None where it has no bound."""
    low, high = _RANGES[activation]
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


class Quantizer:
    """Turns maps of one layer into bytes over a range that does not flicker.

    A bounded activation has its own range; any other one gets a symmetric range that
    grows at once and falls slowly.
    """

    def __init__(self, activation: str, n_maps: int, resolution: int) -> None:
        self._bounds = bounds(activation)
        self._scale = np.zeros(n_maps, np.float32)
        self._scratch = np.empty((n_maps, resolution, resolution), np.float32)

    def write(self, maps: Floats, *, out: Bytes, span: Floats) -> None:
        """Write bytes of (n_maps, r, r) and their (low, high) pairs."""
        is_finite = True
        if self._bounds is None:
            is_finite = self._follow(maps)
            np.negative(self._scale, out=span[:, 0])
            span[:, 1] = self._scale
        else:
            span[:] = self._bounds
        low, high = span[:, 0, None, None], span[:, 1, None, None]
        factor = np.float32(255) / (high - low)
        np.multiply(maps, factor, out=self._scratch)
        self._scratch += np.float32(0.5) - low * factor
        if not is_finite:
            np.clip(np.nan_to_num(self._scratch), 0, 255, out=self._scratch)
        np.copyto(out, self._scratch, casting="unsafe")

    def _follow(self, maps: Floats) -> bool:
        """Move the scales towards the peaks; False if those are not all finite."""
        flat = maps.reshape(len(maps), -1)
        peak = np.maximum(flat.max(axis=1), -flat.min(axis=1))
        is_finite = bool(np.isfinite(peak).all())
        if not is_finite:
            np.nan_to_num(peak, copy=False)
        np.clip(peak, 1e-6, 1e37, out=peak)
        fallen = self._scale + np.float32(FALL) * (peak - self._scale)
        np.maximum(peak, fallen, out=self._scale)
        return is_finite


class SurfaceMaps:
    """The output's maps, or all hidden units' maps, of one network."""

    def __init__(self, trainer: Trainer, resolution: int, *, neurons: bool) -> None:
        self.resolution = affordable(resolution, trainer)
        self._surface = Surface(self.resolution)
        self._of_neurons = neurons
        *hidden, output = trainer.layers
        self.layers: list[LayerSpec] = hidden if neurons else [output]
        self.n_maps = sum(layer.fan_out for layer in self.layers)
        self._quantizers = [
            Quantizer(layer.activation, layer.fan_out, self.resolution)
            for layer in self.layers
        ]

    def write(self, trainer: Trainer, *, out: Bytes, span: Floats) -> None:
        """Compute and write maps (n_maps, r, r) and ranges (n_maps, 2)."""
        result = self._surface.evaluate(trainer)
        groups = result.neurons if self._of_neurons else [result.outputs]
        first = 0
        for layer, maps, quantizer in zip(
            self.layers, groups, self._quantizers, strict=True
        ):
            here = slice(first, first + layer.fan_out)
            quantizer.write(maps, out=out[here], span=span[here])
            first += layer.fan_out
