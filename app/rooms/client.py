"""Client: how a room reaches one connected page."""

from typing import Protocol

from app.protocol.events import ClosingReason
from app.protocol.sentence import Sentence
from app.scheduling.slot import Recipient

__all__ = ["Client"]


class Client(Recipient, Protocol):
    """One connected page, whether it controls a session or observes it."""

    @property
    def address(self) -> str:
        """The address from which the page has connected; "" if it is not known."""

    def close(self, code: int, reason: ClosingReason, message: Sentence) -> None:
        """Close the connection, with an event that gives the reason."""
