"""Backward: the ops that pass gradients from the loss to the parameters.

The nodes come in reverse order, and each passes a contribution to the gradients of its
inputs: the first one is written there, later ones are added.  Where a contribution is
the gradient of the value itself and the only one, both are one array, and nothing is
computed.  A parameter that several nodes share has a block per use; their sum is its
gradient.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, Calls, constant
from engine.functions.kinds.kind import Operands
from engine.graph import Node, Parameter, Ref
from engine.program.memory import Memory
from engine.program.op import Op, known
from engine.program.refs import contribution_refs, gradient_refs

__all__ = ["Backward"]


class Backward:
    """The way back of a graph with a loss.

    Parameters
    ----------
    memory : Memory
    parameters, gradients : mapping of Parameter to Array
        Their blocks ``[W | b]`` and ``[dW | db]``.

    Attributes
    ----------
    parts : dict of Node to Array
        (fan_out, fan_in + 1) per use of a parameter: ``gradients`` or a slice of a
        stack.
    """

    def __init__(
        self,
        memory: Memory,
        parameters: Mapping[Parameter, Array],
        gradients: Mapping[Parameter, Array],
    ) -> None:
        self._memory, self._placement = memory, memory.placement
        self._parameters, self._gradients = parameters, gradients
        self.parts: dict[Node, Array] = {}
        self._stacks: dict[Node, Array] = {}
        for parameter, users in self._placement.graph.users.items():
            self._share(gradients[parameter], users)

    def _share(self, block: Array, users: list[Node]) -> None:
        """Allocate memory for the gradient of each use of a parameter."""
        users = [node for node in users if node in self._placement.contributions]
        if len(users) == 1:
            self.parts[users[0]] = block
        elif users:
            stack = np.zeros((len(users), *block.shape), block.dtype)
            self.parts.update(zip(users, stack, strict=True))
            self._stacks[users[0]] = stack

    def loss_op(self) -> Op:
        """Return the op of the loss."""
        assert self._placement.loss is not None
        (op,) = self._contributions(self._placement.loss, "loss")
        return op

    def ops(self) -> list[Op]:
        """Return the ops of all nodes but the loss, in reverse order."""
        ops: list[Op] = []
        for node in reversed(self._placement.placed):
            if node not in self._placement.contributions:
                continue
            if node.parameter is not None:
                ops.append(self._gradient_op(node, node.parameter))
            if node in self._stacks:
                ops.append(self._sum_op(node))
            ops += self._contributions(node, "backward")
        return ops

    # ---- parameters ------------------------------------------------------------------

    def _gradient_op(self, node: Node, parameter: Parameter) -> Op:
        kind, part, o = self._placement.kinds[node], self.parts[node], Operands()
        o.inputs, o.grad = self._memory.inputs(node), self._view("grad", node)
        o.dW = part
        whose = parameter if part is self._gradients[parameter] else node
        words = ("backward", node.site, "gradient", kind.latex_gradient)
        refs = (gradient_refs, (node, whose))
        return Op(*words, kind.gradient(o), refs, kind.numpy_gradient)

    def _sum_op(self, first: Node) -> Op:
        """Return the sum over the uses of a parameter; the first use comes last."""
        stack, parameter = self._stacks[first], first.parameter
        assert parameter is not None
        ones, out = np.ones(len(stack), stack.dtype), self._gradients[parameter]
        call = (ones.dot, (stack.reshape(len(stack), -1), out.reshape(-1)))
        reads = tuple(Ref("dW", n) for n in self.parts if n.parameter is parameter)
        words = ("backward", None, "sum", r"dW = \sum_u dW_u")
        return Op(*words, (call,), known(reads, (Ref("dW", parameter),)))

    # ---- values ----------------------------------------------------------------------

    def _view(self, quantity: str, node: Node) -> Array:
        return self._memory.tape.view(quantity, node)

    def _contributions(self, node: Node, phase: str) -> list[Op]:
        """Return an op for each input that gets a gradient from a node."""
        kind = self._placement.kinds[node]
        words = (phase, node.site, kind.name_backward, kind.latex_backward)
        return [
            Op(
                *words,
                self._contribution(node, k, is_first=is_first),
                (contribution_refs, (self._placement, node, k)),
                kind.numpy_backward,
            )
            for k, is_first in self._placement.passed.get(node, ())
        ]

    def _contribution(self, node: Node, k: int, *, is_first: bool) -> Calls:
        """Return the calls that write or add what an input gets from a node."""
        edge, tape = node.inputs[k], self._memory.tape
        if is_first and edge.rows is None:
            has_local = self._placement.kinds[node].has_local
            is_block = has_local and self._placement.is_whole(node, edge)
            get = tape.full if is_block or node.reads_ones else tape.view
            return self._calls(node, k, get("grad", edge.node), is_block=is_block)
        whole = tape.view("grad", edge.node)
        target = whole if edge.rows is None else whole[slice(*edge.rows)]
        n_rows, n_columns = target.shape
        t = np.empty((n_rows + node.reads_ones, n_columns), target.dtype)
        calls = self._calls(node, k, t, is_block=False)
        if is_first:
            calls = ((np.copyto, (whole, constant(0, whole.dtype))), *calls)
        return (*calls, (np.add, (target, t[:n_rows], target)))

    def _calls(self, node: Node, k: int, out: Array, *, is_block: bool) -> Calls:
        """Return the calls of a node's kind that fill ``out``."""
        kind, memory, o = self._placement.kinds[node], self._memory, Operands()
        if kind.terms and kind.passes(k):
            return ((np.copyto, (out, self._view("grad", node))),)
        o.out, o.k = out, k
        if node is self._placement.loss:
            o.inputs, o.y, o.t = memory.inputs(node), memory.y, memory.scratch(len(out))
            return kind.backward(o)
        get = memory.tape.full if is_block else memory.tape.view
        o.grad = get("grad", node)
        if kind.has_local:
            o.local = get("local", node)
        elif kind.is_masked:
            o.mask = memory.masks[node]
        elif node.parameter is not None:
            o.W = self._parameters[node.parameter]
        else:
            o.inputs, o.value = memory.inputs(node), self._view("value", node)
            o.t = memory.scratch(node.n_rows)
        return kind.backward(o)
