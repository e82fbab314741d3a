"""Commands about the graph of operations of a step, and the paths through it."""

import math
from typing import Any

from app.protocol.answers.inspection import RefFields
from app.protocol.answers.op_graph import (
    MeasureFields,
    OpEdgeFields,
    OpGraph,
    OpNodeFields,
)
from app.protocol.answers.paths import PathFields, PathNumber, PathsFound
from app.protocol.commands.questions import FindPaths, Graph, Place
from app.protocol.event import Event
from app.session.state import SessionState
from engine import Factor, Op, Trace, Trainer
from engine.inspection.operations.measures import Measure
from engine.inspection.operations.op_numbers import OpEdge, OpNode, op_graph
from engine.inspection.paths.paths import Path, hardest, paths
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
    place = command.place
    nodes, edges = op_graph(
        found.trace,
        sites=command.open,
        place=None if place is None else (place.layer, place.row, place.column),
        sample=found.column,
        op=_last_op(trainer, found.step),
    )
    shown = {node.layer for node in nodes if node.part != "layer"} - {None}
    return [
        OpGraph(
            **_about(command, found),
            sample=command.sample,
            open=tuple(site for site in command.open if site in shown),
            nodes=tuple(map(_node, nodes)),
            edges=tuple(map(_edge, edges)),
        )
    ]


def find_paths(state: SessionState, command: FindPaths, now: float) -> list[Event]:  # noqa: ARG001
    """Count the paths from a weight to the loss, and name the largest; see `graph`."""
    trainer = state.trainer_of(command.run)
    place, sample = (command.layer, command.row, command.column), command.sample
    if sample is None:
        step = current(trainer)
        sample = int(step.batch_indices[hardest(step, *place)])
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


def _node(node: OpNode) -> OpNodeFields:
    fields: dict[str, Any] = {
        name: getattr(node, name) for name in ("key", "part", "kind", "layer", "wrote")
    }
    gradient = node.gradient
    return OpNodeFields(
        **fields,
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
    return OpEdgeFields(**fields, derivative=known)


def _path(path: Path) -> PathFields:
    return PathFields(
        product=path.product,
        factors=tuple(map(_factor, path.factors)),
        weights=tuple(Place(**each._asdict()) for each in path.weights),
    )


def _factor(factor: Factor) -> PathNumber:
    ref = None if factor.ref is None else RefFields(**factor.ref._asdict())
    return PathNumber(symbol=factor.symbol, value=factor.value, ref=ref)
