"""Factor: one number of a step, and the numbers that it follows from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Factor", "NumberRef", "TooManyFactorsError"]


class TooManyFactorsError(ValueError):
    """An explanation has more numbers than it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"an explanation has more than {most} numbers")
        self.most = most


class NumberRef(NamedTuple):
    """Which number of a step a factor is; all indices count from 0.

    Attributes
    ----------
    quantity : str
        That of `engine.graph.Ref`; ``g``, ``update`` or an optimizer's slot; ``loss``.
    node : str
        The name of the node; empty for parameters.
    layer : int
        The site of the node, -1 for one without, as the network's inputs; the block of
        a parameter.  In a dense network both are the layer.
    row, column : int or None
        The unit; for a weight also the unit that it comes from.  The position, where a
        sample has several.
    sample : int or None
        The index of a training sample; None for a parameter, or for the batch.
    """

    quantity: str
    node: str
    layer: int
    row: int | None = None
    column: int | None = None
    sample: int | None = None


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
        The operation on the factors: ``sum``, ``product``, ``function``; ``given``
        for a leaf, ``mean`` for one over the samples of the batch.
    formula : str
        LaTeX of the operation.
    factors : tuple of Factor
    function : callable or None
        Applied to the factors' values if the operation is ``function``.
    ref : NumberRef or None
        Where the number is in the step; None for one that the step does not store.
    """

    symbol: str
    value: float
    origin: str
    operation: str = "given"
    formula: str = ""
    factors: tuple[Factor, ...] = ()
    function: Callable[..., float] | None = None
    ref: NumberRef | None = None

    def derived(self) -> float:
        """Return the value computed again from the leaves."""
        if not self.factors:
            return self.value
        values = [factor.derived() for factor in self.factors]
        if self.operation == "sum":
            return math.fsum(values)
        if self.operation == "product":
            return math.prod(values)
        assert self.function is not None
        return self.function(*values)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "symbol": self.symbol,
            "value": self.value,
            "origin": self.origin,
            "operation": self.operation,
            "formula": self.formula,
            "factors": [factor.to_dict() for factor in self.factors],
            "ref": None if self.ref is None else self.ref._asdict(),
        }
