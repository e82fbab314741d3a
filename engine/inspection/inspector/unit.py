"""Unit: the numbers of one neuron in a step, of a sample or as means over a batch."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from engine.graph import Node
from engine.inspection.explanation.explanation import Explanation, explained
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.means import is_linear, means_of
from engine.inspection.explanation.through_output import delta_through_output
from engine.inspection.inspector.curve import Curve, curve
from engine.inspection.readout.followed import Followed

__all__ = ["Unit"]

PARTS = (
    ("z", "value", "z"),
    ("a", "value", "a"),
    ("mask", "mask", "dropout"),
    ("passed", "value", "dropout"),
    ("da", "grad", "a"),
    ("df", "local", "a"),
    ("delta", "grad", "z"),
)
"""Names of numbers, with the quantity and the node that they are of."""


class Unit:
    """One neuron; or one input, where only `mean` is asked.

    Parameters
    ----------
    found : Followed
    layer, row : int
    depth : int
        See `engine.inspection.inspector.inspector.inspected`.

    Attributes
    ----------
    explanation : Explanation
        Of the trace that the followed sample is in.
    """

    def __init__(self, found: Followed, layer: int, row: int, depth: int) -> None:
        self._found, self._trace = found, found.trace
        self._layer, self._row, self._depth = layer, row, depth
        self._placement = found.trace.placement
        self.explanation = explained(found.trace)

    def _node(self, name: str) -> Node | None:
        """Return a node of the layer; None if there is none of that name."""
        nodes = self._placement.graph.named(name)
        return nodes[self._layer] if self._layer < len(nodes) else None

    def _computes(self, quantity: str, node: Node) -> bool:
        return quantity == "mask" or self._placement.computes(quantity, node)

    @property
    def _is_output(self) -> bool:
        return self._layer == len(self._trace.layout.layers) - 1

    def of_sample(self, n: int) -> dict[str, Factor]:
        """Return the numbers for a column of the trace."""
        row, depth = self._row, self._depth
        nodes = {name: self._node(name) for name in ("z", "a", "dropout")}
        opened = {
            name: self.explanation.opened(node, row, n, depth - 1 if name == "z" else 0)
            for name, node in nodes.items()
            if node is not None
        }
        deltas = self.deltas(n)
        roots = (*opened.values(), deltas["delta"])
        inner = [each for root in roots for each in root.factors]
        found = {
            each.ref[:2]: each
            for each in (*inner, *roots)
            if each.ref and each.ref[2:4] == (self._layer, row)
        }
        parts = {
            name: found[quantity, node]
            for name, quantity, node in PARTS
            if (quantity, node) in found
        } | deltas
        if "da" in parts:
            parts["delta"] = _cut(deltas["delta"])
        if self._is_output and (loss := self._placement.loss):
            parts["target"] = self.explanation.leaves.target(loss, row, n)
        return parts

    def deltas(self, n: int) -> dict[str, Factor]:
        """Return delta, both ways if the loss has a gradient by z."""
        z, row = self._node("z"), self._row
        assert z is not None
        parts = {"delta": self.explanation.gradient(z, row, n, self._depth)}
        if self._is_output:
            again = delta_through_output(self._trace, self.explanation, row, n)
            parts |= {} if again is None else {"again": again}
        return parts

    def means(self) -> dict[str, Factor]:
        """Return the means over the batch."""
        found = {
            name: self.mean(quantity, node)
            for name, quantity, node_name in PARTS
            if (node := self._node(node_name)) and self._computes(quantity, node)
        }
        if self._is_output and (loss := self._placement.loss):
            found["target"] = self.mean("y", loss)
        return found

    def mean(self, quantity: str, node: Node) -> Factor:
        """Return the mean over the batch of one quantity, opened if it is linear."""
        means, row, n = self._means, self._row, self._found.step.batch_size
        if is_linear(self._found.step, quantity, node):
            make = means.value if quantity == "value" else means.gradient
            return make(node, row, 0)
        leaves = means.leaves
        leaf: dict[str, Callable[[], Factor]] = {
            "value": lambda: leaves.value(node, row, 0),
            "grad": lambda: leaves.gradient(node, row, 0),
            "local": lambda: leaves.local(node, row, 0, math.nan),
            "mask": lambda: leaves.mask(node, row, 0),
            "y": lambda: leaves.target(node, row, 0),
        }
        found = leaf[quantity]()
        inner = found.symbol.removeprefix(r"\overline{").removesuffix("}")
        formula = rf"\frac{{1}}{{{n}}} \sum_n {inner}"
        return replace(found, operation="mean", formula=formula)

    @cached_property
    def _means(self) -> Explanation:
        return means_of(self._found.step)

    def curve(self) -> Curve | None:
        """Return f at the followed sample's z; None without one, and of a softmax."""
        a, n = self._node("a"), self._found.column
        assert a is not None
        kind = self._placement.kinds[a]
        if n is None or not kind.has_local:
            return None
        return curve(kind, float(self._trace.layers[self._layer].z[self._row, n]))


def _cut(factor: Factor) -> Factor:
    """Return a factor whose own factors are given, because another part opens them."""
    given = [
        replace(each, operation="given", formula="", factors=(), function=None)
        for each in factor.factors
    ]
    return replace(factor, factors=tuple(given))
