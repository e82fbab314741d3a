"""Stepper: runs the steps of an experiment, and can return to an earlier state."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import execute, frozen
from engine.experiment.experiment import Experiment
from engine.program.initial_parameters import initial_vector
from engine.program.ops.op import Clock, Op
from engine.program.recording import live_vectors, recorded
from engine.program.trace import StepVectors, Trace
from engine.program.workspace import Workspace
from engine.training.divergence import DivergenceError, first_non_finite
from engine.training.early_stopping import EarlyStopping
from engine.training.evaluation import Evaluation
from engine.training.snapshot import Snapshot
from engine.training.stepping.step_state import StepState

__all__ = ["Stepper"]

CHECK_EVERY = 512
"""The most steps between two checks for numbers that are not finite."""


class Stepper:
    """Runs whole steps, or single ops of a step.

    `Trainer` is its public face; changes, edits and `advance` work on it.

    Attributes
    ----------
    experiment : Experiment
        With all changes so far.
    work : Workspace
    evaluation : Evaluation
    state : StepState
    step_count, t : int
        Finished steps of the run; updates that the optimizer's slots have seen.
    epoch, batch_index : int
        Finished epochs; the position of the next batch in this one.
    """

    def __init__(self, experiment: Experiment, *, dtype: Any) -> None:
        self._dtype = np.dtype(dtype)
        seeds = np.random.SeedSequence(experiment.seed).spawn(3)
        initial, shuffle, dropout = (np.random.default_rng(seed) for seed in seeds)
        self._rng, self._dropout_rng = shuffle, dropout
        self._clock = Clock()
        self.compile(experiment)
        vector = initial_vector(experiment, self.work.layout, initial)
        np.copyto(self.work.state[0], vector)
        self.state, self._stopping = StepState(), EarlyStopping()
        self.step_count = self.t = self.epoch = self.batch_index = 0
        self._epoch_started = False
        self._shuffle_state = self._rng.bit_generator.state

    def compile(self, experiment: Experiment) -> None:
        """Take over an experiment; parameters and slots are zeros afterwards."""
        work = Workspace(
            experiment,
            dtype=self._dtype,
            clock=self._clock,
            dropout_rng=self._dropout_rng,
        )
        evaluation = Evaluation(work)
        self.experiment, self.work, self.evaluation = experiment, work, evaluation

    def set_scalars(self, experiment: Experiment) -> None:
        """Take over an experiment that differs in the fields `SCALARS` only."""
        self.experiment = experiment
        self.work.set_scalars(experiment)

    # ---- whole steps ---------------------------------------------------------------

    def step(self, n_steps: int) -> int:
        """Train n_steps whole steps; see `Trainer.step`."""
        made = 0
        if self.state.op_index and n_steps > 0:
            self.finish_step()
            made = 1
        while made < n_steps and not self.has_stopped:
            made += self._slice(min(n_steps - made, CHECK_EVERY))
        return made

    @property
    def has_stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        return self._stopping.has_stopped(self.experiment.patience)

    def _slice(self, n_steps: int) -> int:
        """Train up to n_steps steps and check; with early stopping, to an epoch's end.

        The check is one dot product: the sum of squares is finite if all numbers are.
        If it overflows, every number is checked.
        """
        work, start = self.work, self.snapshot()
        self.state.starts.add(start, self.state.kept)
        if self.experiment.patience is not None:
            n_steps = min(n_steps, work.n_batches - self.batch_index)
        self._clock.t, self._clock.step = self.t, self.step_count
        with np.errstate(all="ignore"):
            self._run_steps(n_steps)
            flat = work.state.ravel()
            finite = math.isfinite(flat.dot(flat).real)
        if not finite and not np.isfinite(flat).all():
            self.restore(start)
            self._replay_to_divergence()
        return n_steps

    def _run_steps(self, n_steps: int) -> None:
        """Run whole steps over as many epochs as they take: the hot path."""
        work = self.work
        while n_steps:
            self._start_epoch()
            *first, last = work.upcoming(self.batch_index, n_steps)
            for calls in first:
                for function, args in calls:
                    function(*args)
            np.copyto(work.before, work.state)
            execute(last)
            self.state.batch = (self.batch_index + len(first)) % work.n_batches
            n_steps -= len(first) + 1
            self._count(len(first) + 1)

    def _start_epoch(self) -> None:
        if not self._epoch_started:
            self._epoch_started = True
            self.work.draw_order(self._rng)

    def _count(self, n_steps: int) -> None:
        """Count finished steps, and early stopping's epochs."""
        self.step_count, self.t = self.step_count + n_steps, self.t + n_steps
        n_batches = self.work.n_batches
        epochs, self.batch_index = divmod(self.batch_index + n_steps, n_batches)
        if not epochs:
            return
        self.epoch, self._epoch_started = self.epoch + epochs, False
        self._shuffle_state = self._rng.bit_generator.state
        if self.experiment.patience is not None:
            self._stopping.record(*self.evaluation.losses())

    # ---- single ops ----------------------------------------------------------------

    @property
    def next_op(self) -> Op:
        """The op that `run_op` would run."""
        return self.work.program(self.batch_index).ops[self.state.op_index]

    def run_op(self) -> None:
        """Run one op.

        Raises
        ------
        DivergenceError
            If it ends a step with a number that is not finite; see `Trainer.step`.
        """
        if not self.state.op_index:
            self.state.rollback = self.snapshot()
            self.state.starts.add(self.state.rollback, self.state.kept)
        self._run_op()
        if not self.state.op_index and not np.isfinite(self.work.state).all():
            assert self.state.rollback is not None
            self.restore(self.state.rollback)
            self._replay_to_divergence()

    def finish_step(self) -> None:
        """Run the ops that a step has left."""
        while self.state.op_index:
            self.run_op()

    def _run_op(self) -> None:
        self._start_epoch()
        work, state, k = self.work, self.state, self.batch_index
        program, calls = work.program(k), work.calls(k)
        if not state.op_index:
            np.copyto(work.before, work.state)
            state.dropout_state = self._dropout_rng.bit_generator.state
            self._clock.t, self._clock.step = self.t, self.step_count
        start, stop = program.op_ranges[state.op_index]
        with np.errstate(all="ignore"):
            execute(calls[start:stop])
        state.batch = k
        state.op_index += 1
        if state.op_index == len(program.ops):
            state.op_index = 0
            self._count(1)

    def _replay_to_divergence(self) -> None:
        """Run steps op by op to the first fault; roll back to before its step."""
        while True:
            snapshot = self.snapshot()
            program = self.work.program(self.batch_index)
            for op in program.ops:
                self._run_op()
                fault = first_non_finite(op, program)
                if fault:
                    self.restore(snapshot)
                    raise DivergenceError(
                        self.step_count + 1,
                        fault.layer,
                        fault.quantity,
                        place=fault.place,
                    )

    # ---- snapshots -----------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return everything that determines how this run continues."""
        work, state = self.work, self.state
        within, dropout = state.op_index > 0, self._dropout_rng.bit_generator
        return Snapshot(
            experiment=self.experiment,
            state=frozen((work.before if within else work.state).copy()),
            step=self.step_count,
            t=self.t,
            epoch=self.epoch,
            batch_index=self.batch_index,
            op_index=state.op_index,
            epoch_started=self._epoch_started,
            shuffle_state=self._shuffle_state,
            dropout_state=state.dropout_state if within else dropout.state,
            best_loss=self._stopping.best_loss,
            waited=self._stopping.waited,
        )

    def restore(self, snapshot: Snapshot, trace: Trace | None = None) -> None:
        """Return to a snapshot, also within a step; see `Trainer.restore`."""
        if snapshot.experiment != self.experiment:
            self.compile(snapshot.experiment)
        np.copyto(self.work.state, snapshot.state)
        self.step_count, self.t = snapshot.step, snapshot.t
        self.epoch, self.batch_index = snapshot.epoch, snapshot.batch_index
        self._stopping.best_loss = snapshot.best_loss
        self._stopping.waited = snapshot.waited
        self._dropout_rng.bit_generator.state = dict(snapshot.dropout_state)
        self._shuffle_state = snapshot.shuffle_state
        self._rng.bit_generator.state = dict(snapshot.shuffle_state)
        self._epoch_started = False
        self.state.clear()
        self.state.kept = trace
        if snapshot.epoch_started:
            self._start_epoch()
        while self.state.op_index < snapshot.op_index:
            self.run_op()

    def settle(self) -> None:
        """Make the run ready for a change of its parameters or its program.

        The trace of the last step is kept.  Within a step, that step starts again.
        """
        state = self.state
        if state.op_index:
            np.copyto(self.work.state, self.work.before)
            self._dropout_rng.bit_generator.state = dict(state.dropout_state)
            state.clear()
        elif state.batch is not None:
            state.keep(self.trace())

    def resume_epoch(self, *, is_same: bool) -> None:
        """Continue the epoch in a new workspace; start it again if batches differ."""
        self._rng.bit_generator.state = dict(self._shuffle_state)
        started, self._epoch_started = self._epoch_started and is_same, False
        if not is_same:
            self.batch_index = 0
        if started:
            self._start_epoch()

    # ---- traces --------------------------------------------------------------------

    def trace(self, *, is_live: bool = False) -> Trace:
        """Return the last step, or the ops of the current one; see `Trainer.trace`."""
        state = self.state
        if state.batch is None:
            if state.kept is None:
                raise ValueError("there is no step to trace yet")
            return state.kept
        within = state.op_index > 0
        return recorded(
            self.work,
            state.batch,
            step=self.step_count + within,
            epoch=self.epoch - (not within and not self.batch_index),
            t=self.t + within,
            n_ops_done=state.op_index or None,
            is_live=is_live,
        )

    def last_step(self) -> StepVectors | None:
        """Return the vectors of `trace`, live if possible; see `Trainer.last_step`."""
        state = self.state
        if state.batch is not None and not state.op_index:
            return live_vectors(self.work, state.batch)
        return self.trace().vectors if state.can_trace else None
