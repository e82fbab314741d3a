r"""Initial weights: how W starts; biases start at 0.

Every function takes ``(fan_in, fan_out, *, rng, scale)`` and returns
W (fan_out, fan_in).  ``scale`` is used only by the entries that name one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

__all__ = ["INITIALIZERS", "Initializer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer:
    """One way to draw initial weights; ``scale`` is its default, if it has one."""

    name: str
    label: str
    help: str
    latex: str
    draw: Callable[[int, int, np.random.Generator, float], Array]
    scale: float | None = None


def _uniform(
    limit: float, fan_in: int, fan_out: int, rng: np.random.Generator
) -> Array:
    return rng.uniform(-limit, limit, (fan_out, fan_in))


def _normal(std: float, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    return rng.normal(0.0, std, (fan_out, fan_in))


INITIALIZERS: dict[str, Initializer] = {
    entry.name: entry
    for entry in (
        Initializer(
            name="glorot_uniform",
            label="Glorot uniform",
            help="Keeps the size of signals and gradients alike from layer to layer;"
            " made for tanh (Glorot and Bengio, 2010).",
            latex=r"U\left(\pm\sqrt{6/(n_{in}+n_{out})}\right)",
            draw=lambda n, m, rng, _: _uniform(math.sqrt(6 / (n + m)), n, m, rng),
        ),
        Initializer(
            name="glorot_normal",
            label="Glorot normal",
            help="As Glorot uniform, drawn from a normal distribution.",
            latex=r"N\left(0,\ 2/(n_{in}+n_{out})\right)",
            draw=lambda n, m, rng, _: _normal(math.sqrt(2 / (n + m)), n, m, rng),
        ),
        Initializer(
            name="he_uniform",
            label="He uniform",
            help="Twice the variance, for the half of its input that ReLU throws away"
            " (He et al., 2015).",
            latex=r"U\left(\pm\sqrt{6/n_{in}}\right)",
            draw=lambda n, m, rng, _: _uniform(math.sqrt(6 / n), n, m, rng),
        ),
        Initializer(
            name="he_normal",
            label="He normal",
            help="As He uniform, drawn from a normal distribution.",
            latex=r"N\left(0,\ 2/n_{in}\right)",
            draw=lambda n, m, rng, _: _normal(math.sqrt(2 / n), n, m, rng),
        ),
        Initializer(
            name="lecun_normal",
            label="LeCun normal",
            help="Variance 1/fan-in: keeps the size of signals (LeCun et al., 1998).",
            latex=r"N\left(0,\ 1/n_{in}\right)",
            draw=lambda n, m, rng, _: _normal(math.sqrt(1 / n), n, m, rng),
        ),
        Initializer(
            name="uniform",
            label="uniform",
            help="Evenly between minus and plus the scale, whatever the layer's size.",
            latex=r"U(\pm s)",
            scale=0.5,
            draw=lambda n, m, rng, scale: _uniform(scale, n, m, rng),
        ),
        Initializer(
            name="normal",
            label="normal",
            help="Normal with the scale as standard deviation.",
            latex=r"N(0,\ s^2)",
            scale=1.0,
            draw=lambda n, m, rng, scale: _normal(scale, n, m, rng),
        ),
        Initializer(
            name="zeros",
            label="zeros",
            help="All weights 0: every unit of a layer stays its neighbour's twin.",
            latex=r"0",
            draw=lambda n, m, _rng, _: np.zeros((m, n)),
        ),
        Initializer(
            name="constant",
            label="constant",
            help="All weights the same: the symmetry never breaks.",
            latex=r"s",
            scale=0.5,
            draw=lambda n, m, _rng, scale: np.full((m, n), scale),
        ),
    )
}
