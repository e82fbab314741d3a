"""Derivatives: single numbers for the local derivatives on the links of an op graph."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from engine.graph import JOIN, Node, Parameter, Ref
from engine.inspection.explanation.terms import operand_of, read_at
from engine.inspection.operations.jacobian import jacobian, joined
from engine.inspection.operations.measure import Measure, measured, together, whole
from engine.inspection.operations.measures import Measures
from engine.inspection.operations.op_graph import Link

__all__ = ["derivative"]

SITE = re.compile(r"\^\{\(\d+\)\}")


def derivative(measures: Measures, links: Sequence[Link]) -> Measure:
    """Return the local derivative of a value by one of its operands.

    Of several uses of a parameter, and of several operands of one operation, it is the
    root mean square of the numbers of all; of other links it is that of the last one.
    """
    last = links[-1]
    found = _of_link(measures, last)
    is_use = isinstance(last.source.of, Parameter)
    is_one_target = {link.target for link in links} == {last.target}
    if len(links) == 1 or not (is_use or is_one_target) or last.k == "b":
        return found
    each = [_of_link(measures, link) for link in links]
    if is_use:
        return together(each, SITE.sub("", found.symbol))
    return together(each, r",\,".join(measure.symbol for measure in each))


def _of_link(measures: Measures, link: Link) -> Measure:
    target, k, placement = link.target.of, link.k, measures.trace.placement
    assert isinstance(target, Node)
    if k == "W":
        return _of_inputs(measures, target)
    if k == "b" or target.kind == JOIN or placement.kinds[target].passes(int(k)):
        return Measure(symbol="1", value=1.0)
    if target is placement.loss:
        found = measures.gradient(link.source)
        assert found is not None
        return found
    if target.parameter is not None:
        return _of_weights(measures, target, target.parameter, int(k))
    kind = placement.kinds[target]
    if kind.has_local or kind.is_masked:
        return _of_own(measures, "local" if kind.has_local else "mask", target)
    if kind.terms:
        return _of_factors(measures, target, int(k))
    return _of_jacobian(measures, target, int(k))


def _of_inputs(measures: Measures, node: Node) -> Measure:
    """Return what weights are multiplied by: the inputs of a map."""
    naming, chosen = measures.naming, measures.chosen.weight
    if chosen is not None and chosen[0] is node.parameter and chosen[2] is not None:
        if node.patches is None:
            source, row = read_at(node, 0, chosen[2])
            array = measures.trace.array(Ref("value", source))
            symbol = measures.one(naming.value(source, row, measures.columns.start))
            return measured(array, symbol, row, measures.columns)
    if len(node.inputs) == 1 and node.inputs[0].rows is None:
        return measures.of_value(node.inputs[0].node)
    array = joined(measures.trace.array, node)
    symbol = r";\,".join(naming.part(edge) for edge in node.inputs)
    return measured(array, f"[{symbol}]", None, measures.columns)


def _of_weights(
    measures: Measures, node: Node, parameter: Parameter, k: int
) -> Measure:
    """Return the weights that a map multiplies one of its inputs by."""
    edge, chosen = node.inputs[k], measures.chosen.weight
    block = measures.trace.array(Ref("W", parameter))
    if node.patches is not None or len(node.inputs) == 1:
        return measures.of_parameter(parameter, "W", block, "{}")
    above = operand_of(node, k)[1]
    block = block[:, above : above + edge.n_rows]
    name = measures.naming.block(parameter, "W", node.inputs[k])
    if chosen is None or chosen[0] is not parameter:
        return measured(block, name, None, None)
    return measured(block, rf"{name}_{{{chosen[1] + 1},:}}", chosen[1], None)


def _of_own(measures: Measures, quantity: str, node: Node) -> Measure:
    """Return f'(z), or the mask of dropout."""
    naming, row = measures.naming, measures.row(node)
    array = measures.trace.array(Ref(quantity, node))
    n = measures.columns.start
    if quantity == "mask":
        symbol = naming.mask(node, row or 0)
    elif row is None:
        symbol = f"f'({naming.part(node.inputs[0])})"
    else:
        symbol = measures.one(naming.local(node, row, n))
    if row is None and quantity == "mask":
        symbol = re.sub(r"_\{[\d,]+\}", "", symbol)
    return measured(array, symbol, row, measures.columns)


def _of_factors(measures: Measures, node: Node, k: int) -> Measure:
    """Return what a product multiplies an operand by: the others, and its constant."""
    kind, naming = measures.trace.placement.kinds[node], measures.naming
    share = kind.share(node) if kind.share is not None else 1.0
    others = [i for i in range(len(node.inputs)) if i != k]
    if not others:
        return Measure(symbol=f"{share:.4g}", value=share)
    (edge,), row = [node.inputs[i] for i in others], measures.row(node)
    start, stop = edge.span
    array = measures.trace.array(Ref("value", edge.node))[start:stop] * share
    if row is None or not kind.is_elementwise:
        row, symbol = None, naming.part(edge)
    else:
        n = measures.columns.start
        symbol = measures.one(naming.value(edge.node, start + row, n))
    constant = "" if kind.share is None else rf"{share:.4g}\,"
    return measured(array, constant + symbol, row, measures.columns)


def _of_jacobian(measures: Measures, node: Node, k: int) -> Measure:
    """Return the derivatives of a value by an input, where a sample is followed."""
    source, (start, _) = node.inputs[k].node, node.inputs[k].span
    row, column = measures.row(node), measures.row(source)
    above, below = (_symbol(measures, each) for each in (node, source))
    symbol = rf"\frac{{\partial {above}}}{{\partial {below}}}"
    if measures.sample is None:
        return Measure(symbol=whole(symbol), value=None)
    at = (measures.trace.placement, measures.trace.array, node, k)
    columns = range(measures.columns.start, measures.columns.stop)
    matrices = [jacobian(*at, n) for n in columns]
    if column is not None:
        matrices = [matrix[:, [column - start]] for matrix in matrices]
    return measured(np.hstack(matrices), symbol, row, None)


def _symbol(measures: Measures, node: Node) -> str:
    row, n = measures.row(node), measures.columns.start
    if row is None:
        return measures.naming.whole(node)
    return measures.one(measures.naming.value(node, row, n))
