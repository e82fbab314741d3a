"""NumPy script: a run that goes on in NumPy alone, with the same numbers.

Activations, losses and update rules are the statements of their tables, which follow
the calls of the engine one by one; so the numbers are the same to the bit, wherever
NumPy computes as it does here.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.export.functions import functions
from engine.export.section import Section, checked_link, indented, joined
from engine.export.start import BATCH, N_STEPS, Start
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.penalties import MAX_NORM_NUMPY
from engine.inspection.source.listing import ops_of
from engine.inspection.source.numbers import DECODE, DECODE_IMPORTS, array_text
from engine.training.trainer import Trainer

__all__ = ["MAX_LINES", "numpy_script", "numpy_sections"]

MAX_LINES = 80
"""Lines of code of a script, apart from comments and numbers."""


def numpy_script(trainer: Trainer, *, link: str = "") -> str:
    """Return a script that makes the next steps of a run and prints their losses.

    ``link`` leads back to the run.  A run within a step continues from before it.

    Raises
    ------
    ExperimentError
        If the link is no address, the numbers of the run are not float64, or the
        network is not dense.
    """
    return joined(numpy_sections(trainer, link=link))


def numpy_sections(trainer: Trainer, *, link: str = "") -> list[Section]:
    """Return the parts of the script: the head, numbers, functions, and training."""
    return _Writer(Start(trainer)).sections(checked_link(link))


class _Writer:
    """Writes one script."""

    def __init__(self, start: Start) -> None:
        self._start, self._e = start, start.experiment
        self._ops = ops_of(start.trainer.coming())
        self._update = [op for op in self._ops if op.phase == "update"]
        self._loss = LOSSES[self._e.loss]
        self._output = kind_of(self._e.activations[-1])
        self._optimizer = OPTIMIZERS[self._e.optimizer]
        self._ones = 1 if self._e.use_bias else 0
        self._mask = ", mask" if start.has_dropout else ""

    def sections(self, link: str) -> list[Section]:
        """Return the parts of the script."""
        sections = self._sections(link, is_compact=False)
        if sum(section.n_code_lines for section in sections) > MAX_LINES:
            return self._sections(link, is_compact=True)
        return sections

    def _sections(self, link: str, *, is_compact: bool) -> list[Section]:
        block = "[W | b]" if self._ones else "W"
        names = dict.fromkeys(self._e.activations)
        now = self._start.snapshot
        t = {"t": now.t + 1} if self._optimizer.depends_on_t else {}
        f = functions(names, is_compact=is_compact)
        layers = [*self._forward(), "", "", *self._losses()]
        others = [
            _section(
                "Samples are columns: the first n train, others test.", self._data()
            ),
            _section(
                f"The network: {block} of each layer, a view of w.", self._network()
            ),
            _section(f"The optimizer: {self._optimizer.label}.", self._settings()),
            _section("Where the run was.", self._start.counters(**t)),
            _section("Activations: each returns a and f'(z).", f, self._latex_of_f()),
            _section("All layers, and the loss.", layers, self._latex_of_layers()),
            _section(
                f"The next {N_STEPS} steps.", self._training(), self._latex_of_step()
            ),
        ]
        return [self._head(link, others), *others]

    def _head(self, link: str, others: list[Section]) -> Section:
        step = self._start.snapshot.step
        title = f"A run of Backprop Live, continued after step {step:,} in NumPy alone."
        encodes = any("= array(" in line for each in others for line in each.lines)
        imports = ["import math"] * any("math." in line for line in self._start.rate())
        imports += [*DECODE_IMPORTS] * encodes
        lines = [*imports, *[""] * bool(imports), "import numpy as np", ""]
        lines.append('np.seterr(all="ignore")  # exp may overflow, and 1 / inf is 0')
        return Section(
            f"{title}\n\n{link}\n" if link else title,
            (*lines, *(("", "", *DECODE) if encodes else ())),
        )

    # ---- numbers ---------------------------------------------------------------------

    def _data(self) -> list[str]:
        x, y = self._start.samples
        return [f"X = {array_text(x)}", f"Y = {array_text(y)}", self._start.counts()]

    def _network(self) -> list[str]:
        layout = self._start.trainer.layout
        shapes = [block.shape for block in layout.blocks(self._start.rows["w"])]
        names = ", ".join(f'"{name}"' for name in self._e.activations)
        return [
            f"w = {array_text(self._start.rows['w'])}",
            f"activations = [{names}]",
            f"shapes = {shapes}",
            f"ends = {layout.offsets[1:-1]}",
            "W = [part.reshape(s) for part, s in zip(np.split(w, ends), shapes)]",
        ]

    def _settings(self) -> list[str]:
        rows = [f"{name} = {array_text(v)}" for name, v in self._start.rows.items()]
        lines = [*rows[1:], *self._start.settings()]
        if any("is_weight" in op.numpy for op in self._update):
            of_layer = "np.arange(m) < m - 1" if self._ones else "np.ones(m)"
            each = f"np.tile({of_layer}, n) for n, m in shapes"
            lines.append(f"is_weight = np.concatenate([{each}])")
        return lines

    # ---- formulas --------------------------------------------------------------------

    def _latex_of_f(self) -> list[str]:
        kinds = [kind_of(name) for name in dict.fromkeys(self._e.activations)]
        return [
            text for kind in kinds for text in (kind.latex, kind.latex_local) if text
        ]

    def _latex_of_layers(self) -> list[str]:
        forward = [op for op in self._ops if op.phase == "forward"]
        of_f = self._latex_of_f()
        return [*(op.latex for op in forward if op.latex not in of_f), self._loss.latex]

    def _latex_of_step(self) -> list[str]:
        back = ("loss", "backward", "update")
        return [op.latex for op in self._ops if op.phase in back]

    # ---- functions -------------------------------------------------------------------

    @property
    def _derives_output(self) -> bool:
        """Whether delta of the output is da times f'(z)."""
        return self._loss.wrt == "a" and self._output.has_local

    def _forward(self) -> list[str]:
        drops = ", drops=False" if self._mask else ""
        keep = "(dropout_rng.random(a.shape) >= dropout) * (1 / (1 - dropout))"
        activated = ["a, df = f[name](z)"]
        masked = [
            "(a, df), mask = f[name](z), 1.0",
            "if drops and len(layers) < len(W) - 1:  # a hidden layer",
            f"    mask = {keep}",
        ]
        ones = "x = np.vstack([x, np.ones_like(x[:1])])  # a row of ones for b"
        block = [
            *[ones] * self._ones,
            "z = W_k.dot(x)",
            *(masked if self._mask else activated),
            f"layers.append((W_k, x, df{self._mask}))",
            f"x = a{' * mask' if self._mask else ''}",
        ]
        of_layer = f"W, x, f'(z){self._mask}"
        body = [
            f'"""Return {of_layer} of each layer, and z and a of the last."""',
            "layers = []",
            "for W_k, name in zip(W, activations):",
            *indented(block),
            "return layers, z, a",
        ]
        return [f"def forward(x{drops}):", *indented(body)]

    def _losses(self) -> list[str]:
        has_test = self._start.has_test
        of = "training and of the test" if has_test else "training"
        parts = "each[:, :n], each[:, n:]" if has_test else "(each,)"
        mean = "sum(e.dot(np.ones(e.shape[1])).tolist()) / e.shape[1]"
        body = [
            f'"""Return the loss of the {of} samples."""',
            "_, z, a = forward(X)",
            *self._loss.numpy.format(z="z", a="a", y="Y").split("\n"),
            f"parts = {parts}",
            f"return [{mean} for e in parts]",
        ]
        return ["def losses():", *indented(body)]

    # ---- training --------------------------------------------------------------------

    def _training(self) -> list[str]:
        step = [
            *self._batch(),
            *self._start.rate(),
            f"layers, z, a = forward(x{', drops=True' if self._mask else ''})",
            *self._backward(),
            *self._updates(),
        ]
        return self._start.loop(step)

    def _batch(self) -> list[str]:
        if not self._start.has_batches:
            return ["x, y, B = X[:, :n].copy(), Y[:, :n], n"]
        return [
            f"taken = {BATCH}",
            "x, y, B = X.take(taken, 1), Y.take(taken, 1), len(taken)",
        ]

    def _backward(self) -> list[str]:
        """Return the lines from the layers to the gradient g."""
        out = "da" if self._loss.wrt == "a" else "delta"
        first = self._loss.numpy_gradient.format(z="z", a="a", y="y", out=out)
        lines = first.split("\n")
        if self._loss.wrt == "a" and not self._output.has_local:
            form = {"value": "a", "grad": "da", "out": "delta"}
            lines += self._output.numpy_backward.format(**form).split("\n")
        delta = f"delta = da{' * mask' if self._mask else ''} * df"
        block = [
            *([delta] if self._derives_output else ["if len(g):", f"    {delta}"]),
            "g = np.append(delta.dot(x.T), g)",
            f"da = W_k.T.dot(delta){'[:-1]' if self._ones else ''}",
        ]
        return [
            "# backward: from the loss to the gradient g",
            *lines,
            "g = []",
            f"for W_k, x, df{self._mask} in reversed(layers):",
            *indented(block),
        ]

    def _updates(self) -> list[str]:
        """Return the lines from g to the new w, and to the next step."""
        lines = ["# update: from g to the new w"]
        lines += [line for op in self._update for line in op.numpy.split("\n")]
        if self._e.max_norm is not None:
            weights = "[W_k[:, :-1] for W_k in W]" if self._ones else "W"
            bound = MAX_NORM_NUMPY.format(W="weights").split("\n")
            lines += [f"for weights in {weights}:", *indented(bound)]
        counts = {"t": "t + 1"} if self._optimizer.depends_on_t else {}
        return [*lines, self._start.count(**counts)]


def _section(title: str, lines: list[str], formulas: Iterable[str] = ()) -> Section:
    """Return a section in which no formula comes twice."""
    return Section(title, tuple(lines), tuple(dict.fromkeys(formulas)))
