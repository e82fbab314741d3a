"""Start the server: ``python -m app`` and, once installed, ``backprop-live``."""

import argparse
import errno
import gc
import os
import socket
import sys
import threading
import webbrowser
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from pydantic import ValidationError

from app.config import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["main"]

FLAGS = ("host", "port", "allow_embedding")
"""Settings that are flags too."""
PORTS_TRIED = 100
BACKLOG = 128
"""Connections that may wait to be accepted; asyncio accepts them all in one go."""
MAX_REQUESTS = 1000
"""HTTP connections in addition to the websockets."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Serve until interrupted.

    Parameters
    ----------
    argv : sequence of str, optional
        Flags; ``sys.argv[1:]`` by default. A flag overrides its environment variable.

    Returns
    -------
    int
        Exit code: 0 after Ctrl+C, 1 if the settings are wrong or a library is missing.
    """
    # A layer of 128 units is too small to be worth a second BLAS thread. NumPy reads
    # this when it is imported, which the modules of the server do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    flags = _parser().parse_args(argv)
    given = {name: getattr(flags, name) for name in FLAGS}
    try:
        settings = Settings(**{k: v for k, v in given.items() if v is not None})
        listener = _listen(settings)
    except ValidationError as error:
        return _fail("; ".join(_explain(item) for item in error.errors()))
    except OSError as error:
        return _fail(str(error))
    from app.server.metrics import MetricsMissingError

    with listener:
        port = listener.getsockname()[1]
        try:
            config = _server_config(settings, port)
        except MetricsMissingError as error:
            return _fail(str(error))
        announce = partial(_announce, settings, port, opens_browser=flags.browser)
        server = _AnnouncingServer(config, announce=announce)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            print()
    return 0


def _server_config(settings: Settings, port: int) -> uvicorn.Config:
    """Return uvicorn's configuration.

    Raises
    ------
    MetricsMissingError
    """
    from app.main import create_app
    from app.protocol.strict_json import MAX_MESSAGE_BYTES
    from app.server.file_limits import raise_file_limit
    from app.server.keepalive import PING_SECONDS
    from app.server.uvicorn_http import HttpProtocol
    from app.server.uvicorn_websocket import WebSocketProtocol

    return uvicorn.Config(
        create_app(settings.model_copy(update={"port": port})),
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


def _announce(settings: Settings, port: int, *, opens_browser: bool) -> None:
    """Print the address, and open a browser there if one is wanted."""
    address = f"http://{_shown_host(settings.host)}:{port}/"
    if port != settings.port != 0:
        print(f"Port {settings.port} is taken; using {port}.")
    print(f"Backprop Live is at {address}  (Ctrl+C stops it)", flush=True)
    if opens_browser and _has_display():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


class _AnnouncingServer(uvicorn.Server):
    """A uvicorn server that calls a function when it listens."""

    def __init__(
        self, config: uvicorn.Config, *, announce: "Callable[[], None]"
    ) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then announce the address."""
        await super().startup(sockets)
        if self.started:
            # A search for garbage halts all sessions. Without the objects of all
            # modules, which stay, a full one takes 5 ms on average instead of 37.
            gc.freeze()
            self._announce()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backprop-live",
        description="Watch a small neural network learn, one real step at a time.",
        epilog="Every setting is also a variable: BACKPROP_LIVE_PORT=8080.",
    )
    fields = Settings.model_fields
    parser.add_argument(
        "--host", help=f"{fields['host'].description} ({fields['host'].default})"
    )
    parser.add_argument(
        "--port",
        type=int,
        help=f"{fields['port'].description}; 0 lets the system choose"
        f" ({fields['port'].default}, or the next free one)",
    )
    parser.add_argument(
        "--allow-embedding",
        metavar="ORIGINS",
        help=f"{fields['allow_embedding'].description}; with commas between (nobody)",
    )
    parser.add_argument(
        "--no-browser",
        dest="browser",
        action="store_false",
        help="do not open a browser",
    )
    return parser


def _listen(settings: Settings) -> socket.socket:
    """Bind the port that was given, or else the first free one from the default on."""
    asked = "port" in settings.model_fields_set
    last = settings.port if asked else min(settings.port + PORTS_TRIED - 1, 65535)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    for port in range(settings.port, last + 1):
        try:
            listener = socket.create_server((settings.host, port), family=family)
            return _as_tcp(listener)
        except OSError as error:
            reason = error
        if reason.errno != errno.EADDRINUSE:
            break
    if reason.errno == errno.EADDRINUSE:
        cure = "choose another with --port, or --port 0 to get a free one"
    else:
        cure = "choose an address of this machine with --host, or another --port"
    why = (reason.strerror or str(reason)).partition(" (while")[0]
    raise OSError(f"Cannot listen on {settings.host}:{port}: {why}; {cure}.")


def _as_tcp(listener: socket.socket) -> socket.socket:
    """Return the same listener with its protocol number set to TCP.

    asyncio sets TCP_NODELAY for such sockets only. Without it, the body of a response
    waits up to 40 ms until the client acknowledges the headers.
    """
    family, fileno = listener.family, listener.detach()
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=fileno)


def _shown_host(host: str) -> str:
    """Return the host name for a browser on this machine."""
    if host in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _has_display() -> bool:
    """Return whether a graphical browser can open here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _explain(item: "object") -> str:
    """Return one of pydantic's errors as "port = 70000: what was expected"."""
    assert isinstance(item, dict)
    name = ".".join(str(part) for part in item["loc"])
    return f"{name} = {item['input']!r}: {item['msg']}"


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
