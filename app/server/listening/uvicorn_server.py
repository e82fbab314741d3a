"""AnnouncingServer: the uvicorn server of the command line, and its configuration."""

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import HANDLED_SIGNALS

from app.config import Settings
from app.protocol.strict_json import MAX_MESSAGE_BYTES
from app.server.http.uvicorn_http import HttpProtocol
from app.server.limits.file_limits import raise_file_limit
from app.server.sockets.keepalive import PING_SECONDS
from app.server.sockets.uvicorn_websocket import WebSocketProtocol

__all__ = ["AnnouncingServer", "server_config"]

BACKLOG = 128
"""Connections that may wait to be accepted; asyncio accepts them all in one go."""
MAX_REQUESTS = 1000
"""HTTP connections in addition to the websockets."""


def server_config(application: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return uvicorn's configuration."""
    return uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        backlog=BACKLOG,
        limit_concurrency=raise_file_limit(settings.max_sockets + MAX_REQUESTS),
        http=HttpProtocol,
        ws=WebSocketProtocol,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
    )


class AnnouncingServer(uvicorn.Server):
    """A uvicorn server that calls a function when it listens."""

    def __init__(self, config: uvicorn.Config, *, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at Ctrl+C or SIGTERM, and ignore both from then on.

        uvicorn sends itself the signal again after it has stopped.
        """
        for number in HANDLED_SIGNALS:
            signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number in HANDLED_SIGNALS:
                signal.signal(number, signal.SIG_IGN)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then announce the address."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            # A search for garbage halts all sessions. Without the objects of all
            # modules, which stay, a full one takes 5 ms on average instead of 37.
            gc.freeze()
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; also after a second Ctrl+C, end the lifespan, or its task complains."""
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()
