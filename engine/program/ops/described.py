"""Described: the ops of the parts that a graph is compiled to.

Each function has the placement, the node and the calls of a `Part` as its arguments.
"""

from __future__ import annotations

from engine.arrays import Calls
from engine.graph import Node, Ref
from engine.program.memory.placement import Placement
from engine.program.ops.op import Op, known
from engine.program.ops.refs import (
    contribution_refs,
    forward_refs,
    gradient_refs,
    local_refs,
)

__all__ = [
    "contribution_op",
    "forward_op",
    "gradient_op",
    "gradients_op",
    "local_op",
    "sum_op",
]


def forward_op(placement: Placement, node: Node, calls: Calls) -> Op:
    """Return the op that computes the value of a node."""
    kind, refs = placement.kinds[node], (forward_refs, (placement, node))
    words = ("forward", node.site, kind.name, kind.latex)
    return Op(*words, calls, refs, kind.numpy, node)


def local_op(
    placement: Placement, first: Node, calls: Calls, group: tuple[Node, ...]
) -> Op:
    """Return the op that computes the derivatives of a group of nodes."""
    kind, site = placement.kinds[first], first.site if len(group) == 1 else None
    words = ("local", site, f"{kind.name} derivative", kind.latex_local)
    return Op(*words, calls, (local_refs, (group,)), kind.numpy_local, first)


def contribution_op(placement: Placement, node: Node, calls: Calls, k: int) -> Op:
    """Return the op by which a node passes a gradient to its input k."""
    kind, phase = placement.kinds[node], "backward"
    if node is placement.loss:
        phase = "loss"
    latex, numpy = kind.words_back(k)
    refs = (contribution_refs, (placement, node, k))
    return Op(phase, node.site, kind.name_backward, latex, calls, refs, numpy, node)


def gradient_op(placement: Placement, node: Node, calls: Calls) -> Op:
    """Return the op that computes the gradient of one use of a parameter."""
    kind, (*others, _) = placement.kinds[node], _uses(placement, node)
    refs = (gradient_refs, ((node,), node if others else node.parameter))
    words = ("backward", node.site, "gradient", kind.latex_gradient)
    return Op(*words, calls, refs, kind.numpy_gradient, node)


def gradients_op(placement: Placement, first: Node, calls: Calls) -> Op:
    """Return the op that computes the gradients of all uses of a parameter."""
    kind, users = placement.kinds[first], _uses(placement, first)
    words = ("backward", None, "gradient", kind.latex_gradient)
    refs = (gradient_refs, (users, *users))
    return Op(*words, calls, refs, kind.numpy_gradient, first)


def sum_op(placement: Placement, first: Node, calls: Calls) -> Op:
    """Return the op that adds up the gradients of all uses of a parameter."""
    reads = tuple(Ref("dW", node) for node in _uses(placement, first))
    words = ("backward", None, "sum", r"dW = \sum_u dW_u")
    return Op(*words, calls, known(reads, (Ref("dW", first.parameter),)))


def _uses(placement: Placement, node: Node) -> tuple[Node, ...]:
    """Return the nodes with the parameter of a node that get a gradient."""
    assert node.parameter is not None
    users = placement.graph.users[node.parameter]
    return tuple(user for user in users if user in placement.passed)
