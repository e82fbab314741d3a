"""Listing: the ops of a step as a program that can be read."""

from __future__ import annotations

import numpy as np

from engine.functions.kinds.kinds import kind_of
from engine.functions.update_buffers import N_FIXED_ROWS
from engine.graph import JOIN, Node, Parameter
from engine.program.ops.op import Clock, Op
from engine.program.ops.refs import contribution_refs, gradient_refs
from engine.program.program import Program, Vectors
from engine.program.trace import Trace

__all__ = [
    "layer_of",
    "node_of",
    "ops_of",
    "role_of",
    "shape_of",
    "subject_of",
    "target_of",
]


def ops_of(trace: Trace) -> tuple[Op, ...]:
    """Return the ops of a step that was made before its experiment was changed."""
    matrix = np.zeros((N_FIXED_ROWS + len(trace.slot_names), trace.before.shape[1]))
    return Program(
        experiment=trace.experiment,
        placement=trace.placement,
        layout=trace.layout,
        vectors=Vectors(matrix, np.zeros_like(matrix[0])),
        n_columns=trace.x.shape[1],
        clock=Clock(),
        dropout_rng=np.random.default_rng(),
    ).ops


def node_of(op: Op) -> Node | None:
    """Return the node that an op belongs to; None in the update."""
    if op.phase == "forward":
        found = op.writes[0].of
    elif op.phase == "local":
        found = op.writes[-1].of
    elif op.phase == "loss":
        found = next(ref.of for ref in op.reads if ref.quantity == "y")
    elif op.phase == "backward" and op.reads[0].quantity == "grad":
        found = op.reads[0].of
    else:
        return None
    return found if isinstance(found, Node) else None


def target_of(op: Op) -> tuple[Node, int] | None:
    """Return the node to whose gradient an op adds, and the input that it is.

    It is None of an op that passes no gradient to a node.
    """
    function, args = op.refs
    if function is not contribution_refs:
        return None
    _, node, k = args
    return node.inputs[k].node, k


def subject_of(op: Op) -> Node | Parameter | None:
    """Return what an op computes numbers of; None if that is not one thing."""
    target = target_of(op)
    if target is not None:
        return target[0]
    of = {ref.of for ref in op.writes if not _is_join(ref.of)}
    return of.pop() if len(of) == 1 else None


def _is_join(of: Node | Parameter | None) -> bool:
    return isinstance(of, Node) and of.kind == JOIN


def role_of(op: Op) -> str:
    """Return what an op is for, in the words of the field, as a key.

    In the forward phase it is ``weighted_sum``, ``activation`` or the kind of the
    operation, such as ``max_pool``; then ``loss`` and ``local``.  In the backward pass,
    ``delta``, ``da`` or ``dropout_back``, ``pass_back`` of other operations, and
    ``part`` of what is only a part of a gradient; ``dW``, ``dK`` of filters, or
    ``uses``, or ``use`` of one node, and ``sum`` of a parameter that nodes share.  In
    the update it is the name of the op.
    """
    node = node_of(op)
    if node is None:
        return op.name.replace(" ", "_")
    if op.phase in ("loss", "local"):
        return op.phase
    if op.phase == "forward":
        return _role_forward(node)
    if op.refs[0] is gradient_refs:
        if not isinstance(op.writes[0].of, Parameter):
            return "uses" if len(op.writes) > 1 else "use"
        return "dW" if node.patches is None else "dK"
    return _role_backward(op, node)


def _role_forward(node: Node) -> str:
    if node.parameter is not None:
        return "weighted_sum" if node.patches is None else "convolution"
    if kind_of(node.kind).is_activation:
        return "activation"
    return node.kind.removeprefix("causal ").replace(" ", "_")


def _role_backward(op: Op, node: Node) -> str:
    if not op.writes:
        return "part"
    if node.parameter is not None:
        return "da"
    if node.kind == "dropout":
        return "dropout_back"
    placement, _, k = op.refs[1]
    source = node.inputs[k].node
    is_activation = kind_of(node.kind).is_activation
    is_alone = len(placement.contributions[source]) == 1
    is_delta = is_activation and is_alone and source.parameter is not None
    return "delta" if is_delta else "pass_back"


def layer_of(op: Op) -> int | None:
    """Return the layer whose numbers an op writes; None if it writes those of several.

    The gradient of the activations of a layer comes from the layer after it, to which
    the op belongs.
    """
    if role_of(op) == "da" and op.writes:
        of = op.writes[0].of
        return of.site if isinstance(of, Node) else None
    return op.layer


def shape_of(op: Op, n_parameters: int, n_columns: int) -> tuple[int, ...]:
    """Return the shape of what an op computes: a matrix, or all parameters in a row."""
    target = target_of(op)
    if target is not None:
        return target[0].n_rows, n_columns
    refs = [ref for ref in op.writes if ref.of is not None and ref.quantity != "mask"]
    if not refs:
        return (n_parameters,)
    of = refs[0].of
    if refs[0].quantity == "dW":
        parameter = of.parameter if isinstance(of, Node) else of
        assert parameter is not None
        return parameter.shape[0], parameter.fan_in
    if op.phase != "local":
        refs = refs[:1]
    n_rows = sum(ref.of.n_rows for ref in refs if isinstance(ref.of, Node))
    return n_rows, n_columns
