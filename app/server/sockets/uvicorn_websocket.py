"""WebSocketProtocol: uvicorn's end of a websocket, and the application's.

uvicorn's HTTP protocol creates one when a request asks for a websocket, as
``uvicorn.Config(ws=WebSocketProtocol)`` names it. The application is called by ASGI.
"""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from websockets.http11 import Request

from app.protocol.sentence import sentence
from app.server.sockets.limited_websocket import LimitedWebSocket
from app.server.sockets.receive_queue import ReceiveQueue

__all__ = ["DIRECT_DELIVERY", "WebSocketProtocol"]

DIRECT_DELIVERY = "backprop_live.direct_delivery"
"""Name of the ASGI extension that holds the `WebSocketProtocol` itself.

Its `take_now` and `send_now` pass messages without waking a task, which costs more than
handling most messages.
"""

log = logging.getLogger(__name__)


class WebSocketProtocol(LimitedWebSocket):
    """One websocket connection.

    Parameters
    ----------
    config : uvicorn.Config
    server_state : uvicorn.server.ServerState
    app_state : dict
        What the application's lifespan has stored.

    Attributes
    ----------
    take_now : callable or None
        Set by the application. Called with a text while no earlier message waits;
        returns whether the application has handled it.
    """

    take_now: Callable[[str], bool] | None = None
    _received: ReceiveQueue

    def __init__(self, config: Any, server_state: Any, app_state: Any) -> None:
        super().__init__(
            max_size=config.ws_max_size,
            ping_seconds=config.ws_ping_interval,
            loop=asyncio.get_running_loop(),
        )
        self._app = config.loaded_app
        self._app_state = app_state
        self._connections = server_state.connections
        self._tasks = server_state.tasks

    # ---- calls of uvicorn --------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the connections of the server."""
        super().connection_made(transport)
        self._received = ReceiveQueue(self._transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the connections of the server."""
        self._connections.discard(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Send the reason and the code when the server stops."""
        if self.is_open:
            self.send_reason(1012, "restart", sentence("closing.restart"))
            self.close(1012)
        elif self.is_connecting:
            self.reject(HTTPStatus.INTERNAL_SERVER_ERROR)
        self._transport.close()

    # ---- calls of LimitedWebSocket -----------------------------------------------

    def handle_request(self, request: Request) -> None:
        """Start the application, which accepts or rejects the handshake."""
        self._received.put({"type": "websocket.connect"})
        task = self._loop.create_task(self._run(self._scope_of(request)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def handle_message(self, message: str | bytes) -> None:
        """Pass a message to the application."""
        if isinstance(message, bytes):
            self._received.put({"type": "websocket.receive", "bytes": message})
        elif not (self.take_now and self._received.is_empty and self.take_now(message)):
            self._received.put({"type": "websocket.receive", "text": message})

    def handle_end(self, code: int) -> None:
        """Tell the application that the connection has ended."""
        self._received.end(code)

    # ---- the application ---------------------------------------------------------

    async def _run(self, scope: dict[str, Any]) -> None:
        """Run the application; end what it leaves open."""
        try:
            await self._app(scope, self.receive, self.send)
        except ConnectionResetError:
            pass
        except Exception:
            log.exception("The application of a websocket failed")
        if self.is_connecting:
            self.reject(HTTPStatus.INTERNAL_SERVER_ERROR)
        elif self.is_open:
            self.fail(1011)

    async def receive(self) -> dict[str, Any]:
        """Return the next ASGI event."""
        return await self._received.get()

    async def send(self, message: Any) -> None:
        """Send an ASGI event. All but a close wait for a client that reads slowly.

        Raises
        ------
        ConnectionResetError
            If the connection has ended or is ending.
        """
        kind = message["type"]
        if kind != "websocket.close":
            await self.until_writable()
        if kind == "websocket.send" and self.is_open:
            text = message.get("text")
            self.write(message["bytes"] if text is None else text)
        elif kind == "websocket.close" and self.is_open:
            self.close(message.get("code", 1000), message.get("reason") or "")
        elif not self.is_connecting:
            raise ConnectionResetError
        elif kind == "websocket.accept":
            self.accept(message.get("subprotocol"), message.get("headers", ()))
        else:
            self.reject(HTTPStatus.FORBIDDEN)

    def _scope_of(self, request: Request) -> dict[str, Any]:
        """Return the ASGI scope of a handshake request."""
        path, _, query = request.path.partition("?")
        offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol"))
        info = self._transport.get_extra_info
        return {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "ws" if info("sslcontext") is None else "wss",
            "server": _host_and_port(info("sockname")),
            "client": _host_and_port(info("peername")),
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": [
                (name.lower().encode("ascii"), value.encode("latin-1"))
                for name, value in request.headers.raw_items()
            ],
            "subprotocols": [name.strip() for name in offered.split(",") if name],
            "state": self._app_state.copy(),
            "extensions": {DIRECT_DELIVERY: {"protocol": self}},
        }


def _host_and_port(address: object) -> tuple[str, int] | None:
    """Return the first two parts of an Internet address; None for any other one."""
    return address[:2] if isinstance(address, tuple) else None
