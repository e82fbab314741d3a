"""Means: a weighted sum of means is the mean of the weighted sums."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.graph import Ref
from engine.inspection.explanation.means import is_linear, means_of


def traced(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 5, **settings}))
    trainer.step(3)
    return trainer.trace()


def every(factor):
    yield factor
    for each in factor.factors:
        yield from every(each)


@pytest.mark.parametrize(
    "settings", [{}, {"dropout": 0.5}, {"use_bias": False}], ids=str
)
def test_a_mean_is_the_mean_and_follows_from_means(settings):
    trace = traced(**settings)
    means, graph = means_of(trace), trace.placement.graph
    for name, quantity in (("z", "value"), ("a", "grad")):
        for node in graph.named(name):
            if not is_linear(trace, quantity, node):
                continue
            make = means.value if quantity == "value" else means.gradient
            factor = make(node, 1 if node.n_rows > 1 else 0, 0)
            row = trace.array(Ref(quantity, node))[factor.ref.row]
            assert factor.value == pytest.approx(row.mean(), rel=1e-13)
            assert factor.derived() == pytest.approx(row.mean(), rel=1e-11)
            for each in every(factor):
                assert each.ref is None or each.ref.sample is None


def test_only_weighted_sums_are_linear():
    trace = traced()
    named = trace.placement.graph.named
    assert all(is_linear(trace, "value", node) for node in named("z"))
    assert not any(is_linear(trace, "value", node) for node in named("a"))
    linear = [is_linear(trace, "grad", node) for node in named("a")]
    assert linear == [True, True, False]
    assert not is_linear(trace, "local", named("a")[0])
    masked = traced(dropout=0.5)
    assert not is_linear(masked, "grad", masked.placement.graph.named("a")[0])


def test_symbols_of_means_have_a_bar():
    trace = traced(dropout=0.5)
    leaves, named = means_of(trace).leaves, trace.placement.graph.named
    z, a = named("z")[0], named("a")[0]
    assert leaves.value(z, 0, 0).symbol == r"\overline{z^{(1)}_{1}}"
    assert leaves.gradient(z, 0, 0).symbol == r"\overline{\delta^{(1)}_{1}}"
    assert leaves.gradient(a, 0, 0).symbol == (
        r"\overline{\frac{\partial L}{\partial a^{(1)}_{1}}}"
    )
    assert leaves.local(a, 0, 0, 1.0).symbol == r"\overline{f'(z^{(1)}_{1})}"
    mask = leaves.mask(named("dropout")[0], 0, 0)
    assert mask.symbol == r"\overline{\tfrac{m^{(1)}_{1}}{1-p}}"
    assert mask.value == pytest.approx(np.mean(trace.masks[0][0]))
    loss = trace.placement.loss
    assert leaves.target(loss, 0, 0).symbol == r"\overline{y_{1}}"
    assert "mean over the batch" in mask.origin


def test_what_is_not_computed_yet_has_no_mean():
    trainer = Trainer(Experiment(hidden=(3, 2)))
    trainer.advance("op")
    trace = trainer.trace()
    first, second = trace.placement.graph.named("z")[:2]
    assert np.isfinite(means_of(trace).value(first, 0, 0).value)
    assert np.isnan(means_of(trace).value(second, 0, 0).value)
