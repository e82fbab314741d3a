"""Backward: the parts that pass gradients from the loss to the parameters.

The nodes come in reverse order, and each passes a contribution to the gradients of its
inputs: the first one is written there, later ones are added.  Where a contribution is
the gradient of the value itself and the only one, both are one array, and nothing is
computed.  A parameter that several nodes share has a block per use; their sum is its
gradient.  One product computes all these blocks if what it reads is in memory at equal
distances, as the time steps of a recurrent network are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.arrays import Array, Calls, constant
from engine.functions.kinds.kind import Operands
from engine.graph import Node, Parameter
from engine.program.memory.accumulation import accumulation
from engine.program.memory.memory import Memory
from engine.program.memory.spacing import distance, spaced
from engine.program.ops.described import (
    contribution_op,
    gradient_op,
    gradients_op,
    sum_op,
)
from engine.program.ops.op import Part

__all__ = ["Backward"]

FEWEST = 3
"""Uses of a parameter from which on one product is faster than one for each."""


class Backward:
    """The backward pass of a graph with a loss.

    Parameters
    ----------
    memory : Memory
    parameters, gradients : mapping of Parameter to Array
        Their blocks ``[W | b]`` and ``[dW | db]``.

    Attributes
    ----------
    uses : dict of Node to Array
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
        self._rows = self._placement.rows["grad"]
        self._views = memory.tape.views("grad")
        self._parameters, self._gradients = parameters, gradients
        self.uses: dict[Node, Array] = {}
        self._stacks: dict[Node, Array] = {}
        self._together: dict[Node, tuple[Node, ...]] = {}
        self._spares: dict[tuple[int, ...], Array] = {}
        passed = self._placement.passed
        for parameter, users in self._placement.graph.users.items():
            if len(users) > 1:
                self._share(gradients[parameter], [n for n in users if n in passed])
            else:
                self.uses[users[0]] = gradients[parameter]

    def _share(self, block: Array, users: list[Node]) -> None:
        """Allocate memory for the gradient of each use of a parameter."""
        if len(users) < 2:
            self.uses.update(dict.fromkeys(users, block))
            return
        stack = np.zeros((len(users), *block.shape), block.dtype)
        self.uses.update(zip(users, stack, strict=True))
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

    def loss_part(self) -> Part:
        """Return the part of the loss."""
        loss, memory = self._placement.loss, self._memory
        assert loss is not None
        ((k, is_first),) = self._placement.passed[loss]
        o = Operands()
        o.inputs, o.y = memory.inputs(loss), memory.y
        o.t = memory.scratch(len(memory.y))
        calls = self._contribution(loss, o, k, is_first=is_first)
        return loss, calls, contribution_op, (k,)

    def parts(self) -> list[Part]:
        """Return the parts of all nodes but the loss, in reverse order."""
        parts: list[Part] = []
        all_passed, kinds = self._placement.passed, self._placement.kinds
        views, operands = self._views, self._memory.operands
        for node in reversed(self._placement.placed):
            passed = all_passed.get(node)
            if passed is None:
                continue
            o = operands(node)
            o.grad = views[node]
            if node.parameter is not None:
                if node not in self._together:
                    o.dW = self.uses[node]
                    parts.append((node, kinds[node].gradient(o), gradient_op, ()))
                if node in self._stacks:
                    parts += self._parts_of_all(node)
            for k, is_first in passed:
                calls = self._contribution(node, o, k, is_first=is_first)
                parts.append((node, calls, contribution_op, (k,)))
        return parts

    # ---- parameters ------------------------------------------------------------------

    def _parts_of_all(self, first: Node) -> Iterator[Part]:
        """Yield the parts of all uses of a parameter; the first comes last here."""
        if first in self._together:
            calls = self._gradients_calls(self._together[first])
            yield first, calls, gradients_op, ()
        yield first, self.sum_calls(first), sum_op, ()

    def _gradients_calls(self, users: tuple[Node, ...]) -> Calls:
        """Return the calls of the gradients of all uses of a parameter."""
        kind, matrix = self._placement.kinds[users[0]], self._memory.tape.matrix
        o = Operands()
        spans = [self._placement.span("value", node) or (0, 0) for node in users]
        n_rows = spans[0][1] - spans[0][0]
        inputs = spaced(matrix, [start for start, _ in spans], n_rows)
        grad = spaced(matrix, [self._start(node) for node in users], users[0].n_rows)
        assert kind.gradients is not None
        assert inputs is not None
        assert grad is not None
        o.inputs, o.grad, o.dW = (inputs,), grad, self._stacks[users[0]]
        return kind.gradients(o)

    def sum_calls(self, first: Node) -> Calls:
        """Return the sum over the uses of a parameter."""
        stack, parameter = self._stacks[first], first.parameter
        assert parameter is not None
        ones, out = np.ones(len(stack), stack.dtype), self._gradients[parameter]
        return ((ones.dot, (stack.reshape(len(stack), -1), out.reshape(-1))),)

    # ---- values ----------------------------------------------------------------------

    def _contribution(
        self, node: Node, o: Operands, k: int, *, is_first: bool
    ) -> Calls:
        """Return the calls by which input k gets a gradient from a node."""
        placement, (source, rows, _) = self._placement, node.inputs[k]
        if not is_first or rows is not None:
            return self._calls_of_rows(node, o, k, is_first=is_first)
        kind, extra = placement.kinds[node], placement.extra
        if kind.has_local and extra[node] == extra[source]:
            return self._calls_of_blocks(node, o, source)
        return self._calls(node, o, k, self._target(node, k))

    def _calls_of_rows(
        self, node: Node, o: Operands, k: int, *, is_first: bool
    ) -> Calls:
        """Return the calls that write or add what rows of an input get from a node."""
        edge, placement = node.inputs[k], self._placement
        added, rest = accumulation(placement, edge.node)
        out, cleared = self._target(node, k), rest if is_first else ()
        whole, zero = self._views[edge.node], constant(0, out.dtype)
        clear: Calls = tuple((np.copyto, (whole[slice(*s)], zero)) for s in cleared)
        if (node, k) not in added:
            return (*clear, *self._calls(node, o, k, out))
        target, t = whole[slice(*edge.span)], self._spare(out)
        above = placement.guests.get(node, 0)
        part = t[above : above + len(target)]
        calls = self._calls(node, o, k, t)
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

    def _calls_of_blocks(self, node: Node, o: Operands, source: Node) -> Calls:
        """Return the calls of f, on the blocks of the gradients of z and f, and of f'.

        The blocks align, so one call works on the extra rows as well.
        """
        matrix, (start, stop) = self._memory.tape.matrix, self._rows[node]
        o.grad = matrix[start:stop]
        start, stop = self._rows[source]
        o.out = matrix[start:stop]
        start, stop = self._placement.rows["local"][node]
        o.local = matrix[start:stop]
        return self._placement.kinds[node].backward(o)

    def _calls(self, node: Node, o: Operands, k: int, out: Array) -> Calls:
        """Return the calls of a node's kind that fill ``out``."""
        kind = self._placement.kinds[node]
        if kind.passes(k):
            return ((np.copyto, (out, o.grad)),)
        o.out, o.k = out, k
        if kind.has_local:
            o.local = self._memory.tape.view("local", node)
        elif node in self._placement.copied:
            o.W = self._columns(node, k)
        return kind.backward(o)

    def _columns(self, node: Node, k: int) -> Array:
        """Return the columns of ``[W | b]`` of an input of a map."""
        assert node.parameter is not None
        block = self._parameters[node.parameter]
        start = sum(edge.n_rows for edge in node.inputs[:k])
        return block[:, start : start + node.inputs[k].n_rows]
