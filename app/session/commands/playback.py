"""Commands that start and stop training: play, pause, advance."""

from app.protocol.commands import Advance, Pause, Play
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session import sentences
from app.session.run.advance import PendingAdvance
from app.session.state import SessionState

__all__ = ["advance", "pause", "play"]

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
    state.continue_advance(ADVANCE_SECONDS, now)
    return [*events, *state.take_events(now)]
