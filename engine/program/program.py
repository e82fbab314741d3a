"""Program: one training step as a flat list of NumPy calls.

A network, a loss, an optimizer and a batch size compile to `Op`s; an op is a few
calls on preallocated buffers, with its phase, its layer and its formula.  Training
runs all calls of a step in a tight loop; `engine.training.microscope` runs the same
calls one op at a time.

The phases, in order:

    forward    z = W a_prev + b,  a = f(z)
    loss       da = dL/da at the output (or delta at once, where output and loss fuse)
    local      df = f'(z), the local derivatives, in one op for all neighbouring layers
               that have the same f
    backward   delta = da * df,  dW = delta a_prev^T,  da_prev = W^T delta
    update     penalties, the optimizer's rule, and the new weights

Nothing is allocated in a step.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, Call, Calls, constant
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES, softmax_delta_calls
from engine.layout import ParameterLayout
from engine.program.forward import activation_calls
from engine.program.op import Clock, Op
from engine.program.tape import Tape
from engine.program.update import UpdatePhase

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["Program"]


class Program:
    """The compiled step of one batch size.

    Parameters
    ----------
    experiment : Experiment
    layout : ParameterLayout
    matrix : Array
        (4 + k, P), see `engine.functions.update_buffers`; all programs of a workspace
        share it.
    gradient : Array
        (P,) of dW and db; row 1 of the matrix unless penalties or clipping change it
        before the optimizer reads it.
    n_columns : int
        The batch size B.
    clock : Clock
    dropout_rng : Generator

    Attributes
    ----------
    ops : tuple of Op
    op_ranges : list of (int, int)
        The calls of each op in the list that `bind` returns, from and to.
    tape : Tape
    outs : list of Array
        The block that each layer passes on: a with its ones row, after dropout.
    masks : dict
        Hidden layer to dropout mask (fan_out, B), divided by 1 - p.
    fused : bool
        Whether the loss op writes delta and not da.
    """

    def __init__(
        self,
        *,
        experiment: Experiment,
        layout: ParameterLayout,
        matrix: Array,
        gradient: Array,
        n_columns: int,
        clock: Clock,
        dropout_rng: np.random.Generator,
    ) -> None:
        self.experiment, self.layout = experiment, layout
        self.n_columns, self._rng = n_columns, dropout_rng
        dtype = matrix.dtype
        self.tape = Tape(layout, n_columns, dtype)
        n_inputs = layout.layers[0].fan_in + layout.extra
        self._x = np.zeros((n_inputs, n_columns), dtype)
        self._xT = self._x.T
        self._y = np.zeros((layout.layers[-1].fan_out, n_columns), dtype)
        self._t = np.empty(self.tape.size, dtype)
        self._update = UpdatePhase(
            experiment, layout, matrix=matrix, gradient=gradient, clock=clock
        )
        self._Wb = layout.blocks(self._update.parameters)
        self._dWb = layout.blocks(gradient)
        self.outs = [self.tape.full("a", layer.index) for layer in layout.layers]
        self.masks: dict[int, Array] = {}
        self.fused = LOSSES[experiment.loss].fused is not None
        self.ops: tuple[Op, ...] = (
            *self._forward_ops(),
            self._loss_op(),
            *self._local_ops(),
            *self._backward_ops(),
            *self._update.ops,
        )
        self._template = [call for op in self.ops for call in op.calls]
        ends = np.cumsum([len(op.calls) for op in self.ops]).tolist()
        self.op_ranges = list(pairwise([0, *ends]))
        self._places = self._places_of_batch()

    def _places_of_batch(self) -> list[tuple[int, int, int]]:
        """Return (call, argument, 0 for x, 1 for x.T or 2 for y) in the template."""
        return [
            (k, j, kind)
            for k, (_, args) in enumerate(self._template)
            for j, arg in enumerate(args)
            for kind, reference in enumerate((self._x, self._xT, self._y))
            if arg is reference
        ]

    def bind(self, x: Array, y: Array) -> list[Call]:
        """Return all calls of a step on x (n_inputs + 1, B) and y (n_outputs, B)."""
        calls = list(self._template)
        bound = (x, x.T, y)
        for k, j, kind in self._places:
            function, args = calls[k]
            calls[k] = (function, (*args[:j], bound[kind], *args[j + 1 :]))
        return calls

    def set_scalars(self, experiment: Experiment) -> None:
        """Take over an experiment that differs in the fields `SCALARS` only."""
        self.experiment = experiment
        self._update.set_scalars(experiment)

    # ---- the phases ------------------------------------------------------------------

    def _scratch(self, layer: int) -> Array:
        fan_out = self.layout.layers[layer].fan_out
        return self._t[: fan_out * self.n_columns].reshape(fan_out, self.n_columns)

    def _forward_ops(self) -> list[Op]:
        ops, a_prev = [], self._x
        last = len(self.layout.layers) - 1
        for layer, block in zip(self.layout.layers, self._Wb, strict=True):
            i = layer.index
            z, a = self.tape.view("z", i), self.tape.view("a", i)
            affine = (
                r"z = W a_{prev} + b" if self.layout.use_bias else r"z = W a_{prev}"
            )
            ops.append(
                Op(
                    "forward",
                    i,
                    "affine",
                    affine,
                    ((block.dot, (a_prev, z)),),
                    (("z", i),),
                )
            )
            calls = activation_calls(layer, z, a, self._scratch(i))
            latex = _activation_latex(layer.activation)
            ops.append(Op("forward", i, layer.activation, latex, calls, (("a", i),)))
            if self.experiment.dropout and i < last:
                ops.append(self._dropout_op(i))
            a_prev = self.outs[i]
        return ops

    def _dropout_op(self, i: int) -> Op:
        """Return inverted dropout: keep with probability 1 - p, and divide by it."""
        p, dtype = self.experiment.dropout, self.tape.flat.dtype
        a = self.tape.view("a", i)
        out = np.ones_like(self.tape.full("a", i))
        mask, draw, rng = np.ones_like(a), np.empty(a.shape), self._rng
        self.outs[i], self.masks[i] = out, mask
        calls: Calls = (
            (lambda: rng.random(out=draw), ()),
            (np.greater_equal, (draw, constant(p, draw.dtype), mask)),
            (np.multiply, (mask, constant(1 / (1 - p), dtype), mask)),
            (np.multiply, (a, mask, out[: len(a)])),
        )
        return Op(
            "forward", i, "dropout", r"a \leftarrow a \odot \frac{m}{1-p}", calls, ()
        )

    def _loss_op(self) -> Op:
        loss, i = LOSSES[self.experiment.loss], len(self.layout.layers) - 1
        a, t = self.tape.view("a", i), self._scratch(i)
        quantity = "delta" if self.fused else "da"
        calls = loss.gradient(a, self._y, self.tape.view(quantity, i), t)
        return Op("loss", i, loss.name, loss.latex_gradient, calls, ((quantity, i),))

    def _local_ops(self) -> list[Op]:
        layers = self.layout.layers
        if self.fused or layers[-1].activation == "softmax":
            layers = layers[:-1]
        ops = []
        for name, group in groupby(layers, key=lambda layer: layer.activation):
            members = [layer.index for layer in group]
            here = slice(
                self.tape.starts[members[0]], self.tape.starts[members[-1] + 1]
            )
            z, a, df = (self.tape.quantity(q)[here] for q in ("z", "a", "df"))
            calls = ACTIVATIONS[name].local(z, a, df, self._t[here])
            layer = members[0] if len(members) == 1 else None
            writes = tuple(("df", i) for i in members)
            latex = ACTIVATIONS[name].latex_df
            ops.append(Op("local", layer, f"{name} derivative", latex, calls, writes))
        return ops

    def _backward_ops(self) -> list[Op]:
        ops = []
        for layer in reversed(self.layout.layers):
            i = layer.index
            if op := self._delta_op(i):
                ops.append(op)
            a_prev = self.outs[i - 1].T if i else self._xT
            delta = self.tape.view("delta", i)
            latex = r"dW = \delta\, a_{prev}^T"
            if self.layout.use_bias:
                latex += r",\quad db = \sum \delta"
            call = (delta.dot, (a_prev, self._dWb[i]))
            writes: tuple[tuple[str, int | None], ...] = (("dW", i), ("db", i))
            ops.append(Op("backward", i, "gradient", latex, (call,), writes))
            if i:
                calls: Calls = (
                    (self._Wb[i].T.dot, (delta, self.tape.full("da", i - 1))),
                )
                if i - 1 in self.masks:
                    da = self.tape.view("da", i - 1)
                    calls += ((np.multiply, (da, self.masks[i - 1], da)),)
                ops.append(
                    Op(
                        "backward",
                        i,
                        "pass back",
                        r"da_{prev} = W^T \delta",
                        calls,
                        (("da", i - 1),),
                    )
                )
        return ops

    def _delta_op(self, i: int) -> Op | None:
        if i == len(self.layout.layers) - 1:
            if self.fused:
                return None
            if self.layout.layers[i].activation == "softmax":
                a, da, delta = (self.tape.view(q, i) for q in ("a", "da", "delta"))
                calls = softmax_delta_calls(a, da, delta, self._scratch(i))
                latex = r"\delta = a \odot (da - \sum_k a_k\, da_k)"
                return Op("backward", i, "delta", latex, calls, (("delta", i),))
        da, df, delta = (self.tape.full(q, i) for q in ("da", "df", "delta"))
        calls = ((np.multiply, (da, df, delta)),)
        latex = r"\delta = da \odot f'(z)"
        return Op("backward", i, "delta", latex, calls, (("delta", i),))


def _activation_latex(name: str) -> str:
    if name == "softmax":
        return r"a_k = e^{z_k} / \sum_j e^{z_j}"
    return ACTIVATIONS[name].latex
