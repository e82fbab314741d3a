"""Roles: which commands a controller and an observer may send, and their answers.

A client gets its role by its command hello. The holder of a session's secret controls
the session, one client at a time; any number of holders of its observer key observe it.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from app.protocol.commands.commands import Command, Runs, Watch
from app.protocol.errors import ProtocolError, out_of_memory
from app.protocol.events import Ack, Error, Event
from app.protocol.sentence import sentence
from app.rooms.broadcast import Observer
from app.rooms.client import Client
from app.rooms.room import Room
from app.rooms.saving import Saving
from app.scheduling.slot import Slot
from app.session.commands.commands import HANDLERS
from app.session.messages import sentences
from app.stream.flow_control import CongestionWindow

__all__ = ["ControllerRole", "ObserverRole", "Role"]

log = logging.getLogger(__name__)


class Role(ABC):
    """What a client that has sent hello may do.

    Attributes
    ----------
    client : Client
    room : Room
    is_controller : bool
    """

    is_controller: bool

    def __init__(self, client: Client, room: Room) -> None:
        self.client = client
        self.room = room

    @property
    @abstractmethod
    def window(self) -> CongestionWindow:
        """The frames in flight to the client."""

    @abstractmethod
    def acknowledge(self, seq: int, *, now: float) -> bool:
        """Take a frame out of flight; False if it is not in flight."""

    @abstractmethod
    def leave(self, *, now: float) -> None:
        """Leave the room. Called when the client disconnects."""

    def is_costly(self, command: Command) -> bool:
        """Return whether a command may take long enough for others to notice."""
        return self.room.session.is_costly(command)

    def handle(self, command: Command, *, now: float) -> None:
        """Carry out a command, if this role may send it, and answer it."""
        try:
            if not self.is_controller and HANDLERS[type(command)].role != "any":
                raise ProtocolError("read_only", sentence("error.read_only"))
            events = self._carry_out(command, now)
        except ProtocolError as error:
            events = [Error.answering(error, command.id)]
        except MemoryError:
            log.warning("There was no memory for a %s command", command.type)
            events = [Error.answering(out_of_memory(), command.id)]
        except Exception:
            log.exception("A %s command failed", command.type)
            message = sentence("error.mistake")
            events = [Error(id=command.id, code="internal", message=message)]
        self.send(events)
        self._flush(now)

    def send(self, events: Iterable[Event]) -> None:
        """Send events to the client."""
        self.client.send(events)

    def _carry_out(self, command: Command, now: float) -> list[Event]:
        """Carry out a command and return its answer and the events that follow."""
        return self.room.session.handle(command, now=now)

    @abstractmethod
    def _flush(self, now: float) -> None:
        """Send what a command has made due besides its answer."""


class ControllerRole(Role):
    """The client that controls the session; the Recipient of the session's slot.

    Parameters
    ----------
    client : Client
    room : Room
    welcome : list of Event
        Answer to ``hello``.
    on_leave : callable
        Called with the time when the client disconnects.
    saving : Saving or None
        Answers for the saved runs; None if that is off.
    """

    is_controller = True

    def __init__(
        self,
        client: Client,
        room: Room,
        welcome: list[Event],
        *,
        on_leave: Callable[[float], None],
        saving: Saving | None = None,
    ) -> None:
        super().__init__(client, room)
        self._on_leave = on_leave
        self._saving = saving
        self._slot = Slot(room.session, self, followers=room.observer_slots)
        self.send(welcome)
        room.set_controller(self._slot)

    @property
    def window(self) -> CongestionWindow:
        """The frames in flight to the client."""
        return self.room.session.subscription.window

    def acknowledge(self, seq: int, *, now: float) -> bool:
        """Take a frame out of flight; False if it is not in flight."""
        if not self.window.acknowledge(seq, now=now):
            return False
        self.room.scheduler.plan_sending(self._slot)
        return True

    def leave(self, *, now: float) -> None:
        """Leave the session, which expires a while later."""
        self.room.release_controller(self._slot)
        self._on_leave(now)

    def send(self, events: Iterable[Event]) -> None:
        """Send events to the client, and to the observers what concerns them."""
        messages = list(events)
        self.client.send(messages)
        self.room.broadcast(messages)

    def send_frame(self, frame: bytes) -> None:
        """Send one frame to the client."""
        self.client.send_frame(frame)

    def _carry_out(self, command: Command, now: float) -> list[Event]:
        """Ask the storage for saved runs; all else is answered by the session."""
        if not isinstance(command, Runs) or self._saving is None:
            return super()._carry_out(command, now)
        self._saving.carry_out(self.room, command)
        return []

    def _flush(self, now: float) -> None:  # noqa: ARG002
        self.room.flush()


class ObserverRole(Role):
    """A client that observes the session and changes nothing.

    Parameters
    ----------
    client : Client
    room : Room
    welcome : list of Event
        Answer to ``hello``.
    """

    is_controller = False

    def __init__(self, client: Client, room: Room, welcome: list[Event]) -> None:
        super().__init__(client, room)
        self._observer = Observer(client)
        room.add_observer(self._observer)
        self.send(welcome)

    @property
    def window(self) -> CongestionWindow:
        """The frames in flight to the client."""
        return self._observer.window

    def acknowledge(self, seq: int, *, now: float) -> bool:
        """Take a frame out of flight; False if it is not in flight."""
        return self.room.acknowledge(self._observer, seq, now=now)

    def leave(self, *, now: float) -> None:  # noqa: ARG002
        """Leave the room."""
        self.room.remove_observer(self._observer)

    def _carry_out(self, command: Command, now: float) -> list[Event]:
        """Watch with frames of its own; all else is answered by the session."""
        if not isinstance(command, Watch):
            return super()._carry_out(command, now)
        group = self.room.subscribe(self._observer, command, now=now)
        applied = command.model_dump(exclude={"type", "id"})
        outcome = self.room.session.changed(sentences.watching(command), applied)
        ack = Ack(id=command.id, **outcome.model_dump(exclude={"type"}))
        return [ack, group.layout]

    def _flush(self, now: float) -> None:
        self.room.send_latest(self._observer, now=now)
