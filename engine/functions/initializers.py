r"""Initializers: the distributions that initial weights are drawn from.

Every entry's ``draw(fan_in, fan_out, rng, scale)`` returns W (fan_out, fan_in).  Only
the entries that have a default scale use ``scale``.  Biases start at 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

__all__ = ["INITIALIZERS", "Initializer"]

Draw = Callable[[int, int, np.random.Generator, float], Array]
Size = Callable[[int, int, float], float]
"""``(fan_in, fan_out, scale)`` to the size of a distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer:
    """One distribution of initial weights; ``scale`` is its default, if it has one."""

    name: str
    label: str
    help: str
    latex: str
    draw: Draw
    scale: float | None = None


def _uniform(limit: Size) -> Draw:
    """Return the uniform distribution from minus to plus a limit."""

    def draw(
        fan_in: int, fan_out: int, rng: np.random.Generator, scale: float
    ) -> Array:
        bound = limit(fan_in, fan_out, scale)
        return rng.uniform(-bound, bound, (fan_out, fan_in))

    return draw


def _normal(std: Size) -> Draw:
    """Return the normal distribution of mean 0 and a standard deviation."""

    def draw(
        fan_in: int, fan_out: int, rng: np.random.Generator, scale: float
    ) -> Array:
        return rng.normal(0.0, std(fan_in, fan_out, scale), (fan_out, fan_in))

    return draw


def _constant(value: Size) -> Draw:
    """Return the distribution that is one value."""

    def draw(
        fan_in: int,
        fan_out: int,
        rng: np.random.Generator,  # noqa: ARG001
        scale: float,
    ) -> Array:
        return np.full((fan_out, fan_in), value(fan_in, fan_out, scale))

    return draw


INITIALIZERS: dict[str, Initializer] = {
    entry.name: entry
    for entry in (
        Initializer(
            name="glorot_uniform",
            label="Glorot uniform",
            help="Keeps the size of signals and gradients alike from layer to layer;"
            " made for tanh (Glorot and Bengio, 2010).",
            latex=r"U\left(\pm\sqrt{6/(n_{in}+n_{out})}\right)",
            draw=_uniform(lambda n_in, n_out, _: math.sqrt(6 / (n_in + n_out))),
        ),
        Initializer(
            name="glorot_normal",
            label="Glorot normal",
            help="As Glorot uniform, drawn from a normal distribution.",
            latex=r"N\left(0,\ 2/(n_{in}+n_{out})\right)",
            draw=_normal(lambda n_in, n_out, _: math.sqrt(2 / (n_in + n_out))),
        ),
        Initializer(
            name="he_uniform",
            label="He uniform",
            help="Twice the variance, for the half of its input that ReLU throws away"
            " (He et al., 2015).",
            latex=r"U\left(\pm\sqrt{6/n_{in}}\right)",
            draw=_uniform(lambda n_in, *_: math.sqrt(6 / n_in)),
        ),
        Initializer(
            name="he_normal",
            label="He normal",
            help="As He uniform, drawn from a normal distribution.",
            latex=r"N\left(0,\ 2/n_{in}\right)",
            draw=_normal(lambda n_in, *_: math.sqrt(2 / n_in)),
        ),
        Initializer(
            name="lecun_normal",
            label="LeCun normal",
            help="Variance 1/fan-in: keeps the size of signals (LeCun et al., 1998).",
            latex=r"N\left(0,\ 1/n_{in}\right)",
            draw=_normal(lambda n_in, *_: math.sqrt(1 / n_in)),
        ),
        Initializer(
            name="uniform",
            label="uniform",
            help="Evenly between minus and plus the scale, whatever the layer's size.",
            latex=r"U(\pm s)",
            scale=0.5,
            draw=_uniform(lambda _in, _out, scale: scale),
        ),
        Initializer(
            name="normal",
            label="normal",
            help="Normal with the scale as standard deviation.",
            latex=r"N(0,\ s^2)",
            scale=1.0,
            draw=_normal(lambda _in, _out, scale: scale),
        ),
        Initializer(
            name="zeros",
            label="zeros",
            help="All weights 0: every unit of a layer stays its neighbour's twin.",
            latex=r"0",
            draw=_constant(lambda *_: 0.0),
        ),
        Initializer(
            name="constant",
            label="constant",
            help="All weights the same: the symmetry never breaks.",
            latex=r"s",
            scale=0.5,
            draw=_constant(lambda _in, _out, scale: scale),
        ),
    )
}
