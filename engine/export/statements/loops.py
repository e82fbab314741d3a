"""Loops: lines of code that repeat with other numbers, as loops over t.

What may differ from one repetition to the next is marked in a line: the index of an
array, such as the time step, and the rows that are read.  Lines that follow each other
three times or more, with numbers that grow evenly, become one loop.  Arrays that such a
loop fills are indexed, h[t]; all others have their number in their name, h3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from engine.export.script_section import indented

__all__ = ["Line", "Loop", "array", "arrays", "indexed", "printed", "rolled", "span"]

FEWEST = 3
"""Repetitions of a loop."""
MARK = re.compile(r"«(\w*):(-?\d+)(?::(-?\d+))?»")
"""An array and its index, rows from and to, or arrays from one index to another."""

MINIFIERS = re.compile(r"«\w*:(\w+)»")
"""A mark without its numbers."""

Numbers = tuple[int, ...]


class Line(NamedTuple):
    """A line of code with marks.

    Attributes
    ----------
    text : str
    is_left_out : bool
        Whether this repetition does not have the line, which others have.
    """

    text: str
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Loop:
    """Lines that are repeated.

    Attributes
    ----------
    repetitions : tuple of tuple of Line
    """

    repetitions: tuple[tuple[Line, ...], ...]


def array(name: str, index: int) -> str:
    """Return the mark of an array of several."""
    return f"«{name}:{index}»"


def arrays(name: str, first: int, last: int) -> str:
    """Return the mark of a list of arrays."""
    return f"«{name}:{first}:{last}»"


def span(start: int, stop: int) -> str:
    """Return the mark of rows, ``start:stop``."""
    return f"«:{start}:{stop}»"


# ---- finding -------------------------------------------------------------------------


def rolled(lines: Sequence[Line]) -> list[Line | Loop]:
    """Return lines with those that repeat as loops."""
    parsed = [_parsed(line.text) for line in lines]
    parts: list[Line | Loop] = []
    i = 0
    while i < len(lines):
        period, count = _repeats(parsed, i)
        if count:
            starts = range(i, i + period * count, period)
            parts.append(Loop(tuple(tuple(lines[k : k + period]) for k in starts)))
        else:
            parts.append(lines[i])
        i += period * count or 1
    return parts


def _parsed(text: str) -> tuple[str, Numbers]:
    """Return a line without its numbers, and the numbers."""
    found = [number for mark in MARK.findall(text) for number in mark[1:] if number]
    return MARK.sub(_without_numbers, text), tuple(map(int, found))


def _without_numbers(mark: re.Match[str]) -> str:
    """Return a mark with a letter for each number: i is an index, n any other."""
    return f"«{mark[1]}:{'nn' if mark[3] else 'i'}»"


def _repeats(parsed: Sequence[tuple[str, Numbers]], i: int) -> tuple[int, int]:
    """Return how many lines from i on are repeated, and how often; both may be 0."""
    best = (0, 0)
    rest, (first, _) = parsed[i:], parsed[i]
    for period in range(1, len(rest) // FEWEST + 1):
        if rest[period][0] != first:
            continue
        count = _count(rest, period)
        if count >= FEWEST and period * count > best[0] * best[1]:
            best = (period, count)
    return best


def _count(parsed: Sequence[tuple[str, Numbers]], period: int) -> int:
    """Return how often the first lines come with numbers that grow evenly."""
    steps = [_steps(*pair) for pair in zip(parsed, parsed[period:], strict=False)]
    first = [
        (text, step) for (text, _), step in zip(parsed, steps[:period], strict=False)
    ]
    if not any(_place_of_t(text, step or ()) is not None for text, step in first):
        return 1
    n_lines = period
    while n_lines < len(parsed):
        step = steps[n_lines - period]
        if step is None or step != steps[n_lines % period]:
            break
        n_lines += 1
    return n_lines // period


def _steps(one: tuple[str, Numbers], two: tuple[str, Numbers]) -> Numbers | None:
    """Return by how much the numbers of a line grow; None if it is another line."""
    if one[0] != two[0]:
        return None
    return tuple(b - a for a, b in zip(one[1], two[1], strict=True))


def _place_of_t(text: str, steps: Numbers) -> int | None:
    """Return the place of a number that is an index and grows by 1 or -1, if any.

    ``text`` is the line without its numbers.
    """
    places = (k for mark in MINIFIERS.findall(text) for k in mark)
    is_index = [place == "i" for place in places]
    found = (k for k, step in enumerate(steps) if is_index[k] and abs(step) == 1)
    return next(found, None)


# ---- printing ------------------------------------------------------------------------


def indexed(parts: Iterable[Line | Loop]) -> set[str]:
    """Return the names of the arrays that loops index."""
    found = set()
    for loop in parts:
        if isinstance(loop, Loop):
            for one, two in zip(*loop.repetitions[:2], strict=True):
                pairs = zip(MARK.findall(one.text), MARK.findall(two.text), strict=True)
                found |= {a[0] for a, b in pairs if a != b}
    return found - {""}


def printed(parts: Iterable[Line | Loop], names: set[str]) -> list[str]:
    """Return parts as code, in which the arrays of some names are indexed."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Loop):
            lines += _printed_loop(part, names)
        elif not part.is_left_out:
            lines.append(_printed_line(part.text, names, None))
    return lines


def _printed_loop(loop: Loop, names: set[str]) -> Iterator[str]:
    bodies = loop.repetitions
    values = _values(loop)
    yield f"for t in {_range(values)}:"
    columns = list(zip(*bodies, strict=True))
    left_out = [
        tuple(t for t, line in zip(values, column, strict=True) if line.is_left_out)
        for column in columns
    ]
    step = (values[0], values[1] - values[0])
    for out, group in groupby(range(len(columns)), key=left_out.__getitem__):
        texts = []
        for k in group:
            first, second = columns[k][:2]
            grown = _grown(first.text, second.text)
            texts.append(_printed_line(first.text, names, (grown, step)))
        if not out:
            yield from indented(texts)
        elif len(out) < len(values):
            yield f"    if {_condition(out, values)}:"
            yield from indented(indented(texts))


def _values(loop: Loop) -> list[int]:
    """Return the values of t: an index that grows by 1, or by -1.

    If possible it is that of an array which a line makes.
    """
    columns = zip(*loop.repetitions, strict=True)
    parsed = [[_parsed(line.text) for line in column] for column in columns]
    parsed.sort(key=lambda lines: not lines[0][0].startswith("«"))
    places = (
        (lines, _place_of_t(lines[0][0], _steps(*lines[:2]) or ())) for lines in parsed
    )
    lines, place = next(found for found in places if found[1] is not None)
    return [numbers[place or 0] for _, numbers in lines]


def _grown(one: str, two: str) -> list[tuple[int, int]]:
    """Return the numbers of a line, and by how much each grows."""
    pairs = zip(_parsed(one)[1], _parsed(two)[1], strict=True)
    return [(a, b - a) for a, b in pairs]


def _printed_line(
    text: str,
    names: set[str],
    of_loop: tuple[list[tuple[int, int]], tuple[int, int]] | None,
) -> str:
    """Return a line without marks; its numbers in a loop are expressions of t."""
    numbers = iter(of_loop[0]) if of_loop else None

    def number(value: str) -> str:
        if numbers is None or of_loop is None:
            return value
        first, step = next(numbers)
        return _expression(first, step, *of_loop[1])

    def one(mark: re.Match[str]) -> str:
        name, first, last = mark[1], number(mark[2]), mark[3] and number(mark[3])
        if not name:
            return f"{first} : {last}" if " " in first + last else f"{first}:{last}"
        if last is None:
            return f"{name}[{first}]" if name in names else f"{name}{first}"
        if name in names:
            return f"[{name}[k] for k in {_range([int(first), int(last)])}]"
        every = (f"{name}{k}" for k in range(int(first), int(last) + 1))
        return f"[{', '.join(every)}]"

    return MARK.sub(one, text)


def _expression(first: int, step: int, t: int, t_step: int) -> str:
    """Return the number that is ``first`` at t and grows by ``step`` with each t."""
    factor = step // t_step
    rest = first - factor * t
    if not factor:
        return str(rest)
    text = "t" if factor == 1 else f"{factor} * t"
    return f"{text} {'+' if rest > 0 else '-'} {abs(rest)}" if rest else text


def _range(values: Sequence[int]) -> str:
    """Return the range of the first to the last value, which are evenly spaced."""
    first, last = values[0], values[-1]
    step = 1 if last >= first else -1
    if len(values) > FEWEST - 1:
        step = values[1] - first
    end = last + (1 if step > 0 else -1)
    return f"range({first}, {end}{'' if step == 1 else f', {step}'})"


def _condition(out: Numbers, values: Sequence[int]) -> str:
    """Return the condition for lines that some values of t do not have."""
    own = tuple(t for t in values if t not in out)
    if len(own) < len(out):
        return f"t == {own[0]}" if len(own) == 1 else f"t in {_among(own)}"
    if len(out) == 1:
        return f"t > {out[0]}" if out[0] == min(values) else f"t != {out[0]}"
    return f"t not in {_among(out)}"


def _among(numbers: Numbers) -> str:
    """Return several numbers as a range, or as a tuple."""
    ordered = sorted(numbers)
    is_even = len({b - a for a, b in pairwise(ordered)}) == 1 and len(ordered) > 2
    return _range(ordered) if is_even else str(tuple(ordered))
