"""Functions: an activation and its derivative as a function of a script.

A table has statements such as ``u = A`` and ``a = u + u``; a lambda needs one
expression, ``(u := A) + u``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.export.script_section import indented
from engine.functions.kinds.kind import Kind
from engine.functions.kinds.kinds import kind_of

__all__ = ["expression", "functions"]

WIDTH = 88
"""Characters of a line that can be read."""


def functions(names: Iterable[str], *, is_compact: bool) -> list[str]:
    """Return lines that define f: for each name a function of z.

    Each returns a and f'(z), or None where that is a matrix.  Those that are too long
    for a line have a definition of their own, unless that is too many lines.
    """
    definitions: list[str] = []
    entries: list[str] = []
    for name in names:
        kind = kind_of(name)
        entry = f'    "{name}": lambda z: ({_in_a_line(kind)}),'
        if len(entry) > WIDTH and not is_compact:
            definitions += [f"def {name}(z):", *indented(_in_lines(kind)), "", ""]
            entry = f'    "{name}": {name},'
        entries.append(entry)
    return [*definitions, "f = {", *entries, "}"]


def expression(statements: str) -> str:
    """Return one expression of what the last of some statements assigns.

    Each other one becomes an assignment expression at the first place that reads its
    name, which Python evaluates before the others.
    """
    *others, last = statements.split("\n")
    result = last.partition(" = ")[2]
    for line in reversed(others):
        name, _, value = line.partition(" = ")
        before, after = re.split(rf"\b{name}\b", result, maxsplit=1)
        result = f"{before}({name} := {value}){after}"
    return result


def _statements(kind: Kind) -> tuple[str, str]:
    """Return the statements for a, and those for f'(z)."""
    value = kind.numpy.format(x="z", value="a")
    return value, kind.numpy_local.format(x="z", value="a", local="df")


def _in_a_line(kind: Kind) -> str:
    value, local = _statements(kind)
    if not kind.has_local:
        return f"{expression(value)}, None"
    derivative = expression(local)
    name = "a := " if re.search(r"\ba\b", derivative) else ""
    return f"{name}{expression(value)}, {derivative}"


def _in_lines(kind: Kind) -> list[str]:
    value, local = _statements(kind)
    lines = dict.fromkeys([*value.split("\n"), *local.split("\n")])
    return [*filter(None, lines), f"return a, {'df' if kind.has_local else None}"]
