"""Paths: those of a weight of a trained network, against plain NumPy."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.arrays import execute
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.graph import Ref
from engine.inspection.check.gradcheck import BatchLoss
from engine.inspection.explanation.naming import Naming
from engine.inspection.explanation.shares import shares_of
from engine.inspection.paths.paths import largest_share, paths, paths_of
from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.networks_of import EXPERIMENTS
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
    n = largest_share(trace, 0, 1, column)
    shares = [abs(paths(trace, 0, 1, column, sample=k).gradient) for k in range(4)]
    assert shares[n] == max(shares)


def test_as_long_as_there_are_no_shares_the_first_sample_is_the_hardest():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    trainer.advance("op")
    assert largest_share(trainer.trace(), 0, 1, 0) == 0
    with pytest.raises(ExperimentError):
        largest_share(trainer.trace(), 0, 3, 0)


# ---- networks of all kinds -----------------------------------------------------------

MORE = {
    **EXPERIMENTS,
    "truncated": EXPERIMENTS["lstm"].replace(truncation=2),
    "two stages": EXPERIMENTS["convolution"].replace(
        dataset="shifted_digits", hidden=(2, 3), activation="tanh"
    ),
    "causal with norms": EXPERIMENTS["attention"].replace(causal=True, rms_norm=True),
}


def complex_step(trace, index):
    """Return dL/dw of the batch, by a step into the imaginary numbers."""
    vector, h = trace.before[0].astype(np.complex128), 1e-30
    vector[index] += 1j * h
    return BatchLoss(trace, dtype=np.complex128)(vector).imag / h


def random_places(trace, n, seed):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        layer = int(rng.integers(len(trace.graph.parameters)))
        parameter = trace.graph.parameters[layer]
        row, column = (int(rng.integers(size)) for size in parameter.shape)
        yield layer, row, None if column == parameter.fan_in else column


@pytest.mark.parametrize("name", [name for name in MORE if name != "truncated"])
def test_the_paths_of_all_samples_add_up_to_the_gradient_by_complex_step(name):
    trainer = Trainer(MORE[name].replace(batch_size=3))
    trainer.step(3)
    trace = trainer.trace()
    for place in random_places(trace, 4, seed=1):
        totals = [paths(trace, *place, sample=n).total for n in range(3)]
        expected = complex_step(trace, trace.layout.index(*place))
        size = float(np.linalg.norm(trace.gradient))
        assert abs(math.fsum(totals) - expected) <= 1e-12 * size


@pytest.mark.parametrize("name", MORE)
def test_they_add_up_to_the_share_of_a_sample_and_are_products_of_their_factors(name):
    trainer = Trainer(MORE[name].replace(batch_size=3))
    trainer.step(3)
    trace = trainer.trace()
    for place in random_places(trace, 3, seed=2):
        layer, row, column = place
        parameter = trace.graph.parameters[layer]
        shares = shares_of(trace, parameter, row, column).products
        for n in range(3):
            found = paths(trace, *place, sample=n)
            size = max(abs(shares).max(), 1e-12)
            assert abs(found.total - shares[n]) <= 1e-12 * size
            assert abs(found.gradient - shares[n]) <= 1e-12 * size
            assert 0 < found.n_active <= found.n_paths or found.n_active == 0
            for path in found.largest:
                product = math.prod(factor.value for factor in path.factors)
                assert product == pytest.approx(path.product, rel=1e-12, abs=1e-300)
                assert path.weights[0] == place


def test_every_place_of_a_filter_begins_paths():
    trainer = Trainer(EXPERIMENTS["convolution"])
    trainer.step(1)
    found = paths(trainer.trace(), 0, 1, 4, sample=0)
    # 36 places, each in one square of a pool, which all ten outputs read
    assert found.n_paths == 36 * 10
    assert len(found.largest[0].weights) == 2


def test_of_time_steps_there_are_paths_through_all_units():
    experiment = EXPERIMENTS["lstm"].replace(network="rnn", sequence_length=4)
    trainer = Trainer(experiment)
    trainer.step(1)
    found = paths(trainer.trace(), 0, 1, 0, sample=0)
    n, n_outputs = 3, 4
    # from the last step to the outputs, and before through n units of each step
    assert found.n_paths == sum(n**k * n_outputs for k in range(4))
    longest = max(found.largest, key=lambda path: len(path.weights))
    assert len(longest.weights) >= 2


def test_every_path_through_attention_is_counted():
    """Against a walk over all numbers that depend on each other by differences."""
    experiment = EXPERIMENTS["attention"].replace(hidden=(2,), heads=1)
    trainer = Trainer(experiment.replace(batch_size=2))
    trainer.step(2)
    trace = trainer.trace()
    placement, T = trace.placement, 3
    counts = {placement.loss: np.ones(1, dtype=object)}
    for node in reversed(placement.placed):
        count = np.zeros(node.n_rows * T, dtype=object)
        for user, k in placement.contributions.get(node, []):
            start, stop = user.inputs[k].span
            read = slice(start * T, stop * T)
            if user is placement.loss:
                count[read] += counts[user][0]
            elif user.n_positions > 1:
                is_edge = depends(trace, user, k)
                count[read] += is_edge.T.astype(object) @ counts[user]
            elif placement.kinds[user].is_elementwise:
                count[read] += counts[user]
            else:
                every = np.ones((stop - start, user.n_rows), dtype=object)
                by_position = counts[user].reshape(user.n_rows, T)
                count[read] += (every @ by_position).ravel()
        counts[node] = count
    (qkv,) = trace.graph.named("qkv")
    for row in (0, 3, 5):
        expected = counts[qkv].reshape(-1, T)[row].sum()
        assert paths(trace, 1, row, 1, sample=1).n_paths == expected


def depends(trace, node, k):
    """Return which numbers of an input change which numbers of a value."""
    kind, T = kind_of(node.kind), node.n_positions
    inputs = [
        trace.array(Ref("value", edge.node))[slice(*edge.span), T : 2 * T].copy()
        for edge in node.inputs
    ]

    def value(inputs):
        o = Operands()
        o.n_positions, o.inputs = T, tuple(map(np.ascontiguousarray, inputs))
        o.value, o.t = np.empty((2, node.n_rows, T))
        execute(kind.forward(o))
        return o.value.ravel().copy()

    before, found = value(inputs), []
    for at in np.ndindex(inputs[k].shape):
        moved = [each.copy() for each in inputs]
        moved[k][at] += 0.1
        found.append(value(moved) != before)
    return np.array(found).T
