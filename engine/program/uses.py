"""Uses: the gradient of each use of a parameter, computed again from a traced step.

Training adds up the gradients of all nodes that share a parameter, and keeps the sum
alone.  Each of them follows from the values and gradients of its node by the calls of
the node's kind.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array, execute
from engine.graph import Node, Parameter
from engine.program.memory.memory import Memory
from engine.program.memory.tape import Tape
from engine.program.ops.forward import copied_calls

__all__ = ["Uses"]


class Uses:
    """The uses of all parameters in one step.

    Parameters
    ----------
    tape : Tape
        The numbers of the step, which stay as they are.
    x : Array
        (n_inputs, n_columns).
    parameters : mapping of Parameter to Array
        The blocks ``[W | b]`` of the forward pass.
    """

    def __init__(
        self, tape: Tape, x: Array, parameters: Mapping[Parameter, Array]
    ) -> None:
        n_columns = x.shape[1]
        self._memory = Memory(tape.placement, n_columns, tape.flat.dtype, tape=tape)
        self._memory.x[: len(x)] = x
        self._parameters = parameters

    def gradient(self, node: Node) -> Array:
        """Return the block ``[dW | db]`` of one use, (fan_out, fan_in + 1).

        It is 0 where no gradient reaches the node.
        """
        memory, parameter = self._memory, node.parameter
        assert parameter is not None
        placement = memory.placement
        dW = np.zeros(parameter.shape, memory.dtype)
        if node not in placement.contributions:
            return dW
        kind, o = placement.kinds[node], memory.operands(node)
        o.W, o.dW = self._parameters[parameter], dW
        o.grad = memory.tape.view("grad", node)
        o.value = np.empty_like(o.grad)
        with np.errstate(all="ignore"):
            if node in placement.copied:
                execute(copied_calls(memory, node))
            if node in memory.kept:
                execute(kind.forward(o))
            execute(kind.gradient(o))
        return dW
