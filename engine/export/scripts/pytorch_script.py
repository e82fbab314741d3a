"""PyTorch script: a run that goes on in PyTorch, in float64, by its autograd.

The functions and the optimizers are PyTorch's own where their formulas are those of the
tables.  NumPy's generators give the same batches and the same masks of dropout.
"""

from __future__ import annotations

from engine.arrays import Array
from engine.export.script_section import ScriptSection, checked_link, joined
from engine.export.start import BATCH, N_STEPS, Start
from engine.export.statements.dense_torch_lines import DenseTorchLines
from engine.export.statements.torch_lines import TorchLines
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.source.numbers import DECODE, DECODE_IMPORTS, array_text, packed
from engine.limits import ExperimentError
from engine.program.ops.update import GRADIENT_OPS
from engine.training.trainer import Trainer

__all__ = ["pytorch_script"]

WIDTH = 88
"""Characters of a line that can be read."""
PENALTIES = {
    "l2": "L = L + l2 / 2 * sum((W**2).sum() for W in weights)",
    "l1": "L = L + l1 * sum(W.abs().sum() for W in weights)",
}
"""The terms of L by the setting; autograd makes the gradients of them."""
CLIP = (
    "norm = torch.stack([p.grad.norm() for p in learning]).norm()",
    "for p in learning:",
    "    p.grad *= (clip_norm / norm).clamp(max=1)",
)
MAX_NORM = (
    "with torch.no_grad():",
    "    for W in weights:",
    "        W *= (max_norm / W.norm(dim=1, keepdim=True)).clamp(max=1)",
)
KNOWN = {*PENALTIES, "freeze_biases", "clip_norm"}
"""The settings of `GRADIENT_OPS` that are written here."""


def pytorch_script(trainer: Trainer, *, link: str = "") -> str:
    """Return a script that makes the next steps of a run and prints their losses.

    ``link`` leads back to the run.  A run within a step continues from before it.

    Raises
    ------
    ExperimentError
        If PyTorch has no such function or optimizer, with the field that is the
        reason; if the link is no address, or the numbers of the run are not float64.
    """
    start = Start(trainer)
    _check(start)
    return joined(_Writer(start).sections(checked_link(link)))


def _check(start: Start) -> None:
    """Raise `ExperimentError` for what has no expression in PyTorch."""
    e = start.experiment
    wanted = [
        *((field, name, kind_of(name).torch) for field, name in _operations(start)),
        ("loss", e.loss, LOSSES[e.loss].torch),
        ("optimizer", e.optimizer, OPTIMIZERS[e.optimizer].torch),
        *(
            (op.setting, getattr(e, op.setting), "")
            for op in GRADIENT_OPS
            if getattr(e, op.setting) and op.setting not in KNOWN
        ),
    ]
    for field, value, text in wanted:
        if not text:
            message = f"PyTorch cannot express {field} {value} with the same numbers"
            raise ExperimentError(field, value, message)


def _operations(start: Start) -> list[tuple[str, str]]:
    """Return the field and the name of each operation."""
    e = start.experiment
    if e.is_dense:
        *hidden, output = e.activations
        return [*(("activation", name) for name in hidden), ("output", output)]
    nodes = start.graph.nodes[:-1]
    return [("network", node.kind) for node in nodes if node.inputs]


class _Writer:
    """Writes one script."""

    def __init__(self, start: Start) -> None:
        self._start, self._e = start, start.experiment
        self._optimizer = OPTIMIZERS[self._e.optimizer]
        self._drops = ", drops=True" if start.has_dropout else ""
        self._net: DenseTorchLines | TorchLines = (
            DenseTorchLines(start) if self._e.is_dense else TorchLines(start)
        )

    def sections(self, link: str) -> list[ScriptSection]:
        """Return the parts of the script."""
        others = [
            ("Samples are rows: the first n train, the rest test.", self._data()),
            ("The network.", self._network()),
            (f"The optimizer: {self._optimizer.label}.", self._settings()),
            ("Where the run was.", self._start.counters()),
            ("Activations, layers and loss.", self._functions()),
            (f"The next {N_STEPS} steps.", self._training()),
        ]
        sections = [ScriptSection(title, tuple(lines)) for title, lines in others]
        return [self._head(link, sections), *sections]

    def _head(self, link: str, others: list[ScriptSection]) -> ScriptSection:
        step = self._start.snapshot.step
        title = f"A run of Backprop Live, continued after step {step:,} in PyTorch."
        encodes = any('array("' in line for each in others for line in each.lines)
        imports = ["import math"] * any("math." in line for line in self._start.rate())
        imports += [*DECODE_IMPORTS] * encodes
        lines = [*imports, *[""] * bool(imports), "import numpy as np"]
        lines += ["import torch", "from torch import nn", ""]
        lines.append("torch.set_default_dtype(torch.float64)")
        return ScriptSection(
            f"{title}\n\n{link}\n" if link else title,
            (*lines, *(("", "", *DECODE) if encodes else ())),
        )

    # ---- numbers ---------------------------------------------------------------------

    def _data(self) -> list[str]:
        x, y = self._start.samples
        return [f"X = {_tensor(x.T)}", f"Y = {_tensor(y.T)}", self._start.counts()]

    def _network(self) -> list[str]:
        lines = [f"w = {self._row('w')}  # W, b by blocks", *self._net.network()]
        layout = self._start.trainer.layout
        if self._e.freeze_biases and any(each.use_bias for each in layout.parameters):
            return [*lines, "learning = weights  # biases are frozen"]
        return [*lines, "learning = parameters"]

    def _row(self, name: str) -> str:
        """Return a vector of the run in PyTorch's order: W, b of each layer."""
        layout = self._start.trainer.layout
        return _tensor(packed(layout, self._start.rows[name]))

    def _settings(self) -> list[str]:
        slots, state = self._optimizer.slots, self._optimizer.torch_state
        text = self._optimizer.torch
        if self._start.is_scheduled:
            text = text.replace("lr=learning_rate", "lr=base_rate")
        lines = [f"{name} = {self._row(name)}" for name in slots]
        lines += [*self._start.settings(), *_wrapped(f"optimizer = {text}")]
        if not slots:
            return lines
        names = ", ".join(f"{slot}_p" for slot in slots)
        rows = ", ".join(f"{slot}.split(lengths)" for slot in slots)
        return [
            *lines,
            "lengths = [p.numel() for p in parameters]",
            f"for p, {names} in zip(parameters, {rows}):",
            "    state = optimizer.state[p]",
            f'    state["step"] = torch.tensor({float(self._start.snapshot.t)!r})',
            *(
                f'    state["{key}"] = {slot}_p.view_as(p)'
                for key, slot in zip(state, slots, strict=True)
            ),
        ]

    # ---- functions -------------------------------------------------------------------

    def _functions(self) -> list[str]:
        drops, passed = (", drops=False", ", drops") if self._drops else ("", "")
        (n, n_test), all_train = self._start.evaluated, "n"
        if (n, n_test) != self._start.sizes:
            all_train, test = str(n), f"X[n : n + {n_test}], Y[n : n + {n_test}]"
        else:
            test = "X[n:], Y[n:]"
        test = f", loss({test}).item()" * self._start.has_test
        train = f"loss(X[:{all_train}], Y[:{all_train}]).item()"
        return [
            *self._net.forward(),
            "",
            "",
            f"def loss(x, y{drops}):",
            f"    z, a = forward(x{passed})",
            *["    y = y.reshape(a.shape)"] * (self._start.graph.n_positions > 1),
            f"    return {LOSSES[self._e.loss].torch}",
            "",
            "",
            "def losses():",
            "    with torch.no_grad():",
            f"        return [{train}{test}]",
        ]

    # ---- training --------------------------------------------------------------------

    def _training(self) -> list[str]:
        e = self._e
        batch = ["x, y = X[:n], Y[:n]"]
        if self._start.has_batches:
            batch = [f"taken = {BATCH}", "x, y = X[taken], Y[taken]"]
        rate = self._start.rate()
        if rate:
            rate = [*rate, 'optimizer.param_groups[0]["lr"] = learning_rate']
        return self._start.loop(
            [
                *batch,
                f"L = loss(x, y{self._drops})",
                *(text for name, text in PENALTIES.items() if getattr(e, name)),
                "optimizer.zero_grad()",
                "L.backward()",
                *(CLIP if e.clip_norm is not None else ()),
                *rate,
                "optimizer.step()",
                *(MAX_NORM if e.max_norm is not None else ()),
                self._start.count(),
            ]
        )


def _tensor(array: Array) -> str:
    return f"torch.tensor({array_text(array)})"


def _wrapped(call: str) -> list[str]:
    """Return a call in one line, or in three if that is too long."""
    if len(call) <= WIDTH:
        return [call]
    name, _, inside = call.removesuffix(")").partition("(")
    return [f"{name}(", f"    {inside}", ")"]
