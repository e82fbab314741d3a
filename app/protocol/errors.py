"""What the server refuses, and the codes that a page can act on."""

from typing import Literal

__all__ = [
    "ErrorCode",
    "ProtocolError",
]

ErrorCode = Literal[
    "bad_json",
    "bad_message",
    "unknown_type",
    "limit_exceeded",
    "invalid_value",
    "not_ready",
    "not_available",
    "not_kept",
    "diverged",
    "too_many_commands",
    "too_large",
    "session_unknown",
    "session_limit",
    "read_only",
    "internal",
]


class ProtocolError(ValueError):
    """A message that cannot be taken, with all that its answer needs."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        id: int | None = None,
        field: str | None = None,
        limit: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.id = id
        self.field = field
        self.limit = limit
