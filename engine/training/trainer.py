"""Trainer: a run of an experiment, step by step or op by op."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.data.split import SplitData
from engine.experiment.experiment import Experiment
from engine.graph import Graph
from engine.layout import LayerSpec, ParameterLayout
from engine.program.ops.op import Op
from engine.program.trace import StepVectors, Trace
from engine.training.changes import edit
from engine.training.changes.change import ChangeReport, change
from engine.training.snapshot import Snapshot
from engine.training.stepping import advance, step_back
from engine.training.stepping.next_step import next_trace
from engine.training.stepping.stepper import Stepper

__all__ = ["Trainer"]


class Trainer:
    """Trains one network.

    Parameters
    ----------
    experiment : Experiment
    dtype : dtype
    """

    def __init__(self, experiment: Experiment, *, dtype: Any = np.float64) -> None:
        self._stepper = Stepper(experiment, dtype=dtype)

    # ---- reading ---------------------------------------------------------------------

    @property
    def data(self) -> SplitData:
        """The samples."""
        return self._stepper.work.data

    @property
    def layout(self) -> ParameterLayout:
        """The positions of each layer's parameters in `vector`."""
        return self._stepper.work.layout

    @property
    def graph(self) -> Graph:
        """The operations of a training step."""
        return self._stepper.work.placement.graph

    @property
    def layers(self) -> tuple[LayerSpec, ...]:
        """The layers, the output's last."""
        return self.layout.layers

    @property
    def vector(self) -> Array:
        """All parameters, a read-only view (P,)."""
        return self._stepper.work.vector

    @property
    def parameters(self) -> list[tuple[Array, Array | None]]:
        """(W, b) per layer, read-only views: (fan_out, fan_in) and (fan_out, 1)."""
        return self.layout.pairs(self.vector)

    @property
    def train_loss(self) -> float:
        """The loss over `n_evaluated` training samples, without penalties."""
        return self.losses[0]

    @property
    def test_loss(self) -> float:
        """The loss over the test samples; NaN if there are none."""
        return self.losses[1]

    @property
    def losses(self) -> tuple[float, float]:
        """`train_loss` and `test_loss`, at the cost of one of them."""
        return self._stepper.evaluation.losses()

    @property
    def n_evaluated(self) -> tuple[int, int]:
        """How many training and test samples, the first ones, losses are of."""
        return self._stepper.evaluation.n_evaluated

    @property
    def train_accuracy(self) -> float:
        """The share of training samples in the right class; NaN for regression."""
        return self._stepper.evaluation.accuracy("train")

    @property
    def test_accuracy(self) -> float:
        """The share of test samples in the right class; NaN for regression."""
        return self._stepper.evaluation.accuracy("test")

    @property
    def errors(self) -> tuple[float, float]:
        """Root mean square errors, training and test, in units of the samples."""
        evaluation = self._stepper.evaluation
        return evaluation.error("train"), evaluation.error("test")

    def predicted(self, part: str) -> Array:
        """Return the class predicted for each sample of a part: train, test or all."""
        return self._stepper.evaluation.predicted(part)

    def confusion(self, part: str) -> Array:
        """Return counts (n_classes, n_classes): rows true, columns predicted."""
        return self._stepper.evaluation.confusion(part)

    def unit_health(self) -> tuple[list[Array], list[Array]]:
        """Return which units are dead, and how saturated; see `Evaluation`."""
        return self._stepper.evaluation.unit_health()

    def health_of_rows(self) -> tuple[Array, Array]:
        """Return the same, each a number per row of all layers, (n_rows,)."""
        return self._stepper.evaluation.health_of_rows()

    def forward(self, x: Array) -> list[tuple[Array, Array]]:
        """Return (z, a) per layer, (fan_out, k), for inputs x (n_inputs, k)."""
        return self._stepper.evaluation.forward(x)

    # ---- position --------------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """The experiment, with all changes so far."""
        return self._stepper.experiment

    @property
    def step_count(self) -> int:
        """The number of finished steps."""
        return self._stepper.step_count

    @property
    def epoch(self) -> int:
        """The number of finished epochs."""
        return self._stepper.epoch

    @property
    def batch_index(self) -> int:
        """The next batch of this epoch, from 0."""
        return self._stepper.batch_index

    @property
    def op_index(self) -> int:
        """The number of ops of the current step that have run; 0 between steps."""
        return self._stepper.state.op_index

    @property
    def ops(self) -> tuple[Op, ...]:
        """The ops of the next step."""
        return self._stepper.work.program(self.batch_index).ops

    @property
    def n_ops(self) -> int:
        """The number of ops of the next step."""
        return len(self.ops)

    @property
    def n_batches(self) -> int:
        """The number of batches of an epoch."""
        return self._stepper.work.n_batches

    @property
    def next_op(self) -> Op:
        """The op that `advance` by one op runs."""
        return self._stepper.next_op

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        return self._stepper.has_stopped

    # ---- running ---------------------------------------------------------------------

    def step(self, n_steps: int = 1) -> int:
        """Train n_steps whole steps; a step that has begun is finished as the first.

        Returns
        -------
        int
            The number of steps made; less than n_steps only if early stopping ends the
            run.

        Raises
        ------
        DivergenceError
            When a step gives a number that is not finite.  The trainer is rolled back
            to the state before that step.
        """
        return self._stepper.step(n_steps)

    def advance(self, by: str, count: int = 1) -> None:
        """Run ``count`` ops, layers, phases, steps or epochs.

        A *layer* is a sequence of ops on the same layer and phase, a *phase* one of ops
        of the same phase.  A whole step done so has the same bits as `step`.

        Raises
        ------
        ValueError
            If ``by`` is none of these units.
        DivergenceError
            As `step` does.
        """
        advance.advance(self._stepper, by, count)

    @property
    def first_step(self) -> int | None:
        """The finished steps of the earliest state to step back to; None without one.

        A few are kept.  A change, an edit and `restore` drop them all.
        """
        return self._stepper.state.starts.first_step

    def return_to(self, step: int, op_index: int = 0) -> None:
        """Step back to an earlier position, not before `first_step`; exact to the bit.

        ``op_index`` ops of the step that follows ``step`` finished ones have run there.
        """
        step_back.return_to(self._stepper, step, op_index)

    def snapshot(self) -> Snapshot:
        """Return everything that determines how this run continues; a few kilobytes."""
        return self._stepper.snapshot()

    def restore(self, snapshot: Snapshot, trace: Trace | None = None) -> None:
        """Return to a snapshot; the run continues from it to the bit.

        ``trace``, if given, is that of the snapshot's last step: `trace` returns it
        until the next step.
        """
        self._stepper.restore(snapshot, trace)

    def trace(self, *, is_live: bool = False) -> Trace:
        """Return the step just applied, or the ops of the current step that have run.

        A live one copies nothing: the next op changes it, and what later ops write is
        not NaN, but as an earlier step has left it.

        Raises
        ------
        ValueError
            Before the first step, and after `restore` without a trace until the next
            one.
        """
        return self._stepper.trace(is_live=is_live)

    def next_trace(self) -> Trace:
        """Return the trace of the coming step, of which no op has run.

        It has the weights, the slots, the batch and its inputs and targets, which are
        found without drawing from the run's generators; all else is NaN.
        """
        return next_trace(self._stepper)

    def last_step(self) -> StepVectors | None:
        """Return the vectors of the step just applied; None where `trace` raises.

        Between two steps they are live buffers, which the next step overwrites.
        """
        return self._stepper.last_step()

    # ---- changing --------------------------------------------------------------------

    def settle(self) -> None:
        """Return to the beginning of a step of which only some ops have run."""
        if self.op_index:
            self._stepper.settle()

    def set_parameter(
        self, layer: int, row: int, column: int | None, value: float
    ) -> float:
        """Set one weight, or a bias where ``column`` is None; return the former value.

        Raises
        ------
        ExperimentError
            If there is no such parameter, or the value is not finite.
        """
        return edit.set_parameter(self._stepper, layer, row, column, value)

    def change(self, **changes: Any) -> ChangeReport:
        """Change settings during a run and keep what the network has learnt.

        New units start with incoming weights drawn by the initializer and outgoing
        weights 0, so at first the network computes what it did before.  Units that
        stay keep their weights and their optimizer slots; a new optimizer starts with
        empty slots.  A changed batch size or new data restart the epoch.

        Raises
        ------
        ExperimentError
            If a field is unknown, needs a reset or does not fit; nothing has changed.
        """
        return change(self._stepper, changes)
