"""MemoryBudget: what all sessions of a process may take, and what each one takes.

A session asks before it allocates. What it holds is estimated
(`app.session.memory_estimates`); an own table that several sessions hold is one object,
and is counted once.
"""

from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from engine import UploadedData

__all__ = ["MEGABYTE", "SESSION_LIMIT_BYTES", "Account", "MemoryBudget"]

MEGABYTE = 1_000_000
SESSION_LIMIT_BYTES = 256 * MEGABYTE
"""Of one session: two networks of the largest size while one replaces the other."""


class MemoryBudget:
    """The memory of all sessions.

    Parameters
    ----------
    max_bytes : int
        Of all sessions together.

    Attributes
    ----------
    n_bytes : int
        What all sessions hold.
    make_room : callable
        Removes a session that gives way to another one, whose account is given; False
        if there is none.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.n_bytes = 0
        self.make_room: Callable[[Account], bool] = lambda _: False
        self._holders: dict[int, int] = {}
        self._tables: WeakValueDictionary[str, UploadedData] = WeakValueDictionary()

    def shared(self, name: str, data: UploadedData) -> UploadedData:
        """Return the equal table that another session holds, or this one."""
        known = self._tables.get(name)
        if known == data:
            return known
        self._tables[name] = data
        return data

    def take(self, key: int, n_bytes: int) -> None:
        """Count a table of one more session."""
        self._holders[key] = self._holders.get(key, 0) + 1
        if self._holders[key] == 1:
            self.n_bytes += n_bytes

    def give_back(self, key: int, n_bytes: int) -> None:
        """Count a table of one session less."""
        self._holders[key] -= 1
        if not self._holders[key]:
            del self._holders[key]
            self.n_bytes -= n_bytes


class Account:
    """What one session holds of a budget.

    Parameters
    ----------
    budget : MemoryBudget
    address : str
        From which the session was opened.
    """

    def __init__(self, budget: MemoryBudget, address: str = "") -> None:
        self.budget = budget
        self.address = address
        self._own = 0
        self._tables: dict[int, int] = {}

    @property
    def n_bytes(self) -> int:
        """What the session holds."""
        return self._own + sum(self._tables.values())

    @property
    def share(self) -> float:
        """What the session holds of all that there is, 0 to 1."""
        return self.n_bytes / self.budget.max_bytes

    def check(self, more: int) -> None:
        """Refuse an allocation that is too large.

        Sessions that give way to this one are removed first.

        Raises
        ------
        ProtocolError
            If this session or all together would hold too much.
        """
        if self.n_bytes + more > SESSION_LIMIT_BYTES:
            limit = SESSION_LIMIT_BYTES // MEGABYTE
            message = sentence("error.session_memory", limit=limit)
            raise ProtocolError("session_limit", message, limit=limit)
        budget = self.budget
        while budget.n_bytes + more > budget.max_bytes:
            if not budget.make_room(self):
                limit = budget.max_bytes // MEGABYTE
                message = sentence("error.memory", limit=limit)
                raise ProtocolError("session_limit", message, limit=limit)

    def hold(self, own: int, tables: Mapping[int, int]) -> None:
        """Set what the session holds: its own bytes, and tables by their identity."""
        before, self._tables = self._tables, dict(tables)
        self.budget.n_bytes += own - self._own
        self._own = own
        for key in tables.keys() - before.keys():
            self.budget.take(key, tables[key])
        for key in before.keys() - tables.keys():
            self.budget.give_back(key, before[key])

    def close(self) -> None:
        """Release all that the session held, after its removal."""
        self.hold(0, {})
