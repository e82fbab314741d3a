"""Dense: the graph of fully connected layers.

Layer l computes ``z = W a_prev + b`` and ``a = f(z)``; between layers, dropout may
multiply a by a mask.  The nodes are ``x``, then ``z``, ``a`` and ``dropout`` with the
layer as their site, and ``loss``.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat

from engine.graph import Edge, Graph, Node, Parameter

__all__ = ["NAMES", "QUANTITIES", "dense"]

QUANTITIES = {
    "z": ("value", "z"),
    "a": ("value", "a"),
    "df": ("local", "a"),
    "da": ("grad", "a"),
    "delta": ("grad", "z"),
}
"""The quantities of a layer: which one of the nodes of which name."""

NAMES = {
    **{place: name for name, place in QUANTITIES.items()},
    ("value", "dropout"): "a",
    ("mask", "dropout"): "a",
    ("grad", "dropout"): "da",
}
"""The quantity of a layer to which each quantity of a node belongs."""


@lru_cache(maxsize=256)
def dense(
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    *,
    use_bias: bool,
    dropout: float = 0.0,
    loss: str | None = None,
    inputs: tuple[str, ...] = (),
) -> Graph:
    """Return the graph of fully connected layers, made once.

    Parameters
    ----------
    sizes : tuple of int
        Units per layer from inputs to outputs.
    activations : tuple of str
        One per layer.
    dropout : float
        The probability p of every hidden unit to be dropped; 0 leaves dropout out.
    loss : str or None
        Without one there is no backward pass.
    inputs : tuple of str
        The names of the inputs, which label the columns of the first block.
    """
    affine = "affine" if use_bias else "affine without bias"
    last = len(activations) - 1
    x = Node("input", (), sizes[0], "x")
    nodes, a = [x], Edge(x)
    labels = map("input: ".__add__, inputs)
    columns = tuple(zip(labels, repeat(1))) or (("input", sizes[0]),)
    for i, (fan_out, f) in enumerate(zip(sizes[1:], activations, strict=True)):
        rows = (("output" if i == last else f"hidden {i + 1}", fan_out),)
        block, columns = Parameter(f"layer {i + 1}", rows, columns, use_bias), rows
        z = Edge(Node(affine, (a,), fan_out, "z", i, block))
        a = Edge(Node(f, (z,), fan_out, "a", i))
        nodes += [z.node, a.node]
        if dropout and i < last:
            a = Edge(Node("dropout", (a,), fan_out, "dropout", i, option=dropout))
            nodes.append(a.node)
    if loss is not None:
        nodes.append(Node(loss, (z, a), 1, "loss", last))
    return Graph(tuple(nodes))
