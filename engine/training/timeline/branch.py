"""Branch: one run from step 0 to its end, as it can be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engine.experiment.experiment import Experiment
from engine.training.timeline.events import Event
from engine.training.timeline.keyframes import Keyframes, Position

__all__ = ["Branch", "DatedEvent", "TimelinePlace"]


START = Position(0, 0)


class TimelinePlace(NamedTuple):
    """A position of a branch."""

    branch: int
    step: int
    n_events: int

    @property
    def position(self) -> Position:
        """Where in the branch it is."""
        return Position(self.step, self.n_events)


class DatedEvent(NamedTuple):
    """An event, and when it happened.

    Attributes
    ----------
    step : int
        The finished steps of the run.
    event : Event
    experiments : tuple of Experiment
        Those of the networks after it.
    continues : bool
        Whether it is one with the event before, as all moves of one slider are.
    former : float or None
        Of an edit: the former value of the parameter.
    """

    step: int
    event: Event
    experiments: tuple[Experiment, ...]
    continues: bool = False
    former: float | None = None


@dataclass(slots=True, eq=False)
class Branch:
    """What a run can be repeated from: its experiments, its events, and its keyframes.

    Attributes
    ----------
    id : int
    origin : tuple of Experiment
        Of one or two networks, at step 0.
    events : list of DatedEvent
        All, in their order.
    keyframes : Keyframes
    end : Position
        The last position that it has ever reached.
    parent : int or None
        The branch that it left.
    forked_at : Position
        The last position that it has in common with its parent; the start without one.
    name : str or None
        What the user calls it.
    """

    id: int
    origin: tuple[Experiment, ...]
    events: list[DatedEvent]
    keyframes: Keyframes
    end: Position = START
    parent: int | None = None
    forked_at: Position = START
    name: str | None = None

    @property
    def has_own_steps(self) -> bool:
        """Whether it was trained since it began or left its parent."""
        return self.end.step > self.forked_at.step

    def experiments_at(self, n_events: int) -> tuple[Experiment, ...]:
        """Return the experiments of the networks after so many events."""
        return self.events[n_events - 1].experiments if n_events else self.origin

    def place(self, step: int, n_events: int | None = None) -> TimelinePlace:
        """Return a place of this branch, by default after all events of the step.

        Raises
        ------
        ValueError
            If the branch never was there.
        """
        steps = [dated.step for dated in self.events]
        if n_events is None:
            reached = [each <= step for each in steps[: self.end.n_events]]
            n_events = sum(reached)
        around = [*steps[:n_events][-1:], step, *steps[n_events:][:1]]
        is_past = START <= (step, n_events) <= self.end
        if not is_past or n_events > len(steps) or around != sorted(around):
            raise ValueError(f"no position of the past: {step}, {n_events}")
        return TimelinePlace(self.id, step, n_events)

    def fork(self, id_: int, position: Position) -> Branch:
        """Return a branch with the same past, and keyframes, up to a position."""
        return Branch(
            id=id_,
            origin=self.origin,
            events=self.events[: position.n_events],
            keyframes=self.keyframes.copy_up_to(position),
            end=position,
            parent=self.id,
            forked_at=position,
        )
