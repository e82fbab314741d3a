"""Session: one training run and its controller's view of it. No I/O, no clock.

Commands go in, events and frames come out; time is an argument. The owner of the clock
(`app.scheduling`) calls `run` in short turns, and `events` and `frame` in between.
"""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.protocol.commands.commands import Command, Hello, Received, Watch
from app.protocol.errors import ProtocolError
from app.protocol.events import Changed, Error, Event, Welcome
from app.protocol.fields import ExperimentFields
from app.protocol.sentence import Sentence, sentence
from app.session.change_events import StateBefore, repeated_change
from app.session.commands.commands import HANDLERS
from app.session.commands.cost import is_large, new_trainers
from app.session.frame import frame_of, version_of
from app.session.memory_budget import SESSION_LIMIT_BYTES, Account, MemoryBudget
from app.session.memory_use import count_memory, require_network, require_watch
from app.session.messages import sentences
from app.session.messages.describe import data_fields
from app.session.messages.describe_network import network_fields
from app.session.messages.describe_timeline import timeline_event
from app.session.messages.notifier import twin_event
from app.session.protocol_errors import protocol_errors
from app.session.seeking import cancel_seek, continue_seek
from app.session.state import SessionState
from app.session.uploads import Uploads
from app.stream.subscription import Subscription, Version
from engine import DivergenceError, Experiment, Trainer

__all__ = ["Session"]


class Session:
    """The state of a session as rooms and the scheduler use it.

    Parameters
    ----------
    fields : ExperimentFields or None
        Fields that differ from the default experiment.
    clock : callable
        Seconds, for measuring how long a step takes.
    memory : Account, optional
        What the session may take of the memory of all; by default as if it were alone.

    Attributes
    ----------
    has_observers : bool
        Whether any observer gets frames of the run.

    Raises
    ------
    ProtocolError
        If the experiment is not valid, or there is no memory for it.
    """

    def __init__(
        self,
        fields: ExperimentFields | None,
        *,
        clock: Callable[[], float],
        memory: Account | None = None,
    ) -> None:
        memory = memory or Account(MemoryBudget(SESSION_LIMIT_BYTES))
        uploads = Uploads(memory.budget)
        given = {} if fields is None else uploads.resolved(fields.given())
        with protocol_errors():
            experiment = Experiment(**given)
            require_network(memory, experiment)
            (trainer,) = new_trainers(experiment)
        self._state = SessionState(trainer, uploads, memory, clock=clock)
        count_memory(self._state)
        self.has_observers = False

    @property
    def trainer(self) -> Trainer:
        """The trainer of the first network."""
        return self._state.trainer

    @property
    def trainers(self) -> tuple[Trainer, ...]:
        """The trainer of each network: of one, or of two twins."""
        return self._state.trainers

    @property
    def subscription(self) -> Subscription:
        """What the controller watches."""
        return self._state.subscription

    @property
    def running(self) -> bool:
        """Whether the run trains, or would if it had a viewer."""
        return self._state.run.running

    # ---- for rooms -------------------------------------------------------------------

    @property
    def is_trained(self) -> bool:
        """Whether the session has made a step, also on another branch."""
        timeline = self._state.run.timeline
        return any(timeline.end.step or each.end.step for each in timeline.branches)

    @property
    def state(self) -> SessionState:
        """All that the session holds, to be written or taken from a document."""
        return self._state

    @property
    def memory(self) -> Account:
        """What the session holds of the memory of all."""
        return self._state.memory

    def require(self, watch: Watch) -> None:
        """Refuse frames for an observer if there is no memory for them."""
        require_watch(self._state, watch)

    def observe(self, watches: tuple[Watch, ...]) -> None:
        """Store what all observers watch."""
        self._state.observed = watches
        self.has_observers = any(watch.fps > 0 for watch in watches)
        count_memory(self._state)

    def welcome(
        self,
        hello: Hello,
        secret: str,
        *,
        observer_key: str | None,
        resumed: bool,
        now: float,
    ) -> list[Event]:
        """Return the answer to ``hello``; ``observer_key`` is None for an observer."""
        state, trainer = self._state, self.trainer
        if state.is_training:
            state.has_finite_loss(now)
        welcome = Welcome(
            id=hello.id,
            session=secret,
            observer_key=observer_key,
            resumed=resumed,
            step=trainer.step_count,
            running=self.running,
            steps_per_second=state.run.pace.steps_per_second,
            experiment=state.uploads.to_plain(trainer.experiment),
            data=data_fields(trainer),
            network=network_fields(trainer),
        )
        curves = (
            state.run.records.histories() if resumed or observer_key is None else []
        )
        status = state.status(now)
        diagnoses = state.diagnoses.present()
        twin, timeline = twin_event(state.run, state.uploads), timeline_event(state.run)
        return [welcome, twin, *curves, timeline, status, *diagnoses]

    def is_costly(self, command: Received) -> bool:
        """Return whether a command may take more than a millisecond."""
        return HANDLERS[type(command)].costs(command) or is_large(*self.trainers)

    def handle(self, command: Received, *, now: float) -> list[Event]:
        """Carry out a command; return its answer and the events that follow from it.

        A command that is refused changes nothing. A divergence that has not been
        noticed yet comes before the command that stops or changes the run, and the step
        that the run is at is measured before it, too.
        """
        state, handler = self._state, HANDLERS[type(command)]
        diverged: list[Event] = []
        if handler.role == "controller":
            if state.is_training and not state.has_finite_loss(now):
                diverged = state.take_events(now)
            if self.trainer.step_count:
                state.note(now, at_once=True)
            diverged += cancel_seek(state)
        try:
            with protocol_errors():
                events = [*diverged, *handler.carry_out(state, command, now)]
        except ProtocolError as error:
            id_ = command.id if isinstance(command, Command) else None
            events = [*diverged, Error.answering(error, id_)]
        count_memory(state)
        if handler.role != "controller":
            return events
        return [*events, *state.news(now)]

    def changed(self, message: Sentence, applied: dict[str, Any]) -> Changed:
        """Return an event that tells observers what has happened."""
        return Changed(
            applied=applied,
            message=message,
            step=self.trainer.step_count,
            command=self._state.n_commands,
        )

    def waiting(self, *, now: float) -> list[Event]:
        """Return what tells observers that training waits for a controller."""
        still = {"running": False, "steps_per_second": None}
        status = self._state.status(now).model_copy(update=still)
        return [self.changed(sentence("observe.waits"), {}), status]

    def leave(self, *, now: float) -> None:
        """Clear what the controller watched when it disconnects; training waits."""
        state, pace = self._state, self._state.run.pace
        if state.pending is not None:
            state.has_finite_loss(now)
        state.subscription.clear()
        state.pending = state.seeking = None
        pace.set(pace.steps_per_second, now=now)
        state.events.clear()
        count_memory(state)

    # ---- for the scheduler -----------------------------------------------------------

    @property
    def _is_hidden(self) -> bool:
        """Whether training waits because the page is hidden and asks for no frames."""
        watch = self._state.subscription.watch
        return watch is not None and watch.fps == 0 and not self.has_observers

    def runs_at(self) -> float | None:
        """Return when the next training is due; None if there is none."""
        if self._state.pending is not None or self._state.seeking is not None:
            return -math.inf
        return None if self._is_hidden else self._state.run.due_at()

    def shows_at(self) -> float | None:
        """Return when the next frame or event may go out; None if none may."""
        state = self._state
        if state.events:
            return -math.inf
        subscription = state.subscription
        frame_at = subscription.due_at(self.version) if subscription.has_room else None
        if not state.run.running or self._is_hidden:
            return frame_at
        status_at = state.status_at
        return status_at if frame_at is None else min(frame_at, status_at)

    def run(self, budget_seconds: float, *, now: float) -> None:
        """Train for one turn, or go on to a place of the past."""
        state, run = self._state, self._state.run
        if state.seeking is not None:
            state.events += continue_seek(state, budget_seconds, now)
            return
        if run.timeline.is_event_due and state.is_training:
            self._repeat_events(now)
        was_running = run.running
        if state.pending is not None:
            state.continue_advance(budget_seconds, now)
        else:
            try:
                run.train(budget_seconds, now=now)
            except DivergenceError as error:
                state.stop(error, now)
                return
        if run.has_goal and state.has_finite_loss(now):
            state.note(now, at_once=True)
        if was_running and not run.running:
            state.events.append(state.status(now))
        if run.running and run.stopped and state.has_finite_loss(now):
            run.running = False
            message = sentences.stopped_early(run.lockstep)
            state.events.append(state.status(now, message))

    def _repeat_events(self, now: float) -> None:
        """Repeat what happened at this step of the past, and tell it."""
        before = StateBefore.of(self._state)
        if self._state.run.repeat_events():
            self._state.events += repeated_change(self._state, before, now)

    def fail(self, error: Exception, *, now: float) -> None:
        """Pause after an error in the server itself or for want of memory; tell why."""
        state, is_full = self._state, isinstance(error, MemoryError)
        message = sentence("paused.memory" if is_full else "paused.mistake")
        state.run.running = False
        state.events += cancel_seek(state)
        state.fail_advance(message, "session_limit" if is_full else "internal")
        with suppress(MemoryError):
            state.events.append(state.status(now, message))

    def events(self, *, now: float) -> list[Event]:
        """Return the events that have come up since the last call."""
        return self._state.take_events(now)

    def frame(self, *, now: float, n_viewers: int = 1) -> bytes | None:
        """Return the controller's next frame if one is due, and put it in flight."""
        return frame_of(self._state, self.subscription, now=now, n_viewers=n_viewers)

    def due_at(self, subscription: Subscription) -> float | None:
        """Return when a frame for a subscription to this session is due."""
        return subscription.due_at(self.version)

    @property
    def version(self) -> Version:
        """The version of what a frame shows: equal versions give equal frames."""
        return version_of(self._state)
