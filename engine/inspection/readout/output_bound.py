"""Output bound: what no output exceeds, as far as the parameters tell.

No sample is computed: the bound goes through the graph node by node.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.functions.kinds.kinds import kind_of
from engine.graph import START, Graph, Node, Parameter

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["SAFE", "may_diverge", "output_bound", "safe_norm"]

SAFE = 1e140
"""Outputs below it have a finite loss: the sum of the squares of 1e20 of them is."""
FURTHER = 1.0
"""No activation of z is further from 0 than z by more than this."""
NORMS = (1e6, 1e5, 1e4, 1e3, 100.0, 30.0, 10.0, 3.0, 1.0)
LARGEST_INPUT = 1e9

Bounds = list[float]
"""The bounds of a node's inputs."""


def may_diverge(trainer: Trainer) -> bool:
    """Return whether the loss of a training sample may be infinite."""
    vector = trainer.vector
    if float(np.vdot(vector, vector)) < safe_norm(trainer.graph) ** 2:  # never warns
        return False
    return not output_bound(trainer) < SAFE


def output_bound(trainer: Trainer) -> float:
    """Return what neither z nor a of the output exceeds on any training sample.

    The bound of a map's value is the largest sum of the sizes of a row's weights, times
    the bound of what goes in.  A bounded activation ends its growth. NaN or infinite
    where there is none.
    """
    pairs = trainer.layout.pairs(trainer.vector)
    sizes = {}
    with np.errstate(all="ignore"):
        for parameter, (W, b) in zip(trainer.graph.parameters, pairs, strict=True):
            of_bias = 0.0 if b is None else float(np.abs(b).max())
            sizes[parameter] = float(np.abs(W).sum(axis=1).max()), of_bias
    return _bound(trainer.graph, float(np.abs(trainer.data.train_x).max()), sizes)


@lru_cache(maxsize=256)
def safe_norm(graph: Graph) -> float:
    """Return a norm of all parameters below which every loss is finite.

    No row has a larger sum of sizes than the norm times the root of its length.
    """
    for norm in NORMS:
        sizes = {each: (norm * math.sqrt(each.fan_in), norm) for each in graph.users}
        if _bound(graph, LARGEST_INPUT, sizes) < SAFE:
            return norm
    return 0.0


def _bound(
    graph: Graph, x: float, sizes: Mapping[Parameter, tuple[float, float]]
) -> float:
    """Return the bound of what the loss reads, from the sizes of weights and biases."""
    found: dict[Node, float] = {}
    for node in graph.nodes[:-1]:
        before = [found[edge.node] for edge in node.inputs]
        if node.parameter is not None:
            of_row, of_bias = sizes[node.parameter]
            found[node] = of_row * _most(before) + of_bias
        elif node.inputs:
            found[node] = _OF_KIND.get(node.kind, _of_activation)(node, before)
        else:
            found[node] = 0.0 if node.kind == START else x
    return _most([found[edge.node] for edge in graph.nodes[-1].inputs])


def _most(bounds: Bounds) -> float:
    """Return the largest of some bounds; NaN if one is."""
    return math.nan if any(map(math.isnan, bounds)) else max(bounds)


def _of_activation(node: Node, before: Bounds) -> float:
    kind = kind_of(node.kind)
    largest = max(math.fabs(kind.low), math.fabs(kind.high))
    return math.nan if math.isnan(before[0]) else min(before[0] + FURTHER, largest)


def _of_shares(_: Node, before: Bounds) -> float:
    """Return the bound of a softmax, which infinite numbers have none of."""
    return 1.0 if before[0] < SAFE else math.nan


def _of_norm(node: Node, before: Bounds) -> float:
    return math.sqrt(node.n_rows) if before[0] < SAFE else math.nan


_OF_KIND: dict[str, Callable[[Node, Bounds], float]] = {
    "add": lambda _, before: sum(before),
    "product": lambda _, before: math.prod(before),
    "scores": lambda node, before: math.prod(before) * node.inputs[0].n_rows,
    "weighted values": lambda _, before: before[0] * before[1],
    "rms norm": _of_norm,
    "softmax": _of_shares,
    "attention": _of_shares,
    "causal attention": _of_shares,
    **dict.fromkeys(
        ("join", "dropout", "max pool", "average pool"), lambda _, before: _most(before)
    ),
}
"""The bound of a value from those of its inputs, where it is no map and no activation;
evaluations have no dropout."""
