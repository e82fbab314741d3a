"""Op: a named part of a training step, and the counters that ops share.

A compilation makes parts, which are the calls of ops; the ops with their words are made
of the parts when they are asked for, as training needs the calls alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from engine.arrays import Calls
from engine.graph import Node, Ref

__all__ = ["PHASES", "Clock", "Op", "Part", "Refs", "RefsCall", "known"]

Refs: TypeAlias = tuple[Ref, ...]
RefsCall: TypeAlias = tuple[Callable[..., tuple[Refs, Refs]], tuple[Any, ...]]

PHASES = ("forward", "loss", "local", "backward", "update")


def known(reads: Refs = (), writes: Refs = ()) -> RefsCall:
    """Return `Op.refs` of quantities that are known already."""
    return _as_they_are, (reads, writes)


def _as_they_are(reads: Refs, writes: Refs) -> tuple[Refs, Refs]:
    return reads, writes


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
    refs : (callable, args)
        A call that returns `reads` and `writes`.  Training needs neither, so they are
        found when they are asked for.
    numpy : str
        Its operation as plain NumPy statements; see `engine.functions.kinds.kind.Kind`
        and, for the update phase, `engine.functions.optimizers.Optimizer`.
    node : Node or None
        The node of the graph that it is of, or the first one; None in the update phase.
    """

    phase: str
    layer: int | None
    name: str
    latex: str
    calls: Calls
    refs: RefsCall = known()
    numpy: str = ""
    node: Node | None = None

    @property
    def reads(self) -> Refs:
        """The quantities that it reads."""
        function, args = self.refs
        return function(*args)[0]

    @property
    def writes(self) -> Refs:
        """The quantities that it computes."""
        function, args = self.refs
        return function(*args)[1]


Part: TypeAlias = tuple[Node, Calls, Callable[..., Op], tuple[Any, ...]]
"""A node, calls, and the function that makes the op of both, with its last arguments:
``describe(placement, node, calls, *rest)``."""


class Clock:
    """Counts the updates t that the optimizer has made, and the steps of the run."""

    __slots__ = ("step", "t")

    def __init__(self) -> None:
        self.t = 0
        self.step = 0
