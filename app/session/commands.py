"""Steering: what each command does to a run and to the view of it.

Every handler returns its answer and the events that it leads to; one that refuses
raises `ProtocolError` and has changed nothing.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.i18n import t
from app.protocol.commands import (
    Advance,
    Change,
    CheckGradient,
    Inspect,
    Pause,
    Play,
    Reset,
    Seek,
    SetParameter,
    Table,
    Twin,
    Watch,
)
from app.protocol.errors import ErrorCode, ProtocolError
from app.protocol.events import (
    Ack,
    Data,
    Diverged,
    Error,
    Event,
    Network,
    NetworkFields,
)
from app.session import sentences
from app.session.checkpoints import Checkpoint, Checkpoints
from app.session.describe import data_fields, network_fields, same_samples
from app.session.inspection import checked_gradient, derived
from app.session.pacing import BATCHES_PER_SECOND
from app.session.run import (
    SAME_SHAPE,
    PendingAdvance,
    Run,
    check_cost,
    n_samples,
    new_trainer,
)
from app.session.uploads import Uploads
from app.stream.readout import Readout
from app.stream.subscription import Subscription
from engine import DivergenceError, Experiment, ExperimentError, SplitData, Trainer

__all__ = ["Steering", "check_probe", "typed_errors"]

STATUS_SECONDS = 0.25
"""Between two status events of a running session."""
ADVANCE_SECONDS = 0.002
"""How long an advance may take before it is continued in turns."""


class Steering:
    """Carries out commands.

    Attributes
    ----------
    commands : int
        How many have been applied.
    events : list of Event
        What has come up besides the answers.
    status_at : float
        When the next status of a running session is due.
    """

    def __init__(self, run: Run, view: Subscription, tables: Uploads) -> None:
        self.run = run
        self.view = view
        self.tables = tables
        self.checkpoints = Checkpoints()
        self.commands = 0
        self.events: list[Event] = []
        self.status_at = -math.inf
        self._handlers: dict[type, Callable[[Any, float], list[Event]]] = {
            Play: self._play,
            Pause: self._pause,
            Advance: self._advance,
            Change: self._change,
            SetParameter: self._set_parameter,
            Reset: self._reset,
            Table: self._table,
            Watch: self._watch,
            Inspect: self._inspect,
            CheckGradient: self._check_gradient,
            Seek: self._refuse,
            Twin: self._refuse,
        }

    def handle(self, command: Any, now: float) -> list[Event]:
        """Carry out one command, or answer with an error and change nothing."""
        try:
            with typed_errors():
                return self._handlers[type(command)](command, now)
        except ProtocolError as error:
            return [Error.answering(error, command.id)]

    def status(self, now: float, note: str = "") -> Event:
        """Say how the run stands, and remember it for the curves."""
        self.status_at = now + STATUS_SECONDS
        if self.run.trainer.step_count > self.run.curve.last_step:
            self.run.remember(Readout(self.run.trainer), now=now)
        return self.run.status(now=now, note=note)

    def take_events(self, now: float) -> list[Event]:
        """Return what has come up, a status among it if one is due."""
        if self.run.running and now >= self.status_at and self.has_finite_loss(now):
            self.events.append(self.status(now))
        events, self.events = self.events, []
        return events

    def has_finite_loss(self, now: float) -> bool:
        """Tell whether the loss can be shown; if not, training has just stopped."""
        error = self.run.lost()
        if error is not None:
            self.stop(error, now)
        return error is None

    def stop(self, error: DivergenceError, now: float) -> None:
        """Stand still before a step that could not be made, and say why."""
        self.run.running = False
        error = self.run.lost() or error
        self.run.retrace()
        status = self.status(now, error.message)
        self.events += [self.diverged(error), status]

    def finish_pending(self, now: float) -> None:
        """Answer an advance that is over, done or not."""
        pending = self.run.pending
        if pending is None or not (pending.is_over or self.run.trainer.stopped):
            return
        self.events += self._end_pending()
        self.events.append(self.status(now))

    def diverged(self, error: DivergenceError) -> Diverged:
        """Say what was no longer finite."""
        return Diverged(
            step=error.step,
            layer=error.layer,
            quantity=error.quantity,
            message=error.message,
            last_finite_step=self.run.trainer.step_count,
        )

    # ---- commands ------------------------------------------------------------------

    def _play(self, command: Play, now: float) -> list[Event]:
        events = self._end_pending()
        speed = command.steps_per_second
        self.run.play(speed, now=now)
        applied = {"running": self.run.running, "steps_per_second": speed}
        if self.run.running:
            message = sentences.playing(speed)
        else:
            message = sentences.stopped_early(self.run.trainer)
        ack = self._ack(command.id, applied, message)
        return [*events, ack, self.status(now)]

    def _pause(self, command: Pause, now: float) -> list[Event]:
        events = self._end_pending()
        self.run.running = False
        message = t("paused.short", step=self.run.trainer.step_count)
        ack = self._ack(command.id, {"running": False}, message)
        return [*events, ack, self.status(now)]

    def _advance(self, command: Advance, now: float) -> list[Event]:
        events = self._end_pending()
        self.run.running = False
        self.run.pending = PendingAdvance(command)
        self.run.go_on(ADVANCE_SECONDS)
        self.finish_pending(now)
        return [*events, *self.take_events(now)]

    def _change(self, command: Change, now: float) -> list[Event]:
        if command.restore is not None:
            return self._restore(command, now)
        given, trainer = command.given(), self.run.trainer
        is_large = not SAME_SHAPE.issuperset(given)
        if is_large and Experiment.live_fields.issuperset(given):
            check_cost(trainer.experiment.adapted(**given)[0], n_samples(trainer))
        before = (network_fields(trainer), trainer.data) if is_large else None
        stood = self._stands() if is_large else None
        report = trainer.change(**given)
        message = sentences.changed(report, trainer.experiment)
        applied = {name: new for name, (_, new) in report.changed.items()}
        self.run.mark(report.changed, now=now)
        if before is None or SAME_SHAPE.issuperset(applied):
            experiment = self.tables.plain(trainer.experiment)
            ack = self._ack(command.id, applied, message, experiment=experiment)
            return [ack]
        self.run.recompiled()
        is_lost = stood is not None and report.weights != "kept"
        return self._altered(
            command.id, applied, message, before, now, stood=stood if is_lost else None
        )

    def _restore(self, command: Change, now: float) -> list[Event]:
        """Stand again where a run stood before a command that took weights away."""
        if command.given():
            message = t("error.restore_alone")
            raise ProtocolError("invalid_value", message, field="restore")
        assert command.restore is not None
        kept = self.checkpoints.find(command.restore)
        trainer = self.run.trainer
        before, stood = (network_fields(trainer), trainer.data), self._stands()
        olds = self.tables.plain(trainer.experiment)
        events = self._end_pending()
        self.run.restore(kept)
        values = self.tables.plain(trainer.experiment)
        applied = {name: values[name] for name in values if values[name] != olds[name]}
        message = t("restored", step=trainer.step_count)
        events += self._altered(command.id, applied, message, before, now, stood=stood)
        return [*events, self.run.history()]

    def _set_parameter(self, command: SetParameter, now: float) -> list[Event]:
        place = command.model_dump(include={"layer", "row", "column", "value"})
        self.run.set_parameter(**place, now=now)
        ack = self._ack(command.id, place, sentences.parameter_set(command))
        return [ack, self.status(now)]

    def _reset(self, command: Reset, now: float) -> list[Event]:
        before = network_fields(self.run.trainer), self.run.trainer.data
        old = self.run.trainer.experiment
        given = {} if command.experiment is None else command.experiment.given()
        given = self.tables.resolved(given)
        if command.seed is not None:
            given["seed"] = command.seed
        new = old.adapted(**given)[0] if given else old
        trainer = new_trainer(new)
        events, stood = self._end_pending(), self._stands()
        self.run.replace(trainer)
        olds, values = self.tables.plain(old), self.tables.plain(new)
        applied = {name: values[name] for name in values if values[name] != olds[name]}
        message = sentences.reset(applied, new.seed)
        altered = self._altered(command.id, applied, message, before, now, stood=stood)
        return [*events, *altered]

    def _table(self, command: Table, now: float) -> list[Event]:  # noqa: ARG002
        name = self.tables.add(command)
        count = command.first + len(command.x)
        applied = {"table": name, "n_samples": count}
        return [self._ack(command.id, applied, t("table.taken", n=count))]

    def _watch(self, command: Watch, now: float) -> list[Event]:
        check_probe(command, self.run.trainer)
        if self.view.watch is not None and self.view.watch.fps == 0:
            self.run.rested(now=now)
        self.run.pace.batches_per_second = command.fps or BATCHES_PER_SECOND
        layout = self.view.look(command, self.run.trainer, now=now)
        applied = command.model_dump(exclude={"type", "id"})
        return [self._ack(command.id, applied, sentences.watching(command)), layout]

    def _inspect(self, command: Inspect, now: float) -> list[Event]:  # noqa: ARG002
        return [derived(command, self.run.trainer)]

    def _check_gradient(
        self,
        command: CheckGradient,
        now: float,  # noqa: ARG002
    ) -> list[Event]:
        return [checked_gradient(command, self.run.trainer)]

    def _refuse(self, command: Seek | Twin, now: float) -> list[Event]:  # noqa: ARG002
        message = t("error.not_available", command=command.type)
        raise ProtocolError("not_available", message, field="type")

    # ---- answers -------------------------------------------------------------------

    def _ack(self, id_: int, applied: dict[str, Any], message: str, **more: Any) -> Ack:
        self.commands += 1
        self.view.hurry()
        return Ack(
            id=id_,
            applied=applied,
            message=message,
            step=self.run.trainer.step_count,
            command=self.commands,
            **more,
        )

    def _altered(
        self,
        id_: int,
        applied: dict[str, Any],
        message: str,
        before: tuple[NetworkFields, SplitData],
        now: float,
        *,
        stood: Checkpoint | None,
    ) -> list[Event]:
        """Return the ack, then whatever else a change or a reset has altered.

        ``stood`` is how it stood before, if that has lost weights.
        """
        trainer = self.run.trainer
        experiment = self.tables.plain(trainer.experiment)
        is_kept = stood is not None and self.checkpoints.add(self.commands + 1, stood)
        ack = self._ack(
            id_, applied, message, experiment=experiment, restorable=is_kept
        )
        events: list[Event] = [ack]
        if not same_samples(before[1], trainer.data):
            events.append(Data(**dict(data_fields(trainer))))
        network = network_fields(trainer)
        if network != before[0]:
            events.append(Network(**dict(network)))
        self.view.keep_probe_below(trainer.data.train_x.shape[1])
        if not self.view.fits(trainer):
            events.append(self.view.rebuild(trainer))
        return [*events, self.status(now)]

    def _stands(self) -> Checkpoint:
        """Return how the run stands."""
        run = self.run
        return Checkpoint(run.trainer.snapshot(), run.curve.copy(), tuple(run.marks))

    def fail_pending(self, message: str) -> None:
        """Answer an advance that a fault in the server has ended."""
        pending, self.run.pending = self.run.pending, None
        if pending is not None:
            answer = Error(id=pending.command.id, code="internal", message=message)
            self.events.append(answer)

    def _end_pending(self) -> list[Event]:
        """End an advance where it is and return its answer."""
        pending, self.run.pending = self.run.pending, None
        if pending is None:
            return []
        if pending.error is None:
            message = sentences.advanced(
                pending.command, pending.done, self.run.trainer
            )
            if self.run.trainer.stopped:
                message = sentences.stopped_early(self.run.trainer)
            return [self._ack_of(pending, message)]
        diverged = self.diverged(pending.error)
        if pending.done:
            return [self._ack_of(pending, pending.error.message), diverged]
        error = ProtocolError("diverged", pending.error.message)
        return [Error.answering(error, pending.command.id), diverged]

    def _ack_of(self, pending: PendingAdvance, message: str) -> Ack:
        applied = {"by": pending.command.by, "count": pending.done}
        return self._ack(pending.command.id, applied, message)


def check_probe(command: Watch, trainer: Trainer) -> None:
    """Refuse to look at a sample that is not there."""
    most = trainer.data.train_x.shape[1] - 1
    if command.probe is not None and command.probe > most:
        message = t("error.probe", most=most)
        raise ProtocolError("limit_exceeded", message, field="probe", limit=most)


@contextmanager
def typed_errors() -> Iterator[None]:
    """Turn the engine's refusals into the protocol's."""
    try:
        yield
    except ExperimentError as error:
        limit = error.limit if isinstance(error.limit, int | float) else None
        code: ErrorCode = "invalid_value" if limit is None else "limit_exceeded"
        raise ProtocolError(
            code, error.message, field=error.field, limit=limit
        ) from None
