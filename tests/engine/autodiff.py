"""Gradients of graphs by other means: an autodiff library, and the complex step.

Every operation is written here from its definition, for `autograd`; no line is shared
with the engine.  On plain complex arrays the same lines give the complex step.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import autograd
import autograd.numpy as anp
import numpy as np
from autograd.tracer import getval

from engine.graph import JOIN, START, Edge, Graph, Node, Parameter

COMPLEX_STEP = 1e-30


def sigmoid(z):
    return 1 / (1 + anp.exp(-z))


def is_positive(z):
    return anp.real(z) > 0


ACTIVATIONS = {
    "tanh": anp.tanh,
    "sigmoid": sigmoid,
    "relu": lambda z: z * is_positive(z),
    "leaky_relu": lambda z: anp.where(is_positive(z), z, 0.01 * z),
    "elu": lambda z: anp.where(
        is_positive(z), z, anp.exp(anp.where(is_positive(z), 0.0, z)) - 1
    ),
    "gelu": lambda z: (
        0.5 * z * (1 + anp.tanh((2 / anp.pi) ** 0.5 * (z + 0.044715 * z**3)))
    ),
    "silu": lambda z: z * sigmoid(z),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "linear": lambda z: z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=0, keepdims=True),
}

OTHERS = {
    "affine": lambda x, W: W[:, :-1] @ x + W[:, -1:],
    "affine without bias": lambda x, W: W @ x,
    "dropout": lambda x, mask: x * mask,
    "add": lambda a, b: a + b,
    "product": lambda a, b: a * b,
    "join": lambda v: v,
    "rms norm": lambda x: x / (anp.mean(x * x, axis=0, keepdims=True) + 1e-5) ** 0.5,
}


def convolution(patches, x, W):
    """Return the sum over u and v of kernels times the shifted picture."""
    n, (down, across) = patches.channels, patches.grid
    x = anp.reshape(x, (n, patches.rows, patches.columns, -1))
    kernels = anp.reshape(W[:, : 9 * n], (len(W), n, 3, 3))
    z = sum(
        anp.einsum(
            "fc,cijn->fijn", kernels[:, :, u, v], x[:, u : u + down, v : v + across]
        )
        for u in range(3)
        for v in range(3)
    )
    z = anp.reshape(z, (len(W), -1))
    z = z + W[:, 9 * n :] if W.shape[1] > 9 * n else z
    return anp.reshape(z, (len(W) * down * across, -1))


def members(patches, x):
    """Return the four members of all squares, each (channels, down, across, B)."""
    down, across = (2 * n for n in patches.grid)
    x = anp.reshape(x, (patches.channels, patches.rows, patches.columns, -1))
    return [x[:, u:down:2, v:across:2] for v in range(2) for u in range(2)]


def max_pool(patches, x):
    largest, *others = members(patches, x)
    for other in others:
        largest = anp.where(anp.real(other) > anp.real(largest), other, largest)
    return anp.reshape(largest, (-1, x.shape[1]))


def average_pool(patches, x):
    return anp.reshape(sum(members(patches, x)) / 4, (-1, x.shape[1]))


OF_PATCHES = {
    "convolution": convolution,
    "convolution without bias": convolution,
    "max pool": max_pool,
    "average pool": average_pool,
}
"""Kinds that read a picture by patches, which come before their inputs."""


def scores(node, queries, keys):
    """Return S: heads and keys as rows, samples and queries as columns."""
    T, n_heads = node.n_positions, node.n_rows // node.n_positions
    q, k = (
        anp.reshape(x, (n_heads, len(x) // n_heads, -1, T)) for x in (queries, keys)
    )
    each = anp.einsum("hdbk,hdbq->hkbq", k, q) / q.shape[1] ** 0.5
    return anp.reshape(each, (n_heads * T, -1))


def attention(node, S, *, is_causal=False):
    T, n_columns = node.n_positions, S.shape[1]
    each = anp.reshape(anp.exp(S), (-1, T, n_columns))
    if is_causal:
        each = each * (np.arange(T)[:, None] <= np.arange(n_columns) % T)
    return anp.reshape(each / anp.sum(each, axis=1, keepdims=True), S.shape)


def weighted_values(node, A, values):
    T, n_heads = node.n_positions, len(A) // node.n_positions
    a, v = (anp.reshape(x, (n_heads, len(x) // n_heads, -1, T)) for x in (A, values))
    return anp.reshape(anp.einsum("hkbq,hdbk->hdbq", a, v), values.shape)


OF_POSITIONS = {
    "scores": scores,
    "attention": attention,
    "causal attention": partial(attention, is_causal=True),
    "weighted values": weighted_values,
}
"""Kinds that mix the columns of a sample; they take the node before its inputs."""


def huber(e):
    size = anp.where(is_positive(e), e, -e)
    return anp.where(anp.real(size) <= 1, e**2 / 2, size - 0.5)


LOSSES = {
    "squared_error": lambda a, y: anp.sum((a - y) ** 2) / 2,
    "mse": lambda a, y: anp.sum((a - y) ** 2) / len(a),
    "binary_cross_entropy": lambda a, y: (
        -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a))
    ),
    "softmax_cross_entropy": lambda a, y: -anp.sum(y * anp.log(a)),
    "huber": lambda a, y: anp.sum(huber(a - y)),
    "hinge": lambda a, y: anp.sum((1 - a * y) * is_positive(1 - a * y)),
}


class Gradients(NamedTuple):
    """dL/d[W | b] of each parameter, and dL/dvalue of each node but the loss."""

    parameters: dict[Parameter, np.ndarray]
    values: dict[Node, np.ndarray]


class Oracle:
    """The loss of a graph as a function of its parameters, and its derivatives.

    Parameters
    ----------
    graph : Graph
    parameters : dict of Parameter to ndarray
        Blocks ``[W | b]``.
    x, y : ndarray
        (n_rows, B) each.
    masks : dict of Node to ndarray
    """

    def __init__(self, graph: Graph, parameters, x, y, masks) -> None:
        self._graph, self._x, self._y, self._masks = graph, x, y, masks
        self._parameters = list(parameters)
        self._blocks = [block.copy() for block in parameters.values()]

    def values(self, blocks=None, nudges=None):
        """Return the values of all nodes, that of the loss last.

        ``nudges``, one for each node but the loss, are added to the values.
        """
        W = dict(zip(self._parameters, blocks or self._blocks, strict=True))
        found: dict[Node, np.ndarray] = {}
        for k, node in enumerate(self._graph.nodes):
            inputs = [_read(found, edge) for edge in node.inputs]
            if node.kind in LOSSES:
                found[node] = LOSSES[node.kind](inputs[1], self._y) / self._x.shape[1]
                break
            if not inputs:
                is_start = node.kind == START
                value = (
                    np.zeros((node.n_rows, self._x.shape[1])) if is_start else self._x
                )
            elif node.kind in ACTIVATIONS:
                value = ACTIVATIONS[node.kind](*inputs)
            elif node.kind in OF_PATCHES:
                extra = [W[node.parameter]] if node.parameter else []
                value = OF_PATCHES[node.kind](node.patches, *inputs, *extra)
            elif node.kind in OF_POSITIONS:
                value = OF_POSITIONS[node.kind](node, *inputs)
            else:
                extra = [self._masks[node]] if node in self._masks else []
                if (node.parameter or node.kind == JOIN) and len(inputs) > 1:
                    inputs = [anp.concatenate(inputs)]
                extra += [W[node.parameter]] if node.parameter else []
                value = OTHERS[node.kind](*inputs, *extra)
            found[node] = value if nudges is None else value + nudges[k]
        return found

    def loss(self, blocks=None, nudges=None):
        return list(self.values(blocks, nudges).values())[-1]

    def gradients(self) -> Gradients:
        nodes = self._graph.nodes[:-1]
        nudges = [np.zeros((node.n_rows, self._x.shape[1])) for node in nodes]
        blocks, values = autograd.grad(lambda both: self.loss(*both))(
            (self._blocks, nudges)
        )
        return Gradients(
            dict(zip(self._parameters, blocks, strict=True)),
            dict(zip(nodes, values, strict=True)),
        )

    def along(self, directions) -> float:
        """Return the derivative of the loss along a change of the parameters.

        It is Im L(W + i h V) / h, exact to rounding where L is analytic.
        """
        moved = [
            block + 1j * COMPLEX_STEP * directions[parameter]
            for parameter, block in zip(self._parameters, self._blocks, strict=True)
        ]
        return float(self.loss(moved).imag / COMPLEX_STEP)


def _read(found: dict[Node, np.ndarray], edge: Edge):
    value = found[edge.node]
    if edge.stop:
        value = anp.real(getval(value))
    return value if edge.rows is None else value[slice(*edge.rows)]
