"""Sentences for the status line: which key, and which values."""

from collections.abc import Mapping
from typing import Any

from app.protocol.branches import TimelineEvent
from app.protocol.commands.commands import Advance, SetParameter, StepBack, Watch
from app.protocol.sentence import ChangedField, Sentence, sentence
from app.session.messages.describe_timeline import begins_branch
from app.session.messages.narration import op_words
from app.session.run.run import Run
from engine import ChangeReport, Experiment, Lockstep, Trainer
from engine.functions.optimizers import OPTIMIZERS
from engine.training.timeline.document.loading import Loading

__all__ = [
    "advanced",
    "behind",
    "changed",
    "loaded",
    "on_branch",
    "parameter_set",
    "playing",
    "position",
    "reset",
    "stepped_back",
    "stopped_early",
    "twin_made",
    "watching",
]

MAX_NAMES = 4
"""Of the fields that a reset has changed; more are not listed."""


def playing(steps_per_second: float | None) -> Sentence:
    """Describe the requested speed."""
    if steps_per_second is None:
        return sentence("playing.full")
    return sentence("playing", n=steps_per_second)


def position(trainer: Trainer, *, running: bool) -> Sentence:
    """Describe the step and epoch of a run."""
    step, epoch = trainer.step_count, trainer.epoch
    if trainer.op_index:
        done, count = trainer.op_index, trainer.n_ops
        return sentence("within_step", done=done, all=count, step=step, epoch=epoch)
    return sentence("training" if running else "paused", step=step, epoch=epoch)


def behind(run: Run, speed: float) -> Sentence:
    """Describe a run that trains more slowly than requested."""
    step, asked = run.trainer.step_count, run.pace.steps_per_second or 0.0
    return sentence("training.behind", step=step, speed=round(speed), asked=asked)


def stopped_early(lockstep: Lockstep) -> Sentence:
    """Describe why training has ended."""
    trainer = next(each for each in lockstep.trainers if each.stopped)
    patience = trainer.experiment.patience
    assert patience is not None
    return sentence("stopped_early", step=trainer.step_count, n=patience)


def loaded(loading: Loading, step: int) -> Sentence:
    """Describe a run that was opened, and how far it is the one that was written."""
    since = loading.differs_from
    if loading.is_short and not loading.has_state:
        return sentence("loaded.short", step=step, goal=loading.goal.step)
    if since is not None and not loading.has_state:
        return sentence("loaded.differs", step=step, since=since.step)
    if not loading.document.is_same_machine:
        return sentence("loaded.elsewhere", step=step)
    return sentence("loaded", step=step)


def advanced(command: Advance, n_done: int, lockstep: Lockstep) -> Sentence:
    """Describe how far an advance went, and which op it ended with."""
    if lockstep.stopped:
        return stopped_early(lockstep)
    trainer = lockstep.trainers[0]
    went = sentence(f"advanced.{command.by}", n=n_done)
    if trainer.op_index:
        return sentence("advanced.did", went=went, op=_last_op(trainer))
    return sentence("advanced.now_at", went=went, step=trainer.step_count)


def stepped_back(command: StepBack, n_undone: int, lockstep: Lockstep) -> Sentence:
    """Describe what was undone, and which op is the last one done now."""
    trainer = lockstep.trainers[0]
    went = sentence(f"stepped_back.{command.by}", n=n_undone)
    if trainer.op_index:
        return sentence("stepped_back.last", went=went, op=_last_op(trainer))
    return sentence("advanced.now_at", went=went, step=trainer.step_count)


def _last_op(trainer: Trainer) -> Sentence:
    op = trainer.ops[trainer.op_index - 1]
    n_blocks = len(trainer.graph.parameters)
    return op_words(op, trainer.experiment.network, n_blocks)


def parameter_set(command: SetParameter) -> Sentence:
    """Describe which parameter was set by hand."""
    layer, row, value = command.layer + 1, command.row + 1, command.value
    if command.column is None:
        return sentence("set.bias", layer=layer, row=row, value=value)
    column = command.column + 1
    return sentence("set.weight", layer=layer, row=row, column=column, value=value)


def changed(
    report: ChangeReport,
    experiment: Experiment,
    gesture: TimelineEvent | None,
    *,
    run: int = 0,
) -> Sentence:
    """Describe what a change did to the settings, the weights and the optimizer.

    The old values are those before the whole gesture.
    """
    told = _changed(report, experiment, gesture)
    return sentence("changed.twin", told=told) if run else told


def _changed(
    report: ChangeReport, experiment: Experiment, gesture: TimelineEvent | None
) -> Sentence:
    if not report.changed:
        return sentence("changed.nothing")
    befores = {each.field: each.before for each in gesture.changes} if gesture else {}
    changes = tuple(
        ChangedField(field=name, before=befores.get(name, before), after=after)
        for name, (before, after) in report.changed.items()
    )
    told = sentence(f"changed.weights.{report.weights}", changes=changes)
    if OPTIMIZERS[experiment.optimizer].slots and report.slots != "kept":
        told = sentence(f"changed.slots.{report.slots}", told=told)
    for name, reason in report.unused.items():
        field = field_name(name)
        told = sentence("changed.unused", told=told, field=field, reason=reason)
    return told


def on_branch(told: Sentence, run: Run) -> Sentence:
    """Add that a branch began, if what is described made one."""
    return sentence("changed.branch", told=told) if begins_branch(run) else told


def field_name(field: str) -> Sentence:
    """Return the name of a setting."""
    return sentence(f"control.{field}")


def reset(applied: Mapping[str, Any], seed: int) -> Sentence:
    """Describe what a new run starts with."""
    names = [field_name(name) for name in applied if name != "seed"]
    if not names:
        return sentence("reset", seed=str(seed))
    return sentence("reset.with", names=tuple(names[:MAX_NAMES]), seed=str(seed))


def twin_made(differences: Mapping[str, Any]) -> Sentence:
    """Describe in what the second network differs from the first."""
    names = [field_name(name) for name in differences]
    if not names:
        return sentence("twin.made.same")
    return sentence("twin.made", names=tuple(names[:MAX_NAMES]))


def watching(command: Watch) -> Sentence:
    """Describe what the page gets."""
    if not command.fps or not command.sections:
        return sentence("watching.figures" if command.fps else "watching.nothing")
    return sentence("watching", n=len(command.sections), fps=command.fps)
