"""Narration: the operations of a step in words, with the numbers of this step."""

import dataclasses
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from app.protocol.answers.program import CodeFields, ProgramOp
from app.protocol.sentence import Sentence, Value, sentence
from engine import Trace
from engine.graph import Ref
from engine.inspection.readout.quantities import mean_of, rms_of, zeros_of
from engine.inspection.source.listing import (
    code_of,
    formula_of,
    layer_of,
    role_of,
    shape_of,
)
from engine.program.ops.op import Op, RefsCall

__all__ = ["layer_words", "narrated", "op_words"]


class _Fixed(NamedTuple):
    """What is the same of an operation in every step.

    ``layer`` is the placeholder of the sentences that names the layer, if there is one.
    """

    fields: dict[str, Any]
    layer: dict[str, Value]


class _Sizes(NamedTuple):
    """What the description of an operation depends on, besides the operation."""

    n_layers: int
    n_parameters: int
    batch_size: int
    optimizer: str


def narrated(ops: Iterable[Op], trace: Trace) -> tuple[ProgramOp, ...]:
    """Describe the operations of a step; with numbers of it those that have run."""
    sizes = _Sizes(
        n_layers=len(trace.layers),
        n_parameters=trace.gradient.size,
        batch_size=trace.batch_size,
        optimizer=trace.experiment.optimizer,
    )
    return tuple(
        _narrated(op, trace, sizes, is_done=k < trace.done) for k, op in enumerate(ops)
    )


def _narrated(op: Op, trace: Trace, sizes: _Sizes, *, is_done: bool) -> ProgramOp:
    fields, layer = _fixed(*op[:4], op.refs, sizes)
    role = fields["role"]
    if is_done:
        told = sentence(f"op.did.{role}", **layer, **_numbers(op, role, trace))
    else:
        told = sentence(f"op.will.{role}", **layer)
    return ProgramOp(**fields, sentence=told)


@lru_cache(maxsize=1024)
def _fixed(
    phase: str,
    layer: int | None,
    name: str,
    latex: str,
    refs: RefsCall,
    sizes: _Sizes,
) -> _Fixed:
    """Describe an operation, given without its calls."""
    op = Op(phase, layer, name, latex, (), refs)
    code = code_of(op, sizes.optimizer)
    fields = {
        "phase": op.phase,
        "layer": layer_of(op),
        "role": role_of(op),
        "writes": tuple(dict.fromkeys(ref.quantity for ref in op.writes)),
        "words": op_words(op, sizes.n_layers),
        "latex": formula_of(op),
        "shape": shape_of(op, sizes.n_parameters, sizes.batch_size),
        "code": None if code is None else CodeFields(**dataclasses.asdict(code)),
    }
    return _Fixed(fields, _layer(op, sizes.n_layers))


def op_words(op: Op, n_layers: int) -> Sentence:
    """Name an operation."""
    return sentence(f"op.{role_of(op)}", **_layer(op, n_layers))


def _layer(op: Op, n_layers: int) -> dict[str, Value]:
    """Name what an operation computes numbers of: a layer, all layers, or nothing."""
    layer = layer_of(op)
    if layer is None:
        return {"layer": sentence("op.of.all")} if op.phase == "local" else {}
    return {"layer": layer_words(layer, n_layers)}


def layer_words(layer: int, n_layers: int) -> Sentence:
    """Name a layer, counted from 0; the last is the output."""
    if layer == n_layers - 1:
        return sentence("op.of.output")
    return sentence("op.of.layer", n=layer + 1)


def _numbers(op: Op, role: str, trace: Trace) -> dict[str, Value]:
    """Return the numbers of this step that are told of an operation that has run."""
    values: dict[str, Value] = {}
    written = [ref for ref in op.writes if ref.of is not None]
    size = rms_of(trace, written[0]) if written else math.nan
    if written:
        values["size"] = _number(size)
    if role == "loss":
        values["loss"] = _number(trace.loss)
    if role == "local":
        values["size"] = _number(mean_of(trace, *written))
    if role in ("delta", "dropout_back"):
        came = rms_of(trace, op.reads[0])
        values["share"] = _number(100 * size / came if came else math.nan)
    if role == "dropout":
        dropped = zeros_of(trace, Ref("mask", written[0].of))
        values["share"] = _number(100 * dropped)
    if role == "dW":
        values["n"] = trace.batch_size
    if role == "apply":
        values["size"] = _number(rms_of(trace, Ref("update", None)))
    return values


def _number(value: float) -> Value:
    """Return a number, or the sign for one that is not finite."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "∞"
