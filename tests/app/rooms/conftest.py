"""Rooms without a socket: pages that hold a role, and a clock moved by hand."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from app.protocol.commands.commands import Hello
from app.protocol.commands.parse import parse
from app.protocol.events import Event
from app.protocol.frame_header import FRAME_HEADER
from app.rooms.room import Room
from app.rooms.saving import Found, Saving
from app.rooms.sessions import Admission, Rooms, new_rooms
from app.scheduling.scheduler import Scheduler
from app.session.memory_budget import MemoryBudget
from app.storage.storage import Storage

TICK_SECONDS = 1e-5
MAX_ROUNDS = 1000


class InlineStorage(Storage):
    """A storage without a thread, which works when it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, call_soon=lambda call: call())

    def _add(self, key: Any, job: Any) -> None:
        self._jobs[key] = job

    def work(self) -> None:
        while self._jobs:
            job = self._jobs.popitem(last=False)[1]
            self._tell(job, self._outcome(job))


class FakeHub:
    """All rooms of a process, and time that passes a millisecond per round."""

    def __init__(self, loop: Any, **limits: Any) -> None:
        self.loop = loop
        self.scheduler = Scheduler(loop, slice_seconds=0.001)
        self.budget = MemoryBudget(limits.pop("max_bytes", 10**9))
        given = {"max_sessions": 100, "survival_seconds": 120.0, **limits}
        folder = given.pop("folder", None)
        self.rooms: Rooms = new_rooms(self.budget, **given)
        self.storage = InlineStorage(folder or Path())
        self.saving = Saving(self.storage, self.scheduler)
        self.admission = Admission(
            rooms=self.rooms,
            scheduler=self.scheduler,
            budget=self.budget,
            saving=self.saving if folder else None,
        )

    def page(
        self, key: str | None = None, *, address: str = "", **fields: Any
    ) -> "FakePage":
        """Return a page that has sent hello, or raise `ProtocolError`."""
        page = FakePage(self, address)
        page.hello(key, **fields)
        return page

    def round(self) -> None:
        self.loop.advance(0.001)
        self.storage.work()
        self.scheduler.run_round()

    def pass_seconds(self, seconds: float) -> None:
        until = self.loop.now + seconds
        while self.loop.now < until:
            self.round()


class FakePage:
    """A client without a socket, and what its page would do."""

    def __init__(self, hub: FakeHub, address: str = "") -> None:
        self.hub = hub
        self.address = address
        self.role: Any = None
        self.sent: list[str | bytes] = []
        self.events: list[dict[str, Any]] = []
        self.closed: tuple[int, str] | None = None
        self._n_read = 0
        self._id = 0

    # ---- Client ----------------------------------------------------------------------

    def send(self, events: Iterable[Event]) -> None:
        for event in events:
            self.sent.append(event.text())
            self.events.append(json.loads(event.text()))

    def send_frame(self, frame: bytes) -> None:
        self.sent.append(frame)

    def close(self, code: int, reason: str, message: str) -> None:  # noqa: ARG002
        self.closed = (code, reason)
        self.leave()

    # ---- the page --------------------------------------------------------------------

    def hello(
        self,
        key: str | None = None,
        *,
        owner: str | None = None,
        run: str | None = None,
        **fields: Any,
    ) -> dict[str, Any]:
        self._id += 1
        hello = parse(
            json.dumps(
                {
                    "type": "hello",
                    "id": self._id,
                    "session": key,
                    "experiment": fields or None,
                    "owner": owner,
                    "run": run,
                }
            )
        )
        assert isinstance(hello, Hello)
        hub, found = self.hub, []
        if hub.admission.seeks(hello, now=hub.loop.now):
            hub.saving.find(hello, found.append)
            hub.storage.work()
        answer: Found = found[0] if found else None
        self.role = hub.admission.admit(hello, self, now=hub.loop.now, found=answer)
        self.welcome = self.until(lambda event: event["type"] == "welcome")
        return self.welcome

    @property
    def secret(self) -> str:
        secret: str = self.welcome["session"]
        return secret

    @property
    def observer_key(self) -> str:
        key: str = self.welcome["observer_key"]
        return key

    @property
    def room(self) -> Room:
        return self.hub.rooms[self.secret]

    def leave(self) -> None:
        """Leave the room, as at the end of a connection."""
        role, self.role = self.role, None
        if role is not None:
            role.leave(now=self.hub.loop.now)

    def command(self, type: str, **fields: Any) -> Any:
        self._id += 1
        return parse(json.dumps({"type": type, "id": self._id, **fields}))

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        self.role.handle(self.command(type, **fields), now=self.hub.loop.now)
        id_ = self._id
        return self.until(lambda event: event.get("id") == id_)

    def watch(self, **fields: Any) -> dict[str, Any]:
        given = {"sections": ["W", "dW", "gradient_rms"], **fields}
        return self.ask("watch", **given)

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read on until an event is the wanted one; frames are acknowledged."""
        while True:
            message = self.read()
            if isinstance(message, bytes):
                self.acknowledge(message)
            elif wanted(event := json.loads(message)):
                return dict(event)

    def frame(self, step: Callable[[int], bool] = lambda _: True) -> bytes:
        """Return the next frame whose step is a wanted one."""
        while True:
            message = self.read()
            if isinstance(message, bytes):
                self.acknowledge(message)
                if step(step_of(message)):
                    return message

    def read(self) -> str | bytes:
        """Return the next message, and advance the clock until there is one."""
        for _ in range(MAX_ROUNDS):
            if self._n_read < len(self.sent):
                self._n_read += 1
                return self.sent[self._n_read - 1]
            self.hub.round()
        raise AssertionError("nothing more was sent")

    def unread(self) -> list[str | bytes]:
        """Return the messages that have come and were not read."""
        unread = self.sent[self._n_read :]
        self._n_read = len(self.sent)
        return unread

    def acknowledge(self, frame: bytes) -> None:
        if self.role is not None:
            seq = int.from_bytes(frame[4:8], "little")
            self.role.acknowledge(seq, now=self.hub.loop.now)


def step_of(frame: bytes) -> int:
    step: int = FRAME_HEADER.unpack_from(frame)[4]
    return step


@pytest.fixture
def make_hub(make_manual_loop: Any) -> Callable[..., FakeHub]:
    return lambda **limits: FakeHub(
        make_manual_loop(tick_seconds=TICK_SECONDS), **limits
    )


@pytest.fixture
def hub(make_hub: Callable[..., FakeHub]) -> FakeHub:
    return make_hub()


@pytest.fixture(scope="session")
def fake_page() -> type:
    return FakePage
