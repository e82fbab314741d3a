"""The step just applied as a file, and the script that checks it."""

from app.protocol.commands.commands import Export
from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.session.state import SessionState
from engine import Trainer
from engine.export.step_file import trace as trace_files
from engine.export.step_file.checker import checker

__all__ = ["check_trace", "trace_csv", "trace_npz"]


def trace_npz(state: SessionState, command: Export) -> bytes:
    """Return the numbers of the step as arrays."""
    return trace_files.trace_npz(_trainer(state, command), link=command.link or "")


def trace_csv(state: SessionState, command: Export) -> str:
    """Return the numbers of the step as a table."""
    return trace_files.trace_csv(_trainer(state, command), link=command.link or "")


def check_trace(state: SessionState, command: Export) -> str:
    """Return the script that derives the numbers of such a step again."""
    trace = _trainer(state, command).trace()
    return checker(trace.experiment, link=command.link or "")


def _trainer(state: SessionState, command: Export) -> Trainer:
    trainer = state.trainer_of(command.run)
    if trainer.op_index or trainer.last_step() is None:
        raise ProtocolError("not_ready", sentence("error.no_step"))
    return trainer
