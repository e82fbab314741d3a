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
from engine.functions.kinds.kind import Kind, Operands
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
        self._kinds, self._rows = self._placement.kinds, self._placement.rows["grad"]
        self._views = memory.tape.views("grad")
        self._parameters, self._gradients = parameters, gradients
        self.parts: dict[Node, Array] = {}
        self._stacks: dict[Node, Array] = {}
        self._together: dict[Node, tuple[Node, ...]] = {}
        self._spares: dict[tuple[int, ...], Array] = {}
        for parameter, users in self._placement.graph.users.items():
            self._share(gradients[parameter], users)

    def _share(self, block: Array, users: list[Node]) -> None:
        """Allocate memory for the gradient of each use of a parameter."""
        users = [node for node in users if node in self._placement.passed]
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
        return self._rows[node][0]

    def loss_op(self) -> Op:
        """Return the op of the loss."""
        assert self._placement.loss is not None
        loss = self._placement.loss
        ((k, is_first),) = self._placement.passed[loss]
        return self._contribution_op(loss, "loss", k, is_first=is_first)

    def ops(self) -> list[Op]:
        """Return the ops of all nodes but the loss, in reverse order."""
        ops: list[Op] = []
        all_passed = self._placement.passed
        for node in reversed(self._placement.placed):
            passed = all_passed.get(node)
            if passed is None:
                continue
            if node.parameter is not None:
                ops += self._parameter_ops(node, node.parameter)
            for k, is_first in passed:
                ops.append(
                    self._contribution_op(node, "backward", k, is_first=is_first)
                )
        return ops

    # ---- parameters ------------------------------------------------------------------

    def _parameter_ops(self, node: Node, parameter: Parameter) -> list[Op]:
        """Return the ops of a parameter's gradient that come at one of its uses."""
        if node not in self._stacks:
            is_done = node in self._together
            return [] if is_done else [self._gradient_op(node, parameter)]
        if node in self._together:
            return [self._gradients_op(self._together[node]), self.sum_op(node)]
        return [self._gradient_op(node, parameter), self.sum_op(node)]

    def _gradient_op(self, node: Node, parameter: Parameter) -> Op:
        kind, part = self._kinds[node], self.parts[node]
        o = self._memory.operands(node)
        o.grad, o.dW = self._views[node], part
        whose = parameter if part is self._gradients[parameter] else node
        calls, refs = kind.gradient(o), (gradient_refs, ((node,), whose))
        latex, numpy = kind.latex_gradient, kind.numpy_gradient
        return Op("backward", node.site, "gradient", latex, calls, refs, numpy, node)

    def _gradients_op(self, users: tuple[Node, ...]) -> Op:
        """Return the op of the gradients of all uses of a parameter."""
        kind, matrix = self._kinds[users[0]], self._memory.tape.matrix
        o = Operands()
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
        return Op(*words, kind.gradients(o), refs, kind.numpy_gradient, users[0])

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

    def _contribution_op(self, node: Node, phase: str, k: int, *, is_first: bool) -> Op:
        """Return the op by which input k gets a gradient from a node."""
        kind, placement = self._kinds[node], self._placement
        source, rows, _ = node.inputs[k]
        if not is_first or rows is not None:
            calls = self._contribution(node, k, is_first=is_first)
        elif kind.has_local and placement.extra[node] == placement.extra[source]:
            calls = self._block_calls(node, kind, source)
        else:
            calls = self._calls(node, k, self._target(node, k))
        latex, numpy = kind.words_back(k)
        refs, word = (contribution_refs, (placement, node, k)), kind.name_backward
        return Op(phase, node.site, word, latex, calls, refs, numpy, node)

    def _contribution(self, node: Node, k: int, *, is_first: bool) -> Calls:
        """Return the calls that write or add what rows of an input get from a node."""
        edge, placement = node.inputs[k], self._placement
        added, rest = accumulation(placement, edge.node)
        out, cleared = self._target(node, k), rest if is_first else ()
        whole, zero = self._views[edge.node], constant(0, out.dtype)
        clear: Calls = tuple((np.copyto, (whole[slice(*s)], zero)) for s in cleared)
        if (node, k) not in added:
            return (*clear, *self._calls(node, k, out))
        target, t = whole[slice(*edge.span)], self._spare(out)
        above = placement.guests.get(node, 0)
        part = t[above : above + len(target)]
        calls = self._calls(node, k, t)
        return (*clear, *calls, (np.add, (target, part, target)))

    def _spare(self, out: Array) -> Array:
        """Return memory of an array's shape for what is added to it."""
        t = self._spares.get(out.shape)
        if t is None:
            t = self._spares[out.shape] = np.empty(out.shape, out.dtype)
        return t

    def _target(self, node: Node, k: int) -> Array:
        """Return the array that a node's calls fill with the gradient of an input.

        For a map it is that of all that it reads, with guests and the row of ones.
        """
        if node.parameter is not None:
            span = self._placement.span("grad", node)
            if span is not None:
                start, stop = span
                rows: Array = self._memory.tape.matrix[start:stop]
                return rows
        source, some, _ = node.inputs[k]
        whole = self._views[source]
        return whole if some is None else whole[slice(*some)]

    def _block_calls(self, node: Node, kind: Kind, source: Node) -> Calls:
        """Return the calls that fill the gradient of z with that of f and f'.

        Blocks align, so they work on the extra rows as well.
        """
        o, tape, rows = self._memory.operands(node), self._memory.tape, self._rows
        start, stop = rows[node]
        o.grad = tape.matrix[start:stop]
        start, stop = rows[source]
        o.out = tape.matrix[start:stop]
        o.local = tape.full("local", node)
        return kind.backward(o)

    def _calls(self, node: Node, k: int, out: Array) -> Calls:
        """Return the calls of a node's kind that fill ``out``."""
        kind, memory = self._kinds[node], self._memory
        if kind.terms and kind.passes(k):
            return ((np.copyto, (out, self._views[node])),)
        o = memory.operands(node)
        o.out, o.k = out, k
        if node is self._placement.loss:
            o.y, o.t = memory.y, memory.scratch(len(out))
            return kind.backward(o)
        o.grad = self._views[node]
        if kind.has_local:
            o.local = memory.tape.view("local", node)
        elif node.parameter is not None:
            o.W = self._weights(node, node.parameter, k)
        return kind.backward(o)

    def _weights(self, node: Node, parameter: Parameter, k: int) -> Array:
        """Return the block ``[W | b]``, or the columns of an input that is copied."""
        block = self._parameters[parameter]
        if node not in self._placement.copied:
            return block
        start = sum(edge.n_rows for edge in node.inputs[:k])
        return block[:, start : start + node.inputs[k].n_rows]
