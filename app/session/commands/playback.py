"""Commands that start and stop training, or take it back."""

from app.protocol.commands.commands import Advance, Pause, Play, StepBack
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import Sentence, sentence
from app.session.messages import sentences
from app.session.run.advance import PendingAdvance
from app.session.seeking import begin_seek
from app.session.state import SessionState
from engine import Trainer

__all__ = ["advance", "pause", "play", "step_back"]

ADVANCE_SECONDS = 0.002
"""How long an advance may take before it is continued in turns."""


def play(state: SessionState, command: Play, now: float) -> list[Event]:
    """Train at the requested speed."""
    events, run = state.end_advance(), state.run
    speed = command.steps_per_second
    run.play(speed, now=now)
    applied = {"running": run.running, "steps_per_second": speed}
    if run.running:
        message = sentences.playing(speed)
    else:
        message = sentences.stopped_early(run.lockstep)
    ack = state.ack(command.id, applied, message)
    return [*events, ack, state.status(now)]


def pause(state: SessionState, command: Pause, now: float) -> list[Event]:
    """Stop training."""
    events = state.end_advance()
    state.run.running = False
    message = sentence("paused.short", step=state.trainer.step_count)
    ack = state.ack(command.id, {"running": False}, message)
    return [*events, ack, state.status(now)]


def advance(state: SessionState, command: Advance, now: float) -> list[Event]:
    """Advance by a few ops, layers, phases, steps or epochs, paused."""
    events = state.end_advance()
    state.run.running = False
    state.pending = PendingAdvance(command)
    try:
        state.continue_advance(ADVANCE_SECONDS, now)
    except MemoryError:  # which is the answer
        state.pending = None
        raise
    return [*events, *state.take_events(now)]


def step_back(state: SessionState, command: StepBack, now: float) -> list[Event]:
    """Undo the last ops or steps, paused.

    Steps that are further back than the states that the networks keep are gone back to
    as by ``seek``.

    Raises
    ------
    ProtocolError
        If nothing can be undone.
    """
    run, timeline = state.run, state.run.timeline
    events = state.end_advance()
    goal = timeline.position.step + (run.trainer.op_index > 0) - command.count
    n_undone = run.step_back(command.by, command.count)
    is_far = command.by == "step" and n_undone < command.count
    if is_far and timeline.position.step:
        place = timeline.branch.place(max(0, goal))
        return [*events, *begin_seek(state, command.id, place, now)]
    if not n_undone:
        state.events += events
        raise ProtocolError("not_ready", _nothing_before(state.trainer))
    applied = {"by": command.by, "count": n_undone, "running": False}
    message = sentences.stepped_back(command, n_undone, run.lockstep)
    return [*events, state.ack(command.id, applied, message), state.status(now)]


def _nothing_before(trainer: Trainer) -> Sentence:
    """Return why nothing can be undone."""
    if not trainer.step_count:
        return sentence("error.at_start")
    return sentence("error.nothing_before", step=trainer.step_count)
