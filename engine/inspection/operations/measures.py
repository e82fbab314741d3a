"""Measures: single numbers for the quantities of a step.

A measure is the number of one unit for one sample where both are chosen, else the root
mean square over those that are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.functions.losses import LOSSES
from engine.graph import Node, Parameter, Ref
from engine.inspection.explanation.kind_naming import naming_of
from engine.inspection.operations.jacobian import gradient_of
from engine.inspection.operations.measure import Measure, measured
from engine.inspection.operations.op_graph import Item
from engine.inspection.operations.units import Selection

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Measures"]

POSITION = re.compile(r",\d+\}(?!.*,\d+\})")
"""The last index of a symbol, of several."""


class Measures:
    """Reads the quantities of a step at one place, for one sample of its batch.

    Parameters
    ----------
    trace : Trace
    chosen : Selection or None
        The unit or the weight.
    sample : int or None
        The position in the batch.

    Attributes
    ----------
    naming : Naming
    columns : slice
        Those of the sample, or of one of its positions.
    """

    def __init__(
        self, trace: Trace, chosen: Selection | None, sample: int | None
    ) -> None:
        self.trace, self.sample = trace, sample
        self.chosen = chosen or Selection()
        self.naming = naming_of(trace)
        self._n_positions = n = trace.placement.graph.n_positions
        at = self.chosen.position
        first, step = (0, n) if at is None else (at, n)
        self._first = (sample or 0) * n + first
        if sample is None:
            self.columns = slice(first, None, None if at is None else step)
        else:
            stop = self._first + (n if at is None else 1)
            self.columns = slice(self._first, stop)

    # ---- of items --------------------------------------------------------------------

    def value(self, item: Item) -> Measure:
        """Return the measure of a value, a parameter or the targets."""
        if isinstance(item.of, Parameter):
            block = self.trace.array(item.value)
            return self.of_parameter(item.of, item.part, block, "{}")
        if item.part == "y":
            row = self.chosen.units.get(item.of.inputs[-1].node)
            return measured(self.trace.array(item.value), "y", row, self.columns)
        if item.of is self.trace.placement.loss:
            return self._loss()
        return self.of_value(item.of)

    def of_value(self, node: Node) -> Measure:
        """Return the measure of a node's value."""
        array, row = self.trace.array(Ref("value", node)), self.row(node)
        if row is None:
            return measured(array, self.naming.whole(node), None, self.columns)
        symbol = self.one(self.naming.value(node, row, self._first))
        return measured(array, symbol, row, self.columns)

    def gradient(self, item: Item) -> Measure | None:
        """Return the measure of the gradient with respect to an item, if there is one.

        For a sample that is followed, the gradient of a parameter is its share.
        """
        if item.gradient is None:
            return None
        if isinstance(item.of, Parameter):
            block = self._share(item.of)
            of = r"\frac{{\partial L}}{{\partial {}}}"
            return self.of_parameter(item.of, item.part, block, of)
        node, array, row = item.of, self.trace.array(item.gradient), self.row(item.of)
        if row is None:
            symbol = self.naming.gradient_of(node, self.naming.whole(node))
        else:
            symbol = self.one(self.naming.gradient(node, row, self._first))
        return measured(array, symbol, row, self.columns)

    def row(self, node: Node) -> int | None:
        """Return the row of the unit that is chosen."""
        return self.chosen.units.get(node)

    def one(self, symbol: str) -> str:
        """Return the symbol of a number, without its position if that is not one."""
        is_every = self._n_positions > 1 and self.chosen.position is None
        return POSITION.sub("}", symbol) if is_every else symbol

    def _loss(self) -> Measure:
        """Return the loss of the batch or of the sample, once its op has run."""
        trace, loss, n = self.trace, self.trace.placement.loss, self._n_positions
        assert loss is not None
        here = slice(None)
        if self.sample is not None:
            here = slice(self.sample * n, (self.sample + 1) * n)
        z, a = (trace.array(Ref("value", edge.node)) for edge in loss.inputs)
        with np.errstate(all="ignore"):
            value = LOSSES[loss.kind].value(z[:, here], a[:, here], trace.y[:, here])
        into = (loss.inputs[k].node for k in trace.placement.kinds[loss].into or ())
        has_run = not any(np.isnan(trace.array(Ref("grad", o))).any() for o in into)
        return Measure(symbol="L", value=float(value.real) if has_run else np.nan)

    def _share(self, parameter: Parameter) -> Array:
        """Return dW, or what the sample that is followed adds to it."""
        trace, n = self.trace, self._n_positions
        whole = trace.array(Ref("dW", parameter))
        if self.sample is None or np.isnan(whole).any():
            return whole
        columns = slice(self.sample * n, (self.sample + 1) * n)
        total = np.zeros_like(whole)
        for node in trace.placement.graph.users[parameter]:
            if node not in trace.placement.contributions:
                continue
            kind, out = trace.placement.kinds[node], np.empty_like(whole)
            total += gradient_of(kind, trace.array, node, columns, out)
        return total

    def of_parameter(
        self, parameter: Parameter, part: str, block: Array, symbol: str
    ) -> Measure:
        """Return the measure of weights, or of biases, at the place if it is theirs."""
        fan_in, chosen = parameter.fan_in, self.chosen.weight
        row, column = None, None
        if chosen is not None and chosen[0] is parameter:
            _, row, column = chosen
        numbers = block[:, fan_in:] if part == "b" else block[:, :fan_in]
        if row is None:
            name = self.naming.block(parameter, part)
        elif part == "b":
            name = self.naming.weight(parameter, row, None)
        elif column is None:
            name = rf"{self.naming.block(parameter, part)}_{{{row + 1},:}}"
        else:
            name = self.naming.weight(parameter, row, column)
        at = (0 if row is not None else None) if part == "b" else column
        return measured(numbers, symbol.format(name), row, at)
