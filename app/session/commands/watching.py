"""Commands about frames: what is sent, and what was received."""

from app.protocol.commands.commands import FrameAck, Watch
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session.memory_use import require_watch
from app.session.messages import sentences
from app.session.run.pacing import BATCHES_PER_SECOND
from app.session.state import SessionState
from engine import Trainer

__all__ = ["acknowledge", "check_probe", "watch"]


def watch(state: SessionState, command: Watch, now: float) -> list[Event]:
    """Subscribe to sections of frames."""
    check_probe(command, state.trainer)
    require_watch(state, command)
    subscription, run = state.subscription, state.run
    if subscription.watch is not None and not subscription.wants_frames:
        run.skip_idle_time(now=now)
    run.pace.batches_per_second = command.fps or BATCHES_PER_SECOND
    layout = subscription.subscribe(command, run.lockstep.trainers, now=now)
    applied = command.model_dump(exclude={"type", "id"})
    return [state.ack(command.id, applied, sentences.watching(command)), layout]


def check_probe(command: Watch, trainer: Trainer) -> None:
    """Refuse a probe that is no training sample.

    Raises
    ------
    ProtocolError
    """
    most = trainer.data.train_x.shape[1] - 1
    if command.probe is not None and command.probe > most:
        message = sentence("error.probe", most=most)
        raise ProtocolError("limit_exceeded", message, field="probe", limit=most)


def acknowledge(state: SessionState, command: FrameAck, now: float) -> list[Event]:
    """Take a frame out of flight, and those before it."""
    state.subscription.window.acknowledge(command.seq, now=now)
    return []
