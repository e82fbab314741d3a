"""Refuses to be one of several worker processes, of which each had its own sessions."""

import sys
from collections.abc import Mapping, Sequence

__all__ = ["refuse", "refuse_workers"]

STARTUP_FAILURE = 3
"""The exit code of a worker after which uvicorn's supervisor starts no other one."""
_FLAGS = ("--workers", "-w")
_VARIABLES = ("WEB_CONCURRENCY", "UVICORN_WORKERS")


def refuse_workers(argv: Sequence[str], environment: Mapping[str, str]) -> None:
    """Exit with a sentence if several workers were asked for.

    Parameters
    ----------
    argv : sequence of str
        The command line of uvicorn, or of another server.
    environment : mapping
        Its environment variables.
    """
    n_workers = _flag(argv) or _variable(environment)
    if n_workers > 1:
        refuse(
            f"{n_workers} workers cannot serve Backprop Live: a session lives in the"
            " memory of one process, and the others would not know it. Start it with"
            " `backprop-live` or one worker; for more cores, start several servers"
            " with a port each."
        )


def refuse(sentence: str) -> None:
    """Write a sentence and exit, so that a supervisor does not try again."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(STARTUP_FAILURE)


def _flag(argv: Sequence[str]) -> int:
    for argument, following in zip(argv, [*argv[1:], ""], strict=True):
        name, _, value = argument.partition("=")
        if name in _FLAGS:
            return _number(value or following)
    return 0


def _variable(environment: Mapping[str, str]) -> int:
    return max(_number(environment.get(name, "")) for name in _VARIABLES)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
