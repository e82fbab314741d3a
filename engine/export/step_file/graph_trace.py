"""Graph trace: every number of a step of a network that is not dense, by its name.

The names are those of the formulas and of the exported scripts: ``h3`` is the state of
the third time step, ``h0`` the one before all, ``dh3`` its gradient, ``delta3`` that of
``z3``, and ``df_h3`` the derivative of the f that makes it.  A value that is alone has
no number.  ``W1`` and ``b1`` are the first block of parameters.  Of a network whose
samples have positions, such as one of attention, they have an axis of their own, the
last.  ``nodes`` tells what each value is computed from, a line each.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.arrays import Array
from engine.export.quantity import Quantity
from engine.export.statements.graph_names import GraphNames
from engine.export.statements.loops import Line, printed
from engine.graph import Edge, Node, Ref
from engine.inspection.inspector.losses import column_losses
from engine.inspection.source.statements import sizes_of
from engine.program.trace import Trace

__all__ = ["graph_quantities", "node_lines"]


def graph_quantities(trace: Trace) -> Iterator[Quantity]:
    """Yield all quantities of a step, in the order of the step."""
    placement, names = trace.placement, GraphNames(trace.graph)
    nodes = [node for node in trace.graph.nodes if node is not placement.loss]
    yield Quantity("nodes", None, np.array(node_lines(trace)), "r")
    yield Quantity("samples", None, trace.batch_indices + 1, "s")
    yield _of_batch(trace, ("y", None), trace.y)
    yield from _blocks(trace, "", trace.before[0])
    for node in nodes:
        value = _array(trace, "value", node)
        yield _of_batch(trace, names.place("", node), value)
    yield _losses(trace)
    yield Quantity("loss", None, np.array(trace.loss))
    for node in reversed(nodes):
        if node in placement.contributions:
            if placement.kinds[node].has_local:
                local = _array(trace, "local", node)
                yield _of_batch(trace, names.place("df_", node), local)
            grad = _array(trace, "grad", node)
            yield _of_batch(trace, names.gradient_place(node), grad)
    yield from _blocks(trace, "d", trace.gradient)
    for row, slot in enumerate(trace.slot_names, 1):
        yield from _blocks(trace, f"{slot}_", trace.before[row])
        yield from _blocks(trace, f"{slot}_", trace.after[row], "_after")
    yield from _blocks(trace, "update_", trace.update)
    yield from _blocks(trace, "", trace.after[0], "_after")


def node_lines(trace: Trace) -> list[str]:
    """Return a line for each value: what it is computed from, by which operation.

    It is the name of the value, the kind of the operation and its block of parameters,
    then the values that it reads, with their rows from 0; a ! is where no gradient
    passes.  What there is of patches or of heads comes last.  The last line is of the
    loss.
    """
    names, blocks = GraphNames(trace.graph), trace.graph.parameters
    lines = []
    for node in trace.graph.nodes:
        block = (
            "" if node.parameter is None else f" W{blocks.index(node.parameter) + 1}"
        )
        reads = "".join(f" {_read(names, edge)}" for edge in node.inputs)
        kind = node.kind.replace(" ", "_")
        lines.append(f"{_flat(names.value(node))} = {kind}{block}{reads}{_sizes(node)}")
    return lines


def _array(trace: Trace, quantity: str, node: Node) -> Array:
    return trace.array(Ref(quantity, node))


def _read(names: GraphNames, edge: Edge) -> str:
    return _flat(names.value_of(edge)) + "!" * edge.stop


def _sizes(node: Node) -> str:
    """Return the sizes that an operation has beside those of its values."""
    if node.patches is not None:
        return " " + " ".join(f"{k}={v}" for k, v in node.patches._asdict().items())
    if node.n_positions == 1:
        return ""
    return f" positions={node.n_positions} heads={sizes_of(node)['H']}"


def _flat(text: str) -> str:
    return printed([Line(text)], set())[0]


def _of_batch(trace: Trace, place: tuple[str, int | None], value: Array) -> Quantity:
    """Return a quantity of the batch, with positions as an axis of their own."""
    name, index = place
    if trace.graph.n_positions == 1:
        return Quantity(name, index, value, "rs")
    shape = (len(value), trace.batch_size, trace.graph.n_positions)
    return Quantity(name, index, value.reshape(shape), "rsp")


def _losses(trace: Trace) -> Quantity:
    """Return the loss of each sample, or of each of its positions."""
    losses = column_losses(trace)
    if losses.shape[1] == 1:
        return Quantity("sample_losses", None, losses[:, 0], "s")
    return Quantity("position_losses", None, losses, "sp")


def _blocks(
    trace: Trace, before: str, vector: Array, after: str = ""
) -> Iterator[Quantity]:
    """Yield the weights and biases of each block of a vector (P,)."""
    for k, pair in enumerate(trace.layout.pairs(vector), 1):
        for letter, part in zip("Wb", pair, strict=True):
            if part is not None:
                yield Quantity(f"{before}{letter}{after}", k, part, "rc")
