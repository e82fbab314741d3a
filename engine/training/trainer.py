"""Trainer: a run of an experiment, step by step or op by op."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array, execute, frozen
from engine.data.split import SplitData
from engine.experiment.experiment import Experiment
from engine.functions.optimizers import SCALARS
from engine.layout import LayerSpec, ParameterLayout
from engine.limits import ExperimentError, checked_finite, checked_parameter
from engine.program.op import Clock, Op
from engine.program.trace import StepVectors, Trace, recorded
from engine.program.workspace import Workspace, initial_vector
from engine.training.change import ChangeReport, carried_over, described
from engine.training.divergence import DivergenceError, first_non_finite
from engine.training.evaluation import Evaluation
from engine.training.snapshot import Snapshot

__all__ = ["Trainer"]

CHECK_EVERY = 512
"""Steps between two looks for numbers that are no longer finite."""

UNITS = ("op", "layer", "phase", "step", "epoch")


class Trainer:
    """Trains one network.

    Parameters
    ----------
    experiment : Experiment
    dtype : dtype
        float64; tests use others.

    Attributes
    ----------
    experiment : Experiment
        With all changes so far.
    data : SplitData
    step_count, epoch, batch_index : int
        Finished steps and epochs, and the next batch of this epoch, from 0.
    op_index, n_ops : int
        Ops of the step under way that have run, 0 between steps; ops of a step.
    stopped : bool
        Whether early stopping has ended the run.
    """

    def __init__(self, experiment: Experiment, *, dtype: Any = np.float64) -> None:
        self._dtype = np.dtype(dtype)
        seeds = np.random.SeedSequence(experiment.seed).spawn(3)
        initial, shuffle, dropout = (np.random.default_rng(seed) for seed in seeds)
        self._rng, self._dropout_rng = shuffle, dropout
        self._clock = Clock()
        self._compile(experiment)
        np.copyto(self._work.state[0], initial_vector(experiment, self.layout, initial))
        self.step_count = self._t = self.epoch = self.batch_index = self.op_index = 0
        self._epoch_started = False
        self._shuffle_state = self._rng.bit_generator.state
        self._best_loss, self._waited = math.inf, 0
        self._last: int | None = None
        self._kept: Trace | None = None

    def _compile(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._work = Workspace(
            experiment,
            dtype=self._dtype,
            clock=self._clock,
            dropout_rng=self._dropout_rng,
        )
        self._evaluation = Evaluation(self._work)

    # ---- what can be read ------------------------------------------------------------

    @property
    def data(self) -> SplitData:
        """The samples."""
        return self._work.data

    @property
    def layout(self) -> ParameterLayout:
        """Where each layer's parameters lie in `vector`."""
        return self._work.layout

    @property
    def layers(self) -> tuple[LayerSpec, ...]:
        """The layers, the output's last."""
        return self.layout.layers

    @property
    def vector(self) -> Array:
        """All parameters, a read-only view (P,)."""
        return frozen(self._work.state[0].view())

    @property
    def parameters(self) -> list[tuple[Array, Array | None]]:
        """(W, b) per layer, read-only views: (fan_out, fan_in) and (fan_out, 1)."""
        return self.layout.pairs(self.vector)

    @property
    def train_loss(self) -> float:
        """The loss over all training samples with the current weights, no penalty."""
        return self.losses[0]

    @property
    def test_loss(self) -> float:
        """The loss over all test samples; NaN if there are none."""
        return self.losses[1]

    @property
    def losses(self) -> tuple[float, float]:
        """`train_loss` and `test_loss` at the price of one."""
        return self._evaluation.losses()

    @property
    def train_accuracy(self) -> float:
        """The share of training samples in the right class; NaN for regression."""
        return self._evaluation.accuracy("train")

    @property
    def test_accuracy(self) -> float:
        """The share of test samples in the right class; NaN for regression."""
        return self._evaluation.accuracy("test")

    def predicted(self, part: str) -> Array:
        """Return the class (n,) that each sample of ``"train"`` or ``"test"`` gets."""
        return self._evaluation.predicted(part)

    def confusion(self, part: str) -> Array:
        """Return counts (n_classes, n_classes): rows true, columns predicted."""
        return self._evaluation.confusion(part)

    def unit_health(self) -> tuple[list[Array], list[Array]]:
        """Return, per layer, which units are dead and how saturated each one is.

        See `engine.training.evaluation.Evaluation.unit_health`.
        """
        return self._evaluation.unit_health()

    def probe(self, x: Array) -> list[tuple[Array, Array]]:
        """Return (z, a) per layer, (fan_out, k), for inputs x (n_inputs, k)."""
        return self._evaluation.probe(x)

    @property
    def n_ops(self) -> int:
        """The ops of the coming step."""
        return len(self._work.program(self.batch_index).ops)

    @property
    def next_op(self) -> Op:
        """The op that `advance` by one op would run."""
        return self._work.program(self.batch_index).ops[self.op_index]

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        patience = self.experiment.patience
        return patience is not None and self._waited >= patience

    # ---- running ---------------------------------------------------------------------

    def step(self, n_steps: int = 1) -> int:
        """Train n_steps whole steps; a step under way is finished as the first.

        Returns
        -------
        int
            Steps made: fewer than asked for only when early stopping ends the run.

        Raises
        ------
        DivergenceError
            When a step gives a number that is not finite.  The trainer then stands
            at the last step where everything was finite.
        """
        made = 0
        if self.op_index and n_steps > 0:
            self.advance("step")
            made = 1
        while made < n_steps and not self.stopped:
            made += self._slice(min(n_steps - made, CHECK_EVERY))
        return made

    def _slice(self, n_steps: int) -> int:
        """Train up to n_steps steps and check; with early stopping, to an epoch's end.

        The check is one dot product: a sum of squares is finite if all numbers are,
        and where it overflows without need the second look decides.
        """
        work, start = self._work, self.snapshot()
        if self.experiment.patience is not None:
            n_steps = min(n_steps, work.n_batches - self.batch_index)
        self._clock.t, self._clock.step = self._t, self.step_count
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
        work = self._work
        while n_steps:
            self._start_epoch()
            *first, last = work.upcoming(self.batch_index, n_steps)
            for calls in first:
                for function, args in calls:
                    function(*args)
            np.copyto(work.before, work.state)
            execute(last)
            self._last = (self.batch_index + len(first)) % work.n_batches
            n_steps -= len(first) + 1
            self._count(len(first) + 1)

    def _replay_to_divergence(self) -> None:
        """Go through bad steps again op by op, and stand before the first fault."""
        while True:
            snapshot = self.snapshot()
            program, matrix = self._work.program(self.batch_index), self._work.matrix
            gradients = self.layout.blocks(self._work.gradient)
            for op in program.ops:
                self._run_op()
                fault = first_non_finite(op, program.tape, gradients, matrix)
                if fault:
                    self.restore(snapshot)
                    raise DivergenceError(self.step_count + 1, fault[1], fault[0])

    def _start_epoch(self) -> None:
        if not self._epoch_started:
            self._epoch_started = True
            self._work.draw_order(self._rng)

    def _count(self, n_steps: int) -> None:
        """Count steps made; at the end of an epoch, look whether to stop early."""
        self.step_count, self._t = self.step_count + n_steps, self._t + n_steps
        n_batches = self._work.n_batches
        epochs, self.batch_index = divmod(self.batch_index + n_steps, n_batches)
        if not epochs:
            return
        self.epoch, self._epoch_started = self.epoch + epochs, False
        self._shuffle_state = self._rng.bit_generator.state
        if self.experiment.patience is not None:
            train_loss, test_loss = self.losses
            loss = train_loss if math.isnan(test_loss) else test_loss
            improved = loss < self._best_loss
            self._best_loss = min(loss, self._best_loss)
            self._waited = 0 if improved else self._waited + 1

    def advance(self, by: str, count: int = 1) -> None:
        """Run the microscope: ``count`` ops, layers, phases, steps or epochs.

        A *layer* is a stretch of ops on the same layer, a *phase* one on the same
        phase.  Going through a whole step this way gives the same bits as `step`.
        """
        if by not in UNITS:
            message = f"by must be one of {', '.join(UNITS)}, not {by!r}"
            raise ValueError(message)
        for _ in range(count):
            if by == "step":
                self._advance_step()
            elif by == "epoch":
                epoch = self.epoch
                self._advance_step()
                while self.epoch == epoch and not self.stopped:
                    self.step(self._work.n_batches - self.batch_index)
            else:
                self._advance_within(by)

    def _advance_step(self) -> None:
        if not self.op_index:
            self.step(1)
        while self.op_index:
            self._run_checked_op()

    def _advance_within(self, by: str) -> None:
        def place() -> object:
            op = self.next_op
            return (op.phase, op.layer) if by == "layer" else op.phase

        here = place()
        self._run_checked_op()
        while by != "op" and self.op_index and place() == here:
            self._run_checked_op()

    def _run_checked_op(self) -> None:
        """Run one op; if that ends the step in a number that is not finite, rewind."""
        boundary = self.snapshot() if not self.op_index else None
        if boundary is not None:
            self._boundary = boundary
        self._run_op()
        if not self.op_index and not np.isfinite(self._work.state).all():
            self.restore(self._boundary)
            self._replay_to_divergence()

    def _run_op(self) -> None:
        self._start_epoch()
        k = self.batch_index
        program, calls = self._work.program(k), self._work.calls(k)
        if not self.op_index:
            np.copyto(self._work.before, self._work.state)
            self._op_dropout_state = self._dropout_state()
            self._clock.t, self._clock.step = self._t, self.step_count
        start, stop = program.op_ranges[self.op_index]
        with np.errstate(all="ignore"):
            execute(calls[start:stop])
        self._last = k
        self.op_index += 1
        if self.op_index == len(program.ops):
            self.op_index = 0
            self._count(1)

    # ---- state -----------------------------------------------------------------------

    def _dropout_state(self) -> Mapping[str, Any]:
        return dict(self._dropout_rng.bit_generator.state) if self._drops else {}

    def _set_dropout_state(self, state: Mapping[str, Any]) -> None:
        if state:
            self._dropout_rng.bit_generator.state = dict(state)

    @property
    def _drops(self) -> bool:
        return self.experiment.dropout > 0

    def snapshot(self) -> Snapshot:
        """Return everything that decides how this run goes on; a few kilobytes."""
        midway = self.op_index > 0
        return Snapshot(
            experiment=self.experiment,
            state=frozen((self._work.before if midway else self._work.state).copy()),
            step=self.step_count,
            t=self._t,
            epoch=self.epoch,
            batch_index=self.batch_index,
            op_index=self.op_index,
            epoch_started=self._epoch_started,
            shuffle_state=self._shuffle_state,
            dropout_state=self._op_dropout_state if midway else self._dropout_state(),
            best_loss=self._best_loss,
            waited=self._waited,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back, or forth, to a snapshot; the run continues from it to the bit."""
        if snapshot.experiment != self.experiment:
            self._compile(snapshot.experiment)
        np.copyto(self._work.state, snapshot.state)
        self.step_count, self._t = snapshot.step, snapshot.t
        self.epoch, self.batch_index = snapshot.epoch, snapshot.batch_index
        self._best_loss, self._waited = snapshot.best_loss, snapshot.waited
        self._set_dropout_state(snapshot.dropout_state)
        self._shuffle_state = snapshot.shuffle_state
        self._rng.bit_generator.state = dict(snapshot.shuffle_state)
        self._epoch_started, self.op_index = False, 0
        self._last = self._kept = None
        if snapshot.epoch_started:
            self._start_epoch()
        while self.op_index < snapshot.op_index:
            self._run_op()

    def trace(self) -> Trace:
        """Return the step just applied, or the part of it that has run so far.

        Raises
        ------
        ValueError
            Before the first step, and after `restore` until the next one.
        """
        if self._last is None:
            if self._kept is None:
                message = "there is no step to trace yet"
                raise ValueError(message)
            return self._kept
        midway = self.op_index > 0
        return recorded(
            self._work,
            self._last,
            step=self.step_count + midway,
            epoch=self.epoch - (not midway and not self.batch_index),
            n_ops_done=self.op_index or None,
        )

    def last_step(self) -> StepVectors | None:
        """Return the vectors of the step just applied; None where `trace` raises.

        Between two steps they are the live ones, which the next step overwrites.
        """
        if self._last is None or self.op_index:
            traceable = self.op_index or self._kept is not None
            return self.trace().vectors if traceable else None
        work, program = self._work, self._work.program(self._last)
        return StepVectors(
            work.layout,
            program.n_columns,
            program.fused,
            program.tape.flat,
            work.gradient,
            work.before,
            work.state,
            work.x(self._last),
            program.masks,
        )

    # ---- by hand ---------------------------------------------------------------------

    def set_parameter(
        self, layer: int, row: int, column: int | None, value: float
    ) -> None:
        """Set one weight, or a bias where ``column`` is None; indices from 0.

        Raises
        ------
        ExperimentError
            If there is no such parameter, or the value is not finite.
        """
        target = checked_parameter(
            self.layout.pairs(self._work.state[0]), layer, row, column
        )
        checked_finite("value", value)
        self._settle()
        target[row, column or 0] = value

    def _settle(self) -> None:
        """Keep the last step's trace as it is; forget the ops of one under way."""
        if self.op_index:
            np.copyto(self._work.state, self._work.before)
            self._set_dropout_state(self._op_dropout_state)
            self.op_index, self._kept = 0, None
        elif self._last is not None:
            self._kept = self.trace()
        self._last = None

    def change(self, **changes: Any) -> ChangeReport:
        """Change settings in mid-run and keep what was learnt.

        New units start with incoming weights drawn by the initializer and outgoing
        weights 0, so at first the network computes what it did before.  Units that
        stay keep their weights and the optimizer its slots for them; a new optimizer
        starts with empty slots.  A changed batch size or new data restart the epoch.

        Returns
        -------
        ChangeReport

        Raises
        ------
        ExperimentError
            If a field is unknown, cannot change without a reset, or does not fit;
            nothing has changed then.
        """
        for field in changes:
            if field not in Experiment.live_fields:
                message = f"{field} cannot change without a reset"
                raise ExperimentError(field, changes[field], message)
        new, gave_way = self.experiment.adapted(**changes)
        old, old_work = self.experiment, self._work
        self._settle()
        if SCALARS.issuperset(changes) and not gave_way:
            self.experiment = new
            old_work.tune(new)
            return described(old, new, gave_way, "kept", "kept")
        self._compile(new)
        rng = np.random.default_rng([new.seed, self.step_count])
        weights, slots = carried_over(
            old,
            new,
            (old_work.layout, old_work.state),
            (self.layout, self._work.state),
            initial_vector(new, self.layout, rng),
        )
        if slots == "reset":
            self._t = 0
        self._resume_epoch(same=old_work.slices == self._work.slices)
        if old_work.layout.shape_key != self.layout.shape_key:
            self._kept = None
        return described(old, new, gave_way, weights, slots)

    def _resume_epoch(self, *, same: bool) -> None:
        """Draw this epoch's order again; go back to its start if batches differ."""
        self._rng.bit_generator.state = dict(self._shuffle_state)
        started, self._epoch_started = self._epoch_started and same, False
        if not same:
            self.batch_index = 0
        if started:
            self._start_epoch()
