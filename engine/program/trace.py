"""Trace: all numbers of a training step, frozen.

The arrays of a trace are copies of the buffers that training used.  Copying takes four
flat vectors; the views per layer are made when they are first read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array, execute, frozen
from engine.functions.kinds.kind import Operands
from engine.functions.losses import LOSSES
from engine.graph import Graph, Node, Parameter, Ref
from engine.layout import ParameterLayout
from engine.networks.dense import QUANTITIES
from engine.program.memory.placement import Placement
from engine.program.memory.tape import Tape
from engine.program.uses import Uses

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["LayerTrace", "StepVectors", "Trace"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerTrace:
    """Every quantity of one layer in one step.

    Shapes: ``W_*``, ``dW``, ``update_W`` (fan_out, fan_in); ``b_*``, ``db``,
    ``update_b`` (fan_out, 1) or None without biases; ``z a df da delta``
    (fan_out, B); ``a_prev`` (fan_in, B), after dropout.  ``slots`` maps the
    optimizer's state names to ``{"W": (before, after), "b": (before, after)}``.
    ``df`` of a softmax output is NaN, because its derivative is a matrix; ``da`` of an
    output is NaN where the gradient of the loss is taken with respect to z.
    """

    index: int
    activation: str
    W_before: Array
    b_before: Array | None
    W_after: Array
    b_after: Array | None
    dW: Array
    db: Array | None
    update_W: Array
    update_b: Array | None
    a_prev: Array
    z: Array
    a: Array
    df: Array
    da: Array
    delta: Array
    slots: dict[str, dict[str, tuple[Array, Array]]]


class StepVectors(NamedTuple):
    """The flat vectors of a step: those of a `Trace`, or live buffers."""

    layout: ParameterLayout
    placement: Placement
    batch_size: int
    tape: Array
    gradient: Array
    before: Array
    after: Array
    x: Array
    masks: Mapping[int, Array]

    def quantity(self, name: str) -> Array:
        """Return z, a, df, da or delta of all layers, one below the other, (n_rows, B).

        With biases a row of ones is below each layer but the last.
        """
        return self.rows()[self.where(name)]

    def rows(self) -> Array:
        """Return all quantities, one below the other, (n_rows, B)."""
        return self.tape.reshape(-1, self.x.shape[1])

    def where(self, name: str) -> slice:
        """Return the rows of a quantity of all layers in `rows`."""
        self.layout.require_layers()
        return slice(*self.placement.stretches[QUANTITIES[name]])

    def computes(self, name: str, layer: int) -> bool:
        """Return whether the step computes a quantity of a layer."""
        quantity, node = QUANTITIES[name]
        return self.placement.computes(
            quantity, self.placement.graph.named(node)[layer]
        )


@dataclass(kw_only=True, eq=False)
class Trace:
    """One step, whose arrays are read-only.

    Nothing changes a trace; it is not a frozen dataclass because that takes as long to
    create as copying the arrays of a small network, and each frame has one.

    Attributes
    ----------
    step : int
        The number of the step, from 1.
    epoch : int
        Its epoch, from 0.
    t : int
        How many updates the optimizer's slots have seen with this one.
    done, n_ops : int
        How many ops of the step have run, and how many it has; what the others write
        is NaN.
    batch_indices : Array
        (B,): the indices of its samples in `SplitData.train_x`.
    x, y : Array
        (n_inputs, B), (n_outputs, B); of each position, if positions are columns.
    before, after : Array
        (1 + k, P): parameters and optimizer slots.
    masks : dict
        Hidden layer to dropout mask (fan_out, B), already divided by 1 - p.
    gradient : Array
        (P,): dL/dW and dL/db of all layers, without penalties.
    """

    experiment: Experiment
    layout: ParameterLayout
    placement: Placement
    step: int
    epoch: int
    t: int
    done: int
    n_ops: int
    batch_indices: Array
    x: Array
    y: Array
    before: Array
    after: Array
    gradient: Array
    tape: Array
    masks: dict[int, Array]
    slot_names: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether all ops of the step have run."""
        return self.done == self.n_ops

    @property
    def batch_size(self) -> int:
        """B."""
        return len(self.batch_indices)

    @property
    def graph(self) -> Graph:
        """The operations of the step."""
        return self.placement.graph

    @property
    def vectors(self) -> StepVectors:
        """The flat vectors."""
        return StepVectors(*(getattr(self, name) for name in StepVectors._fields))

    @cached_property
    def _tape(self) -> Tape:
        return Tape(self.placement, self.x.shape[1], self.tape.dtype, self.tape)

    def _node(self, name: str, layer: int) -> Node:
        return self.placement.graph.named(name)[layer]

    def _view(self, name: str, layer: int) -> Array:
        """Return a quantity of a layer, (fan_out, B)."""
        quantity, node = QUANTITIES[name]
        return self._tape.view(quantity, self._node(node, layer))

    @cached_property
    def loss(self) -> float:
        """The batch's loss with the weights before the update, without penalties."""
        inputs = self.placement.graph.nodes[-1].inputs
        z, a = (self._tape.view("value", edge.node) for edge in inputs)
        with np.errstate(all="ignore"):
            return float(LOSSES[self.experiment.loss].value(z, a, self.y).real)

    @cached_property
    def update(self) -> Array:
        """The change of the parameters, (P,)."""
        return frozen(self.after[0] - self.before[0])

    @cached_property
    def layers(self) -> tuple[LayerTrace, ...]:
        """One record per layer."""
        names = ("before", "after", "gradient", "update")
        vectors = (self.before[0], self.after[0], self.gradient, self.update)
        pairs = {
            name: self.layout.pairs(v) for name, v in zip(names, vectors, strict=True)
        }
        pairs_of = self.layout.pairs
        slots = [
            (name, pairs_of(self.before[k]), pairs_of(self.after[k]))
            for k, name in enumerate(self.slot_names, 1)
        ]
        return tuple(
            LayerTrace(
                index=i,
                activation=layer.activation,
                W_before=pairs["before"][i][0],
                b_before=pairs["before"][i][1],
                W_after=pairs["after"][i][0],
                b_after=pairs["after"][i][1],
                dW=pairs["gradient"][i][0],
                db=pairs["gradient"][i][1],
                update_W=pairs["update"][i][0],
                update_b=pairs["update"][i][1],
                a_prev=self._passed_on(i - 1) if i else self.x,
                z=self._view("z", i),
                a=self._view("a", i),
                df=self._df(i),
                da=self._da(i),
                delta=self._view("delta", i),
                slots={
                    name: _slot(before[i], after[i]) for name, before, after in slots
                },
            )
            for i, layer in enumerate(self.layout.layers)
        )

    def _df(self, i: int) -> Array:
        """Return f'(z), also where training does not compute it."""
        if self.vectors.computes("df", i):
            return self._view("df", i)
        z, a, node = self._view("z", i), self._view("a", i), self._node("a", i)
        df = np.full_like(z, np.nan)
        o = Operands()
        o.inputs, o.value, o.local, o.t = (z,), a, df, np.empty_like(z)
        execute(self.placement.kinds[node].local(o))
        return frozen(df)

    def _passed_on(self, i: int) -> Array:
        dropped = self.placement.graph.named("dropout")
        return self._tape.view("value", dropped[i] if dropped else self._node("a", i))

    def _da(self, i: int) -> Array:
        if self.vectors.computes("da", i):
            return self._view("da", i)
        return frozen(np.full_like(self._view("z", i), np.nan))

    def array(self, ref: Ref) -> Array:
        """Return the array of a quantity, with W before the update."""
        quantity, of = ref
        if of is None:
            vectors = {"dW": self.gradient, "W": self.before[0]}
            return self.update if quantity == "update" else vectors[quantity]
        if isinstance(of, Parameter):
            layer = self.placement.graph.parameters.index(of)
            return self.layout.block(self.array(Ref(quantity, None)), layer)
        if quantity == "dW":
            return self._uses.gradient(of)
        if quantity == "mask":
            return self.masks[of.site]  # type: ignore[index]
        if quantity == "y" or of is self.placement.graph.x:
            return self.y if quantity == "y" else self.x
        return self._tape.view(quantity, of)

    @cached_property
    def _uses(self) -> Uses:
        blocks = self.layout.blocks(self.before[0])
        weights = dict(zip(self.placement.graph.users, blocks, strict=True))
        return Uses(self._tape, self.x, weights)


def _slot(
    before: tuple[Array, Array | None], after: tuple[Array, Array | None]
) -> dict[str, tuple[Array, Array]]:
    slot = {"W": (before[0], after[0])}
    if before[1] is not None and after[1] is not None:
        slot["b"] = (before[1], after[1])
    return slot
