"""Events: what happened to a run besides training, so that it can be repeated.

Beginning again at step 0 is none: that is a run of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.training.lockstep import Lockstep
from engine.training.trainer import Trainer

__all__ = ["Change", "Drop", "Edit", "Event", "Swap", "Twin"]


@dataclass(frozen=True, slots=True)
class Change:
    """Changes settings; ``fields`` has a mapping for each network."""

    fields: tuple[Mapping[str, Any], ...]

    def apply(self, lockstep: Lockstep) -> Lockstep:
        """Change the settings of the trainers."""
        lockstep.change(*self.fields)
        return lockstep


@dataclass(frozen=True, slots=True)
class Edit:
    """Sets one parameter of network ``run`` by hand; see `Trainer.set_parameter`."""

    run: int
    layer: int
    row: int
    column: int | None
    value: float

    def apply(self, lockstep: Lockstep) -> Lockstep:
        """Set the parameter."""
        place = self.layer, self.row, self.column
        lockstep.set_parameter(self.run, *place, self.value)
        return lockstep


@dataclass(frozen=True, slots=True)
class Twin:
    """Adds a network beside the first one: a copy of it with some settings changed."""

    fields: Mapping[str, Any]

    def apply(self, lockstep: Lockstep) -> Lockstep:
        """Return the first trainer and its twin in lock-step."""
        first = lockstep.trainers[0]
        twin = Trainer(first.experiment)
        twin.restore(first.snapshot())
        twin.change(**self.fields)
        return Lockstep(first, twin)


@dataclass(frozen=True, slots=True)
class Swap:
    """Exchanges the two networks."""

    def apply(self, lockstep: Lockstep) -> Lockstep:
        """Exchange the trainers."""
        lockstep.swap()
        return lockstep


@dataclass(frozen=True, slots=True)
class Drop:
    """Removes network ``run`` of two."""

    run: int

    def apply(self, lockstep: Lockstep) -> Lockstep:
        """Return the other trainer alone."""
        return Lockstep(lockstep.trainers[1 - self.run])


Event: TypeAlias = Change | Edit | Twin | Swap | Drop
