"""Change: new settings during a run, which keep what the network has learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.experiment.experiment import Experiment
from engine.experiment.settings import SCALARS
from engine.experiment.unused import unused_settings
from engine.limits import ExperimentError
from engine.program.initial_parameters import initial_vector
from engine.training.changes.carry_over import carried_over

if TYPE_CHECKING:
    from engine.training.stepping.stepper import Stepper

__all__ = ["ChangeReport", "change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """The effect of a change.

    Attributes
    ----------
    changed : dict
        Field to (old value, new value), as JSON values.
    gave_way : tuple of str
        Fields among them that were not asked for, but no longer fitted.
    weights : str
        ``"kept"`` if all stay as they were; ``"resized"`` if those of units that stay
        are kept.
    slots : str
        ``"kept"``, ``"resized"`` like the weights, or ``"reset"`` to zeros.
    unused : dict
        Changed fields that are without effect, and the reason for each.
    """

    changed: dict[str, tuple[Any, Any]]
    gave_way: tuple[str, ...]
    weights: str
    slots: str
    unused: dict[str, str]


def change(stepper: Stepper, changes: Mapping[str, Any]) -> ChangeReport:
    """Change settings between two steps; see `Trainer.change`.

    A step of which only some ops have run starts again.
    """
    for field, value in changes.items():
        if field not in Experiment.live_fields:
            message = f"{field} cannot change without a reset"
            raise ExperimentError(field, value, message)
    old, old_work = stepper.experiment, stepper.work
    new, gave_way = old.adapted(**changes)
    stepper.settle()
    if SCALARS.issuperset(changes) and not gave_way:
        stepper.set_scalars(new)
        return _report(old, new, gave_way, "kept", "kept")
    weights, slots = _rebuild(stepper, new)
    if slots == "reset":
        stepper.t = 0
    stepper.resume_epoch(is_same=old_work.slices == stepper.work.slices)
    if old_work.layout.shape_key != stepper.work.layout.shape_key:
        stepper.state.clear()
    return _report(old, new, gave_way, weights, slots)


def _rebuild(stepper: Stepper, new: Experiment) -> tuple[str, str]:
    """Compile a changed experiment; return what became of weights and slots.

    If there is no memory for it, nothing changes.
    """
    old, work, evaluation = stepper.experiment, stepper.work, stepper.evaluation
    stepper.compile(new)
    rng = np.random.default_rng([new.seed, stepper.step_count])
    try:
        return carried_over(
            old,
            new,
            (work.layout, work.state),
            (stepper.work.layout, stepper.work.state),
            initial_vector(new, stepper.work.layout, rng),
        )
    except MemoryError:
        stepper.experiment, stepper.work, stepper.evaluation = old, work, evaluation
        raise


def _report(
    old: Experiment,
    new: Experiment,
    gave_way: tuple[str, ...],
    weights: str,
    slots: str,
) -> ChangeReport:
    """Return the report of a change."""
    changed = old.changes_to(new)
    return ChangeReport(
        changed=changed,
        gave_way=tuple(name for name in gave_way if name in changed),
        weights=weights,
        slots=slots,
        unused=unused_settings(new, changed),
    )
