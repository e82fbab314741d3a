"""Random graphs that read pictures: filters, pooling, several stages and channels."""

from __future__ import annotations

import numpy as np

from engine.functions.activations import ACTIVATIONS
from engine.graph import Edge, Graph, Node, Parameter
from engine.patches import Patches
from tests.engine.random_graphs import PAIRS, Step

MOST_FILTERS = 8
POOLS = ("max pool", "average pool")
FS = [name for name in ACTIVATIONS if name != "linear"]


class Growth:
    """A graph that grows by random stages; ``number`` determines all of it."""

    def __init__(self, number: int) -> None:
        self.number, self.rng = number, np.random.default_rng(number)
        self.channels = int(self.rng.integers(1, 4))
        self.rows, self.columns = (int(self.rng.integers(3, 10)) for _ in range(2))
        self.nodes = [Node("input", (), self.channels * self.rows * self.columns, "x")]
        self.shared: list[tuple[str, Parameter]] = []
        for _ in range(self.rng.integers(1, 4)):
            self.stage()

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def one_of(self, names):
        return names[int(self.rng.integers(len(names)))]

    def append(
        self, kind, name, n_rows, parameter=None, patches=None, rows=None
    ) -> None:
        edge = Edge(self.nodes[-1], rows, stop=self.chance(0.03))
        self.nodes.append(self.node(kind, (edge,), name, n_rows, parameter, patches))

    def node(self, kind, edges, name, n_rows, parameter=None, patches=None) -> Node:
        site = sum(node.name == name for node in self.nodes)
        return Node(
            kind, edges, n_rows, name, site, parameter, option=0.5, patches=patches
        )

    def stage(self) -> None:
        """Append filters, f and pooling, as far as the picture is large enough."""
        if min(self.rows, self.columns) >= 3 and self.chance(0.85):
            self.filters()
        size = self.nodes[-1].n_rows
        if self.chance(0.8):
            self.append(self.one_of(FS), "a", size)
        if self.chance(0.2):
            self.append("dropout", "dropout", size)
        if self.chance(0.2):
            self.detour()
        if min(self.rows, self.columns) >= 2 and self.chance(0.6):
            self.pooling()

    def some_channels(self) -> tuple[int, int] | None:
        """Return the rows of all channels but the first, at times; else None."""
        if self.channels == 1 or not self.chance(0.2):
            return None
        self.channels -= 1
        n_pixels = self.rows * self.columns
        return n_pixels, n_pixels * (1 + self.channels)

    def pooling(self) -> None:
        """Append pooling, at times of some channels."""
        rows = self.some_channels()
        patches = Patches(self.channels, self.rows, self.columns, 2, 2)
        size = self.channels * patches.n_positions
        self.append(self.one_of(POOLS), "pool", size, patches=patches, rows=rows)
        self.rows, self.columns = patches.grid

    def filters(self) -> None:
        """Append filters, at times those of an earlier stage, or of some channels."""
        read = self.some_channels()
        patches = Patches(self.channels, self.rows, self.columns, 3)
        fitting = [
            (kind, parameter)
            for kind, parameter in self.shared
            if parameter.columns == (("pixels", patches.n_members),)
        ]
        if fitting and self.chance(0.9):
            kind, parameter = self.one_of(fitting)
        else:
            kind = self.one_of(("convolution", "convolution without bias"))
            n_filters = int(self.rng.integers(1, MOST_FILTERS + 1))
            if self.chance(0.4):
                n_filters = self.channels
            columns = (("pixels", patches.n_members),)
            name, rows = f"block {len(self.shared)}", (("filters", n_filters),)
            parameter = Parameter(name, rows, columns, kind == "convolution")
            self.shared.append((kind, parameter))
        self.channels = parameter.rows[0][1]
        self.rows, self.columns = patches.grid
        size = self.channels * patches.n_positions
        self.append(kind, "z", size, parameter, patches, read)

    def detour(self) -> None:
        """Append the sum of the value and a function of it."""
        source = self.nodes[-1]
        self.append(self.one_of(FS), "a", source.n_rows)
        edges = Edge(source), Edge(self.nodes[-1])
        self.nodes.append(self.node("add", edges, "s", source.n_rows))

    def finished(self) -> Graph:
        """Return the graph with a dense layer and a loss."""
        loss, output = PAIRS[self.number % len(PAIRS)]
        use_bias, size = self.chance(0.8), self.nodes[-1].n_rows
        n_outputs = int(self.rng.integers(1 + (output == "softmax"), 5))
        rows, columns = (("output", n_outputs),), (("units", size),)
        block = Parameter("output", rows, columns, use_bias)
        kind = "affine" if use_bias else "affine without bias"
        self.append(kind, "z", n_outputs, block)
        z = self.nodes[-1]
        a = self.node(output, (Edge(z),), "a", n_outputs)
        ends = Edge(z), Edge(a)
        return Graph((*self.nodes, a, Node(loss, ends, 1, "loss", z.site)))


def random_pictures(number: int) -> Step:
    """Return random step ``number``, with weights that saturate no output."""
    step = Step(Growth(number).finished(), 1 + number % 4, number)
    for parameter, W in step.parameters.items():
        W /= np.sqrt(parameter.fan_in)
    return step
