"""Script section: a part of a script, which is a cell of a notebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from engine.limits import ExperimentError

__all__ = ["ScriptSection", "checked_link", "indented", "joined", "titled"]

MAX_LINK = 100_000
"""Characters of a link."""
LINK = re.compile(r"https?://[!-~]+")
SAFE = "%/:?#[]@!$&()*+,;=~"
"""Characters of a link that end neither a comment nor a docstring."""
ARRAY = re.compile(r"[\w, ]+ = (torch\.tensor\()?(np\.array|array)\(")


@dataclass(frozen=True, slots=True)
class ScriptSection:
    """Lines of code under a title; the title of the first one is the docstring.

    Attributes
    ----------
    title : str
    lines : tuple of str
    formulas : tuple of str
        What the code computes, as LaTeX, for a notebook.
    """

    title: str
    lines: tuple[str, ...]
    formulas: tuple[str, ...] = ()

    @property
    def n_code_lines(self) -> int:
        """The number of lines that are no comments and not numbers alone."""
        return sum(map(_is_code, self.lines))

    @property
    def has_functions(self) -> bool:
        """Whether it defines functions, which are set apart by two empty lines."""
        return any(line.startswith("def ") for line in self.lines)


def titled(
    title: str, lines: Iterable[str], formulas: Iterable[str] = ()
) -> ScriptSection:
    """Return a section in which no formula comes twice."""
    return ScriptSection(title, tuple(lines), tuple(dict.fromkeys(formulas)))


def joined(sections: Iterable[ScriptSection]) -> str:
    """Return the sections as a script."""
    first, *others = sections
    lines = [f'"""{first.title}"""', "", *first.lines]
    before = first
    for section in others:
        is_apart = before.has_functions or section.has_functions
        lines += ["", *[""] * is_apart, f"# {section.title}", *section.lines]
        before = section
    return "\n".join(lines) + "\n"


def indented(lines: Iterable[str]) -> list[str]:
    """Return lines as those of a block."""
    return [f"    {line}" if line else line for line in lines]


def checked_link(link: str) -> str:
    """Return a link as a docstring can hold it; an empty one is none.

    Raises
    ------
    ExperimentError
        If it is not the address of a page.
    """
    if link and (len(link) > MAX_LINK or not LINK.fullmatch(link)):
        raise ExperimentError("link", link[:80], "link must be the address of a page")
    return quote(link, SAFE)


def _is_code(line: str) -> bool:
    if not line or line.lstrip().startswith(("#", '"""')) or ARRAY.match(line):
        return False
    if line.startswith(" "):
        return True
    try:
        ast.literal_eval(line.partition(" = ")[2])
    except (SyntaxError, ValueError):
        return True
    return False
