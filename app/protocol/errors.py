"""Errors: the codes of refused messages, and the exception that carries one."""

from typing import Literal

from app.i18n import ENGLISH, filled, load
from app.protocol.sentence import Sentence, sentence

__all__ = [
    "ErrorCode",
    "ProtocolError",
    "out_of_memory",
]

ErrorCode = Literal[
    "bad_json",
    "bad_message",
    "unknown_type",
    "limit_exceeded",
    "invalid_value",
    "not_ready",
    "not_kept",
    "diverged",
    "too_many_commands",
    "too_large",
    "session_unknown",
    "session_away",
    "session_limit",
    "read_only",
    "storage",
    "internal",
]


class ProtocolError(ValueError):
    """A message that is refused, with everything that its answer needs.

    Parameters
    ----------
    code : ErrorCode
    message : Sentence
        The reason, for people.
    id : int, optional
        The id of the refused message, as far as it has a valid one.
    field : str, optional
        The field that is wrong.
    limit : float, optional
        The limit that the field exceeds.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: Sentence,
        *,
        id: int | None = None,
        field: str | None = None,
        limit: float | None = None,
    ) -> None:
        super().__init__(filled(load(ENGLISH).server[message.key], message.values))
        self.code = code
        self.message = message
        self.id = id
        self.field = field
        self.limit = limit


def out_of_memory() -> ProtocolError:
    """Return the answer to a message for which the system gives no memory."""
    return ProtocolError("session_limit", sentence("error.no_memory"))
