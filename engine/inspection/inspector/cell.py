"""Cell: one number of a step of a network of any kind, and what it follows from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.functions.kinds.kinds import kind_of
from engine.graph import Node
from engine.inspection.explanation.explanation import Explanation, explained
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.nodes import node_named
from engine.inspection.explanation.recomputed import local_function
from engine.inspection.explanation.shares import shares_of
from engine.inspection.inspector.gradient import check_place, part_of
from engine.inspection.inspector.losses import mean_loss, sample_loss
from engine.inspection.inspector.update import Update, update
from engine.inspection.readout.followed import Followed, followed
from engine.limits import ExperimentError, checked_index

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["CELLS", "Cell", "Target", "cell"]

OF_NODES = ("value", "grad", "local")
CELLS = (*OF_NODES, "W", "dW", "loss")
"""The quantities of which a number can be explained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which number is meant.

    Attributes
    ----------
    quantity : str
        One of `CELLS`: a value, dL/dvalue or f' of a node; a parameter, dL/dw, the
        loss.
    node, site : str, int or None
        A node by its name and site; -1 means no site where there is no such site.
    block : int
        The block of a parameter.
    row, column : int, int or None
        The place of a number; None is a bias, or the first position of a sample.
    """

    quantity: str
    node: str | None = None
    site: int | None = None
    block: int = 0
    row: int = 0
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """One number.

    Attributes
    ----------
    followed : Followed
        The step, and where the followed sample is.
    root : Factor
        The number, with those that it follows from.
    update : Update or None
        The way of a parameter to its new value.
    """

    followed: Followed
    root: Factor
    update: Update | None = None


def cell(
    trainer: Trainer,
    of: Target,
    *,
    sample: int | None = None,
    depth: int = 1,
    most: int | None = None,
) -> Cell:
    """Return one number of the current step, and what it follows from.

    Parameters
    ----------
    of : Target
    sample : int or None
        The index of a training sample to follow; None means the batch.
    depth : int
        The number of maps with parameters to go through.
    most : int or None
        The most factors that are made.

    Raises
    ------
    ExperimentError
        If there is no such number or sample.
    TooManyFactorsError
        If the answer is longer.
    """
    if of.quantity not in CELLS:
        message = f"quantity must be one of {', '.join(CELLS)}, not {of.quantity!r}"
        raise ExperimentError("quantity", of.quantity, message, list(CELLS))
    found = followed(trainer, sample)
    trace = part_of(found)
    explanation = explained(trace, n_columns=found.trace.x.shape[1], most=most)
    if of.quantity in OF_NODES:
        if sample is None:
            message = f"a {of.quantity} is that of one sample"
            raise ExperimentError("sample", None, message)
        return Cell(followed=found, root=_of_node(explanation, trace, of, depth))
    if of.quantity == "loss":
        is_one = sample is not None
        root = sample_loss(trace, explanation.leaves, 0) if is_one else mean_loss(trace)
        return Cell(followed=found, root=root)
    place = of.block, of.row, of.column
    check_place(found.step, *place)
    parameter = trace.placement.graph.parameters[of.block]
    if of.quantity == "W":
        root = explanation.leaves.weight(parameter, of.row, of.column)
    elif sample is None:
        root = _by_sample(explanation, trace, *place)
    else:
        root = explanation.parameter(parameter, of.row, of.column, depth - 1)
    return Cell(followed=found, root=root, update=update(found.step, *place))


def _of_node(explanation: Explanation, trace: Trace, of: Target, depth: int) -> Factor:
    """Return a number of a node, opened if the depth is not 0.

    Raises
    ------
    ExperimentError
        If the step has no such number.
    """
    placement = trace.placement
    node, place = (
        node_named(placement.graph, of.node, of.site),
        (of.row, of.column or 0),
    )
    checked_index("row", of.row, node.n_rows)
    checked_index("column", of.column or 0, placement.graph.n_positions)
    is_reached = of.quantity == "value" or node in placement.contributions
    if of.quantity == "grad" and not is_reached and node in placement.graph.learning:
        return explanation.leaves.no_gradient(node, *place)
    if not is_reached or (of.quantity == "local" and not kind_of(node.kind).has_local):
        what = "has no f'" if is_reached else "is reached by no gradient"
        message = f"{node.name} {what}"
        raise ExperimentError("quantity", of.quantity, message)
    if of.quantity == "local":
        return _local(explanation, node, place, depth)
    if of.quantity == "grad":
        return explanation.gradient(node, *place, depth)
    if depth < 1 or not node.inputs:
        return explanation.leaves.value(node, *place)
    return explanation.opened(node, *place, depth - 1)


def _local(
    explanation: Explanation, node: Node, place: tuple[int, int], depth: int
) -> Factor:
    """Return f'(z), by z and a if the depth is not 0."""
    given, kind = explanation.local(node, *place), kind_of(node.kind)
    if depth < 1:
        return given
    (edge,), (row, n) = node.inputs, place
    z = explanation.leaves.value(edge.node, edge.span[0] + row, n)
    return replace(
        given,
        operation="function",
        formula=kind.latex_local,
        factors=(z, explanation.leaves.value(node, row, n)),
        function=local_function(kind),
    )


def _by_sample(
    explanation: Explanation, trace: Trace, block: int, row: int, column: int | None
) -> Factor:
    """Return dL/dw as the sum of what each sample adds."""
    leaves, graph = explanation.leaves, trace.placement.graph
    parameter = graph.parameters[block]
    given = leaves.parameter_gradient(parameter, row, column)
    (node, *_) = graph.users[parameter]
    assert given.ref is not None
    products = shares_of(trace, parameter, row, column).products.tolist()
    factors = []
    for sample, value in zip(trace.batch_indices.tolist(), products, strict=True):
        leaves.count()
        factors.append(
            Factor(
                symbol=given.symbol.replace(
                    r"\partial L", rf"\partial L_{{{sample + 1}}}"
                ),
                value=value,
                origin=f"share of training sample {sample + 1}",
                ref=given.ref._replace(sample=sample),
            )
        )
    return replace(
        given,
        operation="sum",
        formula=trace.placement.kinds[node].latex_gradient,
        factors=tuple(factors),
    )
