"""Backward: the ops that pass gradients from the loss to the parameters.

The nodes come in reverse order, and each passes a contribution to the gradients of its
inputs: the first one is written there, later ones are added.  Where a contribution is
the gradient of the value itself and the only one, both are one array, and nothing is
computed.  A parameter that several nodes share has a block per use; their sum is its
gradient.  One product computes all these blocks if what it reads is in memory at equal
distances, as the time steps of a recurrent network are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, Calls, constant
from engine.graph import Node, Parameter, Ref
from engine.program.memory.accumulation import accumulation
from engine.program.memory.memory import Memory
from engine.program.memory.spacing import distance, spaced
from engine.program.ops.op import Op, known
from engine.program.ops.refs import contribution_refs, gradient_refs

__all__ = ["Backward"]

FEWEST = 3
"""Uses of a parameter from which on one product is faster than one for each."""


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
        self._together: dict[Node, tuple[Node, ...]] = {}
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
            if self._are_spaced(users):
                self._together.update(dict.fromkeys(users, tuple(users)))

    def _are_spaced(self, users: list[Node]) -> bool:
        """Return whether one product computes the gradients of all uses."""
        spans = [self._placement.span("value", node) for node in users]
        starts = [span[0] for span in spans if span is not None]
        return (
            len(starts) == len(users) >= FEWEST
            and self._placement.kinds[users[0]].gradients is not None
            and distance(starts) is not None
            and distance([self._start(node) for node in users]) is not None
        )

    def _start(self, node: Node) -> int:
        return self._placement.rows["grad", node][0]

    def loss_op(self) -> Op:
        """Return the op of the loss."""
        assert self._placement.loss is not None
        loss = self._placement.loss
        ((k, is_first),) = self._placement.passed[loss]
        return self._contribution_op(loss, "loss", k, is_first=is_first)

    def ops(self) -> list[Op]:
        """Return the ops of all nodes but the loss, in reverse order."""
        ops: list[Op] = []
        for node in reversed(self._placement.placed):
            if node not in self._placement.contributions:
                continue
            if node in self._together:
                if node in self._stacks:
                    ops.append(self._gradients_op(self._together[node]))
            elif node.parameter is not None:
                ops.append(self._gradient_op(node, node.parameter))
            if node in self._stacks:
                ops.append(self.sum_op(node))
            for k, is_first in self._placement.passed[node]:
                ops.append(
                    self._contribution_op(node, "backward", k, is_first=is_first)
                )
        return ops

    # ---- parameters ------------------------------------------------------------------

    def _gradient_op(self, node: Node, parameter: Parameter) -> Op:
        kind, part = self._placement.kinds[node], self.parts[node]
        o = self._memory.operands(node)
        o.inputs, o.grad = self._memory.inputs(node), self._view("grad", node)
        o.dW = part
        whose = parameter if part is self._gradients[parameter] else node
        words = ("backward", node.site, "gradient", kind.latex_gradient)
        refs = (gradient_refs, ((node,), whose))
        return Op(*words, kind.gradient(o), refs, kind.numpy_gradient)

    def _gradients_op(self, users: tuple[Node, ...]) -> Op:
        """Return the op of the gradients of all uses of a parameter."""
        kind, matrix = self._placement.kinds[users[0]], self._memory.tape.matrix
        o = self._memory.operands(users[0])
        spans = [self._placement.span("value", node) or (0, 0) for node in users]
        n_rows = spans[0][1] - spans[0][0]
        inputs = spaced(matrix, [start for start, _ in spans], n_rows)
        grad = spaced(matrix, [self._start(node) for node in users], users[0].n_rows)
        assert kind.gradients is not None
        assert inputs is not None
        assert grad is not None
        o.inputs, o.grad, o.dW = (inputs,), grad, self._stacks[users[0]]
        refs = (gradient_refs, (users, *users))
        words = ("backward", None, "gradient", kind.latex_gradient)
        return Op(*words, kind.gradients(o), refs, kind.numpy_gradient)

    def sum_op(self, first: Node) -> Op:
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

    def _contribution_op(self, node: Node, phase: str, k: int, *, is_first: bool) -> Op:
        """Return the op by which input k gets a gradient from a node."""
        kind = self._placement.kinds[node]
        latex, numpy = kind.words_back(k)
        return Op(
            phase,
            node.site,
            kind.name_backward,
            latex,
            self._contribution(node, k, is_first=is_first),
            (contribution_refs, (self._placement, node, k)),
            numpy,
        )

    def _contribution(self, node: Node, k: int, *, is_first: bool) -> Calls:
        """Return the calls that write or add what an input gets from a node."""
        edge, placement = node.inputs[k], self._placement
        if is_first and edge.rows is None:
            if placement.kinds[node].has_local and placement.is_whole(node, edge):
                block = self._memory.tape.full("grad", edge.node)
                return self._calls(node, k, block, is_block=True)
            return self._calls(node, k, self._target(node, k), is_block=False)
        added, rest = accumulation(placement, edge.node)
        out, cleared = self._target(node, k), rest if is_first else ()
        whole, zero = self._view("grad", edge.node), constant(0, out.dtype)
        clear: Calls = tuple((np.copyto, (whole[slice(*s)], zero)) for s in cleared)
        if (node, k) not in added:
            return (*clear, *self._calls(node, k, out, is_block=False))
        target, t = whole[slice(*edge.span)], np.empty(out.shape, out.dtype)
        above = placement.guests.get(node, 0)
        part = t[above : above + len(target)]
        calls = self._calls(node, k, t, is_block=False)
        return (*clear, *calls, (np.add, (target, part, target)))

    def _target(self, node: Node, k: int) -> Array:
        """Return the array that a node's calls fill with the gradient of an input.

        For a map it is that of all that it reads, with guests and the row of ones.
        """
        edge, tape = node.inputs[k], self._memory.tape
        if node.parameter is not None:
            span = self._placement.span("grad", node)
            if span is not None:
                return tape.matrix[slice(*span)]
        whole = tape.view("grad", edge.node)
        return whole if edge.rows is None else whole[slice(*edge.rows)]

    def _calls(self, node: Node, k: int, out: Array, *, is_block: bool) -> Calls:
        """Return the calls of a node's kind that fill ``out``."""
        kind, memory = self._placement.kinds[node], self._memory
        o = memory.operands(node)
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
        elif node.parameter is not None:
            o.W = self._weights(node, node.parameter, k)
        elif node in memory.masks:
            o.mask = memory.masks[node]
        else:
            o.inputs, o.value = memory.inputs(node), self._view("value", node)
            o.t = memory.scratch(node.n_rows)
        return kind.backward(o)

    def _weights(self, node: Node, parameter: Parameter, k: int) -> Array:
        """Return the block ``[W | b]``, or the columns of an input that is copied."""
        block = self._parameters[parameter]
        if node not in self._placement.copied:
            return block
        start = sum(edge.n_rows for edge in node.inputs[:k])
        return block[:, start : start + node.inputs[k].n_rows]
