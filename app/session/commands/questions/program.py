"""The command ``program``: describes a step as a list of operations."""

from app.protocol.answers.program import Program
from app.protocol.commands.questions import AskProgram
from app.protocol.event import Event
from app.session.messages.narration import listing_of, result_of
from app.session.state import SessionState
from engine.inspection.readout.followed import current
from engine.inspection.source.listing import ops_of

__all__ = ["program"]


def program(state: SessionState, command: AskProgram, now: float) -> list[Event]:  # noqa: ARG001
    """Describe the operations of the current step, and how many have run.

    Raises
    ------
    ProtocolError
        If it is about a twin and there is none.
    """
    trainer = state.trainer_of(command.run)
    trace, n_batches = current(trainer, is_live=True), trainer.n_batches
    is_over = trace.complete and not trainer.op_index
    ops = trainer.ops
    if trace.experiment != trainer.experiment:
        ops = ops_of(trace)
    listing = listing_of(ops, trace)
    return [
        Program(
            id=command.id,
            run=command.run,
            step=trace.step,
            done=trace.done,
            batch_index=(trainer.batch_index - is_over) % n_batches,
            n_batches=n_batches,
            batch=tuple(trace.batch_indices.tolist()),
            sentence=result_of(ops[trace.done - 1], trace) if trace.done else None,
            listing=None if listing.name == command.known else listing,
        )
    ]
