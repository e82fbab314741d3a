r"""Attention: the graph of a transformer of one block.

Columns are the positions of each sample.  A position reads one-hot rows, those of its
token and those of its place, so one map without biases is the sum of a token's and a
place's embedding.  To this sum h the block adds twice: what the position reads at
others, by attention, and what a hidden layer makes of both:

.. math:: h' = h + W_O\, C(h), \quad h'' = h' + W_2 f(W_1 h' + b_1) + b_2

An output layer reads h'' at every position.  With norms, all three read h divided by
its root mean square, as in "pre-norm" transformers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.graph import Edge, Graph, Labels, Node, Parameter

__all__ = ["WIDENING", "Transformer", "attention"]

WIDENING = 2
"""How many hidden units there are for each row of h."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformer:
    """What an attention network is.

    Attributes
    ----------
    inputs : tuple of str
        The names of a position's rows: of its token, then of its place.
    width : int
        The rows of h; a multiple of ``n_heads``.
    n_positions : int
        T.
    activation, output : str
        Of the hidden layer and of the output.
    has_norm : bool
        Whether there are norms.
    is_causal : bool
        Whether a position reads only those up to itself.
    use_bias : bool
        Whether the hidden layer, its way back to h and the output have biases.
    """

    inputs: tuple[str, ...]
    width: int
    n_positions: int
    n_outputs: int
    output: str
    n_heads: int = 1
    activation: str = "relu"
    has_norm: bool = False
    is_causal: bool = False
    use_bias: bool = True


@lru_cache(maxsize=256)
def attention(of: Transformer, *, loss: str | None = None) -> Graph:
    """Return the graph of an attention network, made once.

    Without a loss there is no backward pass.
    """
    made = _Nodes(of)
    stream, hidden = (("stream", of.width),), (("hidden", WIDENING * of.width),)
    columns = tuple((f"input: {name}", 1) for name in of.inputs)
    h = made.map("h", made.x, Parameter("embedding", stream, columns, False))
    h = made.sum(h, made.attended(h, stream))
    z = made.layer("z", made.read(h), "hidden layer", hidden, stream)
    a = made.operation(of.activation, "a", Edge(z), n_rows=z.n_rows)
    h = made.sum(h, made.layer("m", a, "hidden output", stream, hidden))
    z = made.layer("z", made.read(h), "output", (("output", of.n_outputs),), stream)
    a = made.operation(of.output, "a", Edge(z), n_rows=z.n_rows)
    if loss is not None:
        made.nodes.append(Node(loss, (Edge(z), Edge(a)), 1, "loss", z.site))
    return Graph(tuple(made.nodes))


class _Nodes:
    """The nodes of a network so far; each method appends some and returns the last.

    Nodes of one name are numbered.
    """

    def __init__(self, of: Transformer) -> None:
        self._of = of
        self.x = Node("input", (), len(of.inputs), "x")
        self.nodes = [self.x]

    def _site(self, name: str) -> int:
        return sum(node.name == name for node in self.nodes)

    def operation(
        self, kind: str, name: str, *inputs: Edge, n_rows: int, n_positions: int = 1
    ) -> Node:
        """Append an operation without parameters."""
        site = self._site(name)
        node = Node(kind, inputs, n_rows, name, site, n_positions=n_positions)
        self.nodes.append(node)
        return node

    def map(self, name: str, source: Node, parameter: Parameter) -> Node:
        """Append the map of a value by a parameter."""
        kind = "affine" if parameter.use_bias else "affine without bias"
        n_rows, site = parameter.shape[0], self._site(name)
        node = Node(kind, (Edge(source),), n_rows, name, site, parameter)
        self.nodes.append(node)
        return node

    def layer(
        self, name: str, source: Node, words: str, rows: Labels, columns: Labels
    ) -> Node:
        """Append a map that has biases, if the network has some."""
        parameter = Parameter(words, rows, columns, self._of.use_bias)
        return self.map(name, source, parameter)

    def sum(self, h: Node, more: Node) -> Node:
        """Append the next h."""
        return self.operation("add", "h", Edge(h), Edge(more), n_rows=h.n_rows)

    def read(self, h: Node) -> Node:
        """Append a norm, if the network has some; else return h."""
        if not self._of.has_norm:
            return h
        return self.operation("rms norm", "n", Edge(h), n_rows=h.n_rows)

    def attended(self, h: Node, stream: Labels) -> Node:
        """Append what a position reads at others."""
        n, n_positions = self._of.width, self._of.n_positions
        n_rows = self._of.n_heads * n_positions
        kind = "causal attention" if self._of.is_causal else "attention"
        rows = (("query", n), ("key", n), ("value", n))
        projection = Parameter("queries, keys and values", rows, stream, False)
        qkv = self.map("qkv", self.read(h), projection)
        q, k, v = (Edge(qkv, (i, i + n)) for i in (0, n, 2 * n))
        T = {"n_positions": n_positions}
        S = self.operation("scores", "S", q, k, n_rows=n_rows, **T)
        A = self.operation(kind, "A", Edge(S), n_rows=n_rows, **T)
        C = self.operation("weighted values", "C", Edge(A), v, n_rows=n, **T)
        back = Parameter("attention output", stream, (("head", n),), False)
        return self.map("u", C, back)
