"""Torch lines: a network of any kind in PyTorch, whose autograd goes back."""

from __future__ import annotations

from collections.abc import Iterator

from engine.export.start import Start
from engine.export.statements.graph_names import GraphNames
from engine.export.statements.loops import Line, indexed, printed, rolled
from engine.functions.kinds.kinds import kind_of
from engine.graph import JOIN, START, Edge, Node
from engine.inspection.source.statements import sizes_of

__all__ = ["TorchLines"]


class TorchLines:
    """Writes what is of the network in a script.

    Parameters
    ----------
    start : Start
    """

    def __init__(self, start: Start) -> None:
        self._start, self._graph = start, start.graph
        self._names = GraphNames(self._graph, rows="[:, {}]")
        self._loss = self._graph.nodes[-1]
        self._blocks = {each: k for k, each in enumerate(self._graph.parameters, 1)}
        self._stopped = {
            (node.name, k)
            for node in self._graph.nodes
            for k, edge in enumerate(node.inputs)
            if edge.stop
        }

    def network(self) -> list[str]:
        """Return the lines that define the parameters, from the vector w."""
        shapes: list[tuple[int, ...]] = []
        names = []
        for block, k in self._blocks.items():
            shapes.append((block.shape[0], block.fan_in))
            names.append(f"W{k}")
            if block.use_bias:
                shapes.append((block.shape[0],))
                names.append(f"b{k}")
        weights = ", ".join(name for name in names if name.startswith("W"))
        return [
            f"shapes = {shapes}",
            "parts = w.split([np.prod(shape).item() for shape in shapes])",
            "parameters = [nn.Parameter(p.view(s)) for p, s in zip(parts, shapes)]",
            f"{', '.join(names)} = parameters",
            f"weights = [{weights}]",
        ]

    def forward(self) -> list[str]:
        """Return the function from x to z and a of the output."""
        ends = [Line(self._names.value(edge.node)) for edge in self._loss.inputs]
        parts = rolled(list(self._lines()))
        names = indexed(parts)
        made = [name for name in self._made() if name in names]
        empty = [f"{', '.join(made)} = {', '.join(['{}'] * len(made))}"] * bool(made)
        body = [
            '"""Return what the loss reads, z and a of the output."""',
            *empty,
            *printed(parts, names),
            f"return {', '.join(printed(ends, names))}",
        ]
        return ["def forward(x):", *(f"    {line}" for line in body)]

    def _made(self) -> list[str]:
        nodes = (node for node in self._graph.nodes if node is not self._loss)
        return list(dict.fromkeys(node.name for node in nodes))

    def _lines(self) -> Iterator[Line]:
        if self._graph.n_positions > 1:
            yield Line(
                f"x = x.reshape(-1, {self._graph.x.n_rows})  # positions are rows"
            )
        for node in self._graph.nodes[:-1]:
            if node.kind == START:
                zeros = f"torch.zeros(len(x), {node.n_rows})"
                yield Line(f"{self._names.value(node)} = {zeros}")
            elif node.inputs:
                yield from self._stops(node)
                names = self._arrays(node)
                value = kind_of(node.kind).torch.format(**names)
                yield Line(f"{self._names.value(node)} = {value}")

    def _stops(self, node: Node) -> Iterator[Line]:
        """Yield the lines for inputs through which at times no gradient passes."""
        for k, edge in enumerate(node.inputs):
            if (node.name, k) in self._stopped:
                name = f"past_{edge.node.name}"
                yield Line(f"{name} = {self._names.value_of(edge)}")
                yield Line(f"{name} = {name}.detach()", not edge.stop)

    def _read(self, node: Node, k: int, edge: Edge) -> str:
        if (node.name, k) in self._stopped:
            return f"past_{edge.node.name}"
        return self._names.value_of(edge)

    def _arrays(self, node: Node) -> dict[str, object]:
        read = [self._read(node, k, edge) for k, edge in enumerate(node.inputs)]
        names = {"x": read[0], "x1": read[-1], **sizes_of(node)}
        if node.kind == JOIN:
            names["x"] = self._names.joined(node)
        if node.parameter is not None:
            k = self._blocks[node.parameter]
            names |= {"W": f"W{k}", "b": f"b{k}"}
            if len(read) > 1:
                names["x"] = f"torch.cat([{', '.join(read)}], 1)"
        return names
