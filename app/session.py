"""Session: one training run and the page that watches it. No I/O, no clock.

Commands go in, events and frames come out; time is an argument. Whoever owns the clock
(`app.pacer`) calls `run` in short turns, `events` and `frame` in between.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app import words
from app.describe import data_fields, network_fields, same_samples
from app.events import (
    Ack,
    Data,
    Diverged,
    Error,
    Event,
    Network,
    NetworkFields,
    Welcome,
)
from app.frames import FLAG_MID_STEP, FLAG_RUNNING
from app.messages import ExperimentFields
from app.protocol import (
    Advance,
    Change,
    Command,
    ErrorCode,
    FrameAck,
    Hello,
    Pause,
    Play,
    ProtocolError,
    Reset,
    SetParameter,
    Watch,
)
from app.run import Errand, Run, check_cost, n_samples, new_trainer
from app.sections import Reading
from app.view import View
from engine import Data as Samples
from engine import DivergenceError, Experiment, ExperimentError, Trainer

__all__ = ["Session"]

STATUS_SECONDS = 0.25
"""Between two status events of a running session."""
ADVANCE_SECONDS = 0.002
"""How long an advance may take before it is continued in turns."""
U32 = 0xFFFFFFFF


class Session:
    """A run, a view of it, and the commands that steer both.

    Parameters
    ----------
    fields : ExperimentFields or None
        What differs from the default experiment.
    clock : callable
        Seconds, for measuring how long a step takes.

    Raises
    ------
    ProtocolError
        If there is no such experiment.
    """

    def __init__(
        self, fields: ExperimentFields | None, *, clock: Callable[[], float]
    ) -> None:
        given = {} if fields is None else fields.given()
        with _typed_errors():
            self.run_ = Run(new_trainer(Experiment(**given)), clock=clock)
        self.view = View()
        self.commands = 0
        self._events: list[Event] = []
        self._status_at = -math.inf
        self._handlers: dict[type, Callable[[Any, float], list[Event]]] = {
            Play: self._play,
            Pause: self._pause,
            Advance: self._advance,
            Change: self._change,
            SetParameter: self._set_parameter,
            Reset: self._reset,
            Watch: self._watch,
        }

    @property
    def trainer(self) -> Trainer:
        """The trainer."""
        return self.run_.trainer

    @property
    def running(self) -> bool:
        """Whether it trains, or would if somebody watched."""
        return self.run_.running

    # ---- a page comes and goes -----------------------------------------------------

    def welcome(
        self, hello: Hello, secret: str, *, resumed: bool, now: float
    ) -> list[Event]:
        """Answer ``hello``."""
        trainer = self.trainer
        welcome = Welcome(
            id=hello.id,
            session=secret,
            resumed=resumed,
            step=trainer.step_count,
            running=self.running,
            steps_per_second=self.run_.pace.steps_per_second,
            experiment=trainer.experiment.to_dict(),
            data=data_fields(trainer),
            network=network_fields(trainer),
        )
        curve = [self.run_.curve.event()] if resumed else []
        return [welcome, *curve, self._status(now)]

    def leave(self, *, now: float) -> None:
        """Note that the page has gone; training waits for the next one."""
        self.view.leave()
        self.run_.errand = None
        self.run_.pace.set(self.run_.pace.steps_per_second, now=now)
        self._events.clear()

    def handle(self, command: Command, *, now: float) -> list[Event]:
        """Carry out one command and return what it leads to, its answer included."""
        if isinstance(command, FrameAck):
            self.view.acknowledge(command.seq)
            return []
        if isinstance(command, Hello):
            message = "This socket has a session already"
            return [Error(id=command.id, code="bad_message", message=message)]
        try:
            with _typed_errors():
                return self._handlers[type(command)](command, now)
        except ProtocolError as error:
            return [Error.answering(error, command.id)]

    # ---- what the owner of the clock asks --------------------------------------------

    def runs_at(self) -> float | None:
        """Return when there is training to do; None if there is none."""
        return self.run_.due_at()

    def shows_at(self) -> float | None:
        """Return when the next frame or event may go out; None if none may."""
        if self._events:
            return -math.inf
        frame_at = self.view.due_at(self._state)
        if not self.running:
            return frame_at
        return self._status_at if frame_at is None else min(frame_at, self._status_at)

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Train for one turn."""
        run = self.run_
        try:
            run.turn(budget_seconds, now=now)
        except DivergenceError as error:
            run.running = False
            self._events += [self._diverged(error), self._status(now, error.message)]
        if run.errand is not None:
            self._finish_errand(now)
        if self.trainer.stopped and run.running:
            run.running = False
            note = words.stopped_early(self.trainer)
            self._events.append(self._status(now, note))

    def fail(self) -> None:
        """Pause after an error in the server itself."""
        self.run_.running = False
        self.run_.errand = None

    def events(self, *, now: float) -> list[Event]:
        """Return the events that have come up since last time."""
        if self.running and now >= self._status_at:
            self._events.append(self._status(now))
        events, self._events = self._events, []
        return events

    def frame(self, *, now: float) -> bytes | None:
        """Return a frame if one is due, and put it in flight."""
        state, view, trainer = self._state, self.view, self.trainer
        due_at = view.due_at(state)
        if due_at is None or now < due_at or view.watch is None:
            return None
        reading = Reading(trainer, probe=view.watch.probe)
        flags = FLAG_RUNNING * self.running | FLAG_MID_STEP * (trainer.op_index > 0)
        counters = (trainer.step_count & U32, trainer.epoch & U32, self.commands & U32)
        stamp = (flags, view.next_seq(), *counters, 0, *self.run_.losses())
        frame = view.pack(reading, stamp, state, now)
        if "diagnostics" in vars(reading):
            self.run_.remember(reading)
        return frame

    # ---- commands ------------------------------------------------------------------

    def _play(self, command: Play, now: float) -> list[Event]:
        events = self._break_off()
        speed = command.steps_per_second
        self.run_.play(speed, now=now)
        applied = {"running": self.running, "steps_per_second": speed}
        if self.running:
            message = words.playing(speed)
        else:
            message = words.stopped_early(self.trainer)
        ack = self._ack(command.id, applied, message)
        return [*events, ack, self._status(now)]

    def _pause(self, command: Pause, now: float) -> list[Event]:
        events = self._break_off()
        self.run_.running = False
        message = f"Paused at step {self.trainer.step_count:,}"
        ack = self._ack(command.id, {"running": False}, message)
        return [*events, ack, self._status(now)]

    def _advance(self, command: Advance, now: float) -> list[Event]:
        events = self._break_off()
        self.run_.running = False
        self.run_.errand = Errand(command)
        self.run_.go_on(ADVANCE_SECONDS)
        self._finish_errand(now)
        return [*events, *self.events(now=now)]

    def _change(self, command: Change, now: float) -> list[Event]:
        given, trainer = command.given(), self.trainer
        before = network_fields(trainer), trainer.data
        if Experiment.live_fields.issuperset(given):
            check_cost(trainer.experiment.adapted(**given)[0], n_samples(trainer))
        report = trainer.change(**given)
        self.run_.recompiled()
        applied = {name: new for name, (_, new) in report.changed.items()}
        return self._altered(command.id, applied, report.message, before, now)

    def _set_parameter(self, command: SetParameter, now: float) -> list[Event]:
        place = command.model_dump(include={"layer", "row", "column", "value"})
        self.trainer.set_parameter(**place)
        self.run_.forget_losses()
        ack = self._ack(command.id, place, words.parameter_set(command))
        return [ack, self._status(now)]

    def _reset(self, command: Reset, now: float) -> list[Event]:
        before = network_fields(self.trainer), self.trainer.data
        old = self.trainer.experiment
        given = {} if command.experiment is None else command.experiment.given()
        if command.seed is not None:
            given["seed"] = command.seed
        new = old.adapted(**given)[0] if given else old
        trainer = new_trainer(new)
        events = self._break_off()
        self.run_.replace(trainer)
        values, olds = new.to_dict(), old.to_dict()
        applied = {name: values[name] for name in values if values[name] != olds[name]}
        message = words.reset(applied, new.seed)
        return [*events, *self._altered(command.id, applied, message, before, now)]

    def _watch(self, command: Watch, now: float) -> list[Event]:
        most = self.trainer.data.train_x.shape[1] - 1
        if command.probe is not None and command.probe > most:
            message = f"probe must be 0 to {most}"
            raise ProtocolError("limit_exceeded", message, field="probe", limit=most)
        layout = self.view.look(command, self.trainer, now=now)
        applied = command.model_dump(exclude={"type", "id"})
        return [self._ack(command.id, applied, words.watching(command)), layout]

    # ---- helpers -------------------------------------------------------------------

    @property
    def _state(self) -> tuple[int, ...]:
        """What a frame shows: two equal states look alike."""
        trainer = self.trainer
        return (trainer.step_count, trainer.op_index, self.commands, self.running)

    def _status(self, now: float, note: str = "") -> Event:
        self._status_at = now + STATUS_SECONDS
        if self.trainer.step_count > self.run_.curve.last_step:
            self.run_.remember(Reading(self.trainer))
        return self.run_.status(now=now, note=note)

    def _ack(self, id_: int, applied: dict[str, Any], message: str, **more: Any) -> Ack:
        self.commands += 1
        self.view.hurry()
        return Ack(
            id=id_,
            applied=applied,
            message=message,
            step=self.trainer.step_count,
            command=self.commands,
            **more,
        )

    def _altered(
        self,
        id_: int,
        applied: dict[str, Any],
        message: str,
        before: tuple[NetworkFields, Samples],
        now: float,
    ) -> list[Event]:
        """Return the ack, then whatever else a change or a reset has altered."""
        trainer = self.trainer
        experiment = trainer.experiment.to_dict()
        events: list[Event] = [self._ack(id_, applied, message, experiment=experiment)]
        if not same_samples(before[1], trainer.data):
            events.append(Data(**dict(data_fields(trainer))))
        network = network_fields(trainer)
        if network != before[0]:
            events.append(Network(**dict(network)))
        if not self.view.fits(trainer):
            events.append(self.view.rebuild(trainer))
        return [*events, self._status(now)]

    def _finish_errand(self, now: float) -> None:
        """Answer an advance that is over, done or not."""
        errand = self.run_.errand
        if errand is None or not (errand.is_over or self.trainer.stopped):
            return
        self._events += self._break_off()
        self._events.append(self._status(now))

    def _break_off(self) -> list[Event]:
        """End an advance where it is and return its answer."""
        errand, self.run_.errand = self.run_.errand, None
        if errand is None:
            return []
        if errand.error is None:
            message = words.advanced(errand.command, errand.done, self.trainer)
            return [self._ack_of(errand, message)]
        diverged = self._diverged(errand.error)
        if errand.done:
            return [self._ack_of(errand, errand.error.message), diverged]
        error = ProtocolError("diverged", errand.error.message)
        return [Error.answering(error, errand.command.id), diverged]

    def _ack_of(self, errand: Errand, message: str) -> Ack:
        applied = {"by": errand.command.by, "count": errand.done}
        return self._ack(errand.command.id, applied, message)

    def _diverged(self, error: DivergenceError) -> Diverged:
        return Diverged(
            step=error.step,
            layer=error.layer,
            quantity=error.quantity,
            message=error.message,
            last_finite_step=self.trainer.step_count,
        )


@contextmanager
def _typed_errors() -> Iterator[None]:
    """Turn the engine's refusals into the protocol's."""
    try:
        yield
    except ExperimentError as error:
        limit = error.limit if isinstance(error.limit, int | float) else None
        code: ErrorCode = "invalid_value" if limit is None else "limit_exceeded"
        raise ProtocolError(
            code, error.message, field=error.field, limit=limit
        ) from None
