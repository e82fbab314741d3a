"""Dependence: what a number of softmax, of f and of pooling is a function of."""

import numpy as np
import pytest

from engine.functions.kinds.kinds import kind_of
from engine.graph import Edge, Node
from engine.inspection.explanation.dependence import of_gradient, of_value
from engine.patches import Patches

X = Node("input", (), 3, "x")
PICTURE = Node("input", (), 30, "x")
POOL = Node(
    "max pool", (Edge(PICTURE, (15, 30)),), 2, "pool", 0, patches=Patches(1, 3, 5, 2, 2)
)


def test_a_number_of_softmax_is_a_function_of_all():
    kind, node = kind_of("softmax"), Node("softmax", (Edge(X),), 3, "a", 0)
    found = of_value(kind, node, 1, 0)
    assert (found.node, list(found.rows)) == (X, [0, 1, 2])
    assert found.function(0.0, 0.0, 0.0) == 1 / 3
    back = of_gradient(kind, node, 1, 0)
    assert (back.node, list(back.rows), list(back.gradients)) == (
        node,
        [0, 1, 2],
        [0, 1, 2],
    )


def test_a_number_of_f_is_a_function_of_one():
    found = of_value(kind_of("tanh"), Node("tanh", (Edge(X, (1, 3)),), 2, "a", 0), 1, 0)
    assert (found.node, found.rows) == (X, [2])
    assert found.function(0.5) == np.tanh(0.5)


def test_a_number_of_pooling_is_a_function_of_its_patch():
    found = of_value(kind_of("max pool"), POOL, 1, 0)
    assert (found.node, found.rows) == (PICTURE, [17, 18, 22, 23])
    assert found.function(1.0, 4.0, 3.0, 2.0) == 4


def test_the_gradient_of_a_pixel_is_a_function_of_its_patch_and_of_one_gradient():
    found = of_gradient(kind_of("max pool"), POOL, 7, 0)
    assert (found.node, found.rows) == (PICTURE, [17, 18, 22, 23])
    assert found.gradients == [1]
    assert found.function(1.0, 4.0, 5.0, 2.0, 0.25) == 0.25
    assert found.function(1.0, 4.0, 3.0, 2.0, 0.25) == 0


def test_a_pixel_that_is_in_no_patch_gets_nothing():
    assert of_gradient(kind_of("max pool"), POOL, 4, 0) is None
    assert of_gradient(kind_of("max pool"), POOL, 12, 0) is None


def test_a_weight_of_attention_is_a_function_of_the_scores_of_its_head():
    scores = Node("scores", (), 4, "S", 0)
    node = Node("attention", (Edge(scores),), 4, "A", 0, n_positions=2)
    found = of_value(kind_of("attention"), node, 3, 5)
    assert (found.node, list(found.rows)) == (scores, [2, 3])
    assert found.function(0.0, np.log(3.0)) == pytest.approx(0.75, rel=1e-15)
    back = of_gradient(kind_of("attention"), node, 2, 5)
    assert (back.node, list(back.rows), list(back.gradients)) == (node, [2, 3], [2, 3])
    # dS = A (dA - sum(A dA)), of the first of two weights 1/4 and 3/4
    assert back.function(0.25, 0.75, 1.0, 0.0) == pytest.approx(0.1875, rel=1e-15)


def test_the_gradient_of_a_norm_is_a_function_of_what_the_norm_reads():
    kind, node = kind_of("rms norm"), Node("rms norm", (Edge(X),), 3, "n", 0)
    found = of_gradient(kind, node, 1, 0)
    assert (found.node, list(found.rows)) == (X, [0, 1, 2])
    assert list(found.gradients) == [0, 1, 2]
    x, g, h = np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.25, -0.5]), 1e-6

    def total(moved):
        rows = [of_value(kind, node, row, 0).function(*moved) for row in range(3)]
        return float(g @ rows)

    moves = np.array([0.0, h, 0.0])
    slope = (total(x + moves) - total(x - moves)) / (2 * h)
    assert found.function(*x, *g) == pytest.approx(slope, rel=1e-8)
