"""Parses a text message into a command, or raises an error that names the fault."""

import re

from pydantic import ValidationError

from app.protocol.commands.commands import COMMANDS, Received
from app.protocol.errors import ErrorCode, ProtocolError
from app.protocol.sentence import english
from app.protocol.strict_json import (
    MAX_INTEGER,
    TOO_LARGE,
    StrictJsonError,
    decode,
    decode_refused,
)

__all__ = [
    "parse",
    "parse_frame_ack",
]

_FRAME_ACK = re.compile(r'\{"type":"frame_ack","seq":(0|[1-9][0-9]{0,8})\}')
"""By far the most frequent message, as every page writes it."""


def parse_frame_ack(text: str) -> int | None:
    """Return the number of the acknowledged frame; None for any other message."""
    usual = _FRAME_ACK.fullmatch(text)
    return int(usual[1]) if usual else None


def parse(text: str) -> Received:
    """Turn one text message into a command, or raise `ProtocolError`."""
    try:
        value = decode(text)
    except StrictJsonError as error:
        raise _from_text(text, error) from None
    if not isinstance(value, dict):
        raise ProtocolError("bad_message", english("Expected an object"))
    id_ = _id(value)
    name = value.get("type")
    if not isinstance(name, str):
        message = english("Expected a text as type")
        raise ProtocolError("bad_message", message, id=id_, field="type")
    if name not in COMMANDS:
        known = ", ".join(COMMANDS)
        message = english(f"Unknown type; the server knows {known}")
        raise ProtocolError("unknown_type", message, id=id_, field="type")
    try:
        return COMMANDS[name].model_validate(value)
    except ValidationError as error:
        raise _from_validation(error, id=id_) from None


def _from_text(text: str, error: StrictJsonError) -> ProtocolError:
    """Return an error with the id of the message as far as that can be read."""
    code: ErrorCode = "bad_json" if error.limit is None else "too_large"
    value = decode_refused(text)
    if not isinstance(value, dict):
        value = {}
    if value.get("id") is TOO_LARGE:
        message = english(f"An id is at most {MAX_INTEGER}, or no answer can name it")
        return ProtocolError("too_large", message, field="id", limit=MAX_INTEGER)
    message = english(error.message)
    return ProtocolError(code, message, id=_id(value), limit=error.limit)


def _id(value: dict[str, object]) -> int | None:
    """Return the id of the answer, if the message has a valid one."""
    id_ = value.get("id")
    usable = isinstance(id_, int) and not isinstance(id_, bool) and id_ >= 0
    return id_ if usable else None  # type: ignore[return-value]


def _from_validation(error: ValidationError, *, id: int | None) -> ProtocolError:
    """Return an error with the field, the reason and the limit of the first fault."""
    first = error.errors(include_url=False, include_input=False)[0]
    names = [str(part) for part in first["loc"]]
    if names[:1] == ["experiment"] and len(names) > 1:
        del names[0]
    field = names[0][:64] if names else None
    context = first.get("ctx", {})
    bounds = ("le", "ge", "max_length", "min_length")
    limit = next((context[key] for key in bounds if key in context), None)
    code: ErrorCode = "invalid_value"
    if first["type"] in {"missing", "extra_forbidden"}:
        code = "bad_message"
    elif limit is not None:
        code = "limit_exceeded"
    message = english(first["msg"])
    return ProtocolError(code, message, id=id, field=field, limit=limit)
