"""Convolution: the graph of a network that reads pictures.

Every stage moves filters of 3 by 3 pixels over the picture, ``z``, applies f, ``a``,
and pools squares of 2 by 2, ``pool``; a dense layer reads what the last stage has left.
The nodes are ``x``, then those of each stage and of the dense layer with their number
as the site, and ``loss``.  The rows of a picture are (channel, row, column).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.graph import Edge, Graph, Labels, Node, Parameter
from engine.patches import Patches

__all__ = ["KERNEL", "POOL", "Convolution", "convolution", "stages"]

KERNEL = 3
"""The rows, and the columns, of a kernel."""
POOL = 2
"""The rows, and the columns, of a square that pooling makes one number of."""


def stages(
    picture: tuple[int, int], filters: tuple[int, ...]
) -> tuple[tuple[Patches, Patches], ...]:
    """Return what the filters and the pooling of each stage read.

    Raises
    ------
    ValueError
        If nothing is left of the picture.
    """
    found, channels, (rows, columns) = [], 1, picture
    for n_filters in filters:
        read = Patches(channels, rows, columns, KERNEL)
        pooled = Patches(n_filters, *read.grid, POOL, POOL)
        channels, (rows, columns) = n_filters, pooled.grid
        if min(*read.grid, rows, columns) < 1:
            message = (
                f"a picture of {picture[0]} by {picture[1]} pixels is too small for"
                f" {len(filters)} stages of filters"
            )
            raise ValueError(message)
        found.append((read, pooled))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convolution:
    """What a convolutional network is.

    Attributes
    ----------
    picture : (int, int)
        The rows and columns of the input, which has one channel.
    filters : tuple of int
        Filters per stage.
    n_outputs : int
    output, activation, pool : str
        f of the dense layer, f of the stages, and the kind of pooling.
    use_bias : bool
    """

    picture: tuple[int, int]
    filters: tuple[int, ...]
    n_outputs: int
    output: str
    activation: str = "relu"
    pool: str = "max pool"
    use_bias: bool = True


@lru_cache(maxsize=256)
def convolution(of: Convolution, *, loss: str | None = None) -> Graph:
    """Return the graph of a convolutional network, made once.

    Parameters
    ----------
    of : Convolution
    loss : str or None
        Without one there is no backward pass.

    Raises
    ------
    ValueError
        If nothing is left of the picture.
    """
    kind = "convolution" if of.use_bias else "convolution without bias"
    out = Node("input", (), of.picture[0] * of.picture[1], "x")
    nodes, columns = [out], _maps("input", 1, KERNEL * KERNEL)
    found = stages(of.picture, of.filters)
    for i, (read, pooled) in enumerate(found):
        layer, n_filters = f"filters {i + 1}", pooled.channels
        rows = _maps(layer, n_filters, 1)
        block = Parameter(f"layer {i + 1}", rows, columns, of.use_bias)
        size = n_filters * read.n_positions
        z = Node(kind, (Edge(out),), size, "z", i, block, patches=read)
        a = Node(of.activation, (Edge(z),), size, "a", i)
        size = n_filters * pooled.n_positions
        out = Node(of.pool, (Edge(a),), size, "pool", i, patches=pooled)
        nodes += [z, a, out]
        is_last = i == len(found) - 1
        columns = _maps(
            layer, n_filters, pooled.n_positions if is_last else KERNEL * KERNEL
        )
    site, rows = len(found), (("output", of.n_outputs),)
    block = Parameter(f"layer {site + 1}", rows, columns, of.use_bias)
    affine = "affine" if of.use_bias else "affine without bias"
    z = Node(affine, (Edge(out),), of.n_outputs, "z", site, block)
    out = Node(of.output, (Edge(z),), of.n_outputs, "a", site)
    nodes += [z, out]
    if loss is not None:
        nodes.append(Node(loss, (Edge(z), Edge(out)), 1, "loss", site))
    return Graph(tuple(nodes))


def _maps(layer: str, n_maps: int, length: int) -> Labels:
    """Return a stretch for each map of a layer."""
    return tuple((f"{layer}: {k + 1}", length) for k in range(n_maps))
