"""Seeking in the past: a seek begins, goes on in turns, and ends."""

from app.protocol.errors import ProtocolError
from app.protocol.events import Error, Event
from app.protocol.sentence import sentence
from app.session.change_events import StateBefore, ack_with_changes, changed_values
from app.session.memory_estimates import network_bytes
from app.session.memory_use import count_memory, require_seek
from app.session.messages.sentences import loaded
from app.session.protocol_errors import protocol_errors
from app.session.run.pending_seek import PendingReading, PendingSeek
from app.session.run.plain_records import ByBranch
from app.session.state import SessionState
from engine.training.timeline.branch import TimelinePlace
from engine.training.timeline.document.loading import Loading

__all__ = [
    "SEEK_SECONDS",
    "begin_loading",
    "begin_reading",
    "begin_seek",
    "cancel_seek",
    "continue_seek",
]

SEEK_SECONDS = 0.004
"""How long a seek may take before it is continued in turns."""
SPARE_BYTES = 4 << 20
"""Trainers that take more are not kept for the next seek."""


def begin_seek(
    state: SessionState,
    id_: int,
    goal: TimelinePlace,
    now: float,
    *,
    is_undo: bool = False,
    trains_to: int | None = None,
) -> list[Event]:
    """Pause, and go to a place of the past, after an earlier seek has ended.

    Parameters
    ----------
    id_ : int
        Of the command.
    is_undo : bool
        Whether what came after shall not happen again, and training goes on.
    trains_to : int, optional
        A step up to which the run then trains.

    Raises
    ------
    ProtocolError
        If there is no memory for it.
    """
    timeline = state.run.timeline
    branch = timeline.branches[goal.branch]
    require_seek(state, branch.experiments_at(goal.n_events))
    events = [*cancel_seek(state), *state.end_advance()]
    resumes, state.run.running = is_undo and state.run.running, False
    state.seeking = PendingSeek(
        id=id_,
        seek=timeline.seek(goal),
        began=now,
        is_undo=is_undo,
        resumes=resumes,
        trains_to=trains_to,
    )
    return [*events, *continue_seek(state, SEEK_SECONDS, now)]


def continue_seek(
    state: SessionState, budget_seconds: float, now: float
) -> list[Event]:
    """Go on for about this long; return the answer if the place is reached."""
    pending = state.seeking
    if pending is None:
        return []
    try:
        with protocol_errors():
            is_over = pending.proceed(budget_seconds, state.run.clock)
            if isinstance(pending, PendingReading):
                return _read(state, pending) if is_over else []
    except ProtocolError as error:
        state.seeking = None
        return [Error.answering(error, pending.id)]
    return _arrive(state, pending, now) if is_over else list(pending.progress(now))


def _read(state: SessionState, pending: PendingReading) -> list[Event]:
    """Go on with a document that was read."""
    state.seeking = None
    assert pending.document is not None
    return pending.finish(pending.document)


def _arrive(state: SessionState, pending: PendingSeek, now: float) -> list[Event]:
    run, before, seek = state.run, StateBefore.of(state), pending.seek
    state.seeking = None
    if isinstance(seek, Loading):
        run.load(seek, pending.records)
    else:
        run.arrive(seek)
    if pending.is_undo and run.timeline.is_past:
        run.leave()
    if sum(map(network_bytes, run.timeline.spare)) > SPARE_BYTES:
        run.timeline.drop_spare()
    if pending.resumes:
        run.play(run.pace.steps_per_second, now=now)
    if pending.trains_to is not None:
        run.play_to(pending.trains_to)
    count_memory(state)
    applied, is_loaded = changed_values(state, before), isinstance(seek, Loading)
    message = state.position_message()
    if pending.is_undo:
        message = sentence("restored", step=state.trainer.step_count)
    elif isinstance(seek, Loading):
        message = loaded(seek, state.trainer.step_count)
    is_restorable = pending.is_undo or is_loaded
    return ack_with_changes(
        state, pending.id, applied, message, before, now, restorable=is_restorable
    )


def begin_reading(
    state: SessionState, pending: PendingReading, now: float
) -> list[Event]:
    """Begin to read a document, after an earlier seek has ended."""
    events = [*cancel_seek(state), *state.end_advance()]
    state.seeking = pending
    return [*events, *continue_seek(state, SEEK_SECONDS, now)]


def begin_loading(
    state: SessionState, id_: int, loading: Loading, records: ByBranch, now: float
) -> list[Event]:
    """Pause, and go to the present of a document, after an earlier seek has ended."""
    events = [*cancel_seek(state), *state.end_advance()]
    state.run.running = False
    state.seeking = PendingSeek(id=id_, seek=loading, began=now, records=records)
    return [*events, *continue_seek(state, SEEK_SECONDS, now)]


def cancel_seek(state: SessionState) -> list[Event]:
    """End a seek that is not over; the session stays where it is."""
    pending, state.seeking = state.seeking, None
    if pending is None:
        return []
    message = sentence("seek.broken_off", step=state.trainer.step_count)
    return [state.ack(pending.id, {}, message)]
