"""Output bound: what no output exceeds, as far as the parameters tell.

No sample is computed: the bound goes through the graph node by node.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.functions.kinds.bounds import SAFE, of_largest
from engine.functions.kinds.kinds import kind_of
from engine.graph import START, Graph, Node, Parameter

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["may_diverge", "output_bound", "safe_norm"]

NORMS = (1e6, 1e5, 1e4, 1e3, 100.0, 30.0, 10.0, 3.0, 1.0)
LARGEST_INPUT = 1e9


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
            found[node] = of_row * of_largest(node, before) + of_bias
        elif node.inputs:
            found[node] = kind_of(node.kind).bound(node, before)
        else:
            found[node] = 0.0 if node.kind == START else x
    loss = graph.nodes[-1]
    return of_largest(loss, [found[edge.node] for edge in loss.inputs])
