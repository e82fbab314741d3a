r"""CSV: tables as text (RFC 4180), in which no cell is a formula.

A spreadsheet computes a cell that begins with one of ``= + - @`` or with white space
before it.  Such texts get an apostrophe; so do parts of a text that would be cells
where another sign separates them.  Numbers are written as such, exact to the last bit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

__all__ = ["CsvCell", "cell_text", "line_text"]

CsvCell: TypeAlias = "str | float | None"

_FORMULA = re.compile(r"""(^|[;|\t\r\n])(?=[\s]*[=+\-@＝＋－＠]|[\t\r\n])""")  # noqa: RUF001
_SPECIAL = re.compile(r'[",\r\n]')


def cell_text(cell: CsvCell) -> str:
    """Return a cell as it is written between two commas; None is an empty one."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return repr(cell)
    text = _FORMULA.sub(r"\1'", cell)
    if _SPECIAL.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def line_text(cells: Iterable[CsvCell]) -> str:
    """Return a line of cells, with its end."""
    return f"{','.join(map(cell_text, cells))}\r\n"
