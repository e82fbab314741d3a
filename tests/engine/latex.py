r"""Evaluates the LaTeX of formulas, so that tests can compare it with what is computed.

It reads sums, products (also without a sign), quotients, powers, ``\frac``, ``\sqrt``,
functions, and conditions in brackets, which are 1 or 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

__all__ = ["evaluated", "sides"]

FUNCTIONS: dict[str, Callable[..., float]] = {
    r"\tanh": math.tanh,
    r"\cos": math.cos,
    r"\sin": math.sin,
    r"\arctan": math.atan,
    r"\ln": math.log,
    r"\max": max,
    r"\min": min,
    r"\sigma": lambda z: 1 / (1 + math.exp(-z)),
    r"\sign": lambda w: float(int(w > 0) - int(w < 0)),
}
REPLACED = (
    (r"\\left|\\right|\\[,\s]|\\odot", " "),
    (r"\\tfrac12", r"\\frac{1}{2}"),
    (r"\\tfrac", r"\\frac"),
    (r"\\mathrm\{sign\}", r"\\sign"),
)
TOKEN = re.compile(
    r"\s*(\\lVert.*?\\rVert|\|\w+\||\\hat \w|\\[A-Za-z]+(?:_\w)?|dW|da|[A-Za-z](?:_\w)?"
    r"|\d+\.?\d*|.)"
)


def sides(latex: str) -> tuple[str, str]:
    """Return what a formula gives a value to, and how it follows."""
    left, _, right = re.split(r"(\\leftarrow|=)", latex, maxsplit=1)
    return left.strip(), right.strip()


def evaluated(latex: str, names: Mapping[str, float]) -> float:
    """Return the number that an expression is, for numbers by their symbols."""
    for pattern, text in REPLACED:
        latex = re.sub(pattern, text, latex)
    parser = _Parser(TOKEN.findall(latex.strip()), names)
    value = parser.sum()
    assert not parser.left, f"not read: {parser.left} of {latex}"
    return value


class _Parser:
    """Reads tokens one by one and evaluates what they mean."""

    def __init__(self, tokens: list[str], names: Mapping[str, float]) -> None:
        self.left, self._names = tokens, names

    def _takes(self, *tokens: str) -> str:
        """Consume the next token if it is one of ``tokens``; return it, or no text."""
        return self.left.pop(0) if self.left and self.left[0] in tokens else ""

    def _expect(self, token: str) -> None:
        assert self._takes(token), f"{token} expected before {self.left}"

    def sum(self) -> float:
        value = -self._product() if self._takes("-") else self._product()
        while sign := self._takes("+", "-"):
            value += self._product() if sign == "+" else -self._product()
        return value

    def _product(self) -> float:
        value = self._power()
        ends = ("", "+", "-", ")", "}", "]", ",", ">", "<", r"\rfloor")
        while (self.left or [""])[0] not in ends:
            value = value / self._power() if self._takes("/") else value * self._power()
        return value

    def _power(self) -> float:
        base = self._atom()
        return base ** self._argument() if self._takes("^") else base

    def _argument(self) -> float:
        """Read a group in braces, or one token."""
        if not self._takes("{"):
            return self._atom()
        value = self.sum()
        self._expect("}")
        return value

    def _atom(self) -> float:
        if self._takes("("):
            value = self.sum()
            self._expect(")")
            return value
        if self._takes("["):
            return self._condition()
        if self._takes(r"\lfloor"):
            value = float(math.floor(self.sum()))
            self._expect(r"\rfloor")
            return value
        if self._takes(r"\frac"):
            return self._argument() / self._argument()
        if self._takes(r"\sqrt"):
            return math.sqrt(self._argument())
        if name := self._takes(*FUNCTIONS):
            return self._called(FUNCTIONS[name])
        token = self.left.pop(0)
        known = {"e": math.e, r"\pi": math.pi} | dict(self._names)
        return known[token] if token in known else float(token)

    def _called(self, function: Callable[..., float]) -> float:
        if not self._takes("("):
            return function(self._power())
        values = [self.sum()]
        while self._takes(","):
            values.append(self.sum())
        self._expect(")")
        return function(*values)

    def _condition(self) -> float:
        left = self.sum()
        relation = self._takes("<", ">")
        right = self.sum()
        self._expect("]")
        return float(left < right if relation == "<" else left > right)
