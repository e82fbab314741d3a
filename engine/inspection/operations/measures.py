"""Measures: single numbers for the quantities of a step.

A measure is the number of one unit for one sample where both are chosen, else the root
mean square over those that are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, execute
from engine.functions.kinds.kind import Operands
from engine.functions.losses import LOSSES
from engine.graph import Graph, Node, Parameter, Ref
from engine.inspection.explanation.naming import Naming
from engine.inspection.operations.jacobian import jacobian
from engine.inspection.operations.op_graph import Item, Link

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Measure", "Measures", "units_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number, or the root mean square of several.

    Attributes
    ----------
    symbol : str
        LaTeX; without the index of a unit where it is of several.
    value : float or None
        NaN while it is not computed; None of a matrix per sample as long as no sample
        is followed.
    n_numbers : int
        How many numbers it is of.
    row, column : int or None
        The unit or the weight; None of several.
    """

    symbol: str
    value: float | None
    n_numbers: int = 1
    row: int | None = None
    column: int | None = None


def units_at(
    graph: Graph, parameter: Parameter, row: int, column: int | None
) -> dict[Node, int]:
    """Return the units at the two ends of a weight, by the nodes that have them.

    They are the unit that the weight leads to, and with a ``column`` the one that it
    comes from, before and after f and dropout.
    """
    found: dict[Node, int] = {}
    for user in graph.users[parameter]:
        found[user] = row
        edges = user.inputs if column is not None else ()
        while edges:
            (edge,) = edges
            found[edge.node] = column if column is not None else 0
            edges = edge.node.inputs if edge.node.parameter is None else ()
    for node in graph.nodes:
        if node.parameter is None and node.inputs:
            before = node.inputs[0].node
            if before in found and before.n_rows == node.n_rows:
                found.setdefault(node, found[before])
    return found


class Measures:
    """Reads the quantities of a step at one place, for one sample of its batch.

    Parameters
    ----------
    trace : Trace
    place : (layer, row, column) or None
        The unit that is chosen, or the weight into it.
    sample : int or None
        The position in the batch.
    """

    def __init__(
        self,
        trace: Trace,
        place: tuple[int, int, int | None] | None,
        sample: int | None,
    ) -> None:
        self._trace, self._sample = trace, sample
        graph = trace.placement.graph
        self._naming = Naming.of(trace)
        self._units: dict[Node, int] = {}
        self._weight: dict[Parameter, tuple[int, int | None]] = {}
        if place is not None:
            layer, row, column = place
            parameter = graph.parameters[layer]
            self._units = units_at(graph, parameter, row, column)
            self._weight = {parameter: (row, column)}

    # ---- of items --------------------------------------------------------------------

    def value(self, item: Item) -> Measure:
        """Return the measure of a value, a parameter or the targets."""
        if isinstance(item.of, Parameter):
            block = self._trace.array(item.value)
            return self._of_parameter(item.of, item.part, block, "{}")
        if item.part == "y":
            row = self._units.get(item.of.inputs[-1].node)
            return self._of_units(self._trace.array(item.value), row, "y")
        if item.of is self._trace.placement.loss:
            return self._loss()
        return self._value(item.of)

    def _value(self, node: Node) -> Measure:
        symbol = self._naming.value(node, self._units.get(node, 0))
        return self._of_node(node, self._trace.array(Ref("value", node)), symbol)

    def gradient(self, item: Item) -> Measure | None:
        """Return the measure of the gradient with respect to an item, if there is one.

        For a sample that is followed, the gradient of a parameter is its share.
        """
        if item.gradient is None:
            return None
        if isinstance(item.of, Parameter):
            block = self._share(item.of)
            of = r"\frac{{\partial L}}{{\partial {}}}"
            return self._of_parameter(item.of, item.part, block, of)
        symbol = self._naming.gradient(item.of, self._units.get(item.of, 0))
        return self._of_node(item.of, self._trace.array(item.gradient), symbol)

    def _loss(self) -> Measure:
        """Return the loss of the batch or of the sample, once its op has run."""
        trace, n = self._trace, self._sample
        loss = trace.placement.loss
        assert loss is not None
        z, a = (trace.array(Ref("value", edge.node)) for edge in loss.inputs)
        y, here = trace.y, slice(None) if n is None else slice(n, n + 1)
        with np.errstate(all="ignore"):
            value = LOSSES[loss.kind].value(z[:, here], a[:, here], y[:, here])
        into = (loss.inputs[k].node for k in trace.placement.kinds[loss].into or ())
        has_run = not any(np.isnan(trace.array(Ref("grad", o))).any() for o in into)
        return Measure(symbol="L", value=float(value.real) if has_run else np.nan)

    def _share(self, parameter: Parameter) -> Array:
        """Return dW, or what the sample that is followed adds to it."""
        trace, n = self._trace, self._sample
        whole = trace.array(Ref("dW", parameter))
        if n is None or np.isnan(whole).any():
            return whole
        total = np.zeros_like(whole)
        for node in trace.placement.graph.users[parameter]:
            (edge,) = node.inputs
            x = trace.array(Ref("value", edge.node))[:, [n]]
            o = Operands()
            o.inputs = (np.vstack([x, np.ones((1, 1))]) if node.reads_ones else x,)
            o.grad = trace.array(Ref("grad", node))[:, [n]]
            o.dW = np.empty_like(whole)
            execute(trace.placement.kinds[node].gradient(o))
            total += o.dW
        return total

    # ---- of links --------------------------------------------------------------------

    def derivative(self, link: Link) -> Measure:
        """Return the local derivative of a value by one of its operands."""
        target, source = link.target.of, link.source
        assert isinstance(target, Node)
        kind = self._trace.placement.kinds[target]
        if link.k == "W":
            return self._value(target.inputs[0].node)
        if link.k == "b" or kind.passes(int(link.k)):
            return Measure(symbol="1", value=1.0)
        if target is self._trace.placement.loss:
            found = self.gradient(source)
            assert found is not None
            return found
        if target.parameter is not None:
            block = self._trace.array(Ref("W", target.parameter))
            return self._of_parameter(target.parameter, "W", block, "{}")
        row = self._units.get(target, 0)
        if kind.has_local:
            array = self._trace.array(Ref("local", target))
            return self._of_node(target, array, self._naming.local(target, row))
        if kind.is_masked:
            array = self._trace.array(Ref("mask", target))
            return self._of_node(target, array, self._naming.mask(target, row))
        return self._of_jacobian(target, int(link.k))

    def _of_jacobian(self, node: Node, k: int) -> Measure:
        row = self._units.get(node)
        above = self._naming.value(node, row or 0)
        below = self._naming.value(node.inputs[k].node, row or 0)
        symbol = rf"\frac{{\partial {above}}}{{\partial {below}}}"
        if self._sample is None:
            return Measure(symbol=_whole(symbol), value=None)
        placement, array = self._trace.placement, self._trace.array
        matrix = jacobian(placement, array, node, k, self._sample)
        return _measure(matrix, symbol, row, row)

    # ---- of arrays -------------------------------------------------------------------

    def _of_node(self, node: Node, array: Array, symbol: str) -> Measure:
        return self._of_units(array, self._units.get(node), symbol)

    def _of_units(self, array: Array, row: int | None, symbol: str) -> Measure:
        return _measure(array, symbol, row, self._sample)

    def _of_parameter(
        self, parameter: Parameter, part: str, block: Array, symbol: str
    ) -> Measure:
        """Return the measure of weights, or of biases, at the place if it is theirs."""
        fan_in = parameter.fan_in
        row, column = self._weight.get(parameter, (None, None))
        if part == "b":
            name = self._naming.weight(parameter, row or 0, None)
            return _measure(block[:, fan_in:], symbol.format(name), row, 0)
        name = self._naming.weight(parameter, row or 0, column or 0)
        if column is None:
            units = "" if row is None else rf"_{{{row + 1},:}}"
            name = _whole(name).replace("w", "W") + units
        return _measure(block[:, :fan_in], symbol.format(name), row, column)


def _measure(array: Array, symbol: str, row: int | None, column: int | None) -> Measure:
    """Return a number of an array (n_rows, n_columns), or the rms of several."""
    rows = slice(None) if row is None else slice(row, row + 1)
    columns = slice(None) if column is None else slice(column, column + 1)
    part = array[rows, columns]
    if part.size == 1:
        value = float(part[0, 0])
    else:
        with np.errstate(all="ignore"):
            value = float(np.sqrt(np.mean(part * part)))
    if row is None:
        symbol = _whole(symbol)
    return Measure(
        symbol=symbol, value=value, n_numbers=part.size, row=row, column=column
    )


def _whole(symbol: str) -> str:
    """Return the symbol of a whole array: that of an element without its index."""
    return re.sub(r"_\{[\d,]+\}", "", symbol)
