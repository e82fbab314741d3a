r"""Recurrent: the graph of one layer of units that read their own last values.

The time steps are unrolled: each has nodes of the same names, with the step as their
site, and all of them use the same parameters.  A plain cell computes

.. math:: z_t = W_{xh} x_t + W_{hh} h_{t-1} + b, \quad h_t = f(z_t)

and an LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000),
whose z has four rows for each unit,

.. math::

    s_t &= \sigma(z_t^{i, f, o}), \quad g_t = \tanh(z_t^g) \\
    u_t &= s_t^f \odot c_{t-1}, \quad v_t = s_t^i \odot g_t, \quad c_t = u_t + v_t \\
    r_t &= \tanh(c_t), \quad h_t = s_t^o \odot r_t

The states before the first step, ``h`` and ``c`` of site -1, are 0.  The output is
``o`` = V h + b of the last step and ``a`` = f(o); of every step, they are joined to one
value, as the input is one: (n_steps * n_inputs, B), step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from engine.graph import JOIN, START, Edge, Graph, Labels, Node, Parameter

__all__ = ["Recurrence", "recurrent", "walls"]

GATES = ("input gate", "forget gate", "output gate", "candidate")
"""The stretches of rows of an LSTM's parameter, in their order."""

States = dict[str, Edge]
"""What a time step hands on to the next one, by the names of the nodes."""
RecurrentCell = Callable[[Node, States], tuple[Node, ...]]
"""From z and the states before to the other nodes of a time step, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """What a recurrent network is.

    Attributes
    ----------
    cell : str
        ``lstm``, or the f of a plain cell.
    n_units : int
        The length of h.
    n_steps : int
        T.
    inputs : tuple of str
        The names of the inputs of a time step.
    output : str
        The activation of the output.
    truncation : int or None
        The number of time steps that a gradient goes through at most; see `walls`.
    outputs_every_step : bool
        Whether every step has an output, and not only the last.
    outputs_apart : bool
        Whether f of the output is applied to each step alone, as one must be that
        depends on all rows of z.
    """

    cell: str
    n_units: int
    n_steps: int
    inputs: tuple[str, ...]
    n_outputs: int
    output: str
    use_bias: bool = True
    truncation: int | None = None
    outputs_every_step: bool = False
    outputs_apart: bool = False


@lru_cache(maxsize=256)
def recurrent(of: Recurrence, *, loss: str | None = None) -> Graph:
    """Return the graph of a recurrent network, made once.

    Without a loss there is no backward pass.
    """
    affine = "affine" if of.use_bias else "affine without bias"
    n_inputs, n_units, is_lstm = len(of.inputs), of.n_units, of.cell == "lstm"
    step: RecurrentCell = _lstm if is_lstm else partial(_plain, of.cell)
    hidden: Labels = (("hidden", n_units),)
    rows = tuple((label, n_units) for label in (GATES if is_lstm else ("hidden",)))
    columns = (*((f"input: {name}", 1) for name in of.inputs), *hidden)
    block = Parameter("cell", rows, columns, of.use_bias)
    x = Node("input", (), of.n_steps * n_inputs, "x")
    names = ("h", "c") if is_lstm else ("h",)
    nodes = [x, *(Node(START, (), n_units, name, -1) for name in names)]
    states = {node.name: Edge(node) for node in nodes[1:]}
    cuts = walls(of.n_steps, of.truncation)
    for t in range(of.n_steps):
        if t in cuts:
            states = {name: edge._replace(stop=True) for name, edge in states.items()}
        now = Edge(x, (t * n_inputs, (t + 1) * n_inputs))
        z = Node(affine, (now, states["h"]), block.shape[0], "z", t, block)
        made = (z, *step(z, states))
        states = {node.name: Edge(node) for node in made if node.name in names}
        nodes += made
    head = Parameter("output", (("output", of.n_outputs),), hidden, of.use_bias)
    ends = [node for node in nodes if node.name == "h" and node.inputs]
    maps = [
        Node(affine, (Edge(h),), of.n_outputs, "o", h.site, head)
        for h in (ends if of.outputs_every_step else ends[-1:])
    ]
    outputs, o, a = _outputs(maps, of.output, is_apart=of.outputs_apart)
    nodes += outputs
    if loss is not None:
        nodes.append(Node(loss, (Edge(o), Edge(a)), 1, "loss", of.n_steps - 1))
    return Graph(tuple(nodes))


def walls(n_steps: int, truncation: int | None) -> range:
    """Return the time steps whose states before pass no gradient on.

    Backpropagation through time is cut into stretches of ``truncation`` steps, which
    are counted from the last one.
    """
    if truncation is None:
        return range(0)
    return range(n_steps - truncation, 0, -truncation)


def _outputs(
    maps: list[Node], f: str, *, is_apart: bool
) -> tuple[list[Node], Node, Node]:
    """Return nodes that make outputs of maps, and the last o and a among them.

    One op applies f to all time steps, unless each step is apart.
    """
    last, n_rows = maps[-1].site, len(maps) * maps[0].n_rows
    if len(maps) == 1:
        a = Node(f, (Edge(maps[0]),), n_rows, "a", last)
        return [*maps, a], maps[0], a
    o = Node(JOIN, tuple(map(Edge, maps)), n_rows, "o")
    if is_apart:
        each = [Node(f, (Edge(z),), z.n_rows, "a", z.site) for z in maps]
        a = Node(JOIN, tuple(map(Edge, each)), n_rows, "a")
        return [*maps, o, *each, a], o, a
    a = Node(f, (Edge(o),), n_rows, "a")
    return [*maps, o, a], o, a


def _plain(f: str, z: Node, states: States) -> tuple[Node, ...]:
    """Return h = f(z)."""
    n_units = states["h"].n_rows
    return (Node(f, (Edge(z),), n_units, "h", z.site),)


def _lstm(z: Node, states: States) -> tuple[Node, ...]:
    """Return the nodes of an LSTM; its gates are the first three quarters of z."""
    n, t = states["c"].n_rows, z.site
    s = Node("sigmoid", (Edge(z, (0, 3 * n)),), 3 * n, "s", t)
    gates = [Edge(s, (k * n, (k + 1) * n)) for k in range(3)]
    g = Node("tanh", (Edge(z, (3 * n, 4 * n)),), n, "g", t)
    u = Node("product", (gates[1], states["c"]), n, "u", t)
    v = Node("product", (gates[0], Edge(g)), n, "v", t)
    c = Node("add", (Edge(u), Edge(v)), n, "c", t)
    r = Node("tanh", (Edge(c),), n, "r", t)
    h = Node("product", (gates[2], Edge(r)), n, "h", t)
    return s, g, u, v, c, r, h
