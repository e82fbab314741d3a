"""Facts: trivial losses against their formulas, and what the samples are like."""

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.diagnosis.facts import Facts, facts_of, trivial_loss
from tests.engine.networks_of import EXPERIMENTS


def targets(*shares, low):
    """Return targets (n_classes, 100), or (1, 100) for two classes."""
    labels = np.repeat(np.arange(len(shares)), shares)
    y = np.where(labels == np.arange(len(shares))[:, None], 1.0, low)
    return y[1:] if len(shares) == 2 else y


@pytest.mark.parametrize("share", [10, 50, 80])
def test_two_classes(share):
    p = share / 100
    entropy = -p * math.log(p) - (1 - p) * math.log(1 - p)
    y = targets(100 - share, share, low=0)
    assert trivial_loss(y, "sigmoid", "binary_cross_entropy") == pytest.approx(
        entropy, rel=1e-3
    )
    y = targets(100 - share, share, low=-1)
    variance = 4 * p * (1 - p)
    for output in ("tanh", "linear"):
        half = trivial_loss(y, output, "squared_error")
        assert half == pytest.approx(variance / 2, rel=1e-3)


def test_several_classes():
    shares = np.array([20, 30, 50])
    y = targets(*shares, low=0)
    p = shares / 100
    entropy = -(p * np.log(p)).sum()
    assert trivial_loss(y, "softmax", "softmax_cross_entropy") == pytest.approx(entropy)
    assert trivial_loss(y, "sigmoid", "mse") == pytest.approx(
        (p * (1 - p)).mean(), rel=1e-3
    )


def test_regression_with_more_values_than_are_looked_at():
    y = np.random.default_rng(1).normal(3, 2, (1, 5000))
    assert trivial_loss(y, "linear", "mse") == pytest.approx(y.var(), rel=0.02)


def test_facts_of_named_data():
    facts = facts_of(Trainer(Experiment(dataset="xor", batch_size="full")))
    assert facts.class_share == 0.5
    assert facts.input_ranges == (1, 1)
    assert facts.input_size == pytest.approx(math.sqrt(0.5))
    assert (facts.input_spread, facts.unreachable) == (1, 0)
    assert math.isnan(facts_of(Trainer(Experiment(dataset="plane"))).class_share)


def test_facts_are_found_once_for_all_who_share_the_samples():
    first, second = (Trainer(Experiment(dataset="iris")) for _ in range(2))
    assert facts_of(second) is facts_of(first)
    other = Trainer(Experiment(dataset="iris", loss="mse"))
    assert other.data is first.data
    assert facts_of(other).trivial_loss != facts_of(first).trivial_loss


def test_targets_that_the_output_cannot_reach():
    for output, some in (("linear", False), ("tanh", False), ("sigmoid", True)):
        facts = facts_of(Trainer(Experiment(dataset="plane", output=output)))
        assert (facts.unreachable > 0.3) is some
    softmax = Experiment(dataset="iris", loss="softmax_cross_entropy")
    assert facts_of(Trainer(softmax)).unreachable == 0


@pytest.mark.parametrize(
    ("ranges", "spread"), [((2.0, 0.0, 8.0), 4), ((0.0, 0.0), 1), ((3.0,), 1)]
)
def test_constant_inputs_do_not_count_for_the_spread(ranges, spread):
    facts = Facts(
        trivial_loss=1,
        input_ranges=ranges,
        input_size=1,
        class_share=1,
        unreachable=0,
        is_scaled=False,
    )
    assert facts.input_spread == spread


def test_an_input_that_differs_by_rounding_alone_has_no_range():
    x = [[0.3, 0.0], [0.1 + 0.2, 1.0], [0.3, -1.0], [0.3, 0.5]]
    own = {"x": x, "y": [0, 1, 0, 1]}
    facts = facts_of(
        Trainer(Experiment(dataset=own, standardize=False, train_share=1.0))
    )
    assert facts.input_ranges == (0.0, 2.0)
    assert facts.input_spread == 1  # was 3.6e16


def entropy_of(y):
    """Return the entropy of one-hot columns (n_classes, n)."""
    p = y.mean(axis=1)
    return -float(np.sum(p[p > 0] * np.log(p[p > 0])))


def test_positions_are_samples_that_have_one_answer():
    trainer = Trainer(EXPERIMENTS["attention"])
    y = trainer.data.train_y
    K = trainer.experiment.n_outputs
    by_position = y.reshape(-1, K, y.shape[1]).transpose(1, 0, 2).reshape(K, -1)
    facts = facts_of(trainer)
    assert facts.trivial_loss == pytest.approx(entropy_of(by_position), rel=1e-6)
    assert math.isnan(facts.class_share)


def test_an_output_of_the_facts_loses_as_much_in_the_network():
    """The trivial loss of targets step by step is that of the network's own loss."""
    trainer = Trainer(EXPERIMENTS["rnn"].replace(initializer="zeros", loss="mse"))
    trainer.step(400)
    assert trainer.train_loss == pytest.approx(facts_of(trainer).trivial_loss, rel=0.1)
