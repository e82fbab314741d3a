"""The command ``twin``: a second network is made, swapped, promoted or dropped."""

from app.protocol.commands.commands import Twin
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session.change_events import StateBefore, ack_with_changes, changed_values
from app.session.commands.cost import check_cost, n_samples, new_trainers
from app.session.memory_use import require_networks
from app.session.messages import sentences
from app.session.state import SessionState
from engine import Trainer
from engine.training.timeline import events as events_of

__all__ = ["twin"]


def twin(state: SessionState, command: Twin, now: float) -> list[Event]:
    """Make a second network, or change which of the two is which.

    The former state of both can be restored.

    Raises
    ------
    ExperimentError
        If the fields in which the twin shall differ do not fit.
    ProtocolError
        If there is no twin yet, or two networks would be too large.
    """
    if command.action == "make":
        return _make(state, command, now)
    if len(state.trainers) == 1:
        message = sentence("error.no_twin")
        raise ProtocolError("invalid_value", message, field="action")
    events = state.end_advance()
    before = StateBefore.of(state)
    if command.action == "swap":
        state.run.apply(events_of.Swap(), now=now)
        state.diagnoses.arrange((1, 0))
    else:
        kept = 1 if command.action == "promote" else 0
        state.run.apply(events_of.Drop(1 - kept), now=now)
        state.diagnoses.arrange((kept,))
    return [*events, *_told(state, command, before, now)]


def _make(state: SessionState, command: Twin, now: float) -> list[Event]:
    """Make the twin, after it is certain that nothing is refused."""
    given = {} if command.change is None else command.change.given()
    fields = state.uploads.resolved(given)
    old = state.trainer.experiment
    new = old.adapted(**fields)[0]
    require_networks(state, old, new)
    if command.at == "start":
        trainers = new_trainers(old, new)
    else:
        trainers = (state.trainer, Trainer(old))
        trainers[1].change(**fields)
        check_cost(*[(each.experiment, n_samples(each)) for each in trainers])
    events = state.end_advance()
    before = StateBefore.of(state)
    if command.at == "start":
        state.run.replace(*trainers)
    else:
        state.run.apply(events_of.Twin(fields), now=now)
    return [*events, *_told(state, command, before, now)]


def _told(
    state: SessionState, command: Twin, before: StateBefore, now: float
) -> list[Event]:
    """Return the ack, and all that has changed."""
    messages = {
        "make": sentences.twin_made(state.run.lockstep.differences),
        "swap": sentence("twin.swapped"),
        "promote": sentence("twin.promoted"),
        "drop": sentence("twin.dropped"),
    }
    message = sentences.on_branch(messages[command.action], state.run)
    applied = changed_values(state, before)
    return ack_with_changes(
        state, command.id, applied, message, before, now, restorable=True
    )
