"""Session: one training run and the page that watches it. No I/O, no clock.

Commands go in, events and frames come out; time is an argument. Whoever owns the clock
(`app.scheduling`) calls `run` in short turns, `events` and `frame` in between.
"""

import math
from collections.abc import Callable
from typing import Any

from app.i18n import t
from app.protocol.commands import Command, FrameAck, Hello
from app.protocol.events import Changed, Error, Event, Welcome
from app.protocol.fields import ExperimentFields
from app.session import sentences
from app.session.commands import Steering, typed_errors
from app.session.describe import data_fields, network_fields
from app.session.run import Run, new_trainer
from app.session.uploads import Uploads
from app.stream.frames import FLAG_MID_STEP, FLAG_RUNNING
from app.stream.readout import Readout
from app.stream.subscription import Subscription
from engine import DivergenceError, Experiment, Trainer

__all__ = ["Session"]

U32 = 0xFFFFFFFF


class Session:
    """A run, a view of it, and the commands that steer both.

    Parameters
    ----------
    fields : ExperimentFields or None
        What differs from the default experiment.
    clock : callable
        Seconds, for measuring how long a step takes.

    Attributes
    ----------
    view : Subscription
        Of the page that steers.
    has_onlookers : bool
        Whether anybody else is shown the run.

    Raises
    ------
    ProtocolError
        If there is no such experiment.
    """

    def __init__(
        self, fields: ExperimentFields | None, *, clock: Callable[[], float]
    ) -> None:
        self._tables = Uploads()
        given = {} if fields is None else self._tables.resolved(fields.given())
        with typed_errors():
            trainer = new_trainer(Experiment(**given))
        self.view = Subscription()
        self.has_onlookers = False
        self._run = Run(trainer, clock=clock)
        self._steering = Steering(self._run, self.view, self._tables)

    @property
    def trainer(self) -> Trainer:
        """The trainer."""
        return self._run.trainer

    @property
    def running(self) -> bool:
        """Whether it trains, or would if somebody watched."""
        return self._run.running

    # ---- a page comes and goes -----------------------------------------------------

    def welcome(
        self,
        hello: Hello,
        secret: str,
        *,
        look_key: str | None,
        resumed: bool,
        now: float,
    ) -> list[Event]:
        """Answer ``hello``; without a ``look_key`` the page may only look on."""
        trainer = self.trainer
        welcome = Welcome(
            id=hello.id,
            session=secret,
            look_key=look_key,
            resumed=resumed,
            step=trainer.step_count,
            running=self.running,
            steps_per_second=self._run.pace.steps_per_second,
            experiment=self._tables.plain(trainer.experiment),
            data=data_fields(trainer),
            network=network_fields(trainer),
        )
        curve = [self._run.history()] if resumed or look_key is None else []
        return [welcome, *curve, self._steering.status(now)]

    def changed(self, message: str, applied: dict[str, Any]) -> Changed:
        """Say something to those who look on."""
        return Changed(
            applied=applied,
            message=message,
            step=self.trainer.step_count,
            command=self._steering.commands,
        )

    def waiting(self, *, now: float) -> list[Event]:
        """Say to those who look on that training waits for the page that steers."""
        still = {"running": False, "steps_per_second": None}
        status = self._steering.status(now).model_copy(update=still)
        return [self.changed(t("looking.waits"), {}), status]

    def leave(self, *, now: float) -> None:
        """Note that the page has gone; training waits for the next one."""
        self.view.leave()
        self._run.pending = None
        self._run.pace.set(self._run.pace.steps_per_second, now=now)
        self._steering.events.clear()

    def handle(self, command: Command, *, now: float) -> list[Event]:
        """Carry out one command and return what it leads to, its answer included."""
        if isinstance(command, FrameAck):
            self.view.window.land(command.seq, now=now)
            return []
        if isinstance(command, Hello):
            message = t("error.second_hello")
            return [Error(id=command.id, code="bad_message", message=message)]
        return self._steering.handle(command, now)

    # ---- what the owner of the clock asks --------------------------------------------

    @property
    def _waits(self) -> bool:
        """Whether the run waits, because the page asks for no frames: it is hidden."""
        watch = self.view.watch
        return watch is not None and watch.fps == 0 and not self.has_onlookers

    def runs_at(self) -> float | None:
        """Return when there is training to do; None if there is none."""
        if self._waits and self._run.pending is None:
            return None
        return self._run.due_at()

    def shows_at(self) -> float | None:
        """Return when the next frame or event may go out; None if none may."""
        if self._steering.events:
            return -math.inf
        frame_at = self.due_at(self.view)
        if not self.running or self._waits:
            return frame_at
        status_at = self._steering.status_at
        return status_at if frame_at is None else min(frame_at, status_at)

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Train for one turn."""
        run, steering = self._run, self._steering
        try:
            run.turn(budget_seconds, now=now)
        except DivergenceError as error:
            steering.stop(error, now)
        if run.pending is not None:
            steering.finish_pending(now)
        if self.trainer.stopped and run.running:
            run.running = False
            note = sentences.stopped_early(self.trainer)
            steering.events.append(steering.status(now, note))

    def fail(self, *, now: float) -> None:
        """Pause after an error in the server itself, and say so."""
        self._run.running = False
        note = t("paused.mistake")
        self._steering.fail_pending(note)
        self._steering.events.append(self._steering.status(now, note))

    def events(self, *, now: float) -> list[Event]:
        """Return the events that have come up since last time."""
        return self._steering.take_events(now)

    def frame(self, *, now: float) -> bytes | None:
        """Return a frame if one is due, and put it in flight."""
        return self.frame_of(self.view, now=now)

    def due_at(self, view: Subscription) -> float | None:
        """Return when a frame for any view of this session is due."""
        return view.due_at(self._state)

    def frame_of(self, view: Subscription, *, now: float) -> bytes | None:
        """Return a frame for any view of this session, if one is due."""
        state, trainer = self._state, self.trainer
        due_at = view.due_at(state)
        if due_at is None or now < due_at or view.watch is None:
            return None
        if self.running and not self._steering.has_finite_loss(now):
            state = self._state
        readout = Readout(trainer, probe=view.watch.probe)
        flags = FLAG_RUNNING * self.running | FLAG_MID_STEP * (trainer.op_index > 0)
        counters = (
            trainer.step_count & U32,
            trainer.epoch & U32,
            self._steering.commands & U32,
        )
        stamp = (flags, view.next_seq(), *counters, 0, *self._run.losses())
        frame = view.pack(readout, stamp, state, now)
        if "gradient_rms" in view.watch.sections:
            self._run.remember(readout, now=now)
        return frame

    @property
    def _state(self) -> tuple[int, ...]:
        """What a frame shows: two equal states look alike."""
        trainer = self.trainer
        return (
            trainer.step_count,
            trainer.op_index,
            self._steering.commands,
            self.running,
        )
