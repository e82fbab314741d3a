"""Script: a training step as plain NumPy code with its own numbers.

The code follows the ops of the program one by one, and each op's statements are those
of its entry in a table; here they only get the names of their arrays, such as W1.  The
parameters are one vector while the optimizer works, in the order W1, b1, W2, b2 ...
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.penalties import MAX_NORM_NUMPY
from engine.functions.schedules import learning_rate_at
from engine.inspection.source.listing import ops_of
from engine.inspection.source.numbers import (
    DECODE,
    DECODE_IMPORTS,
    array_text,
    packed,
)
from engine.inspection.source.statements import Statements
from engine.program.ops.op import Op
from engine.program.ops.update import GRADIENT_OPS

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment
    from engine.program.trace import Trace

__all__ = ["MAX_NUMBERS", "Script", "script", "settings_of_update"]

MAX_NUMBERS = 40_000
"""Numbers in a script: about 0.4 MB of text; of a larger step only the shapes."""


@dataclass(frozen=True, slots=True)
class Script:
    """A step as code.

    Attributes
    ----------
    text : str
    ops : tuple of (int, int)
        The first and the last line, from 1, of each op of the program.
    has_numbers : bool
        Whether the arrays have the numbers of the step; else random ones, as there are
        more than `MAX_NUMBERS`.
    """

    text: str
    ops: tuple[tuple[int, int], ...]
    has_numbers: bool


def script(trace: Trace) -> Script:
    """Return a step as code that needs NumPy alone.

    After a whole step it ends by comparing its new weights with those of the run.
    """
    return _Writer(trace).script()


class _Writer:
    """Writes one script, line by line."""

    def __init__(self, trace: Trace) -> None:
        self._trace, self._e = trace, trace.experiment
        self._graph = trace.placement.graph
        self._statements = Statements(trace.placement)
        self._lines: list[str] = []
        rows = 1 + trace.complete + len(trace.slot_names)
        n_numbers = rows * trace.layout.n_parameters + trace.x.size + trace.y.size
        n_numbers += sum(mask.size for mask in trace.masks.values())
        self._has_numbers = n_numbers <= MAX_NUMBERS
        self._encodes = False

    def script(self) -> Script:
        """Return the script."""
        data, end = self._data(), list(self._end())
        self._lines = [*self._head(), *data]
        ops = tuple(self._ops())
        text = "\n".join([*self._lines, "", *end]) + "\n"
        return Script(text, ops, self._has_numbers)

    def _head(self) -> list[str]:
        head = [f"# Training step {self._trace.step} in plain NumPy"]
        if not self._has_numbers:
            head.append("# Its numbers are too many to be copied: these are random.")
        if self._encodes:
            head += [*DECODE_IMPORTS, ""]
        head += ["import numpy as np", ""]
        return [*head, "", *DECODE, "", ""] if self._encodes else head

    # ---- numbers ---------------------------------------------------------------------

    def _data(self) -> list[str]:
        """Return the lines that define what the step reads."""
        trace, e = self._trace, self._e
        samples = ", ".join(str(i + 1) for i in trace.batch_indices[:20].tolist())
        more = ", ..." if trace.batch_size > 20 else ""
        lines = [
            f"# the batch: training samples {samples}{more}",
            f"X = {self._array(trace.x)}",
            f"Y = {self._array(trace.y)}",
            f"B = {trace.x.shape[1]}",
            "",
            "# the parameters before the step",
        ]
        pairs = trace.layout.pairs(trace.before[0])
        for i, arrays in enumerate(pairs, 1):
            for name, array in zip("Wb", arrays, strict=True):
                if array is not None:
                    lines.append(f"{name}{i} = {self._array(array)}")
        states = list(self._statements.states())
        if states:
            lines += ["", "# the states before the first time step", *states]
        if trace.masks:
            lines += ["", "# the masks of dropout, divided by 1 - p"]
            lines += [f"mask{i + 1} = {self._mask(m)}" for i, m in trace.masks.items()]
        lines += ["", "# the optimizer", *self._constants(e)]
        for k, name in enumerate(trace.slot_names, 1):
            lines.append(
                f"{name} = {self._array(packed(trace.layout, trace.before[k]))}"
            )
        return lines

    def _constants(self, e: Experiment) -> Iterator[str]:
        """Yield the numbers that the update's ops name."""
        optimizer, trace = OPTIMIZERS[e.optimizer], self._trace
        rate = learning_rate_at(
            trace.step - 1,
            learning_rate=e.learning_rate,
            schedule=e.schedule,
            schedule_steps=e.schedule_steps,
            schedule_factor=e.schedule_factor,
            warmup_steps=e.warmup_steps,
        )
        yield f"learning_rate = {rate!r}"
        for name in settings_of_update(e):
            yield f"{name} = {getattr(e, name)!r}"
        if optimizer.depends_on_t:
            yield f"t = {trace.t}"
        if any("is_weight" in op.numpy for op in self._program):
            parts = (
                f"np.{'ones' if name[0] == 'W' else 'zeros'}({name}.size)"
                for name in self._names
            )
            yield f"is_weight = np.concatenate([{', '.join(parts)}])"

    def _mask(self, mask: Array) -> str:
        if not np.isnan(mask).any():
            return self._array(mask)
        p, shape = self._e.dropout, mask.shape
        drawn = f"(np.random.random({shape}) >= {p!r}) / (1 - {p!r})"
        return f"{drawn}  # not drawn yet in the run"

    def _array(self, array: Array) -> str:
        """Return an expression of an array, exact to the last bit."""
        if not self._has_numbers:
            shape = ", ".join(map(str, array.shape))
            return f"np.random.default_rng(0).normal(size=({shape},))"
        text = array_text(array)
        self._encodes |= text.startswith("array(")
        return text

    # ---- ops -------------------------------------------------------------------------

    @property
    def _names(self) -> list[str]:
        """The names of the parameters, in order."""
        blocks = enumerate(self._graph.parameters, 1)
        return [f"{x}{i}" for i, each in blocks for x in "Wb"[: 1 + each.use_bias]]

    @cached_property
    def _program(self) -> tuple[Op, ...]:
        return ops_of(self._trace)

    def _ops(self) -> Iterator[tuple[int, int]]:
        """Write all ops, and yield the lines of each."""
        phase = ""
        for op in self._program:
            if op.phase != phase:
                phase = op.phase
                self._lines += ["", f"# {phase}"]
                if phase == "update":
                    self._lines += self._pack()
            first = len(self._lines) + 1
            self._lines += self._of(op)
            yield first, len(self._lines)

    def _pack(self) -> list[str]:
        """Return the lines that put all parameters into one vector."""
        w, g = (
            ", ".join(f"{prefix}{name}.ravel()" for name in self._names)
            for prefix in ("", "d")
        )
        return [f"w = np.concatenate([{w}])", f"g = np.concatenate([{g}])"]

    def _unpack(self) -> Iterator[str]:
        """Yield the lines that take all parameters out of the vector."""
        start = 0
        for i, pair in enumerate(self._trace.layout.pairs(self._trace.before[0]), 1):
            for letter, part in zip("Wb", pair, strict=True):
                if part is not None:
                    stop = start + part.size
                    yield f"{letter}{i} = w[{start}:{stop}].reshape{part.shape}"
                    start = stop

    def _of(self, op: Op) -> list[str]:
        """Return the lines of an op."""
        if op.phase != "update":
            return self._statements.of(op)
        lines = op.numpy.split("\n")
        if op.name == "apply":
            lines += self._unpack()
            if self._e.max_norm is not None:
                for i in range(1, len(self._graph.parameters) + 1):
                    lines += MAX_NORM_NUMPY.format(W=f"W{i}").split("\n")
        return lines

    def _end(self) -> Iterator[str]:
        """Yield the lines that show what the step did."""
        yield 'print("loss before the step:", L)'
        if not self._has_numbers or not self._trace.complete:
            yield 'print("new W1:", W1)'
            return
        names = ", ".join(f"{name}.ravel()" for name in self._names)
        yield f"new = np.concatenate([{names}])"
        yield f"run = {self._array(packed(self._trace.layout, self._trace.after[0]))}"
        yield "difference = np.abs(new - run).max()"
        yield 'print("largest difference from the new weights of the run:", difference)'
        yield "assert difference <= 1e-12 * max(1, np.abs(run).max())"


def settings_of_update(e: Experiment) -> tuple[str, ...]:
    """Return the settings that the update names, apart from the learning rate."""
    others = [op.setting for op in GRADIENT_OPS if op.setting in op.numpy]
    others = [name for name in (*others, "max_norm") if getattr(e, name)]
    return (*OPTIMIZERS[e.optimizer].constants, *others)
