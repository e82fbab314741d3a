"""Handshake: how the client of a connection is admitted, once it has sent hello."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.protocol.commands.commands import Command, Hello
from app.protocol.errors import ProtocolError, out_of_memory
from app.protocol.events import Error
from app.protocol.sentence import sentence
from app.rooms.client import Client
from app.rooms.roles import Role
from app.rooms.saving import Found
from app.server.connections.hub import Hub
from app.server.connections.work_gate import WorkGate

__all__ = ["Handshake"]


class Defer(Protocol):
    """Defers work of the connection until it is its turn."""

    def __call__(
        self, kind: str, call: Callable[[], None], *, is_observer: bool = False
    ) -> None:
        """Defer ``call``."""


class Handshake:
    """Admits the client of one connection, if need be after a look into saved runs.

    Parameters
    ----------
    hub : Hub
    client : Client
    gate : WorkGate
        Held while the saved runs are read: the next message is answered after that.
    defer : callable
    enter : callable
        Called with the role of the client.
    """

    def __init__(
        self,
        hub: Hub,
        client: Client,
        gate: WorkGate,
        defer: Defer,
        enter: Callable[[Role], None],
    ) -> None:
        self._hub = hub
        self._client = client
        self._gate = gate
        self._defer = defer
        self._enter = enter
        self._is_over = False

    def begin(self, hello: Hello) -> None:
        """Admit the client when it is its turn."""
        if self._hub.seeks(hello):
            self._gate.hold()
            self._hub.find(hello, partial(self._admit_in_turn, hello))
        else:
            self._admit_in_turn(hello, None)

    def end(self) -> None:
        """Do not admit the client any more: it is gone."""
        self._is_over = True

    def _admit_in_turn(self, hello: Hello, found: Found) -> None:
        if not self._is_over:
            self._defer(
                "hello",
                lambda: self._admit(hello, found),
                is_observer=self._hub.is_observer(hello),
            )

    def answer(self, command: Command) -> None:
        """Admit the client for its hello, or refuse any other command before it."""
        if isinstance(command, Hello):
            self._admit(command, None)
        else:
            message = sentence("error.hello_first")
            error = Error(id=command.id, code="not_ready", message=message)
            self._client.send([error])

    def _admit(self, hello: Hello, found: Found) -> None:
        """Admit the client, or answer why not."""
        hub, client = self._hub, self._client
        try:
            now = hub.scheduler.now()
            self._enter(hub.admit(hello, client, now=now, found=found))
        except ProtocolError as error:
            client.send([Error.answering(error, hello.id)])
        except MemoryError:
            client.send([Error.answering(out_of_memory(), hello.id)])
