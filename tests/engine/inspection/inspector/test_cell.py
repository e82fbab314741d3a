"""Cell: numbers of networks of all kinds, derived again in random states."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import ExperimentError, Trainer
from engine.graph import Ref
from engine.inspection.explanation.factor import TooManyFactorsError
from engine.inspection.explanation.shares import shares_of
from engine.inspection.inspector.cell import CELLS, Target, cell
from tests.engine.networks_of import EXPERIMENTS

KINDS = list(EXPERIMENTS)
STATES = [range(5), pytest.param(range(5, 100), marks=pytest.mark.slow)]


def trained(name, n_steps=3, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


def every(factor):
    yield factor
    for child in factor.factors:
        yield from every(child)


def check(root, value):
    """Compare a number with the step's, and everything below it with its factors."""
    assert root.value == pytest.approx(value, rel=1e-12, abs=1e-15)
    for factor in every(root):
        assert factor.symbol
        if factor.factors:
            again, terms = factor.derived(), [each.value for each in factor.factors]
            size = max(map(abs, terms)) if factor.operation == "sum" else 0
            assert abs(again - factor.value) <= 1e-9 * max(abs(factor.value), size)


def random_target(trainer, rng):
    """Return a random number of a random node, and the quantity of a random block."""
    graph, placement = trainer.graph, trainer._stepper.work.placement
    node = graph.nodes[rng.integers(len(graph.nodes) - 1)]
    quantities = ["value"]
    if node in placement.contributions:
        quantities += ["grad", "local"] if placement.kinds[node].has_local else ["grad"]
    place = {"row": int(rng.integers(node.n_rows))}
    if graph.n_positions > 1:
        place["column"] = int(rng.integers(graph.n_positions))
    quantity = quantities[rng.integers(len(quantities))]
    return node, Target(quantity=quantity, node=node.name, site=node.site, **place)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("seeds", STATES)
def test_numbers_of_nodes_are_derived_again_in_random_states(name, seeds):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        trainer = trained(name, int(rng.integers(1, 5)), seed=seed, batch_size=4)
        k = int(rng.integers(4))
        trace = trainer.trace()
        sample = int(trace.batch_indices[k])
        node, of = random_target(trainer, rng)
        found = cell(trainer, of, sample=sample, depth=int(rng.integers(3)))
        column = k * trainer.graph.n_positions + (of.column or 0)
        check(found.root, trace.array(Ref(of.quantity, node))[of.row, column])
        assert found.update is None


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("is_followed", [True, False])
@pytest.mark.parametrize("seeds", STATES)
def test_gradients_are_derived_again_in_random_states(name, is_followed, seeds):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        trainer = trained(name, int(rng.integers(1, 5)), seed=seed, batch_size=4)
        trace = trainer.trace()
        block = int(rng.integers(len(trainer.layout.parameters)))
        parameter = trainer.layout.parameters[block]
        row, column = (int(rng.integers(n)) for n in parameter.shape)
        of = Target(
            quantity="dW",
            block=block,
            row=row,
            column=None if column == parameter.fan_in else column,
        )
        sample = int(trace.batch_indices[1]) if is_followed else None
        found = cell(trainer, of, sample=sample)
        if is_followed:
            share = shares_of(trace, parameter, row, of.column).products[1]
            assert found.root.value == pytest.approx(share, rel=1e-12, abs=1e-15)
            assert found.root.derived() == pytest.approx(found.root.value, abs=1e-14)
        else:
            check(found.root, trace.array(Ref("dW", parameter))[row, column])
        k = trainer.layout.index(block, row, of.column)
        assert found.update.new == trainer.vector[k]
        assert found.update.gradient == trace.gradient[k]


@pytest.mark.parametrize("name", KINDS)
def test_a_sample_that_is_not_in_the_batch_is_derived_from_a_step_of_its_own(name):
    trainer = trained(name)
    others = set(range(trainer.data.train_x.shape[1]))
    sample = min(others - set(trainer.trace().batch_indices.tolist()))
    rng = np.random.default_rng(0)
    for _ in range(20):
        _, of = random_target(trainer, rng)
        found = cell(trainer, of, sample=sample)
        assert not found.followed.in_batch
        check(found.root, found.root.value)
        assert {each.ref.sample for each in every(found.root) if _is_of_node(each)} <= {
            sample
        }


def _is_of_node(factor):
    return factor.ref is not None and bool(factor.ref.node)


@pytest.mark.parametrize("name", KINDS)
def test_the_loss_is_derived_from_the_outputs(name):
    trainer = trained(name)
    trace = trainer.trace()
    whole = cell(trainer, Target(quantity="loss")).root
    assert whole.value == trace.loss
    each = [
        cell(trainer, Target(quantity="loss"), sample=int(k)).root
        for k in trace.batch_indices
    ]
    for factor in each:
        check(factor, factor.value)
    mean = math.fsum(factor.value for factor in each) / len(each)
    assert mean == pytest.approx(trace.loss, rel=1e-12)


@pytest.mark.parametrize("name", KINDS)
def test_a_parameter_has_its_way_to_its_new_value(name):
    trainer = trained(name, l2=0.01, clip_norm=1.0, optimizer="adam")
    last = len(trainer.layout.parameters) - 1
    found = cell(trainer, Target(quantity="W", block=last, column=1))
    k = trainer.layout.index(last, 0, 1)
    assert found.root.value == found.update.old == trainer.trace().before[0][k]
    assert found.update.new == trainer.vector[k]
    assert found.root.operation == "given"


NODES = {"grad": "z", "local": "as"}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("quantity", CELLS)
def test_with_depth_0_numbers_are_given(name, quantity):
    trainer = trained(name)
    name = NODES.get(quantity, "a")
    name = name[-1] if trainer.experiment.network == "lstm" else name[0]
    node = trainer.graph.named(name)[0]
    of = Target(quantity=quantity, node=node.name, site=node.site, column=0)
    root = cell(trainer, of, sample=0, depth=0).root
    # the sum of shares and the loss are opened, whatever the depth
    assert bool(root.factors) == (quantity in ("dW", "loss"))


def test_f_prime_follows_from_z_and_a():
    trainer = trained("rnn")
    found = cell(trainer, Target(quantity="local", node="h", site=2, row=1), sample=0)
    z, a = found.root.factors
    assert (z.symbol, a.symbol) == ("z^{(3)}_{2}", "h^{(3)}_{2}")
    assert found.root.derived() == 1 - a.value**2


def test_an_answer_that_is_too_long_is_refused():
    of = Target(quantity="grad", node="h", site=0)
    with pytest.raises(TooManyFactorsError) as caught:
        cell(trained("rnn"), of, sample=0, depth=3, most=40)
    assert caught.value.most == 40
    assert cell(trained("rnn"), of, sample=0, depth=1, most=40).root.factors


@pytest.mark.parametrize(
    ("of", "sample", "field"),
    [
        (Target(quantity="slope"), 0, "quantity"),
        (Target(quantity="value", node="q"), 0, "node"),
        (Target(quantity="value", node=None), 0, "node"),
        (Target(quantity="value", node="h", site=9), 0, "site"),
        (Target(quantity="value", node="h", site=None), 0, "site"),
        (Target(quantity="value", node="h", site=1), None, "sample"),
        (Target(quantity="value", node="h", site=1), 99, "sample"),
        (Target(quantity="value", node="h", site=1, row=4), 0, "row"),
        (Target(quantity="value", node="h", site=1, column=1), 0, "column"),
        (Target(quantity="grad", node="x"), 0, "quantity"),
        (Target(quantity="grad", node="h", site=-1), 0, "quantity"),
        (Target(quantity="local", node="z", site=1), 0, "quantity"),
        (Target(quantity="W", block=2), None, "block"),
        (Target(quantity="dW", block=1, row=1), 0, "row"),
        (Target(quantity="dW", block=0, column=5), 0, "column"),
    ],
)
def test_what_is_not_there_is_refused_by_its_field(of, sample, field):
    with pytest.raises(ExperimentError) as caught:
        cell(trained("rnn"), of, sample=sample)
    assert caught.value.field == field


def test_minus_one_is_a_node_without_a_site():
    trainer = trained("rnn")
    for site in (-1, None):
        of = Target(quantity="value", node="x", site=site, row=2)
        assert cell(trainer, of, sample=0).root.value == trainer.data.train_x[2, 0]
    start = cell(trainer, Target(quantity="value", node="h", site=-1), sample=0).root
    assert (start.value, start.symbol) == (0, "h^{(0)}_{1}")


def test_behind_a_wall_a_gradient_is_0_and_follows_from_nothing():
    trainer = trained("lstm", truncation=2)
    root = cell(trainer, Target(quantity="grad", node="h", site=1), sample=0).root
    assert (root.value, root.factors) == (0, ())
    assert root.symbol == r"\frac{\partial L}{\partial h^{(2)}_{1}}"
    assert cell(trainer, Target(quantity="grad", node="h", site=2), sample=0).root.value
