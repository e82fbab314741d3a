"""Op: a named piece of a training step, and the counters that all ops share."""

from __future__ import annotations

from dataclasses import dataclass

from engine.arrays import Calls

__all__ = [
    "PHASES",
    "Clock",
    "Op",
]

PHASES = ("forward", "loss", "local", "backward", "update")


@dataclass(frozen=True, slots=True)
class Op:
    """A named piece of a step.

    Attributes
    ----------
    phase : str
        One of `PHASES`.
    layer : int or None
        The layer, from 0; None where an op serves several.
    name, latex : str
        What it does, in a word and as a formula.
    calls : tuple
        The NumPy calls.
    writes : tuple of (quantity, layer)
        What is new after it; layer None means all layers.
    """

    phase: str
    layer: int | None
    name: str
    latex: str
    calls: Calls
    writes: tuple[tuple[str, int | None], ...]


class Clock:
    """How many updates the optimizer made, and how many steps the run has taken."""

    __slots__ = ("step", "t")

    def __init__(self) -> None:
        self.t = 0
        self.step = 0
