"""NumPy script: a run that goes on in NumPy alone, with the same numbers.

Operations, losses and update rules are the statements of their tables, which follow
the calls of the engine one by one; so the numbers are the same to the bit, wherever
NumPy computes as it does here.
"""

from __future__ import annotations

from engine.export.script_section import (
    ScriptSection,
    checked_link,
    indented,
    joined,
    titled,
)
from engine.export.start import BATCH, N_STEPS, Start
from engine.export.statements.dense_lines import DenseLines
from engine.export.statements.network_lines import NetworkLines
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.penalties import MAX_NORM_NUMPY
from engine.inspection.source.listing import ops_of
from engine.inspection.source.numbers import DECODE, DECODE_IMPORTS, array_text
from engine.training.trainer import Trainer

__all__ = ["MAX_LINES", "numpy_script", "numpy_sections"]

MAX_LINES = 80
"""Lines of code of the script of a dense network, apart from comments and numbers."""


def numpy_script(trainer: Trainer, *, link: str = "") -> str:
    """Return a script that makes the next steps of a run and prints their losses.

    ``link`` leads back to the run.  A run within a step continues from before it.

    Raises
    ------
    ExperimentError
        If the link is no address, or the numbers of the run are not float64.
    """
    return joined(numpy_sections(trainer, link=link))


def numpy_sections(trainer: Trainer, *, link: str = "") -> list[ScriptSection]:
    """Return the parts of the script: the head, numbers, functions, and training."""
    return _Writer(Start(trainer)).sections(checked_link(link))


class _Writer:
    """Writes one script."""

    def __init__(self, start: Start) -> None:
        self._start, self._e = start, start.experiment
        self._ops = ops_of(start.trainer.next_trace())
        self._update = [op for op in self._ops if op.phase == "update"]
        self._optimizer = OPTIMIZERS[self._e.optimizer]
        self._net: DenseLines | NetworkLines = (
            DenseLines(start) if self._e.is_dense else NetworkLines(start)
        )

    def sections(self, link: str) -> list[ScriptSection]:
        """Return the parts of the script."""
        net, sections = self._net, self._sections(link, self._net.functions())
        n_lines = sum(section.n_code_lines for section in sections)
        if isinstance(net, DenseLines) and n_lines > MAX_LINES:
            return self._sections(link, net.functions(is_compact=True))
        return sections

    def _sections(
        self, link: str, functions: list[ScriptSection]
    ) -> list[ScriptSection]:
        now = self._start.snapshot
        t = {"t": now.t + 1} if self._optimizer.depends_on_t else {}
        others = [
            titled(
                "Samples are columns: the first n train, others test.", self._data()
            ),
            titled(self._net.title, self._network()),
            titled(f"The optimizer: {self._optimizer.label}.", self._settings()),
            titled("Where the run was.", self._start.counters(**t)),
            *functions,
            titled(
                f"The next {N_STEPS} steps.", self._training(), self._latex_of_step()
            ),
        ]
        return [self._head(link, others), *others]

    def _head(self, link: str, others: list[ScriptSection]) -> ScriptSection:
        step = self._start.snapshot.step
        title = f"A run of Backprop Live, continued after step {step:,} in NumPy alone."
        encodes = any("= array(" in line for each in others for line in each.lines)
        imports = ["import math"] * any("math." in line for line in self._start.rate())
        imports += [*DECODE_IMPORTS] * encodes
        lines = [*imports, *[""] * bool(imports), "import numpy as np", ""]
        lines.append('np.seterr(all="ignore")  # exp may overflow, and 1 / inf is 0')
        return ScriptSection(
            f"{title}\n\n{link}\n" if link else title,
            (*lines, *(("", "", *DECODE) if encodes else ())),
        )

    # ---- numbers ---------------------------------------------------------------------

    def _data(self) -> list[str]:
        x, y = self._start.samples
        return [f"X = {array_text(x)}", f"Y = {array_text(y)}", self._start.counts()]

    def _network(self) -> list[str]:
        return [f"w = {array_text(self._start.rows['w'])}", *self._net.network()]

    def _settings(self) -> list[str]:
        rows = [f"{name} = {array_text(v)}" for name, v in self._start.rows.items()]
        lines = [*rows[1:], *self._start.settings()]
        if any("is_weight" in op.numpy for op in self._update):
            lines += self._start.is_weight()
        return lines

    def _latex_of_step(self) -> list[str]:
        back = ("loss", "backward", "update")
        return [op.latex for op in self._ops if op.phase in back]

    # ---- training --------------------------------------------------------------------

    def _training(self) -> list[str]:
        step = [
            *self._batch(),
            *self._start.rate(),
            *self._net.gradient(),
            *self._updates(),
        ]
        return self._start.loop(step)

    def _batch(self) -> list[str]:
        taken, samples, n = [f"taken = {BATCH}"], ".take(taken, 1)", "len(taken)"
        if not self._start.has_batches:
            taken, samples, n = [], "[:, :n].copy()", "n"
        x, y = (self._start.read(name + samples) for name in "XY")
        if self._e.is_dense:
            return [*taken, f"x, y, B = {x}, {y}, {n}"]
        return [*taken, f"x, y = {x}, {y}"]

    def _updates(self) -> list[str]:
        """Return the lines from g to the new w, and to the next step."""
        lines = ["# update: from g to the new w"]
        lines += [line for op in self._update for line in op.numpy.split("\n")]
        if self._e.max_norm is not None:
            bound = MAX_NORM_NUMPY.format(W="weights").split("\n")
            lines += [f"for weights in {self._start.weights()}:", *indented(bound)]
        counts = {"t": "t + 1"} if self._optimizer.depends_on_t else {}
        return [*lines, self._start.count(**counts)]
