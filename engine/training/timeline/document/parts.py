"""Parts of a document: unchecked plain values, and where they are."""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from engine.limits import ExperimentError, checked_number, shown

__all__ = ["MAX_INTEGER", "DocumentPart"]

MAX_INTEGER = 2**53 - 1
"""Every such integer is exact in a JavaScript number."""


class DocumentPart:
    """A plain value as JSON has it, and its path from the root of the document.

    Every method raises `ExperimentError` for a value that is not of its kind.
    """

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "") -> None:
        self.value, self.path = value, path

    def refuse(self, message: str, limit: object = None) -> NoReturn:
        """Refuse the value."""
        where = f"{self.path}: {message}" if self.path else message
        raise ExperimentError(self.path, self.value, where, limit)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Add to errors of what is inside where in the document it is."""
        try:
            yield
        except ExperimentError as error:
            path = self._at(error.field)
            message = f"{path}: {error.message}"
            raise ExperimentError(path, error.value, message, error.limit) from None

    def _at(self, key: object) -> str:
        return f"{self.path}.{key}" if self.path else f"{key}"

    def fields(
        self, needed: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, DocumentPart]:
        """Return the parts of an object that has these keys and no others."""
        value, needed = self.value, tuple(needed)
        if not isinstance(value, dict):
            self.refuse(f"must be an object, not {shown(value)}")
        known = (*needed, *optional)
        for key in value:
            if key not in known:
                self.refuse(f"has no {shown(key)}, only {', '.join(known)}")
        for key in needed:
            if key not in value:
                self.refuse(f"lacks {key}")
        return {key: DocumentPart(each, self._at(key)) for key, each in value.items()}

    def items(self, fewest: int, most: int) -> list[DocumentPart]:
        """Return the parts of a list of so many."""
        value = self.value
        if not isinstance(value, list):
            self.refuse(f"must be a list, not {shown(value)}")
        if not fewest <= len(value) <= most:
            limit = fewest if len(value) < fewest else most
            self.refuse(f"must have {fewest} to {most} items, not {len(value)}", limit)
        return [DocumentPart(each, self._at(k)) for k, each in enumerate(value)]

    def integer(self, low: int = 0, high: int = MAX_INTEGER) -> int:
        """Return a whole number within limits."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(f"must be a whole number, not {shown(value)}")
        if not low <= value <= high:
            limit = low if value < low else high
            self.refuse(f"must be {low} to {high}, not {shown(value)}", limit)
        return int(value)

    def number(self) -> float:
        """Return a finite number."""
        return checked_number(self.path, self.value, (-math.inf, math.inf))

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            self.refuse(f"must be true or false, not {shown(self.value)}")
        return self.value

    def text(self, most: int, fewest: int = 1) -> str:
        """Return a text of so many characters."""
        value = self.value
        if not isinstance(value, str):
            self.refuse(f"must be a text, not {shown(value)}")
        if not fewest <= len(value) <= most:
            count = f"{fewest} to {most}" if fewest < most else f"{most}"
            self.refuse(f"must have {count} characters, not {len(value)}", most)
        return value

    def hexadecimal(self, n_digits: int) -> str:
        """Return a text of so many hexadecimal digits, lower case."""
        text = self.text(n_digits, n_digits)
        if not set(text) <= set("0123456789abcdef"):
            self.refuse(f"must be hexadecimal digits, not {shown(text)}")
        return text

    def data(self, n_bytes: int) -> bytes:
        """Return so many bytes from base 64 as it is written here."""
        n_characters = 4 * ((n_bytes + 2) // 3)
        text = self.text(n_characters, n_characters)
        try:
            found = b64decode(text, validate=True)
        except ValueError:
            found = b""
        if b64encode(found).decode() != text:
            self.refuse("is not base 64 as it is written here")
        if len(found) != n_bytes:
            self.refuse(f"must have {n_bytes} bytes, not {len(found)}", n_bytes)
        return found
