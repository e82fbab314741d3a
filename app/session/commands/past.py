"""Commands about the past: go to a step, undo a change, use or edit a branch."""

from app.protocol.commands.commands import Branch, Change, Seek
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session.seeking import begin_seek
from app.session.state import SessionState
from engine.training.timeline.branch import Branch as Past
from engine.training.timeline.branch import TimelinePlace

__all__ = ["branch", "restore", "seek"]


def seek(state: SessionState, command: Seek, now: float) -> list[Event]:
    """Go to a step of the past, paused.

    Raises
    ------
    ProtocolError
        If there is no such branch or step, or no memory to go there.
    """
    timeline = state.run.timeline
    found = timeline.branch
    if command.branch is not None:
        found = _branch(state, command.branch)
    found.end = timeline.end if found is timeline.branch else found.end
    try:
        place = found.place(command.step, command.events)
    except ValueError:
        most = found.end.step
        message = sentence("error.no_such_step", step=command.step, most=most)
        raise ProtocolError(
            "limit_exceeded", message, field="step", limit=most
        ) from None
    return begin_seek(state, command.id, place, now)


def restore(
    state: SessionState, command: Change, restored: int, now: float
) -> list[Event]:
    """Return to the place before a command.

    Raises
    ------
    ProtocolError
        If other fields are given, if the place is no longer kept, or if there is no
        memory to go there.
    """
    if command.given():
        message = sentence("error.restore_alone")
        raise ProtocolError("invalid_value", message, field="restore")
    place = state.places.get(restored)
    if place is None or not _is_kept(state, place):
        message = sentence("error.not_kept", command=restored)
        raise ProtocolError("not_kept", message, field="restore")
    return begin_seek(state, command.id, place, now, is_undo=True)


def _is_kept(state: SessionState, place: TimelinePlace) -> bool:
    return any(each.id == place.branch for each in state.run.timeline.branches)


def branch(state: SessionState, command: Branch, now: float) -> list[Event]:
    """Go to a branch, train it again, rename it, delete it, or read its curves.

    Raises
    ------
    ProtocolError
        If there is none, or this cannot be done with it.
    """
    if command.action == "undelete":
        return _undelete(state, command)
    found = _branch(state, command.branch)
    if command.action == "switch":
        place = found.place(*found.end)
        return begin_seek(state, command.id, place, now)
    if command.action == "without":
        return _without(state, command, found, now)
    if command.action == "delete":
        return _delete(state, command, found)
    if command.action == "rename":
        found.name = command.name
        message = sentence("branch.renamed")
        return [state.ack(command.id, {"name": command.name}, message)]
    histories = state.run.records.histories_of(found)
    return [*histories, state.ack(command.id, {}, sentence("branch.curves"))]


def _without(
    state: SessionState, command: Branch, found: Past, now: float
) -> list[Event]:
    """Train a branch again without one of its events, up to where it ends."""
    timeline = state.run.timeline
    end = timeline.end if found is timeline.branch else found.end
    if command.event is None or command.event >= len(found.events):
        message = sentence("error.no_event")
        raise ProtocolError("invalid_value", message, field="event")
    made = timeline.branches.without(found, command.event)
    timeline.branches.share_memory(timeline.branch)
    place = made.place(*made.end)
    return begin_seek(state, command.id, place, now, trains_to=end.step)


def _delete(state: SessionState, command: Branch, found: Past) -> list[Event]:
    timeline = state.run.timeline
    if found is timeline.branch:
        message = sentence("error.branch_in_use")
        raise ProtocolError("not_ready", message, field="branch")
    timeline.branches.delete(found)
    timeline.branches.share_memory(timeline.branch)
    state.deleted = found
    applied = {"deleted": found.id}
    return [state.ack(command.id, applied, sentence("branch.deleted"))]


def _undelete(state: SessionState, command: Branch) -> list[Event]:
    timeline, found = state.run.timeline, state.deleted
    if found is None or found.id != command.branch:
        message = sentence("error.no_branch", branch=command.branch)
        raise ProtocolError("not_kept", message, field="branch")
    timeline.branches.undelete(found)
    timeline.branches.share_memory(timeline.branch)
    state.deleted = None
    applied = {"undeleted": found.id}
    return [state.ack(command.id, applied, sentence("branch.undeleted"))]


def _branch(state: SessionState, id_: int) -> Past:
    try:
        return state.run.timeline.branches[id_]
    except ValueError:
        message = sentence("error.no_branch", branch=id_)
        raise ProtocolError("invalid_value", message, field="branch") from None
