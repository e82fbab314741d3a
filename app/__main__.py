"""Start the server: ``python -m app`` and, once installed, ``backprop-live``."""

import argparse
import errno
import os
import socket
import sys
import threading
import webbrowser
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
"""Connections that are accepted at once; asyncio takes them without a look around."""
MAX_REQUESTS = 1000
"""Connections beside the sockets."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Serve until interrupted.

    Parameters
    ----------
    argv : sequence of str, optional
        Flags; ``sys.argv[1:]`` by default. A flag wins over its environment variable.

    Returns
    -------
    int
        Exit code: 0 after Ctrl+C, 1 where an address or a library is missing.
    """
    # A layer of 128 units is too small to be worth a second BLAS thread. NumPy reads
    # this when it is imported, which create_app does.
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
    port = listener.getsockname()[1]
    address = f"http://{_shown_host(settings.host)}:{port}/"

    def announce() -> None:
        if port != settings.port != 0:
            print(f"Port {settings.port} is taken; using {port}.")
        print(f"Backprop Live is at {address}  (Ctrl+C stops it)", flush=True)
        if flags.browser and _has_display():
            threading.Thread(
                target=webbrowser.open, args=(address,), daemon=True
            ).start()

    from app.main import create_app
    from app.protocol.strict_json import MAX_MESSAGE_BYTES
    from app.server.file_limits import at_most
    from app.server.keepalive import PING_SECONDS
    from app.server.metrics import MetricsMissingError
    from app.server.uvicorn_http import HttpProtocol
    from app.server.uvicorn_websocket import WebSocketProtocol

    try:
        app = create_app(settings.model_copy(update={"port": port}))
    except MetricsMissingError as error:
        listener.close()
        return _fail(str(error))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        backlog=BACKLOG,
        limit_concurrency=at_most(settings.max_sockets + MAX_REQUESTS),
        http=HttpProtocol,
        ws=WebSocketProtocol,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
    )
    server = _AnnouncingServer(config, announce=announce)
    with listener:
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            print()
    return 0


class _AnnouncingServer(uvicorn.Server):
    """A uvicorn server that says when it listens."""

    def __init__(
        self, config: uvicorn.Config, *, announce: "Callable[[], None]"
    ) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then announce the address."""
        await super().startup(sockets)
        if self.started:
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
    """Bind the port that was asked for, or the first free one from the default on."""
    asked = "port" in settings.model_fields_set
    last = settings.port if asked else min(settings.port + PORTS_TRIED - 1, 65535)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    for port in range(settings.port, last + 1):
        try:
            listener = socket.create_server((settings.host, port), family=family)
            return _naming_its_protocol(listener)
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


def _naming_its_protocol(listener: socket.socket) -> socket.socket:
    """Return the same listener, of which asyncio knows that it speaks TCP.

    Only then does asyncio send small messages at once; otherwise the body of an
    answer waits 40 ms for the other side to acknowledge the headers.
    """
    family, fileno = listener.family, listener.detach()
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=fileno)


def _shown_host(host: str) -> str:
    """Return the name under which this machine's browser finds ``host``."""
    if host in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _has_display() -> bool:
    """Return whether a graphical browser can open here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _explain(item: "object") -> str:
    """Return one of pydantic's errors as "--port 70000: what was expected"."""
    assert isinstance(item, dict)
    name = ".".join(str(part) for part in item["loc"])
    return f"{name} = {item['input']!r}: {item['msg']}"


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
