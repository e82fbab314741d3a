r"""Update: the way of one parameter from its gradient to its new value, op by op.

The ops of the step's update phase run again on a copy of what they started from; after
each, the parameter's number is read where the op wrote it.  What an op reads and writes
is told by its own formula; see `engine.inspection.inspector.formulas`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import execute
from engine.functions.intermediates import NORM
from engine.functions.penalties import norm_of
from engine.functions.schedules import SCHEDULES
from engine.functions.update_buffers import N_FIXED_ROWS
from engine.inspection.explanation.factor import NumberRef
from engine.inspection.inspector.formulas import (
    CONSTANTS,
    ETA,
    NORMS,
    PENALTIES,
    SCALARS,
    VECTORS,
    statements,
)
from engine.program.ops.op import Clock, Op
from engine.program.ops.update import (
    APPLY,
    APPLY_BOUNDED,
    UpdatePhase,
    between,
    changes_gradient,
    rate_at,
)

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Number", "SymbolChange", "Update", "UpdateOp", "update"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its name.

    Attributes
    ----------
    symbol, formula : str
        LaTeX; the formula of a number that is not given.
    ref : NumberRef or None
    is_constant : bool
        Whether it is a setting, the same for all parameters.
    """

    symbol: str
    value: float
    formula: str = ""
    ref: NumberRef | None = None
    is_constant: bool = False


@dataclass(frozen=True, slots=True)
class SymbolChange:
    """A number that an op writes; ``before`` is NaN where it has none."""

    symbol: str
    before: float
    after: float
    ref: NumberRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOp:
    """An op of the update, as it acts on one parameter.

    Attributes
    ----------
    index : int
        Its place among the ops of the step.
    is_done : bool
    changes : tuple of SymbolChange
    reads, between : tuple of Number
        What its formula names, and the intermediate numbers, in their order.
    """

    index: int
    name: str
    latex: str
    is_done: bool
    changes: tuple[SymbolChange, ...]
    reads: tuple[Number, ...]
    between: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The update of one parameter; NaN is what the step has not computed yet.

    Attributes
    ----------
    old, gradient, change, new : float
        The parameter before, dL/dw without penalties, what is added to it, and the
        parameter after the step.
    learning_rate, rate : float
        The setting, and the rate of this step.
    schedule : str
        LaTeX of the schedule; empty for a constant rate.
    warmup_steps : int
    ops : tuple of UpdateOp
    """

    old: float
    gradient: float
    change: float
    new: float
    learning_rate: float
    rate: float
    schedule: str
    warmup_steps: int
    ops: tuple[UpdateOp, ...]


def update(trace: Trace, layer: int, row: int, column: int | None) -> Update:
    """Return the update of a weight, or of a bias where ``column`` is None."""
    return _Replay(trace, layer, row, column).update()


class _Replay:
    """The update phase of a step, run again."""

    def __init__(self, trace: Trace, layer: int, row: int, column: int | None) -> None:
        self._trace, self._place = trace, (layer, row, column)
        e, layout = trace.experiment, trace.layout
        first = layout.index(layer, row, 0)
        self._unit = slice(first, first + layout.parameters[layer].fan_in)
        self._at = layout.index(layer, row, column)
        n_rows, n = N_FIXED_ROWS + len(trace.slot_names), layout.n_parameters
        self._matrix = np.empty((n_rows, n), trace.before.dtype)
        self._matrix[1], self._matrix[2] = trace.gradient, np.nan
        self._matrix[N_FIXED_ROWS - 1 :] = trace.before
        clock = Clock()
        clock.step, clock.t = trace.step - 1, trace.t - 1
        self._rate = rate_at(e)(clock.step)
        self._has_g = changes_gradient(e)
        self._ops = UpdatePhase(
            e, layout, matrix=self._matrix, gradient=self._matrix[1], clock=clock
        ).ops
        self._pending: set[str] = set()

    def update(self) -> Update:
        """Run the ops that the step has run, and tell of all."""
        e, old = self._trace.experiment, float(self._number("w"))
        first = self._trace.n_ops - len(self._ops)
        ops = [self._told(op, first + k) for k, op in enumerate(self._ops)]
        is_scheduled = e.schedule != "constant"
        return Update(
            old=old,
            gradient=float(self._trace.gradient[self._at]),
            change=float(self._number(r"\Delta")),
            new=float(self._number("w")),
            learning_rate=e.learning_rate,
            rate=self._rate,
            schedule=SCHEDULES[e.schedule].latex if is_scheduled else "",
            warmup_steps=e.warmup_steps,
            ops=tuple(op for op in ops if op.changes),
        )

    def _told(self, op: Op, index: int) -> UpdateOp:
        """Run one op, unless the step has not, and tell what it read and wrote."""
        is_bias, is_done = self._place[2] is None, index < self._trace.done
        latex = APPLY if is_bias and op.latex == APPLY_BOUNDED else op.latex
        said = [s for s in statements(latex) if is_bias or not s.is_of_biases]
        had = {s.target: s.is_change for s in said}
        before = {each: self._number(each) if had[each] else np.nan for each in had}
        values = {each: self._number(each) for s in said for each in s.reads}
        middle = () if latex != op.latex else self._between(op, values)
        if is_done:
            with np.errstate(all="ignore"):
                execute(op.calls)
        else:
            self._pending |= set(had)
        return UpdateOp(
            index=index,
            name=op.name,
            latex=latex,
            is_done=is_done,
            changes=tuple(self._change(each, before[each]) for each in had),
            reads=tuple(
                self._named(each, value)
                for each, value in values.items()
                if not had.get(each)
            ),
            between=middle,
        )

    def _between(self, op: Op, values: Mapping[str, float]) -> tuple[Number, ...]:
        """Return the intermediate numbers of an op; those of its formula only."""
        numbers, found = dict(values), []
        with np.errstate(all="ignore"):
            for each in between(self._trace.experiment, op):
                numbers[each.symbol] = np.float64(each.value(numbers))
                value = float(numbers[each.symbol])
                found.append(Number(each.symbol, value, formula=each.latex))
        return tuple(found)

    def _number(self, symbol: str) -> np.float64:
        """Return the number that a letter has now."""
        e, at = self._trace.experiment, self._at
        if symbol in self._pending:
            return np.float64(np.nan)
        if symbol in CONSTANTS:
            return np.float64(getattr(e, CONSTANTS[symbol]))
        if symbol in PENALTIES:
            is_weight = self._place[2] is not None
            return np.float64(getattr(e, PENALTIES[symbol]) if is_weight else 0)
        if symbol in NORMS:
            return self._norm(symbol)
        if symbol in SCALARS:
            return np.float64(self._rate if symbol == ETA else self._trace.t)
        rows = {"g": 1, r"\Delta": 2, "w": N_FIXED_ROWS - 1}
        if symbol == "dW":
            return np.float64(self._trace.gradient[at])
        if symbol not in rows:
            slot = self._trace.slot_names.index(symbol)
            return np.float64(self._matrix[N_FIXED_ROWS + slot, at])
        return np.float64(self._matrix[rows[symbol], at])

    def _norm(self, symbol: str) -> np.float64:
        g, change, w = self._matrix[1], self._matrix[2], self._matrix[3]
        vector = g if symbol == NORM else (w + change)[self._unit]
        with np.errstate(all="ignore"):
            return np.float64(norm_of(vector))

    def _ref(self, symbol: str) -> NumberRef | None:
        """Return the reference of a number that each parameter has of its own."""
        quantities = {"w": "W", r"\Delta": "update", "g": "g" if self._has_g else "dW"}
        if symbol not in VECTORS:
            return None
        quantity = quantities.get(symbol, symbol)
        return NumberRef(quantity, "", *self._place)

    def _change(self, symbol: str, before: float) -> SymbolChange:
        after = float(self._number(symbol))
        return SymbolChange(symbol, float(before), after, self._ref(symbol))

    def _named(self, symbol: str, value: float) -> Number:
        is_constant = symbol in CONSTANTS or symbol in (ETA, *PENALTIES)
        return Number(
            symbol, float(value), ref=self._ref(symbol), is_constant=is_constant
        )
