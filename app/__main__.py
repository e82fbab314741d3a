"""Start the server: ``python -m app`` and, once installed, ``backprop-live``.

What takes long to import is imported by the functions, so that Ctrl+C meanwhile ends
the program without a traceback, and a library that is missing is explained.
"""

import os
import signal
import sys

TYPE_CHECKING = False  # `typing` takes long to import
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import TextIO

    from app.config import Settings
    from app.server.listening.uvicorn_server import AnnouncingServer

__all__ = ["main"]

FLAGS = ("host", "port", "allow_embedding", "save")
"""Settings that are flags too."""
INTERRUPTED = 130
"""Exit code of a program that SIGINT has ended, as shells give it."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Serve until interrupted.

    Parameters
    ----------
    argv : sequence of str, optional
        Flags; ``sys.argv[1:]`` by default. A flag overrides its environment variable.

    Returns
    -------
    int
        Exit code: 0 after Ctrl+C, 130 if it came before the server listened, 1 if the
        settings are wrong or a file or library is missing.
    """
    _end_at_interrupts()
    # A layer of 128 units is too small to be worth a second BLAS thread. NumPy reads
    # this when it is imported, which the modules of the server do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return listen_and_serve(argv)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("app", "engine"):
            raise
        return _fail(
            f"The library {error.name} is not installed for {sys.executable}: start"
            " with `python3 run.py`, which installs it, or run `pip install .` first."
        )


def _end_at_interrupts() -> None:
    """Have Ctrl+C end the process at once, until the server handles it itself.

    An exception would be raised within whichever import is running, of which some
    print it and others hide it. Nothing needs to be closed before the server runs.
    """

    def end(*_: object) -> None:
        os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)
    if hasattr(signal, "pthread_sigmask"):  # run.py blocks it while Python starts
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def listen_and_serve(argv: "Sequence[str] | None") -> int:
    """Do what ``main`` describes, but leave Ctrl+C and missing libraries to it."""
    from pydantic import ValidationError

    from app.config import Settings
    from app.server.listening.listener import listen
    from app.server.metrics import MetricsMissingError
    from app.web.assets import AssetMissingError

    flags = _parser().parse_args(argv)
    given = {name: getattr(flags, name) for name in FLAGS}
    given = {name: value for name, value in given.items() if value is not None}
    _warn_of_variables()
    try:
        settings = Settings(**given)
        listener = listen(settings)
    except ValidationError as error:
        return _fail("\n".join(_explain(item, given) for item in error.errors()))
    except OSError as error:
        return _fail(str(error))
    with listener:
        port = listener.getsockname()[1]
        try:
            server = _server(settings, port, opens_browser=flags.browser)
        except (MetricsMissingError, AssetMissingError) as error:
            return _fail(str(error))
        server.run(sockets=[listener])
    if sys.stdout.isatty():
        _say("")  # below the ^C of the terminal
    return 0


def _server(
    settings: "Settings", port: int, *, opens_browser: bool
) -> "AnnouncingServer":
    """Return the server.

    Raises
    ------
    MetricsMissingError
    AssetMissingError
    """
    from functools import partial

    from app.main import create_app
    from app.server.listening.uvicorn_server import AnnouncingServer, server_config

    application = create_app(settings.model_copy(update={"port": port}))
    announce = partial(_announce, settings, port, opens_browser=opens_browser)
    return AnnouncingServer(server_config(application, settings), announce=announce)


def _announce(settings: "Settings", port: int, *, opens_browser: bool) -> None:
    """Print the addresses, and open a browser at the first if one is wanted."""
    import threading
    import webbrowser

    from app.server.listening.addresses import (
        WILDCARDS,
        is_in_container,
        public_addresses,
    )

    address = f"http://{_shown_host(settings.host)}:{port}/"
    if port != settings.port != 0:
        _say(f"Port {settings.port} is taken; using {port}.")
    _say(f"Backprop Live is at {address}  (Ctrl+C stops it)")
    others = [f"{found}/" for found in public_addresses(settings, port)]
    if others and others != [address]:
        _say(f"Other computers reach it at {' or '.join(others)}")
    elif settings.host in WILDCARDS and is_in_container():
        _say(
            "Others reach it where this container's port is published: list that"
            " address in BACKPROP_LIVE_ALLOWED_HOSTS."
        )
    elif settings.host in WILDCARDS:
        _say("Other computers do not reach it: this one has no network at present.")
    if opens_browser and _has_display():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _warn_of_variables() -> None:
    """Name the environment variables that have no effect though they seem to."""
    from app.config import unknown_variables

    for name, meant in unknown_variables(os.environ):
        hint = f"; {meant} is one" if meant else ""
        _warn(f"{name} is no setting and has no effect{hint}.")
    if os.environ.get("WEB_CONCURRENCY", "1") != "1":
        _warn("WEB_CONCURRENCY has no effect: all sessions live in one process.")


def _parser() -> "argparse.ArgumentParser":
    import argparse

    from app.config import Settings

    parser = argparse.ArgumentParser(
        prog="backprop-live",
        description="Watch a small neural network learn, one real step at a time.",
        epilog="Every setting is also a variable: BACKPROP_LIVE_PORT=8080.",
    )
    fields = Settings.model_fields
    parser.add_argument(
        "--host",
        help=f"{fields['host'].description}, 0.0.0.0 for all of this computer's"
        f" ({fields['host'].default})",
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
        "--no-save",
        dest="save",
        action="store_false",
        default=None,
        help="do not save runs",
    )
    parser.add_argument(
        "--no-browser",
        dest="browser",
        action="store_false",
        help="do not open a browser",
    )
    return parser


def _shown_host(host: str) -> str:
    """Return the host name for a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _has_display() -> bool:
    """Return whether a graphical browser can open here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _explain(item: "object", flags: "object") -> str:
    """Return one of pydantic's errors as "--port 70000: what was expected"."""
    from app.config import PREFIX

    assert isinstance(item, dict)
    assert isinstance(flags, dict)
    name = ".".join(str(part) for part in item["loc"])
    if name in flags:
        given = f"--{name.replace('_', '-')} {flags[name]}"
    else:
        given = f"{PREFIX}{name.upper()}={item['input']}"
    return f"{given}: {item['msg'].removeprefix('Value error, ')}"


def _fail(sentence: str) -> int:
    _warn(sentence)
    return 1


def _say(line: str) -> None:
    _print(line, sys.stdout)


def _warn(line: str) -> None:
    _print(line, sys.stderr)


def _print(line: str, stream: "TextIO") -> None:
    """Print a line; if nobody reads the stream any more, go on without it."""
    try:
        print(line, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
