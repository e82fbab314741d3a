"""SessionState: what a session holds, and the answers that its commands share."""

import math
from collections.abc import Callable, Iterable
from typing import Any

from app.protocol.commands.commands import Watch
from app.protocol.errors import ErrorCode, ProtocolError
from app.protocol.events import Ack, Diverged, Error, Event, Status
from app.protocol.sentence import Sentence, english, sentence
from app.session.diagnosing import Diagnoses
from app.session.memory_budget import Account
from app.session.messages import sentences
from app.session.messages.describe import op_info
from app.session.messages.notifier import Notifier
from app.session.run.advance import PendingAdvance
from app.session.run.pending_seek import Pending
from app.session.run.run import Run
from app.session.uploads import Uploads
from app.stream.subscription import Subscription
from engine import DivergenceError, Readout, Trainer
from engine.training.timeline.branch import Branch, TimelinePlace

__all__ = ["STATUS_SECONDS", "SessionState"]

MAX_COMMANDS = 1000
"""That can be undone: the newest."""
STATUS_SECONDS = 0.25
"""Between two status events while a run trains."""
LATEST_SECONDS = 0.75
"""How much later a status is sent at most, while frames are late."""


class SessionState:
    """The state of one session; commands read and change it.

    Attributes
    ----------
    run : Run
    subscription : Subscription
        Of the controller.
    uploads : Uploads
    memory : Account
        What the session holds of the memory of all.
    observed : tuple of Watch
        What its observers watch.
    places : dict of int to TimelinePlace
        Where the session was before the newest commands that can be undone.
    seeking : Pending or None
    deleted : Branch or None
        The branch that was deleted last.
    notifier : Notifier
        Sends events when the twin or the past has changed.
    diagnoses : Diagnoses
        What hinders learning.
    pending : PendingAdvance or None
    n_commands : int
        Commands applied so far.
    events : list of Event
        Events to be sent that answer no command.
    """

    def __init__(
        self,
        trainer: Trainer,
        uploads: Uploads,
        memory: Account,
        *,
        clock: Callable[[], float],
    ) -> None:
        self.run = Run(trainer, clock=clock)
        self.memory = memory
        self.observed: tuple[Watch, ...] = ()
        self.subscription = Subscription()
        self.uploads = uploads
        self.places: dict[int, TimelinePlace] = {}
        self.seeking: Pending | None = None
        self.deleted: Branch | None = None
        self.diagnoses = Diagnoses()
        self.notifier = Notifier(self.run)
        self.pending: PendingAdvance | None = None
        self.n_commands = 0
        self.events: list[Event] = []
        self._status_at = -math.inf
        self._status_seq = 0

    @property
    def trainer(self) -> Trainer:
        """The trainer of the first network."""
        return self.run.trainer

    @property
    def trainers(self) -> tuple[Trainer, ...]:
        """The trainer of each network."""
        return self.run.lockstep.trainers

    def trainer_of(self, run: int) -> Trainer:
        """Return the trainer of the network that a command is about.

        Raises
        ------
        ProtocolError
            If it is about a twin and there is none.
        """
        if run >= len(self.trainers):
            raise ProtocolError("not_ready", sentence("error.no_twin"), field="run")
        return self.trainers[run]

    def readouts(self, probe: int | None = None) -> list[Readout]:
        """Return what each network can be read by; see `Readout`."""
        trainers = self.run.lockstep.trainers
        if probe is None:
            return list(map(Readout, trainers))
        return [
            Readout(each, probe=None if _lacks(each, probe) else probe)
            for each in trainers
        ]

    # ---- events ----------------------------------------------------------------------

    def ack(
        self, id_: int, applied: dict[str, Any], message: Sentence, **more: Any
    ) -> Ack:
        """Count a command as applied and return its ack."""
        self.n_commands += 1
        self.subscription.request_frame()
        return Ack(
            id=id_,
            applied=applied,
            message=message,
            step=self.trainer.step_count,
            command=self.n_commands,
            **more,
        )

    def remember(self, place: TimelinePlace) -> None:
        """Remember a place as that before the next command that is applied."""
        self.places[self.n_commands + 1] = place
        self.places.pop(self.n_commands + 1 - MAX_COMMANDS, None)

    def position_message(self) -> Sentence:
        """Return the sentence with the present step and epoch."""
        return sentences.position(self.trainer, running=self.run.running)

    def status(self, now: float, message: Sentence | None = None) -> Status:
        """Return a status event; by default its message tells step and epoch.

        Its measurements become a point of the curves, and part of the diagnosis.
        """
        run, trainer, subscription = self.run, self.trainer, self.subscription
        self._status_at = now + STATUS_SECONDS
        self._status_seq = subscription.seq + int(STATUS_SECONDS * subscription.fps)
        self.note(now)
        speed = run.measured_speed(now=now)
        if message is None and run.is_behind and speed is not None:
            message = sentences.behind(run, speed)
        if message is None:
            message = self.position_message()
        train_loss, test_loss = run.records.losses()
        train_error, test_error = trainer.errors
        self.diagnoses.look(self.trainers, now=now, is_running=run.running)
        return Status(
            running=run.running,
            step=trainer.step_count,
            epoch=trainer.epoch,
            batch=trainer.batch_index,
            steps_per_second=speed,
            train_loss=train_loss,
            test_loss=test_loss,
            train_accuracy=trainer.train_accuracy,
            test_accuracy=trainer.test_accuracy,
            train_error=train_error,
            test_error=test_error,
            op=op_info(trainer),
            message=message,
        )

    @property
    def status_at(self) -> float:
        """When the next status of a running session is due: later if frames are late.

        They are not, if as many were sent as are wanted between two statuses.
        """
        if self.subscription.seq < self._status_seq:
            return self._status_at + LATEST_SECONDS
        return self._status_at

    def note(
        self,
        now: float,
        *,
        at_once: bool = False,
        readouts: Iterable[Readout] | None = None,
    ) -> None:
        """Add a point to the curves if there was a step since the last one."""
        run = self.run
        if run.records.lacks_points(now=now, is_running=run.running, at_once=at_once):
            run.records.add_points(readouts or self.readouts(), now=now)

    def take_events(self, now: float) -> list[Event]:
        """Return the events to be sent, with a status if one is due.

        While one network trains, what else is new comes with one of them.
        """
        is_running = self.run.running
        is_due = is_running and now >= self.status_at
        is_quiet = is_running and not is_due and not self.events
        if is_quiet and len(self.trainers) == 1:
            return []
        if is_due and self.has_finite_loss(now):
            self.events.append(self.status(now))
        events, self.events = self.events, []
        return [*events, *self.news(now)]

    def news(self, now: float) -> list[Event]:
        """Return events for what has changed since the last ones."""
        changes = self.notifier.events(self.run, self.uploads, now)
        return [*changes, *self.diagnoses.take_events()]

    # ---- divergence ------------------------------------------------------------------

    @property
    def is_training(self) -> bool:
        """Whether the run trains, or an advance is not over yet."""
        return self.run.running or self.pending is not None

    def has_finite_loss(self, now: float) -> bool:
        """Return whether all steps are finite; if not, roll back and stop training."""
        if self.pending is not None:
            self.pending.check(self.run)
            if self.pending.error is None:
                return True
            self.events += [*self.end_advance(), self.status(now)]
            return False
        error = self.run.check_loss()
        if error is not None:
            self.stop(error, now)
        return error is None

    def stop(self, error: DivergenceError, now: float) -> None:
        """Stop training before the step that diverged, and tell why."""
        self.run.running = False
        status = self.status(now, english(error.message))
        self.events += [self._diverged(error), status]

    def _diverged(self, error: DivergenceError) -> Diverged:
        self.diagnoses.diverged(error.run, self.trainers[error.run], error)
        return Diverged(
            run=error.run,
            step=error.step,
            layer=error.layer,
            quantity=error.quantity,
            message=english(error.message),
            last_finite_step=self.trainer.step_count,
        )

    # ---- the pending advance ---------------------------------------------------------

    def continue_advance(self, budget_seconds: float, now: float) -> None:
        """Train for about this long, and answer the advance if it is over."""
        if self.pending is None:
            return
        self.pending.proceed(self.run, budget_seconds)
        if self.pending.is_over or self.run.stopped:
            self.events += self.end_advance()
            self.events.append(self.status(now))

    def end_advance(self) -> list[Event]:
        """End the pending advance, done or not, and return its answer."""
        pending, self.pending = self.pending, None
        if pending is None:
            return []
        error = pending.error
        if error is None:
            lockstep = self.run.lockstep
            message = sentences.advanced(pending.command, pending.n_done, lockstep)
            return [self._advance_ack(pending, message)]
        if pending.n_done:
            answer: Event = self._advance_ack(pending, english(error.message))
        else:
            refusal = ProtocolError("diverged", english(error.message))
            answer = Error.answering(refusal, pending.command.id)
        return [answer, self._diverged(error)]

    def fail_advance(self, message: Sentence, code: ErrorCode) -> None:
        """Answer the pending advance; without one, tell what has paused the run."""
        pending, self.pending = self.pending, None
        id_ = None if pending is None else pending.command.id
        if pending is not None or code != "internal":
            self.events.append(Error(id=id_, code=code, message=message))

    def _advance_ack(self, pending: PendingAdvance, message: Sentence) -> Ack:
        applied = {"by": pending.command.by, "count": pending.n_done}
        return self.ack(pending.command.id, applied, message)


def _lacks(trainer: Trainer, probe: int) -> bool:
    """Return whether a network has no such training sample."""
    return probe >= int(trainer.data.train_x.shape[1])
