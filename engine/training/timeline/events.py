"""Events: what happened to a run besides training, so that it can be repeated.

Beginning again at step 0 is none: that is a run of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from engine.training.changes.change import ChangeReport
from engine.training.lockstep import Lockstep
from engine.training.trainer import Trainer

__all__ = ["Change", "Drop", "Edit", "Event", "Outcome", "Swap", "Twin", "subject"]


class Outcome(NamedTuple):
    """What an event has led to.

    Attributes
    ----------
    lockstep : Lockstep
        What trains on.
    reports : tuple of ChangeReport
        Of a change: one for each network.
    former : float or None
        Of an edit: the former value of the parameter.
    """

    lockstep: Lockstep
    reports: tuple[ChangeReport, ...] = ()
    former: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Changes settings; ``fields`` has a mapping for each network."""

    fields: tuple[Mapping[str, Any], ...]

    def apply(self, lockstep: Lockstep) -> Outcome:
        """Change the settings of the trainers."""
        return Outcome(lockstep, tuple(lockstep.change(*self.fields)))


@dataclass(frozen=True, slots=True)
class Edit:
    """Sets one parameter of network ``run`` by hand; see `Trainer.set_parameter`."""

    run: int
    layer: int
    row: int
    column: int | None
    value: float

    def apply(self, lockstep: Lockstep) -> Outcome:
        """Set the parameter."""
        place = self.layer, self.row, self.column
        former = lockstep.set_parameter(self.run, *place, self.value)
        return Outcome(lockstep, former=former)


@dataclass(frozen=True, slots=True)
class Twin:
    """Adds a network beside the first one: a copy of it with some settings changed."""

    fields: Mapping[str, Any]

    def apply(self, lockstep: Lockstep) -> Outcome:
        """Put the first trainer and its twin in lock-step."""
        first = lockstep.trainers[0]
        twin = Trainer(first.experiment)
        twin.restore(first.snapshot())
        twin.change(**self.fields)
        return Outcome(Lockstep(first, twin))


@dataclass(frozen=True, slots=True)
class Swap:
    """Exchanges the two networks."""

    def apply(self, lockstep: Lockstep) -> Outcome:
        """Exchange the trainers."""
        lockstep.swap()
        return Outcome(lockstep)


@dataclass(frozen=True, slots=True)
class Drop:
    """Removes network ``run`` of two."""

    run: int

    def apply(self, lockstep: Lockstep) -> Outcome:
        """Go on with the other trainer alone."""
        return Outcome(Lockstep(lockstep.trainers[1 - self.run]))


Event: TypeAlias = Change | Edit | Twin | Swap | Drop


def subject(event: Event) -> tuple[object, ...] | None:
    """Return what an event changes, equal for events that may be of one gesture.

    None for an event that is never one with another: of a twin, a swap or a drop.
    """
    if isinstance(event, Change):
        return tuple(map(frozenset, event.fields))
    if isinstance(event, Edit):
        return event.run, event.layer, event.row, event.column
    return None
