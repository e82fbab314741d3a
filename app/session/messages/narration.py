"""Narration: the operations of a step in words, with the numbers of this step.

What an operation is stays the same from step to step, so it is described once; what the
last one did is described with the numbers of the step.
"""

import dataclasses
import hashlib
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from app.protocol.answers.program import CodeFields, ListingFields, ProgramOp
from app.protocol.sentence import Sentence, Value, sentence
from app.session.messages.part_names import has_layers, part_sentence
from engine import Trace
from engine.graph import Node, Parameter, Ref
from engine.inspection.readout.quantities import mean_of, rms_of, zeros_of
from engine.inspection.source.listing import (
    layer_of,
    node_of,
    role_of,
    shape_of,
    subject_of,
)
from engine.inspection.source.op_code import Code, code_of
from engine.inspection.source.op_formulas import formula_of
from engine.program.ops.op import Op, RefsCall

__all__ = ["listing_of", "op_words", "result_of"]

MAX_OPS = 4096
"""Operations that are remembered: more than the largest step has."""


_Key = tuple[str, int | None, str, str, RefsCall]
"""An operation without its calls."""


class _Fixed(NamedTuple):
    """What is the same of an operation in every step.

    ``names`` are the placeholders of its sentences that name what it computes.
    """

    fields: dict[str, Any]
    names: dict[str, Value]
    code: Code | None


class _Sizes(NamedTuple):
    """What the description of an operation depends on, besides the operation."""

    network: str
    blocks: tuple[Parameter, ...]
    n_parameters: int
    n_columns: int
    optimizer: str


def listing_of(ops: Iterable[Op], trace: Trace) -> ListingFields:
    """Describe the operations of a step."""
    return _listed(tuple((*op[:4], op.refs) for op in ops), _sizes_of(trace))


def result_of(op: Op, trace: Trace) -> Sentence:
    """Return what an operation that has run did, with numbers of the step."""
    fields, names, _ = _fixed(*op[:4], op.refs, _sizes_of(trace))
    role = fields["role"]
    numbers = _numbers(op, role, trace)
    if role == "dW" and trace.graph.n_positions > 1:
        role, numbers["positions"] = "dW_positions", trace.graph.n_positions
    return sentence(f"op.did.{role}", **names, **numbers)


def _sizes_of(trace: Trace) -> _Sizes:
    return _Sizes(
        network=trace.experiment.network,
        blocks=trace.graph.parameters,
        n_parameters=trace.gradient.size,
        n_columns=trace.x.shape[1],
        optimizer=trace.experiment.optimizer,
    )


@lru_cache(maxsize=16)
def _listed(keys: tuple[_Key, ...], sizes: _Sizes) -> ListingFields:
    codes: dict[Code, int] = {}
    ops = []
    for key in keys:
        fields, _, code = _fixed(*key, sizes)
        place = None if code is None else codes.setdefault(code, len(codes))
        ops.append(ProgramOp(**fields, code=place))
    lines = tuple(CodeFields(**dataclasses.asdict(code)) for code in codes)
    texts = [each.model_dump_json() for each in (*ops, *lines)]
    name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    return ListingFields(name=name, ops=tuple(ops), codes=lines)


@lru_cache(maxsize=MAX_OPS)
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
    fields = {
        "phase": op.phase,
        "layer": layer_of(op) if has_layers(sizes.network) else None,
        **_subject(op, sizes.blocks),
        "role": role_of(op),
        "writes": tuple(dict.fromkeys(ref.quantity for ref in op.writes)),
        "words": op_words(op, sizes.network, len(sizes.blocks)),
        "latex": formula_of(op),
        "shape": shape_of(op, sizes.n_parameters, sizes.n_columns),
    }
    names = _names(op, sizes.network, len(sizes.blocks))
    return _Fixed(fields, names, code_of(op, sizes.optimizer))


def op_words(op: Op, network: str, n_blocks: int) -> Sentence:
    """Name an operation of a kind of network with some blocks of parameters."""
    return sentence(f"op.{role_of(op)}", **_names(op, network, n_blocks))


def _subject(op: Op, blocks: tuple[Parameter, ...]) -> dict[str, Any]:
    """Return the node or the block that an operation computes numbers of."""
    nodes = [ref.of for ref in op.writes if isinstance(ref.of, Node)]
    subject = subject_of(op) or (nodes[0] if nodes else None)
    found: dict[str, Any] = {"node": None, "site": None, "block": None}
    if isinstance(subject, Parameter):
        found["block"] = blocks.index(subject)
    elif subject is not None and role_of(op) in ("use", "uses"):
        found["block"] = blocks.index(subject.parameter)
    elif subject is not None:
        found["node"] = subject.name
        found["site"] = subject.site if subject is subject_of(op) else None
    return found


def _names(op: Op, network: str, n_blocks: int) -> dict[str, Value]:
    """Name what an operation computes: its part, its letter, and what it reads."""
    part, subject = part_sentence(op, network, n_blocks), subject_of(op)
    node = node_of(op)
    found: dict[str, Value] = {} if part is None else {"layer": part}
    if op.phase != "update" and isinstance(subject, Node):
        found["name"] = subject.name
    if role_of(op) == "activation" and node is not None:
        found["source"] = node.inputs[0].node.name
    return found


def _numbers(op: Op, role: str, trace: Trace) -> dict[str, Value]:
    """Return the numbers of this step that describe an operation that has run."""
    values: dict[str, Value] = {}
    written = [ref for ref in op.writes if ref.of is not None]
    if role in ("use", "uses", "part"):
        return {}
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
    if role in ("dW", "dK"):
        values["n"] = trace.batch_size
    if role == "apply":
        values["size"] = _number(rms_of(trace, Ref("update", None)))
    return values


def _number(value: float) -> Value:
    """Return a number, or the sign for one that is not finite."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "∞"
