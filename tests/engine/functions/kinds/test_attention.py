"""Attention: each operation by its formula, head by head and sample by sample."""

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.kinds.attention import (
    ATTENTION,
    CAUSAL_ATTENTION,
    SCORES,
    WEIGHTED_VALUES,
)
from engine.functions.kinds.kind import Operands
from engine.graph import Edge, Node

B, T, N_ROWS = 3, 4, 6
HEADS = pytest.mark.parametrize("n_heads", [1, 2, 3])
WEIGHTS = pytest.mark.parametrize("kind", [ATTENTION, CAUSAL_ATTENTION])
KINDS = [SCORES, ATTENTION, CAUSAL_ATTENTION, WEIGHTED_VALUES]
LATER = np.arange(T)[:, None] > np.arange(T)
"""Whether a key (row) comes after a query (column)."""


def computed(kind, n_heads):
    """Return operands after the forward pass, and with the gradients in ``outs``."""
    rng, o, n_weights = np.random.default_rng(n_heads), Operands(), n_heads * T
    rows = {SCORES: (N_ROWS, N_ROWS), WEIGHTED_VALUES: (n_weights, N_ROWS)}
    o.inputs = tuple(rng.normal(size=(n, B * T)) for n in rows.get(kind, (n_weights,)))
    n_rows = N_ROWS if kind is WEIGHTED_VALUES else n_weights
    o.value, o.t, o.grad = rng.normal(size=(3, n_rows, B * T))
    o.n_positions = T
    execute(kind.forward(o))
    o.outs = []
    for k, x in enumerate(o.inputs):
        o.k, o.out = k, np.empty_like(x)
        execute(kind.backward(o))
        o.outs.append(o.out)
    return o


def blocks(n_heads, *arrays):
    """Yield the part of each array that belongs to one head and one sample."""
    for h in range(n_heads):
        for b in range(B):
            yield [
                x[h * len(x) // n_heads : (h + 1) * len(x) // n_heads][
                    :, b * T : (b + 1) * T
                ]
                for x in arrays
            ]


def assert_close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@HEADS
def test_scores_are_products_of_keys_and_queries_over_the_root_of_d(n_heads):
    o = computed(SCORES, n_heads)
    root = np.sqrt(N_ROWS / n_heads)
    for Q, K, S, dS, dQ, dK in blocks(n_heads, *o.inputs, o.value, o.grad, *o.outs):
        assert_close(S, K.T @ Q / root)
        assert_close(dQ, K @ dS / root)
        assert_close(dK, Q @ dS.T / root)


@WEIGHTS
@HEADS
def test_weights_are_a_softmax_over_the_keys_that_a_query_may_read(kind, n_heads):
    o = computed(kind, n_heads)
    for S, A in blocks(n_heads, *o.inputs, o.value):
        exp = np.exp(S) * (~LATER if kind is CAUSAL_ATTENTION else 1)
        assert_close(A, exp / exp.sum(axis=0))


@WEIGHTS
@HEADS
def test_the_gradient_of_the_scores_is_0_where_masked_and_sums_to_0(kind, n_heads):
    o = computed(kind, n_heads)
    for A, dA, dS in blocks(n_heads, o.value, o.grad, *o.outs):
        assert_close(dS, A * (dA - (A * dA).sum(axis=0)))
        np.testing.assert_allclose(dS.sum(axis=0), 0, atol=1e-15)
        if kind is CAUSAL_ATTENTION:
            assert (A[LATER] == 0).all()
            assert (dS[LATER] == 0).all()
            assert (A[~LATER] > 0).all()


@WEIGHTS
def test_large_scores_do_not_overflow(kind):
    o = computed(kind, 1)
    o.inputs[0][...] = np.linspace(-2000, 2000, T)[:, None]
    with np.errstate(all="raise", under="ignore"):
        execute(kind.forward(o))
    last = o.value[:, T - 1 :: T]
    assert_close(last, np.tile(np.eye(T)[:, -1:], (1, B)))


@HEADS
def test_the_output_is_the_mean_of_the_values_by_the_weights(n_heads):
    o = computed(WEIGHTED_VALUES, n_heads)
    for A, V, C, dC, dA, dV in blocks(n_heads, *o.inputs, o.value, o.grad, *o.outs):
        assert_close(C, V @ A)
        assert_close(dA, V.T @ dC)
        assert_close(dV, dC @ A.T)


# ---- words ---------------------------------------------------------------------------


def run(text, o, n_heads, out):
    names = {"x": o.inputs[0], "x1": o.inputs[-1], "value": o.value, "grad": o.grad}
    d = N_ROWS // n_heads
    code = text.format(**{n: n for n in names}, out="out", H=n_heads, T=T, d=d)
    exec(code, {"np": np}, names)
    return names[out]


@HEADS
@pytest.mark.parametrize("kind", KINDS)
def test_the_statements_compute_what_the_calls_do(kind, n_heads):
    o = computed(kind, n_heads)
    assert_close(run(kind.numpy, o, n_heads, "value"), o.value)
    for k, found in enumerate(o.outs):
        _, text = kind.words_back(k)
        assert_close(run(text, o, n_heads, "out"), found)


@HEADS
@pytest.mark.parametrize("kind", [SCORES, WEIGHTED_VALUES])
def test_the_terms_are_the_value_and_its_gradients(kind, n_heads):
    o = computed(kind, n_heads)
    sources = [Node("input", (), len(x), "x") for x in o.inputs]
    edges = tuple(map(Edge, sources))
    node = Node(kind.name, edges, len(o.value), "n", n_positions=T)

    def split(x, operand):
        return x[kind.places(node, operand, B * T)]

    ((spec, names),) = kind.terms
    *_, first, second, out = spec.replace("->", ",").split(",")
    one, other = (split(o.inputs[k], k) for k in names[-2:])
    grad, factor = split(o.grad, "grad"), kind.share(node) if kind.share else 1.0
    found = factor * np.einsum(f"{first},{second}->{out}", one, other)
    assert_close(found, split(o.value, "grad"))
    for k, text, given in (
        (names[-2], f"{out},{second}->{first}", other),
        (names[-1], f"{out},{first}->{second}", one),
    ):
        assert_close(factor * np.einsum(text, grad, given), split(o.outs[k], k))
