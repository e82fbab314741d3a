"""Small graphs and their compiled steps, for several test files."""

from __future__ import annotations

import numpy as np

from engine.arrays import execute
from engine.graph import Edge, Graph, Node, Parameter
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement

B = 4


def block(name, rows, columns, *, use_bias=True):
    return Parameter(name, (("units", rows),), (("units", columns),), use_bias)


def with_loss(*nodes):
    """Return the graph of nodes, the last of which is compared with the targets."""
    out = Edge(nodes[-1])
    return Graph((*nodes, Node("squared_error", (out, out), 1, "loss")))


class Step:
    """A compiled graph with random parameters, inputs, targets and masks."""

    def __init__(self, graph, *, seed=0):
        rng = np.random.default_rng(seed)
        self.graph, self.placement = graph, Placement(graph)
        self.parameters = {p: rng.normal(size=p.shape) for p in graph.users}
        self.gradients = {p: np.zeros(p.shape) for p in graph.users}
        masks = {
            node: 2.0 * (rng.random((node.n_rows, B)) < 0.5)
            for node in self.placement.masked
        }
        self.compiled = Compiled(
            self.placement,
            B,
            parameters=self.parameters,
            gradients=self.gradients,
            masks=masks,
        )
        self.memory = self.compiled.memory
        self.memory.x[: graph.x.n_rows] = rng.normal(size=(graph.x.n_rows, B))
        self.memory.y[...] = rng.normal(size=self.memory.y.shape)

    def run(self):
        for op in self.compiled.ops:
            execute(op.calls)
        return self

    def loss(self):
        """Return the value of the loss, half the mean squared distance."""
        out = self.placement.loss.inputs[0].node
        e = self.memory.tape.view("value", out) - self.memory.y
        return (e * e).sum() / 2 / B

    def numeric(self, parameter, h=1e-6):
        """Return the central differences of the loss for each entry of a block."""
        W = self.parameters[parameter]
        found = np.empty_like(W)
        for place in np.ndindex(W.shape):
            kept, sides = W[place], []
            for step in (h, -h):
                W[place] = kept + step
                sides.append(self.run().loss())
            W[place] = kept
            found[place] = (sides[0] - sides[1]) / (2 * h)
        self.run()
        return found

    def check(self):
        """Compare all gradients with differences; a planted fault must be found."""
        for parameter, found in self.run().gradients.items():
            numeric = self.numeric(parameter)
            np.testing.assert_allclose(found, numeric, rtol=1e-6, atol=1e-8)
            assert np.abs(1.001 * found - numeric).max() > 1e-6
