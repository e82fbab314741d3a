"""Sums: the products of dense maps, and of filters at every position."""

import pytest

from engine.graph import Edge, Node
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.sums import Sums, from_below, total
from engine.networks.convolution import Convolution, convolution
from tests.engine.program.graphs import B, Step, block, with_loss


@pytest.fixture(scope="module")
def sums():
    of = Convolution(picture=(4, 4), filters=(2,), n_outputs=2, output="linear")
    step = Step(convolution(of, loss="squared_error"))
    return step, Sums(step.placement, step.compiled.array)


def test_the_value_of_a_filter_is_a_sum_over_a_patch_and_the_bias(sums):
    step, of = sums
    z = step.graph.named("z")[0]
    (term,) = step.placement.kinds[z].terms
    found = list(of.products(z, term, None, (5, 3)))  # filter 2, position 2
    rows = [1, 2, 3, 5, 6, 7, 9, 10, 11]
    pixels = [[("W", (1, k)), (0, (row, 3))] for k, row in enumerate(rows)]
    assert found == [*pixels, [("W", (1, 9))]]


def test_a_sample_adds_a_product_for_every_position_to_the_gradient(sums):
    step, of = sums
    z = step.graph.named("z")[0]
    found = of.of_share(z, (1, 4), 2)
    centres = [5, 6, 9, 10]
    assert found == [
        [("grad", (4 + p, 2)), (0, (row, 2))] for p, row in enumerate(centres)
    ]
    assert of.of_share(z, (1, 9), 2) == [[("grad", (4 + p, 2))] for p in range(4)]


def test_a_sample_adds_one_product_to_the_gradient_of_a_dense_map():
    x = Node("input", (), 3, "x")
    z = Node("affine", (Edge(x),), 2, "z", 0, block("W", 2, 3))
    step = Step(with_loss(x, z))
    of = Sums(step.placement, step.compiled.array)
    assert of.of_share(z, (1, 2), B - 1) == [[("grad", (1, B - 1)), (0, (2, B - 1))]]


def test_where_a_product_is_from():
    assert from_below([("W", (1, 4)), (0, (7, 3))], 4) == "from unit 8 below"
    assert from_below([("W", (1, 9))], 9) == "from unit 10 below"


def test_the_total_of_one_product_of_an_elementwise_kind_is_the_product(sums):
    step, _ = sums
    kinds = step.placement.kinds
    two = Factor(symbol="2", value=2.0, origin="")
    given = Factor(symbol="s", value=4.0, origin="")
    part = Factor(
        symbol="p", value=4.0, origin="", operation="product", factors=(two,) * 2
    )
    a, pool = (step.graph.named(name)[0] for name in ("a", "pool"))
    assert total(given, [part], kinds[a], "f").factors == (two, two)
    assert total(given, [part], kinds[pool], "f").factors == (part,)
    assert total(given, [two, two], kinds[a], "f").operation == "sum"
