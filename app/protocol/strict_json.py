"""Strict JSON: the texts that are accepted from a network.

``json.loads`` accepts NaN, keeps the last of two equal keys, turns ``1e999`` into
infinity, recurses as deep as the sender likes and passes lone surrogates on.
``decode`` refuses all of these with a `StrictJsonError`.

`pydantic_core.from_json` refuses NaN and lone surrogates, but neither repeated keys nor
``1e999``, integers past 2^53 or a nesting of 17. With checks of these afterwards it
takes as long as the standard decoder below, and longer for a hostile text.
"""

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

__all__ = [
    "MAX_DEPTH",
    "MAX_INTEGER",
    "MAX_MESSAGE_BYTES",
    "TOO_LARGE",
    "StrictJsonError",
    "decode",
    "decode_refused",
]

MAX_MESSAGE_BYTES = 64 * 1024
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1  # every such integer is exact in a JavaScript number
TOO_LARGE = object()
"""Takes the place of a number that is too large."""

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class StrictJsonError(ValueError):
    """A text that is not acceptable JSON.

    ``limit`` is the limit that it exceeds, or None where no number is involved.
    """

    def __init__(self, message: str, *, limit: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.limit = limit


def decode(text: str, *, max_bytes: int = MAX_MESSAGE_BYTES) -> Any:
    """Decode one JSON text or raise `StrictJsonError`.

    Parameters
    ----------
    text : str
    max_bytes : int
        Of the text in UTF-8.
    """
    if len(text) > max_bytes or _n_bytes(text) > max_bytes:
        raise StrictJsonError("The message is too long", limit=max_bytes)
    _refuse_deep_nesting(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise StrictJsonError(f"Not JSON: {error.msg} at {where}") from None
    if _ESCAPED_SURROGATE.search(text):
        _n_bytes(json.dumps(value, ensure_ascii=False))
    return value


def decode_refused(text: str) -> Any:
    """Return what can be used of a text that `decode` refuses.

    `TOO_LARGE` takes the place of a number that is too large, None that of NaN and of
    what is nested too deeply. Of equal keys none is there. If the text is no JSON, or
    longer than a message, nothing of it can be used, which is None.
    """
    if len(text) > MAX_MESSAGE_BYTES:
        return None
    try:
        return _LENIENT_DECODER.decode(_without_deep_nesting(text))
    except json.JSONDecodeError:
        return None


def _n_bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise StrictJsonError("The text contains a lone surrogate") from None


def _refuse_deep_nesting(text: str) -> None:
    if next(_deeply_nested(text), None):
        raise StrictJsonError("The message is nested too deeply", limit=MAX_DEPTH)


def _without_deep_nesting(text: str) -> str:
    """Return a text with ``null`` in place of what is nested too deeply."""
    kept = []
    end = 0
    for start, stop in _deeply_nested(text):
        kept += [text[end:start], "null"]
        end = stop
    return "".join([*kept, text[end:]])


def _deeply_nested(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each array or object that is nested too deeply."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = start = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        token = match.group()
        if token in "[{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                start = match.start()
        elif token in "]}":
            if depth == MAX_DEPTH + 1:
                yield start, match.end()
            depth -= 1
    if depth > MAX_DEPTH:
        yield start, len(text)


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise StrictJsonError("An object names the same key twice")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise StrictJsonError(f"{name} is not a JSON number")


def _finite_float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise StrictJsonError("A number is too large", limit=sys.float_info.max)
    return value


def _bounded_integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise StrictJsonError("An integer is too large", limit=MAX_INTEGER)
    return int(digits)


def _object_of_unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    n_values = Counter(key for key, _ in pairs)
    return {key: value for key, value in pairs if n_values[key] == 1}


def _finite_float_or_mark(digits: str) -> Any:
    try:
        return _finite_float(digits)
    except StrictJsonError:
        return TOO_LARGE


def _bounded_integer_or_mark(digits: str) -> Any:
    try:
        return _bounded_integer(digits)
    except StrictJsonError:
        return TOO_LARGE


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object_without_duplicates,
    parse_constant=_refuse_constant,
    parse_float=_finite_float,
    parse_int=_bounded_integer,
)
_LENIENT_DECODER = json.JSONDecoder(
    object_pairs_hook=_object_of_unique_keys,
    parse_constant=lambda _: None,
    parse_float=_finite_float_or_mark,
    parse_int=_bounded_integer_or_mark,
)
