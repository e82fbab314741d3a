"""Program: one training step as a flat list of NumPy calls.

The graph of a network, an optimizer and a batch size compile to `Op`s; an op is a few
calls on preallocated memory, with its phase, its layer and its formula.  Training
runs all calls of a step in a tight loop; `engine.training.stepping.advance` runs
the same calls one op at a time.

The phases, in order:

    forward    the value of every node: z = W a_prev + b,  a = f(z)
    loss       da = dL/da at the output, or delta = dL/dz
    local      df = f'(z), the local derivatives, in one op for all neighbouring layers
               that have the same f
    backward   delta = da * df,  dW = delta a_prev^T,  da_prev = W^T delta
    update     penalties, the optimizer's rule, and the new weights

Nothing is allocated in a step.
"""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array, Call, Calls
from engine.graph import Ref
from engine.layout import ParameterLayout
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement
from engine.program.ops.op import Clock, Op
from engine.program.ops.update import UpdatePhase

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["Program", "Vectors"]


_View = tuple[tuple[int, ...], int, tuple[int, ...]]
"""The shape of a part of an array, its offset, and its strides in bytes."""
_Place = tuple[int, int, bool, _View | None]
"""An argument that is the input or, if the third is true, the targets: the numbers of
the call and of the argument, and the view; None for the whole array."""


class Vectors(NamedTuple):
    """The vectors that an update changes.

    Attributes
    ----------
    matrix : Array
        (4 + k, P), see `engine.functions.update_buffers`.
    gradient : Array
        (P,) of dW and db; row 1 of the matrix unless penalties or clipping change it
        before the optimizer reads it.
    """

    matrix: Array
    gradient: Array


class Program:
    """The compiled step of one batch size.

    Parameters
    ----------
    experiment : Experiment
    placement : Placement
        Of the experiment's graph.
    layout : ParameterLayout
    vectors : Vectors
        All programs of a workspace share them.
    n_columns : int
        The batch size B.
    clock : Clock
    dropout_rng : Generator

    Attributes
    ----------
    memory : Memory
    """

    def __init__(
        self,
        *,
        experiment: Experiment,
        placement: Placement,
        layout: ParameterLayout,
        vectors: Vectors,
        n_columns: int,
        clock: Clock,
        dropout_rng: np.random.Generator,
    ) -> None:
        self.experiment, (matrix, gradient) = experiment, vectors
        self._update = UpdatePhase(
            experiment, layout, matrix=matrix, gradient=gradient, clock=clock
        )
        users = placement.graph.users
        self._compiled = Compiled(
            placement,
            n_columns,
            parameters=dict(
                zip(users, layout.blocks(self._update.parameters), strict=True)
            ),
            gradients=dict(zip(users, layout.blocks(gradient), strict=True)),
            rng=dropout_rng,
            dtype=matrix.dtype,
        )
        self.memory = self._compiled.memory
        self._template: list[Call] = []
        self._places: list[_Place] = []
        template, fed = self._template, placement.fed
        for node, calls, _, _ in self._compiled.parts:
            if node in fed:
                self._find_places(calls, len(template))
            template += calls
        for _, _, calls, _ in self._update.parts:
            template += calls

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        """The parts of the step."""
        return (*self._compiled.ops, *self._update.ops)

    @cached_property
    def op_ranges(self) -> list[tuple[int, int]]:
        """The calls of each op in the list that `bind` returns, from and to."""
        stops = accumulate([len(op.calls) for op in self.ops], initial=0)
        return list(pairwise(stops))

    def _find_places(self, calls: Calls, start: int) -> None:
        """Add the places of x and y in calls, the first of which is number start."""
        x, y, add = self.memory.x, self.memory.y, self._places.append
        for k, (_, args) in enumerate(calls, start):
            for j, arg in enumerate(args):
                if arg is x or arg is y:
                    add((k, j, arg is y, None))
                elif (whole := getattr(arg, "base", None)) is x or whole is y:
                    add((k, j, whole is y, _view_in(whole, arg)))

    def bind(self, x: Array, y: Array) -> list[Call]:
        """Return all calls of a step on x (n_inputs + 1, B) and y (n_outputs, B)."""
        calls = list(self._template)
        for k, j, is_target, view in self._places:
            function, args = calls[k]
            arg = y if is_target else x
            if view is not None:
                shape, offset, strides = view
                arg = np.ndarray(shape, arg.dtype, arg, offset, strides)
            calls[k] = (function, (*args[:j], arg, *args[j + 1 :]))
        return calls

    def array(self, ref: Ref) -> Array:
        """Return the array of a quantity, which the next step overwrites.

        For all parameters together it is one vector (P,), or (1 + k, P) of W with the
        optimizer's slots.
        """
        if ref.of is None:
            return self._update.array(ref.quantity)
        return self._compiled.array(ref)

    def set_scalars(self, experiment: Experiment) -> None:
        """Take over an experiment that differs in the fields `SCALARS` only."""
        self.experiment = experiment
        self._update.set_scalars(experiment)


def _view_in(whole: Array, part: Array) -> _View:
    """Return where in an array a view of it is; one of all numbers begins with it."""
    if part.size == whole.size:
        return part.shape, 0, part.strides
    first, second = (a.__array_interface__["data"][0] for a in (whole, part))
    return part.shape, second - first, part.strides
