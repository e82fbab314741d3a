"""Narration: the operations of a step in words, with the numbers of this step."""

import dataclasses
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from app.protocol.program import CodeFields, ProgramOp
from app.protocol.sentence import Sentence, Value, sentence
from engine import Trace
from engine.graph import Node, Ref
from engine.inspection.listing import code_of, formula_of, layer_of, role_of, shape_of
from engine.program.op import Op

__all__ = ["op_words", "program_op"]


def program_op(op: Op, trace: Trace, *, is_done: bool) -> ProgramOp:
    """Describe an operation; with numbers of the step if it has run."""
    n_layers = len(trace.layers)
    code = code_of(op, trace.experiment.optimizer)
    told = _told(op, trace) if is_done else _to_come(op, n_layers)
    return ProgramOp(
        phase=op.phase,
        layer=layer_of(op),
        role=role_of(op),
        writes=tuple(dict.fromkeys(ref.quantity for ref in op.writes)),
        words=op_words(op, n_layers),
        latex=formula_of(op),
        shape=shape_of(op, trace),
        sentence=told,
        code=None if code is None else CodeFields(**dataclasses.asdict(code)),
    )


def op_words(op: Op, n_layers: int) -> Sentence:
    """Name an operation."""
    return sentence(f"op.{role_of(op)}", **_layer(op, n_layers))


def _layer(op: Op, n_layers: int) -> dict[str, Value]:
    """Name the layer whose numbers an operation computes; the last is the output."""
    layer = layer_of(op)
    if layer is None:
        return {"layer": sentence("op.of.all")} if op.phase == "local" else {}
    if layer == n_layers - 1:
        return {"layer": sentence("op.of.output")}
    return {"layer": sentence("op.of.layer", n=layer + 1)}


def _to_come(op: Op, n_layers: int) -> Sentence:
    return sentence(f"op.will.{role_of(op)}", **_layer(op, n_layers))


def _told(op: Op, trace: Trace) -> Sentence:
    role = role_of(op)
    values = _layer(op, len(trace.layers))
    for ref in op.writes[:1]:
        if ref.of is not None:
            values["size"] = _number(_rms(trace.array(ref)))
    if role == "loss":
        values["loss"] = _number(trace.loss)
    if role == "local":
        both = [trace.array(ref).ravel() for ref in op.writes]
        values["size"] = _number(float(np.mean(np.concatenate(both))))
    if role in ("delta", "dropout_back"):
        came = _rms(trace.array(op.reads[0]))
        size = _rms(trace.array(op.writes[0])) if op.writes else math.nan
        values["share"] = _number(100 * size / came if came else math.nan)
    if role == "dropout":
        values["share"] = _number(100 * _dropped(op, trace))
    if role == "dW":
        values["n"] = trace.batch_size
    if role == "apply":
        values["size"] = _number(_rms(trace.update))
    return sentence(f"op.did.{role}", **values)


def _dropped(op: Op, trace: Trace) -> float:
    """Return the share of activations that a mask has switched off."""
    node = op.writes[0].of
    assert isinstance(node, Node)
    return float(np.mean(trace.array(Ref("mask", node)) == 0))


def _rms(array: npt.NDArray[Any]) -> float:
    flat = array.ravel()
    with np.errstate(all="ignore"):
        return math.sqrt(flat.dot(flat) / flat.size)


def _number(value: float) -> Value:
    """Return a number, or the sign for one that is not finite."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "∞"
