"""Branches: the runs that are kept, as many as fit into their memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import dropwhile

from engine.experiment.experiment import Experiment
from engine.training.timeline.branch import START, Branch
from engine.training.timeline.keyframes import MAX_BYTES, Keyframes, Position

__all__ = ["MAX_BRANCHES", "Branches"]

MAX_BRANCHES = 24


class Branches:
    """Branches by their ids; no id is used twice.

    Parameters
    ----------
    max_bytes : int
        Of all keyframes together.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._kept: dict[int, Branch] = {}
        self._max_bytes = max_bytes
        self._next_id = 0

    def __iter__(self) -> Iterator[Branch]:
        """Yield all, in the order of their ids."""
        return iter(sorted(self._kept.values(), key=lambda each: each.id))

    def __len__(self) -> int:
        """Count them."""
        return len(self._kept)

    def __getitem__(self, id_: int) -> Branch:
        """Return one.

        Raises
        ------
        ValueError
            If there is none of this id.
        """
        if id_ not in self._kept:
            message = f"no branch {id_}"
            raise ValueError(message)
        return self._kept[id_]

    @property
    def n_bytes(self) -> int:
        """The memory of all keyframes; one of two branches counts as two."""
        return sum(each.keyframes.n_bytes for each in self)

    def begin(self, origin: tuple[Experiment, ...]) -> Branch:
        """Add one that begins at step 0."""
        return self._add(Branch(self._next_id, origin, [], Keyframes()))

    def fork(self, branch: Branch, position: Position) -> Branch:
        """Add one with the past of another up to a position."""
        return self._add(branch.fork(self._next_id, position))

    def without(self, branch: Branch, event: int) -> Branch:
        """Add one like another but for one of its events, and those that continue it.

        It ends where that event was; the later ones are ahead of it, and happen when it
        is trained further.

        Raises
        ------
        ValueError
            If there is no such event.
        """
        if not 0 <= event < len(branch.events):
            message = f"no event {event} of branch {branch.id}"
            raise ValueError(message)
        made = self.fork(branch, Position(branch.events[event].step, event))
        rest = branch.events[event + 1 :]
        made.events += dropwhile(lambda each: each.continues, rest)
        return made

    def adopt(self, branches: Iterable[Branch]) -> dict[int, int]:
        """Add those of another run; return their ids here by those there.

        One whose parent is not among them has none here.
        """
        ids: dict[int, int] = {}
        for each in branches:
            ids[each.id] = each.id = self._next_id
            self._add(each)
        for each in map(self._kept.__getitem__, ids.values()):
            parent = each.parent
            each.parent = None if parent is None else ids.get(parent)
            if each.parent is None:
                each.forked_at = START
        return ids

    def _add(self, branch: Branch) -> Branch:
        self._next_id = max(self._next_id, branch.id + 1)
        self._kept[branch.id] = branch
        return branch

    def delete(self, branch: Branch) -> None:
        """Remove one; `undelete` brings it back."""
        del self._kept[branch.id]

    def undelete(self, branch: Branch) -> None:
        """Bring one back that was deleted."""
        self._add(branch)

    def share_memory(self, current: Branch) -> None:
        """Remove those that are too many, and limit the keyframes of all.

        Never removed is the current one, whose keyframes may take half of the memory at
        least; first removed are those that were not trained or have no name, the oldest
        of them before others.
        """
        others = [each for each in self if each is not current]
        others.sort(key=lambda each: (each.name is not None, each.has_own_steps))
        n_surplus = max(0, len(self) - MAX_BRANCHES)
        for each in others[:n_surplus]:
            del self._kept[each.id]
        left, others = self._max_bytes // 2, others[n_surplus:]
        for n_left, each in zip(range(len(others), 0, -1), others, strict=True):
            each.keyframes.limit(left // n_left)
            left -= each.keyframes.n_bytes
        current.keyframes.limit(self._max_bytes // 2 + left)
