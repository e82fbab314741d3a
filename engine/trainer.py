"""Trainer: a run of an experiment, step by step or op by op."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array, Call, frozen, run
from engine.change import ChangeReport, carried_over, described
from engine.data import Data, accuracy, build_data
from engine.divergence import DivergenceError, first_non_finite
from engine.experiment import Experiment
from engine.forward import Evaluator, with_ones
from engine.initializers import INITIALIZERS
from engine.layers import LayerSpec, Layout
from engine.limits import ExperimentError
from engine.losses import LOSSES
from engine.optimizers import N_FIXED_ROWS, OPTIMIZERS
from engine.program import Clock, Op, Program
from engine.snapshot import Snapshot
from engine.trace import Trace

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
    data : Data
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
        np.copyto(self._state[0], _initial_vector(experiment, self.layout, initial))
        self.step_count = self._t = self.epoch = self.batch_index = self.op_index = 0
        self._epoch_started = False
        self._shuffle_state = self._rng.bit_generator.state
        self._best_loss, self._waited = math.inf, 0
        self._last: tuple[Program, slice] | None = None
        self._kept: Trace | None = None

    # ---- building --------------------------------------------------------------------

    def _compile(self, experiment: Experiment) -> None:
        """Lay out data, parameters and programs: all that an experiment fixes."""
        self.experiment = experiment
        self.data: Data = build_data(experiment)
        self.layout = Layout(
            experiment.sizes, experiment.activations, use_bias=experiment.use_bias
        )
        optimizer = OPTIMIZERS[experiment.optimizer]
        rows = N_FIXED_ROWS + len(optimizer.slots)
        self._matrix = np.zeros((rows, self.layout.n_parameters), self._dtype)
        self._state = self._matrix[N_FIXED_ROWS - 1 :]
        penalized = experiment.l1 > 0 or experiment.l2 > 0
        self._gradient = np.zeros_like(self._state[0]) if penalized else self._matrix[1]
        self._before = np.zeros_like(self._state)
        self._checkpoint = np.zeros_like(self._state)

        extra = self.layout.extra
        self._train_x = with_ones(self.data.train_x, extra, self._dtype)
        self._train_y = self.data.train_y.astype(self._dtype)
        n_train, batch = self._train_x.shape[1], experiment.batch
        self._shuffles = batch < n_train
        self._epoch_x = self._train_x.copy() if self._shuffles else self._train_x
        self._epoch_y = self._train_y.copy() if self._shuffles else self._train_y
        self._order = np.arange(n_train)
        starts = range(0, n_train, batch)
        self._slices = [slice(k, min(k + batch, n_train)) for k in starts]
        self._whole = self._program(batch)
        rest = n_train % batch
        self._rest = self._program(rest) if rest else self._whole
        self._bound: list[list[Call] | None] = [None] * len(self._slices)
        self._evaluators: dict[str, Evaluator] = {}

    def _program(self, n_columns: int) -> Program:
        return Program(
            experiment=self.experiment,
            layout=self.layout,
            matrix=self._matrix,
            gradient=self._gradient,
            n_columns=n_columns,
            clock=self._clock,
            dropout_rng=self._dropout_rng,
        )

    def _batch_program(self, index: int) -> Program:
        return self._rest if index == len(self._slices) - 1 else self._whole

    def _batch_calls(self, index: int) -> list[Call]:
        calls = self._bound[index]
        if calls is None:
            here = self._slices[index]
            program = self._batch_program(index)
            calls = program.bind(self._epoch_x[:, here], self._epoch_y[:, here])
            self._bound[index] = calls
        return calls

    # ---- what can be read ------------------------------------------------------------

    @property
    def layers(self) -> tuple[LayerSpec, ...]:
        """The layers, the output's last."""
        return self.layout.layers

    @property
    def vector(self) -> Array:
        """All parameters, a read-only view (P,)."""
        return frozen(self._state[0].view())

    @property
    def parameters(self) -> list[tuple[Array, Array | None]]:
        """(W, b) per layer, read-only views: (fan_out, fan_in) and (fan_out, 1)."""
        return self.layout.pairs(self.vector)

    @property
    def train_loss(self) -> float:
        """The loss over all training samples with the current weights, no penalty."""
        return self._loss("train")

    @property
    def test_loss(self) -> float:
        """The loss over all test samples; NaN if there are none."""
        return self._loss("test")

    @property
    def train_accuracy(self) -> float:
        """The share of training samples in the right class; NaN for regression."""
        return self._accuracy("train")

    @property
    def test_accuracy(self) -> float:
        """The share of test samples in the right class; NaN for regression."""
        return self._accuracy("test")

    @property
    def n_ops(self) -> int:
        """The ops of the coming step."""
        return len(self._batch_program(self.batch_index).ops)

    @property
    def next_op(self) -> Op:
        """The op that `advance` by one op would run."""
        return self._batch_program(self.batch_index).ops[self.op_index]

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended the run."""
        patience = self.experiment.patience
        return patience is not None and self._waited >= patience

    def _samples(self, part: str) -> tuple[Array, Array]:
        data = self.data
        if part == "train":
            return data.train_x, data.train_y
        return data.test_x, data.test_y

    def _evaluated(self, part: str) -> tuple[Evaluator, Array]:
        x, y = self._samples(part)
        if part not in self._evaluators:
            self._evaluators[part] = Evaluator(self.layout, x, dtype=self._dtype)
        self._evaluators[part].evaluate(self._state[0])
        return self._evaluators[part], y

    def _loss(self, part: str) -> float:
        if self._samples(part)[0].shape[1] == 0:
            return math.nan
        evaluator, y = self._evaluated(part)
        with np.errstate(all="ignore"):
            value = LOSSES[self.experiment.loss].value(
                evaluator.z[-1], evaluator.a[-1], y
            )
        return float(value.real)

    def _accuracy(self, part: str) -> float:
        if self.data.task != "classification":
            return math.nan
        evaluator, y = self._evaluated(part)
        return accuracy(evaluator.a[-1], y, middle=self.experiment.middle)

    def probe(self, x: Array) -> list[tuple[Array, Array]]:
        """Return (z, a) per layer, (fan_out, k), for inputs x (n_inputs, k)."""
        evaluator = Evaluator(self.layout, np.asarray(x), dtype=self._dtype)
        evaluator.evaluate(self._state[0])
        return list(zip(evaluator.z, evaluator.a, strict=True))

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
        """Train up to n_steps steps, to the end of the epoch at most, and check."""
        self._start_epoch()
        n_steps = min(n_steps, len(self._slices) - self.batch_index)
        np.copyto(self._checkpoint, self._state)
        dropout_state = self._dropout_state()
        start = (self.step_count, self._t, self.batch_index)
        with np.errstate(all="ignore"):
            self._clock.t, self._clock.step = self._t, self.step_count
            stop = self.batch_index + n_steps
            for k in range(self.batch_index, stop - 1):
                for function, args in self._bound[k] or self._batch_calls(k):
                    function(*args)
            np.copyto(self._before, self._state)
            for function, args in self._batch_calls(stop - 1):
                function(*args)
            flat = self._state.ravel()
            finite = math.isfinite(flat.dot(flat).real)
        self.step_count, self._t = start[0] + n_steps, start[1] + n_steps
        self.batch_index = stop
        self._last = (self._batch_program(stop - 1), self._slices[stop - 1])
        if not finite and not np.isfinite(flat).all():
            np.copyto(self._state, self._checkpoint)
            self.step_count, self._t, self.batch_index = start
            self._set_dropout_state(dropout_state)
            self._replay_to_divergence(n_steps)
        self._end_epoch()
        return n_steps

    def _replay_to_divergence(self, n_steps: int) -> None:
        """Go through a bad slice again, and stand before its first fault."""
        for _ in range(n_steps):
            snapshot = self.snapshot()
            program = self._batch_program(self.batch_index)
            for op in program.ops:
                self._run_op()
                fault = first_non_finite(op, program.tape, self._gradient, self._matrix)
                if fault and np.isfinite(snapshot.state).all():
                    quantity, layer = fault
                    self.restore(snapshot)
                    raise DivergenceError(self.step_count + 1, layer, quantity)

    def _start_epoch(self) -> None:
        if self._epoch_started:
            return
        self._epoch_started = True
        if self._shuffles:
            self._order[:] = np.arange(len(self._order))
            self._rng.shuffle(self._order)
            for source, out in (
                (self._train_x, self._epoch_x),
                (self._train_y, self._epoch_y),
            ):
                np.take(source, self._order, axis=1, out=out, mode="clip")

    def _end_epoch(self) -> None:
        if self.batch_index < len(self._slices):
            return
        self.epoch, self.batch_index, self._epoch_started = self.epoch + 1, 0, False
        self._shuffle_state = self._rng.bit_generator.state
        if self.experiment.patience is not None:
            loss = self.train_loss if math.isnan(self.test_loss) else self.test_loss
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
                    self.step(len(self._slices) - self.batch_index)
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
        if not self.op_index and not np.isfinite(self._state).all():
            self.restore(self._boundary)
            self._replay_to_divergence(1)

    def _run_op(self) -> None:
        self._start_epoch()
        k = self.batch_index
        program, calls = self._batch_program(k), self._batch_calls(k)
        if not self.op_index:
            np.copyto(self._before, self._state)
            self._op_dropout_state = self._dropout_state()
            self._clock.t, self._clock.step = self._t, self.step_count
        start, stop = program.op_ranges[self.op_index]
        with np.errstate(all="ignore"):
            run(calls[start:stop])
        self._last = (program, self._slices[k])
        self.op_index += 1
        if self.op_index == len(program.ops):
            self.op_index = 0
            self.step_count, self._t = self.step_count + 1, self._t + 1
            self.batch_index += 1
            self._end_epoch()

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
            state=frozen((self._before if midway else self._state).copy()),
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
        np.copyto(self._state, snapshot.state)
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
        program, here = self._last
        midway = self.op_index > 0
        tape, gradient, after = program.tape.flat, self._gradient, self._state
        if midway:
            tape, gradient, after = self._partial(program)
        at_start = not midway and not self.batch_index
        return Trace(
            experiment=self.experiment,
            layout=self.layout,
            step=self.step_count + midway,
            epoch=self.epoch - at_start,
            batch_indices=frozen(self._order[here].copy()),
            x=frozen(self._epoch_x[: self.layout.layers[0].fan_in, here].copy()),
            y=frozen(self._epoch_y[:, here].copy()),
            complete=not midway,
            before=frozen(self._before.copy()),
            after=frozen(after.copy()),
            gradient=frozen(gradient.copy()),
            tape=frozen(tape.copy()),
            outs=self._outs(program),
            slot_names=OPTIMIZERS[self.experiment.optimizer].slots,
            fused=program.fused,
        )

    def _outs(self, program: Program) -> tuple[Array, ...]:
        """Return what every layer passed on, (fan_out, B), copied."""
        pairs = zip(self.layout.layers, program.outs, strict=True)
        return tuple(frozen(out[: layer.fan_out].copy()) for layer, out in pairs)

    def _partial(self, program: Program) -> tuple[Array, Array, Array]:
        """Return tape, gradient and state with NaN where this step has not been yet."""
        done = {w for op in program.ops[: self.op_index] for w in op.writes}
        tape = type(program.tape)(
            self.layout, program.n_columns, self._dtype, program.tape.flat.copy()
        )
        gradient = self._gradient.copy()
        for layer, block in zip(self.layers, self.layout.blocks(gradient), strict=True):
            for name in ("z", "a", "df", "da", "delta"):
                if (name, layer.index) not in done:
                    tape.view(name, layer.index)[...] = np.nan
            if ("dW", layer.index) not in done:
                block[...] = np.nan
        return tape.flat, gradient, np.full_like(self._state, np.nan)

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
        if not 0 <= layer < len(self.layers):
            message = f"layer must be 0 to {len(self.layers) - 1}, not {layer}"
            raise ExperimentError("layer", layer, message, len(self.layers) - 1)
        W, b = self.layout.pairs(self._state[0])[layer]
        if not 0 <= row < W.shape[0]:
            message = f"row must be 0 to {W.shape[0] - 1}, not {row}"
            raise ExperimentError("row", row, message, W.shape[0] - 1)
        target = b if column is None else W
        if target is None:
            raise ExperimentError("column", None, "this network has no biases")
        if column is not None and not 0 <= column < W.shape[1]:
            message = f"column must be 0 to {W.shape[1] - 1}, not {column}"
            raise ExperimentError("column", column, message, W.shape[1] - 1)
        if not math.isfinite(value) or abs(value) > 1e6:
            message = "value must be finite and within ±1e6"
            raise ExperimentError("value", value, message, 1e6)
        self._rewind_step()
        target[row, column or 0] = value

    def _rewind_step(self) -> None:
        """Forget the ops of a step under way; its weights have not changed yet."""
        if self.op_index:
            np.copyto(self._state, self._before)
            self._set_dropout_state(self._op_dropout_state)
            self.op_index = 0

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
        old, layout, state = self.experiment, self.layout, None
        self._rewind_step()
        kept = self.trace() if self._last or self._kept else None
        state, epoch_x = self._state.copy(), (self._order, self._slices)
        self._compile(new)
        rng = np.random.default_rng([new.seed, self.step_count])
        fresh = _initial_vector(new, self.layout, rng)
        weights, slots = carried_over(
            old, new, layout, self.layout, state, self._state, fresh
        )
        if slots != "kept":
            self._t = 0
        if self._same_epoch(epoch_x):
            self._rng.bit_generator.state = self._shuffle_state
            started, self._epoch_started = self._epoch_started, False
            if started:
                self._start_epoch()
        else:
            self.batch_index, self._epoch_started = 0, False
            self._rng.bit_generator.state = self._shuffle_state
        same = layout.shape_key == self.layout.shape_key
        self._kept, self._last = kept if same else None, None
        return described(old, new, gave_way, weights, slots)

    def _same_epoch(self, epoch: Any) -> bool:
        return len(epoch[0]) == len(self._order) and epoch[1] == self._slices


def _initial_vector(
    experiment: Experiment, layout: Layout, rng: np.random.Generator
) -> Array:
    """Return the parameters (P,) that a run starts with."""
    vector = np.zeros(layout.n_parameters)
    initializer = INITIALIZERS[experiment.initializer]
    scale = experiment.initializer_scale
    if scale is None:
        scale = initializer.scale or 0.0
    for (W, b), layer in zip(layout.pairs(vector), layout.layers, strict=True):
        given = experiment.initial_parameters
        if given is None:
            W[...] = initializer.draw(layer.fan_in, layer.fan_out, rng, scale)
            continue
        W[...] = given[layer.index][0]
        if b is not None:
            b[:, 0] = given[layer.index][1]
    return vector
