"""Tables of figures in docs/: between two marks, replaced by ``--write``."""

from __future__ import annotations

from pathlib import Path

__all__ = ["replace_table"]

MARKS = ("<!-- table -->\n", "<!-- end of table -->\n")


def replace_table(path: Path, text: str) -> None:
    """Replace what a document has between its two marks."""
    before, rest = path.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    path.write_text(before + MARKS[0] + text + MARKS[1] + after, encoding="utf-8")
