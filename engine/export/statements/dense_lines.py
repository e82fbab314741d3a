"""Dense lines: a dense network in plain NumPy, as loops over its layers."""

from __future__ import annotations

from engine.export.script_section import ScriptSection, indented, titled
from engine.export.start import Start
from engine.export.statements.functions import functions
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.inspection.source.listing import ops_of

__all__ = ["DenseLines"]


class DenseLines:
    """Writes what is of the network in a script.

    Parameters
    ----------
    start : Start
    """

    def __init__(self, start: Start) -> None:
        self._start, self._e = start, start.experiment
        self._ops = ops_of(start.trainer.next_trace())
        self._loss = LOSSES[self._e.loss]
        self._output = kind_of(self._e.activations[-1])
        self._ones = 1 if self._e.use_bias else 0
        self._mask = ", mask" if start.has_dropout else ""

    @property
    def title(self) -> str:
        """What the names of the blocks of parameters are."""
        block = "[W | b]" if self._ones else "W"
        return f"The network: {block} of each layer, a view of w."

    def functions(self, *, is_compact: bool = False) -> list[ScriptSection]:
        """Return the parts that define functions."""
        names = dict.fromkeys(self._e.activations)
        f = functions(names, is_compact=is_compact)
        layers = [*self._forward(), "", "", *self._losses()]
        return [
            titled("Activations: each returns a and f'(z).", f, self._latex_of_f()),
            titled("All layers, and the loss.", layers, self._latex_of_layers()),
        ]

    def network(self) -> list[str]:
        """Return the lines that define what the blocks of w are."""
        names = ", ".join(f'"{name}"' for name in self._e.activations)
        return [f"activations = [{names}]", *self._start.blocks()]

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

    def gradient(self) -> list[str]:
        """Return the lines from a batch x, y of B samples to the gradient g."""
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
            f"layers, z, a = forward(x{', drops=True' if self._mask else ''})",
            "# backward: from the loss to the gradient g",
            *lines,
            "g = []",
            f"for W_k, x, df{self._mask} in reversed(layers):",
            *indented(block),
        ]
