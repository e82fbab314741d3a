"""Protocol errors: those of the engine, as the protocol names them."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.protocol.errors import ErrorCode, ProtocolError
from app.protocol.sentence import english, sentence
from engine import ExperimentError
from engine.limits import NeedsDenseError

__all__ = ["protocol_errors"]


@contextmanager
def protocol_errors() -> Iterator[None]:
    """Turn an `ExperimentError` of the engine into a `ProtocolError`."""
    try:
        yield
    except NeedsDenseError as error:
        message = sentence("error.only_dense")
        raise ProtocolError("invalid_value", message, field=error.field) from None
    except ExperimentError as error:
        limit = error.limit if isinstance(error.limit, int | float) else None
        code: ErrorCode = "invalid_value" if limit is None else "limit_exceeded"
        raise ProtocolError(
            code, english(error.message), field=error.field, limit=limit
        ) from None
