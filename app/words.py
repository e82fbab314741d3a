"""Sentences for the status line."""

from collections.abc import Mapping
from typing import Any

from app.protocol import Advance, SetParameter, Watch
from engine import Trainer

__all__ = [
    "advanced",
    "parameter_set",
    "playing",
    "reset",
    "standing",
    "stopped_early",
    "watching",
]


def playing(steps_per_second: float | None) -> str:
    """Say how fast it goes."""
    if steps_per_second is None:
        return "Training at full speed"
    return (
        f"Training at {steps_per_second:g} {_plural('step', steps_per_second)} a second"
    )


def standing(trainer: Trainer, *, running: bool) -> str:
    """Say where a run stands."""
    where = f"step {trainer.step_count:,}, epoch {trainer.epoch:,}"
    if trainer.op_index:
        done = f"{trainer.op_index} of {trainer.n_ops} ops"
        return f"Within a step: {done} done after {where}"
    return f"Training: {where}" if running else f"Paused at {where}"


def stopped_early(trainer: Trainer) -> str:
    """Say why nothing moves any more."""
    return (
        f"Early stopping ended the run at step {trainer.step_count:,}:"
        f" no progress in {trainer.experiment.patience} epochs"
    )


def advanced(command: Advance, done: int, trainer: Trainer) -> str:
    """Say how far the microscope went."""
    went = f"{done:,} {_plural(command.by, done)} on"
    if trainer.op_index:
        op = trainer.next_op
        layer = "" if op.layer is None else f", layer {op.layer + 1}"
        return f"{went}; next: {op.phase}{layer}, {op.name}"
    return f"{went}; now at step {trainer.step_count:,}"


def parameter_set(command: SetParameter) -> str:
    """Say which number was set by hand."""
    if command.column is None:
        what = f"bias {command.row + 1}"
    else:
        what = f"weight {command.row + 1}, {command.column + 1}"
    return f"Layer {command.layer + 1}, {what} set to {command.value:.4g}"


def reset(applied: Mapping[str, Any], seed: int) -> str:
    """Say what a new run starts with."""
    names = [name.replace("_", " ") for name in applied if name != "seed"]
    told = f" with new {', '.join(names[:4])}" if names else ""
    return f"Back at step 0{told}, seed {seed}"


def watching(command: Watch) -> str:
    """Say what the page gets."""
    if not command.fps or not command.sections:
        return "Watching the figures only" if command.fps else "Watching nothing"
    count = len(command.sections)
    return (
        f"Watching {count} {_plural('section', count)}, {command.fps} frames a second"
    )


def _plural(noun: str, count: float) -> str:
    return noun if count == 1 else f"{noun}s"
