"""Records: the curves and marks of every branch, by the network that they belong to.

Networks come and go in a branch, and change places. A network keeps its record through
all of that: it has a lane, a number that stays with it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.protocol.events import History
from app.protocol.sentence import ChangedField
from app.session.run.history import Curves
from app.session.run.record import Record
from engine import Readout, Trainer
from engine.training.timeline.branch import Branch, DatedEvent
from engine.training.timeline.events import Drop, Swap, Twin
from engine.training.timeline.timeline import Timeline

__all__ = ["Records", "lanes_of"]

POINT_SECONDS = 0.09
"""Between two points of the curves while a run trains."""


def lanes_of(n_networks: int, events: Sequence[DatedEvent]) -> tuple[int, ...]:
    """Return the lane of each network after some events of a run."""
    lanes = tuple(range(n_networks))
    for i, dated in enumerate(events):
        if isinstance(dated.event, Twin):
            lanes = (lanes[0], n_networks + i)
        elif isinstance(dated.event, Swap):
            lanes = lanes[::-1]
        elif isinstance(dated.event, Drop):
            lanes = (lanes[1 - dated.event.run],)
    return lanes


class Records:
    """The records of all branches of a timeline.

    Attributes
    ----------
    present : list of Record
        One for each network that trains now.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._by_branch: dict[int, dict[int, Record]] = {}
        self._point_at = -math.inf
        self.adopt()

    # ---- whose they are --------------------------------------------------------------

    def adopt(self) -> None:
        """Go on with the records of the networks that train now."""
        timeline, branch = self._timeline, self._timeline.branch
        kept = {each.id for each in timeline.branches}
        for gone in self._by_branch.keys() - kept:
            del self._by_branch[gone]
        if branch.id not in self._by_branch:
            self._by_branch[branch.id] = self._inherited(branch)
        by_lane = self._by_branch[branch.id]
        n_events = timeline.position.n_events
        lanes = lanes_of(len(branch.origin), branch.events[:n_events])
        self.present = [by_lane.setdefault(lane, Record()) for lane in lanes]
        self.forget_losses()
        self._point_at = -math.inf

    def _inherited(self, branch: Branch) -> dict[int, Record]:
        """Return copies of the parent's records up to where the branch left it."""
        parent = {} if branch.parent is None else self._by_branch.get(branch.parent, {})
        step = branch.forked_at.step
        return {lane: record.up_to(step) for lane, record in parent.items()}

    def at_end(self, branch: Branch) -> list[Record]:
        """Return the record of each network at the end of a branch, where it has one.

        That of a branch on which nothing was done yet has none.
        """
        lanes = lanes_of(len(branch.origin), branch.events[: branch.end.n_events])
        by_lane = self._by_branch.get(branch.id, {})
        return [by_lane[lane] for lane in lanes if lane in by_lane]

    @property
    def n_points(self) -> int:
        """Count the points of the curves of the branches that are not present."""
        present = self._timeline.branch.id
        others = [kept for id_, kept in self._by_branch.items() if id_ != present]
        return sum(len(each.curves) for kept in others for each in kept.values())

    def take(self, records: Mapping[int, Mapping[int, Record]]) -> None:
        """Store the records of branches that were added, by branch and lane."""
        for id_, by_lane in records.items():
            self._by_branch[id_] = dict(by_lane)

    def __iter__(self) -> Iterator[tuple[int, int, Record]]:
        """Yield the branch, the lane and the record of each network that ever was."""
        for id_, by_lane in self._by_branch.items():
            for lane, record in by_lane.items():
                yield id_, lane, record

    # ---- what is measured ------------------------------------------------------------

    def losses(self) -> tuple[float, float]:
        """Return train and test loss of the first network, computed once per step."""
        return self.present[0].losses(self._timeline.lockstep.trainers[0])

    def train_losses(self) -> list[float]:
        """Return the training loss of each network, computed once per step."""
        return [record.losses(trainer)[0] for record, trainer in self._pairs()]

    @property
    def has_losses(self) -> bool:
        """Whether the losses of the present step are known already."""
        trainers = self._timeline.lockstep.trainers
        return all(map(Record.has_losses, self.present, trainers))

    def _pairs(self) -> Iterator[tuple[Record, Trainer]]:
        return zip(self.present, self._timeline.lockstep.trainers, strict=True)

    def forget_losses(self) -> None:
        """Discard the losses of the present step: the weights have changed."""
        for record in self.present:
            record.forget_losses()

    def mark(self, *changed: Mapping[str, tuple[Any, Any]]) -> None:
        """Mark changed fields of each network, each with its old and new value."""
        self._drop_start()
        step = self._timeline.position.step
        for record, fields in zip(self.present, changed, strict=True):
            record.mark(step, fields, continues=self._continues)

    def mark_edit(self, change: ChangedField) -> None:
        """Mark a weight or a bias of the first network that was set by hand."""
        self._drop_start()
        step = self._timeline.position.step
        self.present[0].marks.add(step, [change], continues=self._continues)

    @property
    def _continues(self) -> bool:
        """Whether the last event is one with the event before; see `DatedEvent`."""
        n_events = self._timeline.position.n_events
        return n_events > 0 and self._timeline.branch.events[n_events - 1].continues

    def _drop_start(self) -> None:
        """Discard the curves of step 0, which a change of settings alters."""
        if not self._timeline.position.step:
            for record in self.present:
                record.curves = Curves()

    def lacks_points(
        self, *, now: float, is_running: bool, at_once: bool = False
    ) -> bool:
        """Return whether there was a step since the last point of the curves.

        While the run trains, a few points in a second are enough, unless one is wanted
        ``at_once``; a pause adds one. Within a step none is added.
        """
        is_soon = is_running and 0 <= now - self._point_at < POINT_SECONDS
        if is_soon and not at_once:
            return False
        lockstep = self._timeline.lockstep
        is_new = lockstep.step_count > self.present[0].curves.last_step
        return is_new and not lockstep.op_index

    def add_points(self, readouts: Iterable[Readout], *, now: float) -> None:
        """Add a point to the curves."""
        self._point_at = now
        for (record, trainer), readout in zip(self._pairs(), readouts, strict=True):
            record.add_point(readout, trainer)

    # ---- what can be read ------------------------------------------------------------

    def histories(self) -> list[History]:
        """Return the curves of each network, and the changes marked on them."""
        return [record.history(run) for run, record in enumerate(self.present)]

    def histories_of(self, branch: Branch) -> list[History]:
        """Return the curves of each network at the end of a branch."""
        records = self.at_end(branch)
        return [record.history(run, branch.id) for run, record in enumerate(records)]

    def last_loss(self, branch: Branch) -> float:
        """Return the last loss that was measured on a branch; nan if none was."""
        timeline = self._timeline
        is_present = branch is timeline.branch and timeline.position == timeline.end
        records = self.present if is_present else self.at_end(branch)
        return records[0].curves.last_loss if records else math.nan
