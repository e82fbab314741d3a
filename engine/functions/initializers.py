r"""Initializers: the distributions that initial weights are drawn from.

Every entry's ``draw(fan_in, fan_out, rng, scale)`` returns W (fan_out, fan_in), and
``draw.variance(fan_in, fan_out, scale)`` the variance of one weight.  Only the entries
that have a default scale use ``scale``.  Biases start at 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.arrays import Array

__all__ = ["INITIALIZERS", "Initializer", "orthogonal"]

Size = Callable[[int, int, float], float]
"""``(fan_in, fan_out, scale)`` to the size of a distribution."""


class Draw(Protocol):
    """A distribution of weights."""

    def __call__(
        self, fan_in: int, fan_out: int, rng: np.random.Generator, scale: float
    ) -> Array:
        """Return W (fan_out, fan_in)."""

    def variance(self, fan_in: int, fan_out: int, scale: float) -> float:
        """Return the variance of independent weights of mean 0; else NaN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer:
    """One distribution of initial weights; ``scale`` is its default, if it has one."""

    name: str
    label: str
    help: str
    latex: str
    draw: Draw
    scale: float | None = None


@dataclass(frozen=True, slots=True)
class _Uniform:
    """The uniform distribution from minus to plus a limit."""

    limit: Size

    def __call__(
        self, fan_in: int, fan_out: int, rng: np.random.Generator, scale: float
    ) -> Array:
        bound = self.limit(fan_in, fan_out, scale)
        return rng.uniform(-bound, bound, (fan_out, fan_in))

    def variance(self, fan_in: int, fan_out: int, scale: float) -> float:
        return self.limit(fan_in, fan_out, scale) ** 2 / 3


@dataclass(frozen=True, slots=True)
class _Normal:
    """The normal distribution of mean 0 and a standard deviation."""

    std: Size

    def __call__(
        self, fan_in: int, fan_out: int, rng: np.random.Generator, scale: float
    ) -> Array:
        return rng.normal(0.0, self.std(fan_in, fan_out, scale), (fan_out, fan_in))

    def variance(self, fan_in: int, fan_out: int, scale: float) -> float:
        return self.std(fan_in, fan_out, scale) ** 2


@dataclass(frozen=True, slots=True)
class _Constant:
    """The distribution that is one value."""

    value: Size

    def __call__(
        self,
        fan_in: int,
        fan_out: int,
        rng: np.random.Generator,  # noqa: ARG002
        scale: float,
    ) -> Array:
        return np.full((fan_out, fan_in), self.value(fan_in, fan_out, scale))

    def variance(self, fan_in: int, fan_out: int, scale: float) -> float:  # noqa: ARG002
        return math.nan


INITIALIZERS: dict[str, Initializer] = {
    entry.name: entry
    for entry in (
        Initializer(
            name="glorot_uniform",
            label="Glorot uniform",
            help="Keeps the size of signals and gradients alike from layer to layer;"
            " made for tanh (Glorot and Bengio, 2010).",
            latex=r"U\left(\pm\sqrt{6/(n_{in}+n_{out})}\right)",
            draw=_Uniform(lambda n_in, n_out, _: math.sqrt(6 / (n_in + n_out))),
        ),
        Initializer(
            name="glorot_normal",
            label="Glorot normal",
            help="As Glorot uniform, drawn from a normal distribution.",
            latex=r"N\left(0,\ 2/(n_{in}+n_{out})\right)",
            draw=_Normal(lambda n_in, n_out, _: math.sqrt(2 / (n_in + n_out))),
        ),
        Initializer(
            name="he_uniform",
            label="He uniform",
            help="Twice the variance, for the half of its input that ReLU throws away"
            " (He et al., 2015).",
            latex=r"U\left(\pm\sqrt{6/n_{in}}\right)",
            draw=_Uniform(lambda n_in, *_: math.sqrt(6 / n_in)),
        ),
        Initializer(
            name="he_normal",
            label="He normal",
            help="As He uniform, drawn from a normal distribution.",
            latex=r"N\left(0,\ 2/n_{in}\right)",
            draw=_Normal(lambda n_in, *_: math.sqrt(2 / n_in)),
        ),
        Initializer(
            name="lecun_normal",
            label="LeCun normal",
            help="Variance 1/fan-in: keeps the size of signals (LeCun et al., 1998).",
            latex=r"N\left(0,\ 1/n_{in}\right)",
            draw=_Normal(lambda n_in, *_: math.sqrt(1 / n_in)),
        ),
        Initializer(
            name="uniform",
            label="uniform",
            help="Evenly between minus and plus the scale, whatever the layer's size.",
            latex=r"U(\pm s)",
            scale=0.5,
            draw=_Uniform(lambda _in, _out, scale: scale),
        ),
        Initializer(
            name="normal",
            label="normal",
            help="Normal with the scale as standard deviation.",
            latex=r"N(0,\ s^2)",
            scale=1.0,
            draw=_Normal(lambda _in, _out, scale: scale),
        ),
        Initializer(
            name="zeros",
            label="zeros",
            help="All weights 0: every unit of a layer stays its neighbour's twin.",
            latex=r"0",
            draw=_Constant(lambda *_: 0.0),
        ),
        Initializer(
            name="constant",
            label="constant",
            help="All weights the same: the symmetry never breaks.",
            latex=r"s",
            scale=0.5,
            draw=_Constant(lambda _in, _out, scale: scale),
        ),
    )
}


def orthogonal(n: int, rng: np.random.Generator) -> Array:
    """Return an orthogonal matrix (n, n), all of them equally likely (Mezzadri, 2007).

    It is the Q of a Gaussian matrix's QR decomposition whose R has a positive diagonal.
    """
    q, r = np.linalg.qr(rng.normal(size=(n, n)))
    found: Array = q * np.sign(np.diag(r))
    return found
