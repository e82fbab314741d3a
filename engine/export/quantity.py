"""Quantity: an array of the file of a step, its name, and what its axes are."""

from __future__ import annotations

from dataclasses import dataclass

from engine.arrays import Array

__all__ = ["Quantity"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An array of the file.

    Attributes
    ----------
    name : str
        Without the number.
    layer : int or None
        Its number: of a layer, a time step or a block of parameters, from 1.
    value : Array
    axes : str
        A letter for each axis: row, column, sample, position.
    """

    name: str
    layer: int | None
    value: Array
    axes: str = ""

    @property
    def key(self) -> str:
        """The name with the layer."""
        base = self.name.removesuffix("_after")
        number = "" if self.layer is None else self.layer
        return f"{base}{number}{self.name[len(base) :]}"
