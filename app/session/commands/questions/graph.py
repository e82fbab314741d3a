"""Commands about the graph of operations of a step, and the paths through it."""

import math
from typing import Any

from app.protocol.answers.inspection import RefFields
from app.protocol.answers.op_graph import (
    GroupFields,
    MeasureFields,
    OpEdgeFields,
    OpGraph,
    OpNodeFields,
)
from app.protocol.answers.paths import PathFields, PathNumber, PathsFound
from app.protocol.commands.questions import FindPaths, Graph, ParameterPlace
from app.protocol.event import Event
from app.session.state import SessionState
from engine import Factor, Op, Trace, Trainer
from engine.graph import Node, Parameter
from engine.inspection.operations.measure import Measure
from engine.inspection.operations.op_numbers import Folded, OpEdge, OpNode, op_graph
from engine.inspection.operations.units import Selection, cell_at, weight_at
from engine.inspection.paths.paths import Path, largest_share, paths
from engine.inspection.readout.followed import Followed, current, followed

__all__ = ["find_paths", "graph"]


def graph(state: SessionState, command: Graph, now: float) -> list[Event]:  # noqa: ARG001
    """Read the operations of a step as a graph.

    Raises
    ------
    ProtocolError
        If there is no such run.
    ExperimentError
        If the network has no such unit, weight or sample.
    """
    trainer = state.trainer_of(command.run)
    found = followed(trainer, command.sample)
    shown = op_graph(
        found.trace,
        numbers=command.open,
        chosen=_chosen(found.trace, command),
        sample=found.column,
        op=_last_op(trainer, found.step),
    )
    blocks = found.trace.graph.parameters
    return [
        OpGraph(
            **_about(command, found),
            sample=command.sample,
            groups=tuple(map(_group, shown.groups)),
            open=shown.opened,
            nodes=tuple(_node(node, blocks) for node in shown.nodes),
            edges=tuple(map(_edge, shown.edges)),
        )
    ]


def _chosen(trace: Trace, command: Graph) -> Selection | None:
    """Return whose numbers are asked for; None for all of them."""
    place, cell = command.place, command.cell
    if cell is not None:
        return cell_at(trace.graph, cell.node, cell.site, cell.row, cell.column)
    if place is not None:
        return weight_at(trace.graph, place.layer, place.row, place.column)
    return None


def find_paths(state: SessionState, command: FindPaths, now: float) -> list[Event]:  # noqa: ARG001
    """Count the paths from a weight to the loss, and name the largest; see `graph`."""
    trainer = state.trainer_of(command.run)
    place, sample = (command.layer, command.row, command.column), command.sample
    if sample is None:
        step = current(trainer)
        sample = int(step.batch_indices[largest_share(step, *place)])
    found = followed(trainer, sample)
    trace, n = found.trace, found.column
    assert n is not None
    known = paths(trace, *place, sample=n)
    n_active = known.n_active
    return [
        PathsFound(
            **_about(command, found),
            layer=command.layer,
            row=command.row,
            column=command.column,
            sample=sample,
            mean_over=trace.batch_size,
            n_paths=str(known.n_paths),
            n_active=None if n_active is None else str(n_active),
            n_derivatives=known.n_derivatives,
            total=known.total,
            gradient=known.gradient,
            largest=tuple(_path(path) for path in known.largest),
        )
    ]


def _about(command: Graph | FindPaths, found: Followed) -> dict[str, Any]:
    """Return which question is answered, and of which step."""
    return {
        "id": command.id,
        "run": command.run,
        "step": found.step.step,
        "done": found.step.done,
        "in_batch": found.in_batch,
    }


def _last_op(trainer: Trainer, step: Trace) -> Op | None:
    """Return the op that ran last; None before the first one and after a change."""
    ops = trainer.ops
    return ops[step.done - 1] if step.done and step.n_ops == len(ops) else None


def _measure(measure: Measure) -> MeasureFields:
    value = measure.value
    return MeasureFields(
        symbol=measure.symbol,
        value=None if value is None or math.isnan(value) else value,
        n_numbers=0 if value is None else measure.n_numbers,
    )


def _group(group: Folded) -> GroupFields:
    return GroupFields(**group._asdict())


def _node(node: OpNode, blocks: tuple[Parameter, ...]) -> OpNodeFields:
    of, gradient = node.of, node.gradient
    is_value = isinstance(of, Node) and node.part != "y"
    fields: dict[str, Any] = {
        name: getattr(node, name) for name in ("key", "part", "kind", "wrote")
    }
    return OpNodeFields(
        **fields,
        group=None if node.group is None else _group(node.group),
        node=of.name if is_value else None,
        site=of.site if isinstance(of, Node) and is_value else None,
        block=blocks.index(of) if isinstance(of, Parameter) else None,
        row=node.value.row,
        column=node.value.column if node.part == "W" else None,
        value=_measure(node.value),
        gradient=None if gradient is None else _measure(gradient),
    )


def _edge(edge: OpEdge) -> OpEdgeFields:
    fields: dict[str, Any] = {
        name: getattr(edge, name) for name in ("source", "target", "flow")
    }
    derivative = edge.derivative
    known = None if derivative is None else _measure(derivative)
    return OpEdgeFields(**fields, derivative=known, n_uses=edge.n_uses)


def _path(path: Path) -> PathFields:
    return PathFields(
        product=path.product,
        factors=tuple(map(_factor, path.factors)),
        weights=tuple(ParameterPlace(**each._asdict()) for each in path.weights),
    )


def _factor(factor: Factor) -> PathNumber:
    ref = None if factor.ref is None else RefFields(**factor.ref._asdict())
    return PathNumber(symbol=factor.symbol, value=factor.value, ref=ref)
