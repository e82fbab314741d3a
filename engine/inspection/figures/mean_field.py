r"""Mean field: how large delta is in each layer at the start of a run, by theory.

In a wide layer with independent random weights of mean 0 and variance v, the z of one
sample are normal numbers with the variance ``q = v fan_in E[a_prev^2]``, and the way
back multiplies the mean square of that sample's delta by ``v fan_out E[f'(z)^2]``
(Poole et al. 2016; Schoenholz et al. 2017).  So with u from N(0, 1):

    q of layer 1    v sum_j x_j^2                       from the sample's own inputs
    q of layer l+1  v_{l+1} n_l E[f(sqrt(q_l) u)^2]
    delta^2         delta_{l+1}^2 v_{l+1} n_{l+1} E[f'(sqrt(q_l) u)^2]

Samples differ in q, so each has its own theory; their mean square is weighted by the
samples' delta at the output, which is that of the initial network itself.  With one q
for all samples a tanh network is off by up to 0.4 decades.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from engine.arrays import Array, execute, frozen
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS
from engine.graph import Ref
from engine.layout import LayerSpec
from engine.networks.reduced import without_dropout
from engine.program.compiled import Compiled
from engine.program.initial_parameters import initial_vector
from engine.program.memory.placement import placement_of

if TYPE_CHECKING:
    from engine.data.split import SplitData
    from engine.experiment.experiment import Experiment
    from engine.training.trainer import Trainer

__all__ = ["MAX_SAMPLES", "MeanField", "mean_field"]

MAX_SAMPLES = 64
"""The most training samples that the theory uses, the first ones."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class MeanField:
    """The theory of one experiment, each (n_layers,).

    Attributes
    ----------
    ratio : Array
        Root mean square of delta over that of the output's delta.  NaN where weights
        do not start as independent random numbers of mean 0.
    band : Array
        Half the width of its band in decades, see `_band`.
    """

    ratio: Array
    band: Array


def mean_field(trainer: Trainer) -> MeanField:
    """Return the theory of a trainer's experiment; computed once as long as it holds.

    Trainers whose theories depend on the same share one.

    The trainer's weights do not matter, only what they would be at the start.
    """
    experiment, known = trainer.experiment, _KNOWN.get(trainer)
    if known and known.experiment is experiment and known.data is trainer.data:
        return known.theory
    x, y = (
        np.ascontiguousarray(part[:, :MAX_SAMPLES])
        for part in (trainer.data.train_x, trainer.data.train_y)
    )
    key = (
        trainer.layers, experiment.initializer, experiment.initializer_scale,
        experiment.initial_parameters, experiment.dropout, experiment.loss,
        experiment.seed, x.tobytes(), y.tobytes(),
    )  # fmt: skip
    theory = _SHARED.get(key)
    if theory is None:
        with np.errstate(all="ignore"):
            theory = _SHARED[key] = _theory(trainer, x, y)
    _KNOWN[trainer] = _Known(experiment, trainer.data, theory)
    return theory


def _theory(trainer: Trainer, x: Array, y: Array) -> MeanField:
    layers = trainer.layers
    variances = _variances(trainer)
    kept = 1 - trainer.experiment.dropout
    derivatives: list[Array] = []  # E[f'^2] per sample
    q = variances[0] * np.square(x).sum(axis=0)
    for layer, variance in zip(layers, variances[1:], strict=False):
        mean_a2, mean_df2 = second_moments(layer.activation, q)
        derivatives.append(mean_df2)
        q = variance * layer.fan_out * mean_a2 / kept
    squares = [_output_delta2(trainer, x, y)]
    for layer, variance, slope in zip(
        reversed(layers), reversed(variances), reversed(derivatives), strict=False
    ):
        squares.append(squares[-1] * variance * layer.fan_out * slope / kept)
    means = np.array([np.mean(square) for square in reversed(squares)])
    ratio = np.sqrt(means / means[-1])
    band = np.where(np.isnan(ratio), np.nan, _band(layers))
    return MeanField(frozen(ratio), frozen(band))


def _variances(trainer: Trainer) -> list[float]:
    """Return the variance of the initial weights of each layer; NaN if none holds."""
    experiment = trainer.experiment
    initializer = INITIALIZERS[experiment.initializer]
    scale = experiment.initializer_scale
    if scale is None:
        scale = initializer.scale or 0.0
    if experiment.initial_parameters is not None:
        return [math.nan] * len(trainer.layers)
    return [
        initializer.draw.variance(layer.fan_in, layer.fan_out, scale)
        for layer in trainer.layers
    ]


def _output_delta2(trainer: Trainer, x: Array, y: Array) -> Array:
    """Return the squared delta of the initial network's output per sample, (n,)."""
    experiment, layout = trainer.experiment, trainer.layout
    graph = without_dropout(trainer.graph)
    seed, _, _ = np.random.SeedSequence(experiment.seed).spawn(3)
    vector = initial_vector(experiment, layout, np.random.default_rng(seed))
    blocks, dblocks = (layout.blocks(v) for v in (vector, np.empty_like(vector)))
    step = Compiled(
        placement_of(graph),
        x.shape[1],
        parameters=dict(zip(graph.users, blocks, strict=True)),
        gradients=dict(zip(graph.users, dblocks, strict=True)),
    )
    step.memory.x[: len(x)], step.memory.y[...] = x, y
    for op in step.ops:
        execute(op.calls)
    delta = step.array(Ref("grad", graph.named("z")[-1]))
    squares: Array = np.square(delta).sum(axis=0)
    return squares


def _nodes() -> tuple[Array, Array]:
    """Return nodes u and weights of E[g(u)], u from N(0, 1), each (120,).

    The trapezoidal rule with the nodes ``u = c sinh t``, which are dense around 0: it
    converges exponentially, like Gauss-Hermite quadrature, but also where g(u) =
    f'(1000 u)^2 is a narrow peak.  Nodes are symmetric without 0, so a step at 0, as
    in the f' of a ReLU, is exact.
    """
    c, h, n = 1e-3, 0.165, 120
    t = h * (np.arange(n) + 0.5 - n / 2)
    u = c * np.sinh(t)
    weights = c * np.cosh(t) * h * np.exp(-u * u / 2) / math.sqrt(2 * math.pi)
    return u, weights


_NODES, _NODE_WEIGHTS = _nodes()


def second_moments(activation: str, q: Array) -> tuple[Array, Array]:
    """Return E[f(z)^2] and E[f'(z)^2] of z from N(0, q), each of q's shape (n,)."""
    z = np.multiply.outer(np.sqrt(q), _NODES)
    a, df, t = (np.empty_like(z) for _ in range(3))
    f = ACTIVATIONS[activation]
    execute(f.forward(z, a, t))
    execute(f.local(z, a, df, t))
    return np.square(a).dot(_NODE_WEIGHTS), np.square(df).dot(_NODE_WEIGHTS)


def _band(layers: tuple[LayerSpec, ...]) -> Array:
    """Return half the width of the theory's band in decades, (n_layers,).

    With ``s`` the sum of 1/fan_out over the hidden layers from this one on, it is
    ``0.5 (1 + s) sqrt(s)``.  The root is the spread of a product of random matrices;
    the factors were fitted so that the band contains about 90 % of the runs at the
    first layer: 90 runs (three initializers, 30 seeds) each of tanh, sigmoid, ReLU,
    leaky ReLU and GELU, with 1, 2, 4, 6 or 8 hidden layers of 4, 8, 16, 32 or 64, on
    64 samples of the circle.  Narrow ReLU networks spread furthest, and below the
    theory: it gives the mean over networks, which a few of them dominate.
    """
    shares = [1 / layer.fan_out for layer in layers[:-1]]
    s = np.cumsum([0.0, *reversed(shares)])[::-1]
    band: Array = 0.5 * (1 + s) * np.sqrt(s)
    return band


class _Known(NamedTuple):
    """A theory, and the experiment and the data it is of."""

    experiment: Experiment
    data: SplitData
    theory: MeanField


_KNOWN: WeakKeyDictionary[Trainer, _Known] = WeakKeyDictionary()
_SHARED: WeakValueDictionary[tuple[object, ...], MeanField] = WeakValueDictionary()
"""Theories by all that they depend on."""
