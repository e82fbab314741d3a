"""Frames of a session: what they show, and their figures for the curves."""

from app.protocol.sections import KEPT
from app.session.state import SessionState
from app.stream.evaluations import Evaluations, Losses
from app.stream.frames import FLAG_MID_STEP, FLAG_RUNNING
from app.stream.subscription import Subscription, Version

__all__ = ["frame_of", "version_of"]

U32 = 0xFFFFFFFF
OF_CURVES = frozenset(row.name for row in KEPT)
"""Sections whose numbers are those of a point of the curves."""


def version_of(state: SessionState) -> Version:
    """Return the version of what a frame shows: equal versions give equal frames."""
    run = state.run
    trainer = run.trainer
    return (trainer.step_count, trainer.op_index, state.n_commands, run.running)


def frame_of(
    state: SessionState, subscription: Subscription, *, now: float, n_viewers: int = 1
) -> bytes | None:
    """Return a frame for a subscription to a session, if one is due.

    ``n_viewers``, those of other sessions among them, share the time for evaluations.
    """
    version, watch = version_of(state), subscription.watch
    due_at = subscription.due_at(version)
    if due_at is None or now < due_at or watch is None:
        return None
    clock = state.run.clock
    started = clock()
    evaluations = subscription.evaluations
    evaluates = evaluate(state, evaluations, now=now, n_viewers=n_viewers)
    if evaluates:
        version = version_of(state)  # the run may have been rolled back
    trainer, readouts = state.trainer, state.readouts(watch.probe)
    is_within = trainer.op_index > 0
    flags = FLAG_RUNNING * state.run.running | FLAG_MID_STEP * is_within
    losses = evaluations.losses
    stamp = (
        *(flags, subscription.next_seq()),
        *(trainer.step_count & U32, trainer.epoch & U32, state.n_commands & U32),
        *(losses.step & U32, losses.train, losses.test),
    )
    frame = subscription.pack(readouts, stamp, version, now, evaluates=evaluates)
    if evaluates and not OF_CURVES.isdisjoint(watch.sections):
        state.note(now, readouts=readouts)
    subscription.rest(clock() - started, now=now)
    return frame


def evaluate(
    state: SessionState, evaluations: Evaluations, *, now: float, n_viewers: int = 1
) -> bool:
    """Compute the losses, if a frame is to have its own; return whether it is.

    It has them also where they are known already, as after a status event. If they are
    not finite, the run is rolled back. Without them it is known that they are: see
    `LossGuard.is_due`.
    """
    run, n_commands = state.run, state.n_commands
    step = state.trainer.step_count
    is_due = not run.running or evaluations.are_due(step, n_commands, now=now)
    is_known = run.records.has_losses
    if not is_due and not is_known:
        return False
    if not is_known:
        started = run.clock()
        run.records.train_losses()
        evaluations.learn(run.clock() - started)
    if state.is_training:
        state.has_finite_loss(now)
    losses = Losses(state.trainer.step_count, *run.records.losses())
    evaluations.take(losses, n_commands, now=now, n_viewers=n_viewers)
    return True
