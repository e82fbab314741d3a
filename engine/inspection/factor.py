"""Factor: one number of a derivation, and the numbers that it follows from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Factor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One number, and the numbers that it follows from.

    Attributes
    ----------
    symbol : str
        LaTeX, with layers and units counted from 1.
    value : float
        The value that training computed.
    origin : str
        Its phase, layer, unit and sample, in words.
    operation : str
        The operation on the factors: ``sum``, ``product``, ``function``; ``given`` for
        a leaf.
    formula : str
        LaTeX of the operation.
    factors : tuple of Factor
    function : callable or None
        Applied to the factors' values if the operation is ``function``.
    """

    symbol: str
    value: float
    origin: str
    operation: str = "given"
    formula: str = ""
    factors: tuple[Factor, ...] = ()
    function: Callable[..., float] | None = None

    def derived(self) -> float:
        """Return the value computed again from the leaves."""
        values = [factor.derived() for factor in self.factors]
        if self.operation == "sum":
            return math.fsum(values)
        if self.operation == "product":
            return math.prod(values)
        if self.function is not None:
            return self.function(*values)
        return self.value

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "symbol": self.symbol,
            "value": self.value,
            "origin": self.origin,
            "operation": self.operation,
            "formula": self.formula,
            "factors": [factor.to_dict() for factor in self.factors],
        }
