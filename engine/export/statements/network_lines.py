"""Network lines: a network of any kind in plain NumPy, forward and back."""

from __future__ import annotations

from engine.export.script_section import ScriptSection, indented, titled
from engine.export.start import Start
from engine.export.statements.graph_lines import GraphLines
from engine.functions.losses import LOSSES
from engine.inspection.source.listing import ops_of, role_of
from engine.program.chunked_evaluator import part_size

__all__ = ["NetworkLines"]

MEAN = "sum(e.dot(np.ones(e.shape[1])).tolist()) / e.shape[1]"
BACK = ("loss", "local", "backward")


class NetworkLines:
    """Writes what is of the network in a script.

    Parameters
    ----------
    start : Start
    """

    def __init__(self, start: Start) -> None:
        self._start, self._graph = start, start.graph
        trace = start.trainer.next_trace()
        self._ops, self._layout = ops_of(trace), trace.layout
        together = {
            op.refs[1][0][0].parameter for op in self._ops if role_of(op) == "uses"
        }
        self._lines = GraphLines(trace.placement, together)
        self._numbers = range(1, len(self._layout.parameters) + 1)

    @property
    def title(self) -> str:
        """What the blocks of parameters are."""
        blocks = enumerate(self._layout.parameters, 1)
        names = ", ".join(f"W{k} {each.name}" for k, each in blocks)
        return f"Blocks [W | b], or W without biases, are views of w: {names}."

    def network(self) -> list[str]:
        """Return the lines that define what the blocks of w are."""
        names = ", ".join(f"W{k}" for k in self._numbers)
        return [*self._start.blocks(), f"{names} = W"]

    def functions(self) -> list[ScriptSection]:
        """Return the parts that define functions."""
        forward = [op.latex for op in self._ops if op.phase == "forward"]
        loss = LOSSES[self._start.experiment.loss].latex
        back = [op.latex for op in self._ops if op.phase in BACK]
        lines = [*self._columns(), *self._forward(), "", "", *self._losses()]
        return [
            titled("From the inputs to the loss.", lines, [*forward, loss]),
            titled("From the loss back to the gradient.", self._backward(), back),
        ]

    def gradient(self) -> list[str]:
        """Return the line from a batch x, y to the gradient g."""
        return ["g = gradient(x, y)"]

    # ---- functions -------------------------------------------------------------------

    def _columns(self) -> list[str]:
        n_positions = self._graph.n_positions
        if n_positions == 1:
            return []
        body = [
            '"""Return samples with a column for each position."""',
            f"by_position = samples.reshape({n_positions}, -1, samples.shape[1])",
            "by_row = by_position.transpose(1, 2, 0)",
            "return by_row.reshape(len(by_row), -1)",
        ]
        return ["def columns(samples):", *indented(body), "", ""]

    def _forward(self) -> list[str]:
        body = [
            '"""Return what the backward pass reads, and last what the loss reads."""',
            *self._lines.forward(),
            f"return {', '.join(self._lines.values)}",
        ]
        return ["def forward(x):", *indented(body)]

    def _losses(self) -> list[str]:
        start, n_positions = self._start, self._graph.n_positions
        read, x, y, n, lines = start.evaluated, "X", "Y", "n", []
        if read != start.sizes:
            some = f"some = [*range({read[0]}), *range(n, n + {read[1]})]"
            lines.append(f"{some}  # those that the page evaluates")
            x, y, n = "X.take(some, 1)", "Y.take(some, 1)", str(read[0])
        if n_positions > 1:
            n = f"{n_positions} * {n}"
        parts = f"each[:, :{n}], each[:, {n}:]" if start.has_test else "(each,)"
        of = "training and of the test" if start.has_test else "training"
        body = [
            f'"""Return the loss of the {of} samples."""',
            *lines,
            f"x, y = {start.read(x)}, {start.read(y)}",
            *self._outputs(sum(read)),
            *self._lines.loss("y"),
            f"parts = {parts}",
            f"return [{MEAN} for e in parts]",
        ]
        return ["def losses():", *indented(body)]

    def _outputs(self, n_samples: int) -> list[str]:
        """Return the lines for z and a of x, which the engine computes in parts."""
        size = part_size(self._graph, n_samples)
        if size == n_samples:
            return ["*_, z, a = forward(x)"]
        n, size = (k * self._graph.n_positions for k in (n_samples, size))
        return [
            "z, a = np.empty((2, len(y), x.shape[1]))",
            f"for k in range(0, {n}, {size}):  # in parts",
            f"    now = slice(min(k, {n - size}), min(k + {size}, {n}))",
            "    *_, z[:, now], a[:, now] = forward(x[:, now].copy())",
        ]

    def _backward(self) -> list[str]:
        blocks = ", ".join(f"dW{k}" for k in self._numbers)
        body = [
            '"""Return the gradient of w for a batch."""',
            f"{', '.join(self._lines.targets)} = forward(x)",
            *self._lines.backward(),
            f"return np.concatenate([dW.ravel() for dW in ({blocks})])",
        ]
        return ["def gradient(x, y):", *indented(body)]
