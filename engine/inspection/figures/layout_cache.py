"""LayoutCache: what all steps of one layout and batch size share, made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from engine.layout import ParameterLayout

if TYPE_CHECKING:
    from engine.program.trace import StepVectors

__all__ = ["LayoutCache"]

T = TypeVar("T")


class LayoutCache(Generic[T]):
    """Objects by the layout and the batch size of the steps for which they were made.

    Each trainer has a layout of its own, with which they are freed.

    Parameters
    ----------
    make : callable
        StepVectors -> T: makes the object for the first of such steps.
    """

    def __init__(self, make: Callable[[StepVectors], T]) -> None:
        self._make = make
        self._known: WeakKeyDictionary[ParameterLayout, dict[int, T]]
        self._known = WeakKeyDictionary()

    def of(self, step: StepVectors) -> T:
        """Return the object for a step."""
        by_size = self._known.get(step.layout)
        if by_size is None:
            by_size = self._known[step.layout] = {}
        found = by_size.get(step.batch_size)
        if found is None:
            found = by_size[step.batch_size] = self._make(step)
        return found
