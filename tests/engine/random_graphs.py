"""Random graphs: every kind, shared parameters, several readers, spans and stops."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.arrays import execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kinds import KINDS, kind_of
from engine.functions.losses import LOSSES
from engine.graph import START, Edge, Graph, Node, Parameter
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement
from tests.engine.autodiff import OF_POSITIONS, Gradients, Oracle

WIDEST = 4
PAIRS = [(loss.name, output) for loss in LOSSES.values() for output in loss.outputs]
NAMES = {
    "affine": "z", "affine without bias": "z", "softmax": "p", "add": "s",
    "product": "m",
}  # fmt: skip
OF_PATCHES = [name for name, kind in KINDS.items() if kind.n_kept]
"""Kinds that read pictures; see `tests.engine.random_pictures`."""
OF_SEQUENCES = [*OF_POSITIONS, "rms norm"]
"""Kinds of attention; see `tests.engine.test_attention_gradients`."""
OTHERS = [name for name in KINDS if name not in (*OF_PATCHES, *OF_SEQUENCES)]
FREQUENCIES = dict.fromkeys(OTHERS, 2) | {
    "affine": 6, "f": 5, "add": 4, "softmax": 1, "unrolled": 2,
}  # fmt: skip


def n_inputs(kind: str) -> int:
    """Return how many values a kind reads."""
    terms = kind_of(kind).terms
    places = [k for _, names in terms for k in names if isinstance(k, int)]
    return 1 + max(places, default=0)


class Growth:
    """A graph that grows by random nodes; ``number`` determines all of it."""

    def __init__(self, number: int) -> None:
        self.number, self.rng = number, np.random.default_rng(number)
        self.nodes = [Node("input", (), self.size(), "x")]
        self.parameters: list[Parameter] = []
        self.nodes += [Node(START, (), self.size(), "h", -1)] * self.chance(0.3)
        kinds = [kind for kind, n in FREQUENCIES.items() for _ in range(n)]
        for _ in range(self.rng.integers(2, 11)):
            self.grow(kinds[self.rng.integers(len(kinds))])

    def size(self) -> int:
        return int(self.rng.integers(1, WIDEST + 1))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def grow(self, kind: str) -> Node:
        edge = self.edge()
        if kind == "f":
            names = list(ACTIVATIONS)
            kind = names[(self.number + len(self.nodes)) % len(names)]
        if kind.startswith("affine"):
            return self.affine(kind, (*self.above(), edge))
        if kind == "join":
            return self.join(edge)
        if kind == "unrolled":
            return self.unrolled()
        if kind == "product" and self.chance(0.5):
            return self.gated()
        others = [self.partner(edge) for _ in range(n_inputs(kind) - 1)]
        return self.append(kind, (edge, *others), edge.n_rows)

    def append(self, kind, edges, n_rows, parameter=None) -> Node:
        name = NAMES.get(kind, "a" if kind in ACTIVATIONS else kind)
        site = sum(node.name == name for node in self.nodes)
        node = Node(kind, edges, n_rows, name, site, parameter, option=0.5)
        self.nodes.append(node)
        return node

    def above(self) -> list[Edge]:
        """Return the inputs of a map but the last: often none."""
        count = int(self.rng.choice(3, p=(0.7, 0.2, 0.1)))
        return [self.of_x() if self.chance(0.7) else self.edge() for _ in range(count)]

    def of_x(self) -> Edge:
        """Return an edge from some rows of the input, or from all."""
        x, start = self.nodes[0], int(self.rng.integers(0, self.nodes[0].n_rows))
        return Edge(x, (start, start + 1)) if self.chance(0.7) else Edge(x)

    def unrolled(self) -> Node:
        """Append time steps: maps and f in turn, with one parameter and x above."""
        use_bias, n_rows, above = self.chance(0.7), self.size(), self.of_x()
        kind = "affine" if use_bias else "affine without bias"
        columns = (("units", above.n_rows + n_rows),)
        name = f"block {len(self.parameters)}"
        block = Parameter(name, (("units", n_rows),), columns, use_bias)
        f = list(ACTIVATIONS)[int(self.rng.integers(len(ACTIVATIONS)))]
        name = f"h of {name}"
        state = Node(START, (), n_rows, name, -1)
        self.nodes.append(state)
        for t in range(int(self.rng.integers(1, 6))):
            below = Edge(state, stop=self.chance(0.1))
            z = self.append(kind, (above, below), n_rows, block)
            state = Node(f, (Edge(z),), n_rows, name, t)
            self.nodes.append(state)
        self.parameters.append(block)
        return state

    def join(self, edge: Edge) -> Node:
        """Append a join of new maps and, at times, of any other value."""
        maps = [self.affine("affine", (edge,), 2) for _ in range(self.rng.integers(3))]
        edges = [Edge(node, stop=self.chance(0.1)) for node in maps]
        edges += [self.edge()] if self.chance(0.3) or not edges else []
        return self.append("join", tuple(edges), sum(e.n_rows for e in edges))

    def gated(self) -> Node:
        """Append a value whose parts get gradients of their own, as gates do."""
        source = self.nodes[-1]
        if source.n_rows == 1:
            source = self.affine("affine", (Edge(source),), 3)
        cut = int(self.rng.integers(1, source.n_rows))
        parts = (0, cut), (cut, source.n_rows - self.chance(0.3))
        maps = [
            self.affine("affine without bias", (Edge(source, rows),), 2)
            for rows in parts
            if rows[0] < rows[1]
        ]
        return self.append("product", (Edge(maps[0]), Edge(maps[-1])), 2)

    def affine(
        self, kind: str, edges: tuple[Edge, ...], n_rows: int | None = None
    ) -> Node:
        """Append a map, often with a parameter that other nodes use, too."""
        use_bias, n_columns = kind == "affine", sum(edge.n_rows for edge in edges)
        fitting = [
            p
            for p in self.parameters
            if p.use_bias == use_bias
            and p.columns == (("units", n_columns),)
            and n_rows in (None, p.rows[0][1])
        ]
        if fitting and self.chance(0.6):
            parameter = fitting[self.rng.integers(len(fitting))]
        else:
            rows = (("units", n_rows or self.size()),)
            name = f"block {len(self.parameters)}"
            parameter = Parameter(name, rows, (("units", n_columns),), use_bias)
            self.parameters.append(parameter)
        return self.append(kind, edges, parameter.rows[0][1], parameter)

    def edge(self) -> Edge:
        """Return an edge from a recent node, at times of some rows or with a stop."""
        count = len(self.nodes)
        recent = 1 if self.chance(0.6) else int(self.rng.integers(1, count + 1))
        node, rows = self.nodes[-recent], None
        if self.chance(0.25):
            start = int(self.rng.integers(0, node.n_rows))
            rows = (start, int(self.rng.integers(start, node.n_rows)) + 1)
        return Edge(node, rows, stop=self.chance(0.06))

    def partner(self, edge: Edge) -> Edge:
        """Return a second input: any value with enough rows."""
        n_rows = edge.n_rows
        large = [node for node in self.nodes if node.n_rows >= n_rows]
        node = large[self.rng.integers(len(large))]
        if node.n_rows == n_rows:
            return Edge(node)
        start = int(self.rng.integers(0, node.n_rows - n_rows + 1))
        return Edge(node, (start, start + n_rows))

    def finished(self) -> Graph:
        """Return the graph with an output and a loss."""
        loss, output = PAIRS[self.number % len(PAIRS)]
        kind = "affine" if self.chance(0.8) else "affine without bias"
        n_outputs = int(self.rng.integers(1 + (output == "softmax"), WIDEST))
        z = self.affine(kind, (*self.above(), Edge(self.nodes[-1])), n_outputs)
        a = self.append(output, (Edge(z),), z.n_rows)
        ends = Edge(z), Edge(a)
        return Graph((*self.nodes, Node(loss, ends, 1, "loss", z.site)))


def targets(
    loss: str, shape: tuple[int, int], rng: np.random.Generator, n_classes: int
):
    """Return random targets that suit a loss, of one or more time steps."""
    if not LOSSES[loss].classes_only:
        return rng.normal(size=shape)
    if loss == "softmax_cross_entropy":
        labels = rng.integers(0, n_classes, (shape[0] // n_classes, shape[1]))
        return np.eye(n_classes)[labels].transpose(0, 2, 1).reshape(shape)
    on = rng.random(shape) < 0.5
    return np.where(on, 1.0, -1.0 if loss == "hinge" else 0.0)


class Step:
    """A graph that is compiled, with random numbers, and its oracle.

    Attributes
    ----------
    compiled : Compiled
    parameters, gradients : dict of Parameter to ndarray
    """

    def __init__(self, graph: Graph, n_columns: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.graph, self.placement = graph, Placement(graph)
        self.parameters = {p: rng.normal(0, 0.8, p.shape) for p in graph.users}
        self.gradients = {p: np.zeros(p.shape) for p in graph.users}
        self.masks = {
            node: 2.0 * (rng.random((node.n_rows, n_columns)) < 0.5)
            for node in self.placement.masked
        }
        self.compiled = Compiled(
            self.placement,
            n_columns,
            parameters=self.parameters,
            gradients=self.gradients,
            masks=self.masks,
        )
        memory, n_rows = self.compiled.memory, graph.x.n_rows
        self.x, self.y = memory.x[:n_rows], memory.y
        self.x[...] = rng.normal(size=self.x.shape)
        a = graph.nodes[-1].inputs[1].node
        n_classes = (a.inputs[0].node if a.kind == "join" else a).n_rows
        self.y[...] = targets(graph.nodes[-1].kind, self.y.shape, rng, n_classes)

    def run(self) -> Step:
        for op in self.compiled.ops:
            execute(op.calls)
        return self

    @cached_property
    def exact(self) -> Gradients:
        """The oracle's gradients at the first parameters."""
        return self.oracle().gradients()

    def oracle(self) -> Oracle:
        return Oracle(self.graph, self.parameters, self.x, self.y, self.masks)

    def flat(self, gradients) -> np.ndarray:
        return np.concatenate([gradients[p].ravel() for p in self.parameters])


def random_step(number: int) -> Step:
    """Return random step ``number``."""
    return Step(Growth(number).finished(), 1 + number % 5, number)
