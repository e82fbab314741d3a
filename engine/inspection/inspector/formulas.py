r"""Formulas: what an op of the update reads and writes, by the letters of its LaTeX.

:math:`v \leftarrow \mu v + g` writes v, which had a value before; it reads mu, v, g.
A formula may have the letters of `SYMBOLS` and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.functions.intermediates import MAX_NORM, NORM

__all__ = [
    "CONSTANTS",
    "ETA",
    "NORMS",
    "PENALTIES",
    "SCALARS",
    "SYMBOLS",
    "VECTORS",
    "Statement",
    "statements",
]

CONSTANTS = {
    r"\beta_1": "beta1",
    r"\beta_2": "beta2",
    r"\epsilon": "eps",
    r"\rho": "rho",
    r"\mu": "momentum",
    r"\lambda": "weight_decay",
    "c": "clip_norm",
    "r": "max_norm",
}
"""Settings of the experiment by their letters."""
PENALTIES = {r"\lambda_1": "l1", r"\lambda_2": "l2"}
"""Settings that are 0 for biases."""
ETA = r"\eta"
SCALARS = (ETA, "t")
NORMS = (NORM, MAX_NORM)
VECTORS = ("dW", "w", "g", r"\Delta", "m", "v", "s")
SYMBOLS = (*NORMS, *VECTORS, *SCALARS, *PENALTIES, *CONSTANTS)

_SYMBOL = "|".join(re.escape(each) for each in sorted(SYMBOLS, key=len, reverse=True))
_SYNTAX = r"\\(?:frac|sqrt|min|mathrm\{sign\}|quad|,)|[-+/(){}^,\d\s]"
_TOKEN = re.compile(rf"(?P<symbol>(?:{_SYMBOL})(?![a-z]))|(?:{_SYNTAX})")


class Statement(NamedTuple):
    """One part of a formula.

    Attributes
    ----------
    target : str
        The symbol that is written.
    is_change : bool
        Whether it had a value before.
    is_of_biases : bool
        Whether it is about biases only.
    reads : tuple of str
        The symbols that are read.
    """

    target: str
    is_change: bool
    is_of_biases: bool
    reads: tuple[str, ...]


def statements(latex: str) -> Iterator[Statement]:
    """Yield what each part of an op's formula computes.

    Raises
    ------
    ValueError
        If the formula has a letter that is not one of `SYMBOLS`.
    """
    for part in latex.split(r",\quad"):
        left, arrow, right = re.split(r"(\\leftarrow|=)", part, maxsplit=1)
        target, is_of_biases = re.subn(r"_b$", "", left.strip())
        yield Statement(target, arrow != "=", bool(is_of_biases), _symbols(right))


def _symbols(latex: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    place = 0
    while place < len(latex):
        token = _TOKEN.match(latex, place)
        if token is None:
            message = f"no symbol at {latex[place:]!r} in {latex!r}"
            raise ValueError(message)
        if token["symbol"]:
            found[token["symbol"]] = None
        place = token.end()
    return tuple(found)
