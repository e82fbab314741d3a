r"""Naming: the symbols of a step's numbers, and in words what they are.

Layers, units and samples count from 1, as in :math:`w^{(2)}_{1,3}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from engine.arrays import Array
from engine.graph import Edge, Graph, Node, Parameter
from engine.inspection.explanation.factor import NumberRef

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["Naming"]

LETTERS = {"dropout": "a"}
"""The letter of a value whose node has another name."""


class Naming:
    """The names of the numbers of a step; all indices count from 0.

    ``row`` is a unit, ``n`` a sample of the batch.

    Parameters
    ----------
    graph : Graph
    samples : Array
        (B,): the indices of the batch's samples.
    inputs : sequence of str
        The names of the input's rows.
    """

    def __init__(self, graph: Graph, samples: Array, inputs: Sequence[str]) -> None:
        self._samples, self._inputs, self._x = samples, inputs, graph.x
        self._layers = {parameter: i for i, parameter in enumerate(graph.parameters)}

    @classmethod
    def of(cls, trace: Trace) -> Self:
        """Return the names of the numbers of a traced step."""
        names = trace.experiment.input_names
        return cls(trace.placement.graph, trace.batch_indices, names)

    def ref(self, quantity: str, node: Node, row: int, n: int) -> NumberRef:
        """Return the reference to a number of a node."""
        layer = -1 if node.site is None else node.site
        sample = int(self._samples[n])
        return NumberRef(quantity, node.name, layer, row, None, sample)

    def parameter_ref(
        self, quantity: str, parameter: Parameter, row: int, column: int | None
    ) -> NumberRef:
        """Return the reference to a weight, or to a bias, or to its gradient."""
        return NumberRef(quantity, "", self._layers[parameter], row, column)

    def sample(self, n: int) -> str:
        """Return a sample in words."""
        return f"training sample {int(self._samples[n]) + 1}"

    def layer(self, site: int) -> str:
        """Return a layer in words; the last one is the output."""
        last = len(self._layers) - 1
        return "output" if site == last else f"layer {site + 1}"

    def where(self, node: Node, row: int, n: int) -> str:
        """Return layer, unit and sample in words."""
        layer = "" if node.site is None else f"{self.layer(node.site)}, "
        return f"{layer}unit {row + 1}, {self.sample(n)}"

    def by_way_of(self, node: Node, row: int) -> str:
        """Return in words which unit a gradient came through."""
        layer = "" if node.site is None else f" of {self.layer(node.site)}"
        return f"by way of unit {row + 1}{layer}"

    def value(self, node: Node, row: int, n: int = 0) -> str:  # noqa: ARG002
        """Return the symbol of a value."""
        if node is self._x:
            return rf"x_{{{row + 1}}}"
        site = "" if node.site is None else rf"^{{({node.site + 1})}}"
        return rf"{LETTERS.get(node.name, node.name)}{site}_{{{row + 1}}}"

    def gradient(self, node: Node, row: int, n: int = 0) -> str:
        """Return the symbol of dL/dz, which is delta, or of another value."""
        return self.gradient_of(node, self.value(node, row, n))

    def gradient_of(self, node: Node, symbol: str) -> str:
        """Return the symbol of the gradient of what has a symbol."""
        if node.name == "z":
            return r"\delta" + symbol[1:]
        return rf"\frac{{\partial L}}{{\partial {symbol}}}"

    # ---- of whole arrays -------------------------------------------------------------

    def whole(self, node: Node) -> str:
        """Return the symbol of all numbers of a value."""
        letter = LETTERS.get(node.name, node.name)
        letter = letter if len(letter) == 1 else rf"\mathrm{{{letter}}}"
        return letter if node.site is None else rf"{letter}^{{({node.site + 1})}}"

    def part(self, edge: Edge) -> str:
        """Return the symbol of the rows of a value that are read."""
        return self.whole(edge.node)

    def block(self, parameter: Parameter, part: str, edge: Edge | None = None) -> str:  # noqa: ARG002
        """Return the symbol of all weights, ``W``, or biases, ``b``, of a block.

        With an edge it is that of the weights that multiply the input.
        """
        return rf"{part}^{{({self._layers[parameter] + 1})}}"

    # ---- of numbers ------------------------------------------------------------------

    def contribution(self, gradient: str, user: Node) -> str:
        """Return the symbol of what one node adds to a gradient, by the whole's."""
        site = "" if user.site is None else f"^{{({user.site + 1})}}"
        return rf"\left.{gradient}\right|_{{\mathrm{{{user.name}}}{site}}}"

    def local(self, node: Node, row: int, n: int = 0) -> str:
        """Return the symbol of f'(z)."""
        edge = node.inputs[0]
        return f"f'({self.value(edge.node, row + edge.span[0], n)})"

    def mask(self, node: Node, row: int) -> str:
        """Return the symbol of the number that dropout multiplies a unit by."""
        site = "" if node.site is None else rf"^{{({node.site + 1})}}"
        return rf"\tfrac{{m{site}_{{{row + 1}}}}}{{1-p}}"

    def target(self, row: int, n: int = 0) -> str:  # noqa: ARG002
        """Return the symbol of what an output should be."""
        return f"y_{{{row + 1}}}"

    def weight(self, parameter: Parameter, row: int, column: int | None) -> str:
        """Return the symbol of a weight, or of a bias where ``column`` is None."""
        layer = self._layers[parameter] + 1
        if column is None:
            return rf"b^{{({layer})}}_{{{row + 1}}}"
        return rf"w^{{({layer})}}_{{{row + 1},{column + 1}}}"

    def origin_of_value(self, node: Node, row: int, n: int) -> str:
        """Return in words where a value is from."""
        if node.inputs:
            return f"forward phase, {self.where(node, row, n)}"
        if node is not self._x:
            return f"state before the first step, unit {row + 1}"
        return f"input {self._inputs[row]} of {self.sample(n)}"

    def origin_of_weight(self, parameter: Parameter, column: int | None) -> str:
        """Return in words where a weight or a bias is from."""
        layer = self.layer(self._layers[parameter])
        if column is None:
            return f"bias of {layer}: from a unit that is always 1"
        return f"{layer}, weight before the update"
