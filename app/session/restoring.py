"""Restoring: a new session that continues the run of a document."""

from collections.abc import Callable
from typing import Any

from app.session.commands.reading import open_document
from app.session.memory_budget import Account
from app.session.session import Session

__all__ = ["session_of"]


def session_of(
    document: Any, *, clock: Callable[[], float], memory: Account | None = None
) -> Session:
    """Return a session at the present of a document, paused.

    Raises
    ------
    ProtocolError
        If it is no document, or there is no memory for it.
    """
    session = Session(None, clock=clock, memory=memory)
    open_document(session.state, document)
    return session
