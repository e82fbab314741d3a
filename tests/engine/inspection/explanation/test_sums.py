"""Sums: the products of dense maps, and of filters at every position."""

from dataclasses import replace

import numpy as np
import pytest

from engine.graph import Edge, Node
from engine.inspection.explanation.explanation import Explanation
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.naming import Naming
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
    part = replace(given, operation="product", factors=(two,) * 2)
    a, pool = (step.graph.named(name)[0] for name in ("a", "pool"))
    assert total(given, [part], kinds[a], "f").factors == (two, two)
    assert total(given, [part], kinds[pool], "f").factors == (part,)
    assert total(given, [two, two], kinds[a], "f").operation == "sum"


# ---- filters and pooling -------------------------------------------------------------


@pytest.fixture(scope="module", params=["max pool", "average pool"])
def pictures(request):
    """Return a step of a network that leaves a column of its maps unread."""
    of = Convolution(
        picture=(4, 5), filters=(2,), n_outputs=2, pool=request.param, output="linear"
    )
    step = Step(convolution(of, loss="squared_error"), seed=3).run()
    naming = Naming(step.graph, np.arange(B), [f"pixel {k}" for k in range(20)])
    return step, Explanation(step.placement, step.compiled.array, naming)


def test_the_gradient_of_a_kernel_is_a_sum_over_samples_and_positions(pictures):
    step, explanation = pictures
    kernels = step.graph.parameters[0]
    for row, column in ((0, 0), (1, 4), (1, None)):
        factor = explanation.parameter(kernels, row, column)
        place = row, 9 if column is None else column
        assert factor.value == step.gradients[kernels][place]
        assert factor.derived() == pytest.approx(factor.value, rel=1e-12)
        assert len(factor.factors) == B
        for n, share in enumerate(factor.factors):
            assert share.operation == "sum"
            assert len(share.factors) == 6
            alone = explanation.share(kernels, row, column, n, 1)
            assert alone.value == share.value


def test_a_pooled_number_is_a_function_or_a_sum_of_four(pictures):
    step, explanation = pictures
    pool = step.graph.named("pool")[0]
    factor = explanation.value(pool, 1, 2)
    assert factor.derived() == pytest.approx(factor.value, rel=1e-14)
    assert len(factor.factors) == 4
    if pool.kind == "average pool":
        share, a = factor.factors[3].factors
        assert share.value == 0.25
        assert share.origin == "average pool, constant"
        assert a.ref.row == 6 + 4


def test_a_number_that_no_patch_has_gets_no_gradient(pictures):
    step, explanation = pictures
    a = step.graph.named("a")[0]
    for row in range(12):
        factor = explanation.gradient(a, row, 1)
        assert factor.derived() == pytest.approx(factor.value, rel=1e-14)
        if row % 3 == 2:
            assert factor.value == 0
