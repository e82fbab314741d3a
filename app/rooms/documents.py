"""Documents: how a session becomes the document of a run, and a document a session."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.session.document import capture, document_of
from app.session.memory_budget import Account
from app.session.restoring import session_of
from app.session.session import Session

__all__ = ["RUN_DOCUMENTS", "Documents"]


@dataclass(frozen=True, slots=True)
class Documents:
    """The three steps between a session and its document.

    Attributes
    ----------
    capture : callable
        Takes a session; returns what no later change alters. Fast.
    write : callable
        Turns that into a document of JSON values. In any thread.
    read : callable
        Returns a session for a document; raises `ProtocolError` if it is not valid.
    """

    capture: Callable[[Session], Any]
    write: Callable[[Any], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any], Callable[[], float], Account], Session]


def _capture(session: Session) -> Any:
    return capture(session.state)


def _read(
    document: Mapping[str, Any], clock: Callable[[], float], memory: Account
) -> Session:
    return session_of(document, clock=clock, memory=memory)


RUN_DOCUMENTS = Documents(_capture, document_of, _read)
"""All that a run is: its branches, with their changes, states and curves."""
