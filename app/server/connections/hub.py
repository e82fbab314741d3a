"""Hub: what all connections of one server process share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakSet

from app.config import Settings
from app.protocol.commands.commands import Hello
from app.rooms.client import Client
from app.rooms.roles import Role
from app.rooms.saving import Found, Saving
from app.rooms.sessions import Admission, Rooms, new_rooms
from app.scheduling.scheduler import Scheduler
from app.server.connections.send_queue import SendQueue
from app.server.http.refusals import RefusalLog
from app.server.http.security import OriginCheck
from app.server.limits.process_memory import MemoryReturn, granted_bytes
from app.session.memory_budget import MEGABYTE, MemoryBudget

__all__ = ["Counters", "Hub"]


@dataclass(slots=True)
class Counters:
    """Totals of all connections since the process started."""

    sockets: int = 0
    commands: int = 0
    refusals: int = 0
    frames: int = 0
    frame_bytes: int = 0


class Hub:
    """The sessions, limits and counters of one server process.

    Attributes
    ----------
    rooms : Registry
        All sessions.
    budget : MemoryBudget
        The memory of all sessions.
    n_connections : int
        Sockets that are served at the moment.
    send_queues : WeakSet of SendQueue
        What waits to be sent to each client.
    saving : Saving or None
        None if runs are not saved.
    refusals : RefusalLog
        Logs why sockets are refused.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        origin_check: OriginCheck,
        scheduler: Scheduler,
        saving: Saving | None = None,
    ) -> None:
        self.settings = settings
        self.origin_check = origin_check
        self.scheduler = scheduler
        self.counters = Counters()
        self.refusals = RefusalLog(origin_check)
        self.n_connections = 0
        self.send_queues: WeakSet[SendQueue] = WeakSet()
        self.budget = MemoryBudget(granted_bytes(settings.session_megabytes * MEGABYTE))
        self.rooms: Rooms = new_rooms(
            self.budget,
            max_sessions=settings.max_sessions,
            survival_seconds=settings.session_survival_seconds,
            on_removed=MemoryReturn(scheduler.call_later).plan,
        )
        self.saving = saving
        self._admission = Admission(
            rooms=self.rooms, scheduler=scheduler, budget=self.budget, saving=saving
        )

    @property
    def is_full(self) -> bool:
        """Whether there are as many sockets as the settings allow."""
        return self.n_connections >= self.settings.max_sockets

    @contextmanager
    def counted_connection(self) -> Iterator[None]:
        """Count a socket for as long as it is served."""
        self.n_connections += 1
        self.counters.sockets += 1
        try:
            yield
        finally:
            self.n_connections -= 1

    def is_observer(self, hello: Hello) -> bool:
        """Return whether the sender of ``hello`` only observes."""
        key, now = hello.session, self.scheduler.now()
        return key is not None and self.rooms.observed(key, now=now) is not None

    def seeks(self, hello: Hello) -> bool:
        """Return whether ``hello`` asks for what may be saved and is not in memory."""
        return self._admission.seeks(hello, now=self.scheduler.now())

    def find(self, hello: Hello, answer: Callable[[Found], None]) -> None:
        """Begin to load the saved run that ``hello`` asks for; do not wait for it."""
        if self.saving is not None:
            self.saving.find(hello, answer)

    def admit(
        self, hello: Hello, client: Client, *, now: float, found: Found = None
    ) -> Role:
        """Answer ``hello`` and return the role of the client.

        Raises
        ------
        ProtocolError
            If there is no such session, run or experiment, or no room for a new one.
        """
        return self._admission.admit(hello, client, now=now, found=found)

    def save_all(self) -> None:
        """Capture all sessions to be written; the end of the program writes them."""
        for _, room in self.rooms.items():
            if room.autosave is not None:
                room.autosave.close()
