"""Sentences for the status line, in the page's words."""

from collections.abc import Mapping
from typing import Any

from app.i18n import t
from app.protocol.commands import Advance, SetParameter, Watch
from engine import ChangeReport, Experiment, Trainer, catalog
from engine.data.features import SUBSCRIPTS
from engine.functions.optimizers import OPTIMIZERS
from engine.limits import MAX_UPLOADED_FEATURES

__all__ = [
    "LABELS",
    "advanced",
    "changed",
    "field_name",
    "parameter_set",
    "playing",
    "position",
    "reset",
    "stopped_early",
    "watching",
]


_LISTS = {
    "dataset": "datasets",
    "activation": "activations",
    "output": "outputs",
    "loss": "losses",
    "initializer": "initializers",
    "optimizer": "optimizers",
    "schedule": "schedules",
    "features": "features",
}
BOUNDS = ("max_norm", "clip_norm", "patience")
"""Settings that limit something, and without a value do not."""
LABELS: dict[str, dict[str, str]] = {
    field: {entry["name"]: entry["label"] for entry in catalog()[kind]}
    for field, kind in _LISTS.items()
}
_COLUMNS = tuple(f"x{k + 1}" for k in range(MAX_UPLOADED_FEATURES))
LABELS["features"] |= {name: name.translate(SUBSCRIPTS) for name in _COLUMNS}
"""Columns of uploaded data are inputs, too."""


def playing(steps_per_second: float | None) -> str:
    """Tell the requested speed."""
    if steps_per_second is None:
        return t("playing.full")
    return t("playing", n=steps_per_second)


def position(trainer: Trainer, *, running: bool) -> str:
    """Tell the step and epoch of a run."""
    where = {"step": trainer.step_count, "epoch": trainer.epoch}
    if trainer.op_index:
        return t("within_step", done=trainer.op_index, all=trainer.n_ops, **where)
    return t("training" if running else "paused", **where)


def stopped_early(trainer: Trainer) -> str:
    """Tell why training has ended."""
    patience = trainer.experiment.patience
    return t("stopped_early", step=trainer.step_count, n=patience)


def advanced(command: Advance, done: int, trainer: Trainer) -> str:
    """Tell how far an advance went, and which op comes next."""
    if trainer.stopped:
        return stopped_early(trainer)
    went = t(f"advanced.{command.by}", n=done)
    if not trainer.op_index:
        return t("advanced.now_at", went=went, step=trainer.step_count)
    op = trainer.next_op
    phase = t(f"phase.{op.phase}")
    if op.layer is None:
        return t("advanced.next", went=went, phase=phase, op=op.name)
    layer = op.layer + 1
    return t("advanced.next_in_layer", went=went, phase=phase, layer=layer, op=op.name)


def parameter_set(command: SetParameter) -> str:
    """Tell which parameter was set by hand."""
    where = {"layer": command.layer + 1, "row": command.row + 1}
    if command.column is None:
        return t("set.bias", **where, value=command.value)
    return t("set.weight", **where, column=command.column + 1, value=command.value)


def changed(report: ChangeReport, experiment: Experiment) -> str:
    """Tell what a change did to the settings, the weights and the optimizer."""
    if not report.changed:
        return t("changed.nothing")
    parts = [
        t(
            "changed.field",
            field=field_name(name),
            before=_value(name, a),
            after=_value(name, b),
        )
        for name, (a, b) in report.changed.items()
    ]
    message = t(f"changed.weights.{report.weights}", changes=", ".join(parts))
    if OPTIMIZERS[experiment.optimizer].slots and report.slots != "kept":
        message += t(f"changed.slots.{report.slots}")
    for name, why in report.idle.items():
        message += t("changed.idle", field=field_name(name), why=why)
    return message[:1].upper() + message[1:]


def field_name(name: str) -> str:
    """Return what a setting is called on the page."""
    return t(f"control.{name}")


def _value(field: str, value: Any) -> str:
    """Return a setting's value as the page shows it."""
    if isinstance(value, bool):
        return t("value.on" if value else "value.off")
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        separator = "-" if field == "hidden" else ", "
        return separator.join(_value(field, part) for part in value) or t("none")
    if value is None:
        return t("none" if field in BOUNDS else "control.automatic")
    if value == "full":
        return t("control.all_samples")
    known = LABELS.get("features" if field == "axes" else field, {})
    return known.get(str(value), str(value).replace("_", " "))


def reset(applied: Mapping[str, Any], seed: int) -> str:
    """Tell what a new run starts with."""
    names = [field_name(name) for name in applied if name != "seed"]
    if not names:
        return t("reset", seed=str(seed))
    return t("reset.with", names=", ".join(names[:4]), seed=str(seed))


def watching(command: Watch) -> str:
    """Tell what the page gets."""
    if not command.fps or not command.sections:
        return t("watching.figures" if command.fps else "watching.nothing")
    return t("watching", n=len(command.sections), fps=command.fps)
