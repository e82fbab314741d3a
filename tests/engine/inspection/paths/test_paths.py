"""Paths: those of a weight of a trained network, against plain NumPy."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.functions.losses import LOSSES
from engine.inspection.explanation.naming import Naming
from engine.inspection.paths.paths import hardest, paths, paths_of
from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.program.graphs import B, Step
from tests.engine.program.ops.test_backward import graph_of


def traced(n_steps=5, **settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(n_steps)
    return trainer.trace()


def products_by_hand(trace, row, column, n):
    """Return the product of every path of a first-layer weight of 2 hidden layers."""
    first, second, last = trace.layers
    x = 1.0 if column is None else trace.x[column, n]
    end = last.delta[:, n]
    return [
        x
        * first.df[row, n]
        * second.W_before[j, row]
        * second.df[j, n]
        * last.W_before[k, j]
        * end[k]
        for j, k in product(range(second.W_before.shape[0]), range(len(end)))
    ]


@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu"])
@pytest.mark.parametrize("column", [0, 1, None])
def test_the_largest_are_those_of_all_that_are_gone_through(activation, column):
    trace = traced(activation=activation, hidden=(3, 7), dataset="blobs")
    for row, n in product(range(3), range(4)):
        known = products_by_hand(trace, row, column, n)
        found = paths(trace, 0, row, column, sample=n)
        assert found.n_paths == len(known)
        assert found.n_active == np.count_nonzero(known)
        assert found.total == pytest.approx(math.fsum(known), rel=1e-12, abs=1e-18)
        sizes = sorted(np.abs(known), reverse=True)[:5]
        largest = [abs(path.product) for path in found.largest]
        assert largest == pytest.approx(sizes, rel=1e-12, abs=1e-18)


SETTINGS = {
    "dropout": {"dropout": 0.4, "hidden": (4, 4)},
    "no bias": {"use_bias": False, "activation": "sigmoid"},
    "none hidden": {"hidden": (), "loss": "binary_cross_entropy"},
    "deep": {"hidden": (3,) * 8, "activation": ("relu", "tanh") * 4},
} | {
    f"{loss.name} on {output}": {
        "loss": loss.name,
        "output": output,
        "dataset": "blobs",
    }
    for loss in LOSSES.values()
    for output in loss.outputs
}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", SETTINGS)
def test_their_sum_is_the_gradient_of_the_sample(name):
    trace = traced(**SETTINGS[name])
    for index, layer in enumerate(trace.layers):
        row, column = layer.W_before.shape[0] - 1, 1
        for n in range(4):
            expected = layer.delta[row, n] * layer.a_prev[column, n]
            found = paths(trace, index, row, column, sample=n)
            assert found.gradient == expected
            assert found.total == pytest.approx(expected, rel=1e-12, abs=1e-17)
        shares = [paths(trace, index, row, 1, sample=n).total for n in range(4)]
        dw = layer.dW[row, column]
        assert math.fsum(shares) == pytest.approx(dw, rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_factors_of_a_path_multiply_to_its_product(name):
    trace = traced(**SETTINGS[name])
    for path in paths(trace, 0, 1 if trace.layers[1:] else 0, 0, sample=2).largest:
        values = [factor.value for factor in path.factors]
        assert math.prod(values) == pytest.approx(path.product, rel=1e-12, abs=1e-18)
        assert len(path.weights) == len(trace.layers)
        for factor in path.factors:
            assert factor.symbol
            if factor.ref is not None:
                assert number_at(trace, factor.ref) == factor.value


def test_no_path_is_active_where_the_weight_is_multiplied_by_0():
    trace = traced(dropout=0.5, hidden=(4, 4), seed=3)
    inputs = trace.layers[1].a_prev
    dropped = [tuple(map(int, at)) for at in np.argwhere(inputs == 0)]
    assert 0 < len(dropped) < inputs.size
    for column, n in dropped:
        found = paths(trace, 1, 0, column, sample=n)
        assert (found.n_paths, found.n_active, found.total) == (1, 0, 0)


def number_at(trace, ref):
    """Return the number that a reference of a path's factor leads to."""
    if ref.quantity == "W":
        return trace.layers[ref.layer].W_before[ref.row, ref.column]
    n = trace.batch_indices.tolist().index(ref.sample)
    if ref.layer < 0:
        return trace.x[ref.row, n]
    layer = trace.layers[ref.layer]
    arrays = {
        ("local", "a"): layer.df,
        ("grad", "a"): layer.da,
        ("grad", "z"): layer.delta,
        ("value", "a"): layer.a,
    }
    if ref.quantity == "mask":
        return trace.masks[ref.layer][ref.row, n]
    return arrays[ref.quantity, ref.node][ref.row, n]


def test_the_factors_are_named_from_the_weight_to_the_loss():
    path = paths(traced(dropout=0.1), 0, 2, 1, sample=0).largest[0]
    j = path.weights[1][1]
    assert [factor.symbol for factor in path.factors] == [
        "x_{2}",
        "f'(z^{(1)}_{3})",
        r"\tfrac{m^{(1)}_{3}}{1-p}",
        f"w^{{(2)}}_{{{j + 1},3}}",
        f"f'(z^{{(2)}}_{{{j + 1}}})",
        rf"\tfrac{{m^{{(2)}}_{{{j + 1}}}}}{{1-p}}",
        f"w^{{(3)}}_{{1,{j + 1}}}",
        "f'(z^{(3)}_{1})",
        r"\frac{\partial L}{\partial a^{(3)}_{1}}",
    ]
    assert path.weights == ((0, 2, 1), (1, j, 2), (2, 0, j))


def test_through_a_softmax_a_path_has_an_entry_of_its_jacobian():
    trace = traced(loss="mse", output="softmax", dataset="blobs")
    path = paths(trace, 2, 0, 0, sample=1).largest[0]
    symbols = [factor.symbol for factor in path.factors]
    assert r"\partial a^{(3)}_{" in symbols[1]
    assert symbols[1].endswith(r"}{\partial z^{(3)}_{1}}")
    assert path.factors[1].ref is None


def test_a_bias_has_no_input():
    found = paths(traced(), 2, 0, None, sample=0)
    assert found.n_paths == 1
    (path,) = found.largest
    assert path.factors[0].symbol == "f'(z^{(3)}_{1})"
    assert path.weights[0] == (2, 0, None)


def test_paths_multiply_and_derivatives_add_up():
    trace = traced(1, hidden=(128,) * 8, batch_size=1)
    found = paths(trace, 0, 0, 0, sample=0)
    assert found.n_paths == 128**7
    # x, f' of one unit, then 7 layers of W and f' (7 of 128 units), output and loss
    n_weights = 128 + 6 * 128 * 128 + 128
    assert found.n_derivatives == 1 + 1 + n_weights + 7 * 128 + 1 + 1


def test_before_the_derivatives_are_computed_there_are_no_products():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    trainer.step(2)
    for phase in ("forward", "loss"):
        trainer.advance("phase")
        found = paths(trainer.trace(), 0, 0, 0, sample=0)
        assert (found.n_paths, found.n_active, found.largest) == (2, None, ()), phase
        assert math.isnan(found.total)
        assert math.isnan(found.gradient)
    trainer.advance("phase")
    found = paths(trainer.trace(), 0, 0, 0, sample=0)
    assert len(found.largest) == 2
    assert not math.isnan(found.total)
    assert math.isnan(found.gradient)


def test_a_shared_weight_has_the_paths_of_each_use():
    step = Step(graph_of("a shared parameter")).run()
    naming = Naming(step.graph, np.arange(B), ["x1", "x2", "x3"])
    shared = next(p for p, users in step.graph.users.items() if len(users) == 2)
    args = (step.placement, step.compiled.array, naming, shared, (0, 1))
    found = [paths_of(*args, n) for n in range(B)]
    # the first use leads through the second to 3 outputs, the second to one
    assert {each.n_paths for each in found} == {3 + 1}
    total = math.fsum(each.total for each in found)
    assert total == pytest.approx(step.gradients[shared][0, 1], rel=1e-12)


@pytest.mark.parametrize("place", [(1, 0), (1, 1), (0, 3)])
@pytest.mark.parametrize("every_step", [True, False])
def test_a_weight_of_a_cell_has_the_paths_of_each_time_step(place, every_step):
    """They go through the states of later steps, whose weights are named, too."""
    of = Recurrence(
        cell="tanh",
        n_units=2,
        n_steps=3,
        inputs=("u",),
        n_outputs=1,
        output="linear",
        outputs_every_step=every_step,
    )
    step = Step(recurrent(of, loss="squared_error"), seed=1).run()
    naming = Naming(step.graph, np.arange(B), ["u 1", "u 2", "u 3"])
    (cell, _) = step.graph.parameters
    args = (step.placement, step.compiled.array, naming, cell, place)
    found = [paths_of(*args, n) for n in range(B)]
    after = [1, 2, 4]  # from the last step, and by one or two states before it
    n_paths = sum(sum(after[: k + 1]) if every_step else after[k] for k in range(3))
    assert {each.n_paths for each in found} == {n_paths}
    total = math.fsum(each.total for each in found)
    assert total == pytest.approx(step.gradients[cell][place], rel=1e-12)
    for path in found[0].largest:
        products = [factor.value for factor in path.factors]
        assert path.product == pytest.approx(math.prod(products), rel=1e-12, abs=1e-18)
        first, *others = path.weights
        assert (first.layer, first.row) == (0, place[0])
        for layer, row, column in others:
            weight = step.parameters[step.graph.parameters[layer]][row, column]
            assert weight in products


def test_what_is_not_there_is_refused():
    trace = traced()
    for place in ((3, 0, 0), (0, 3, 0), (0, 0, 2)):
        with pytest.raises(ExperimentError):
            paths(trace, *place, sample=0)
    with pytest.raises(ExperimentError, match="sample"):
        paths(trace, 0, 0, 0, sample=4)


@pytest.mark.parametrize("column", [0, None])
def test_the_hardest_sample_has_the_largest_share(column):
    trace = traced()
    n = hardest(trace, 0, 1, column)
    shares = [abs(paths(trace, 0, 1, column, sample=k).gradient) for k in range(4)]
    assert shares[n] == max(shares)


def test_as_long_as_there_are_no_shares_the_first_sample_is_the_hardest():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    trainer.advance("op")
    assert hardest(trainer.trace(), 0, 1, 0) == 0
    with pytest.raises(ExperimentError):
        hardest(trainer.trace(), 0, 3, 0)
