"""Op: a named part of a training step, and the counters that ops share."""

from __future__ import annotations

from typing import NamedTuple

from engine.arrays import Calls
from engine.graph import Ref

__all__ = [
    "PHASES",
    "Clock",
    "Op",
]

PHASES = ("forward", "loss", "local", "backward", "update")


class Op(NamedTuple):
    """A named part of a step.

    Attributes
    ----------
    phase : str
        One of `PHASES`.
    layer : int or None
        The layer, from 0; None if the op works on several.
    name, latex : str
        Its operation, in a word and as a formula.
    calls : tuple
        The NumPy calls.
    reads, writes : tuple of Ref
        The quantities that it reads, and those that it computes.
    numpy : str
        Its operation as plain NumPy statements; see `engine.functions.kinds.kind.Kind`
        and, for the update phase, `engine.functions.optimizers.Optimizer`.
    """

    phase: str
    layer: int | None
    name: str
    latex: str
    calls: Calls
    reads: tuple[Ref, ...] = ()
    writes: tuple[Ref, ...] = ()
    numpy: str = ""


class Clock:
    """Counts the updates t that the optimizer has made, and the steps of the run."""

    __slots__ = ("step", "t")

    def __init__(self) -> None:
        self.t = 0
        self.step = 0
