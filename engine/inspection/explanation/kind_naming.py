r"""Kind naming: the symbols of networks that are no list of layers.

The symbols are those of the papers: :math:`w^{hh}_{i,j}` of a recurrent network,
:math:`w^{Q}_{i,j}` of attention, :math:`K^{(1)}_{f,u,v}` of filters.  A superscript in
brackets counts time steps, stages, or nodes of one name; the last index of a network
whose samples have several columns is the position.  All of them count from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.arrays import Array
from engine.graph import Edge, Graph, Labels, Node, Parameter
from engine.inspection.explanation.factor import NumberRef
from engine.inspection.explanation.naming import Naming

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["KindNaming", "naming_of"]

STRETCHES = {
    "hidden": "h",
    "input gate": "i",
    "forget gate": "f",
    "output gate": "o",
    "candidate": "g",
    "query": "Q",
    "key": "K",
    "value": "V",
}
"""The letters of stretches of rows, by their labels."""
BLOCKS = {
    "embedding": "E",
    "attention output": "O",
    "hidden layer": "1",
    "hidden output": "2",
    "output": r"\text{out}",
}
"""The letters of blocks of parameters, by their names."""
PROJECTIONS = "qkv"
"""The name of the node that is queries, keys and values, and their letters."""
HEADS = ("S", "A")
"""The names of nodes with a row for each head and key."""


class KindNaming(Naming):
    """The names of the numbers of a step of any network but a dense one.

    Parameters
    ----------
    graph : Graph
    samples : Array
        (B,): the indices of the batch's samples.
    inputs : sequence of str
        The names of the inputs of a time step, or of a position.
    picture : (int, int) or None
        The rows and columns of the input, if it is a picture.
    """

    def __init__(
        self,
        graph: Graph,
        samples: Array,
        inputs: Sequence[str],
        picture: tuple[int, int] | None,
    ) -> None:
        super().__init__(graph, np.repeat(samples, graph.n_positions), inputs)
        self._graph, self._n_inputs = graph, len(inputs)
        self._n_outputs = graph.parameters[-1].shape[0]
        self._is_lstm = bool(graph.named("c"))
        self._is_recurrent = bool(graph.named("h")) and graph.n_positions == 1
        self._grids = {} if picture is None else _grids(graph, picture)

    @classmethod
    def of(cls, trace: Trace) -> Self:
        """Return the names of the numbers of a traced step."""
        e = trace.experiment
        return cls(trace.placement.graph, trace.batch_indices, e.channels, e.picture)

    def ref(self, quantity: str, node: Node, row: int, n: int) -> NumberRef:
        """Return the reference to a number of a node, with its position, if any."""
        found, n_positions = (
            super().ref(quantity, node, row, n),
            self._graph.n_positions,
        )
        return found._replace(column=n % n_positions if n_positions > 1 else None)

    def layer(self, site: int) -> str:
        """Return what a node belongs to, in words."""
        if self._is_recurrent:
            return f"time step {site + 1}"
        return super().layer(site) if self._grids else f"number {site + 1}"

    def where(self, node: Node, row: int, n: int) -> str:
        """Return node, row and sample in words."""
        return f"{node.name}, {super().where(node, row, n)}"

    def origin_of_value(self, node: Node, row: int, n: int) -> str:
        """Return in words where a value is from."""
        if node is not self._graph.x:
            return super().origin_of_value(node, row, n)
        return f"input {row + 1} of {self.sample(n)}"

    def origin_of_weight(self, parameter: Parameter, column: int | None) -> str:
        """Return in words where a weight or a bias is from."""
        what = "bias" if column is None else "weight before the update"
        return f"{parameter.name}, {what}"

    # ---- symbols ---------------------------------------------------------------------

    def value(self, node: Node, row: int, n: int = 0) -> str:
        """Return the symbol of a value."""
        letter, site, places = self._place(node, row)
        return self._symbol(letter, site, places, n)

    def target(self, row: int, n: int = 0) -> str:
        """Return the symbol of what an output should be."""
        t, row = divmod(row, self._n_outputs)
        a = self._graph.nodes[-1].inputs[-1].node
        site = t if a.n_rows > self._n_outputs else None
        return self._symbol("y", site, (row + 1,), n)

    def _symbol(
        self, letter: str, site: int | None, places: tuple[int | str, ...], n: int
    ) -> str:
        above = "" if site is None else f"^{{({site + 1})}}"
        if self._graph.n_positions > 1:
            places = (*places, n % self._graph.n_positions + 1)
        return f"{letter}{above}_{{{','.join(map(str, places))}}}"

    def _place(
        self, node: Node, row: int
    ) -> tuple[str, int | None, tuple[int | str, ...]]:
        """Return the letter of a value, its superscript from 0, and its indices."""
        if node in self._grids:
            rows, columns = self._grids[node]
            channel, place = divmod(row, rows * columns)
            i, j = divmod(place, columns)
            first = () if node.n_rows == rows * columns else (channel + 1,)
            letter = r"\mathrm{pool}" if node.name == "pool" else node.name
            return letter, node.site, (*first, i + 1, j + 1)
        if node.name == PROJECTIONS:
            k, row = divmod(row, node.n_rows // len(PROJECTIONS))
            return PROJECTIONS[k], None, (row + 1,)
        if node.name in HEADS:
            head, key = divmod(row, self._graph.n_positions)
            has_heads = node.n_rows > self._graph.n_positions
            return node.name, head if has_heads else None, (key + 1,)
        if self._is_recurrent and node.site is None:
            is_input = node is self._graph.x
            t, row = divmod(row, self._n_inputs if is_input else self._n_outputs)
            return node.name, t, (row + 1,)
        if self._is_lstm and node.name in ("z", "s"):
            return node.name, node.site, _stretch(self._graph.parameters[0].rows, row)
        return node.name, node.site, (row + 1,)

    def weight(self, parameter: Parameter, row: int, column: int | None) -> str:
        """Return the symbol of a weight, or of a bias where ``column`` is None."""
        patches = self._graph.users[parameter][0].patches
        rows, columns = parameter.rows, parameter.columns
        if patches is not None and column is not None:
            channel, place = divmod(column, patches.size**2)
            first = (row + 1,) if patches.channels == 1 else (row + 1, channel + 1)
            u, v = divmod(place, patches.size)
            return _of_block("K", self._above(parameter), (*first, u + 1, v + 1))
        if parameter.name not in ("cell", "queries, keys and values"):
            places = (row + 1,) if column is None else (row + 1, column + 1)
            letter = "b" if column is None else "w"
            return _of_block(letter, self._above(parameter), places)
        to, row_of_stretch = _stretch(rows, row)
        if column is None:
            return _of_block("b", str(to), (row_of_stretch,))
        if parameter.name != "cell":
            return _of_block("w", str(to), (row_of_stretch, column + 1))
        n_inputs = len(columns) - 1
        source, place = ("x", column) if column < n_inputs else ("h", column - n_inputs)
        return _of_block("w", f"{source}{to}", (row_of_stretch, place + 1))

    def part(self, edge: Edge) -> str:
        """Return the symbol of the rows of a value that are read."""
        node, rows, _ = edge
        if rows is None:
            return self.whole(node)
        start, stop = rows
        if node is self._graph.x:
            return f"x^{{({stop // (stop - start)})}}"
        if node.name == PROJECTIONS:
            return PROJECTIONS[start // (stop - start)]
        if self._is_lstm and node.name in ("z", "s"):
            labels = self._graph.parameters[0].rows
            read = (_stretch(labels, row)[0] for row in range(start, stop))
            return f"{self.whole(node)}_{{{''.join(dict.fromkeys(read))}}}"
        return self.whole(node)

    def block(self, parameter: Parameter, part: str, edge: Edge | None = None) -> str:
        """Return the symbol of all weights, ``W``, or biases, ``b``, of a block."""
        first = self._graph.users[parameter][0]
        letter = "K" if part == "W" and first.patches is not None else part
        if parameter.name == "queries, keys and values":
            return rf"{letter}^{{QKV}}"
        if parameter.name != "cell":
            return rf"{letter}^{{{self._above(parameter)}}}"
        if edge is None:
            return letter
        to = "" if self._is_lstm else "h"
        return rf"{letter}^{{{edge.node.name}{to}}}"

    def _above(self, parameter: Parameter) -> str:
        if parameter.name in BLOCKS:
            return BLOCKS[parameter.name]
        return f"({self._layers[parameter] + 1})"


def naming_of(trace: Trace) -> Naming:
    """Return the names of the numbers of a traced step of any network."""
    return Naming.of(trace) if trace.experiment.is_dense else KindNaming.of(trace)


def _of_block(letter: str, above: str, places: tuple[int | str, ...]) -> str:
    return f"{letter}^{{{above}}}_{{{','.join(map(str, places))}}}"


def _stretch(labels: Labels, row: int) -> tuple[str, int]:
    """Return the letter of the stretch that a row is in, and its number from 1."""
    ends = accumulate(n for _, n in labels)
    (label, n), end = next(
        pair for pair in zip(labels, ends, strict=True) if row < pair[1]
    )
    return STRETCHES[label], row - (end - n) + 1


def _grids(graph: Graph, picture: tuple[int, int]) -> dict[Node, tuple[int, int]]:
    """Return the rows and columns of the maps that values are."""
    grids = {graph.x: picture}
    for node in graph.nodes:
        if node.patches is not None:
            grids[node] = node.patches.grid
        elif node.inputs and node.parameter is None:
            source = node.inputs[0].node
            if source in grids and source.n_rows == node.n_rows:
                grids[node] = grids[source]
    return grids
