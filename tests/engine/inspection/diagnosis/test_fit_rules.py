"""Rules about loss, output and data, at their limits."""

import numpy as np
import pytest

from engine import DivergenceError
from engine.inspection.diagnosis import fit_rules as rules
from tests.engine.inspection.diagnosis.windows import losses, per_layer, window


def diverged(*delta, **more):
    error = DivergenceError(7, 1, "a")
    change = {"delta_rms": per_layer(*delta)}
    return rules.diverged(window(1, divergence=error, change=change, **more))


def test_a_divergence_is_blamed_on_weights_if_delta_grew_before():
    finding = diverged(1.5, 1, 1, initializer="normal")
    assert (finding.cause, finding.layer) == ("weights", 1)
    assert finding.evidence == {"step": 7, "rate": 0.03, "ratio": 1.5}
    assert finding.advice == {"initializer": "glorot_uniform"}


def test_a_divergence_is_blamed_on_the_rate_else():
    for finding in (diverged(1.4, 1, 1), diverged(9, 1, hidden=(3,))):
        assert (finding.cause, finding.advice) == ("rate", {"learning_rate": 0.003})
    assert rules.diverged(window(1)) is None


def output(share, slope, accuracy=0.5, **more):
    change = {
        "output_derivative": slope,
        "saturated": (np.zeros(4), np.zeros(2), np.array([share])),
        "train_accuracy": accuracy,
    }
    return rules.output_saturated(window(change=change, **more))


@pytest.mark.parametrize(
    ("share", "slope", "accuracy", "is_found"),
    [
        (0.6, 0.05, 0.5, True),
        (0.5, 0.05, 0.5, False),
        (0.6, 0.1, 0.5, False),
        (0.6, np.nan, 0.5, False),
        (0.6, 0.05, 0.95, False),
    ],
)
def test_an_output_at_its_ends_must_be_wrong_and_without_gradient(
    share, slope, accuracy, is_found
):
    finding = output(share, slope, accuracy)
    assert (finding is not None) is is_found
    if finding:
        assert finding.layer == 2
        assert finding.advice == {"loss": "binary_cross_entropy", "output": None}


def test_several_outputs_are_advised_softmax():
    advice = output(0.6, 0.05, dataset="iris").advice
    assert advice == {"loss": "softmax_cross_entropy", "output": None}
    assert output(0.6, 0.05, dataset="plane") is None


@pytest.mark.parametrize(("share", "is_found"), [(0.05, False), (0.06, True)])
def test_targets_out_of_reach(share, is_found):
    one = window(dataset="plane", output="sigmoid", facts={"unreachable": share})
    finding = rules.output_range(one)
    assert (finding is not None) is is_found
    if finding:
        assert finding.advice == {"output": "linear"}


def widening(gaps, **more):
    """Return a window in whose thirds the test loss is so far above the training's."""
    return window(
        change=lambda k: {"train_loss": 0.3, "test_loss": 0.3 + gaps[k // 8]},
        **more,
    )


@pytest.mark.parametrize(
    ("gaps", "is_found"),
    [
        ((0.1, 0.2, 0.3), True),
        ((0.01, 0.02, 0.04), False),
        ((0.2, 0.2, 0.2), False),
        ((0.1, 0.3, 0.2), False),
        ((np.nan,) * 3, False),
    ],
)
def test_the_gap_is_wide_and_grows(gaps, is_found):
    finding = rules.overfitting(widening(gaps))
    assert (finding is not None) is is_found
    if finding:
        assert finding.evidence["gap"] == pytest.approx(0.6)
        assert (finding.evidence["samples"], finding.evidence["parameters"]) == (
            250,
            25,
        )
        assert finding.advice == {"l2": 0.01}


def test_a_stronger_penalty_is_three_times_as_strong():
    finding = rules.overfitting(widening((0.1, 0.2, 0.3), l2=0.02))
    assert finding.advice == {"l2": 0.06}


def test_a_gap_that_stays_while_both_rise_is_no_fault():
    def change(k):
        return {"train_loss": 0.3 + 0.01 * k, "test_loss": 0.5 + 0.01 * k}

    assert rules.overfitting(window(change=change)) is None


def test_a_gap_that_grows_while_both_fall_is_no_fault():
    def change(k):
        return {"train_loss": 0.5 - 0.02 * k, "test_loss": 0.6 - 0.001 * k}

    assert rules.overfitting(window(change=change)) is None


@pytest.mark.parametrize(("rms", "is_found"), [(0.08, False), (0.06, True)])
def test_a_penalty_that_leaves_no_weights(rms, is_found):
    change = {"weight_rms": per_layer(rms, 1, 1)}
    finding = rules.penalty(window(l1=0.5, change=change))
    assert (finding is not None) is is_found
    if finding:
        assert (finding.cause, finding.advice) == ("l1", {"l1": 0.005})
        both = rules.penalty(window(l1=0.5, l2=0.1, change=change))
        assert (both.cause, both.advice) == ("l2", {"l2": 0.001})
        assert rules.penalty(window(change=change)) is None


def one_class(n_predicted=1, share=0.5, **more):
    one = window(
        change={"n_predicted": n_predicted},
        facts={"class_share": share},
        **more,
    )
    return rules.one_class(one)


@pytest.mark.parametrize(
    ("share", "cause"), [(0.5, "loss"), (0.9, "imbalance"), (1.0, None)]
)
def test_one_class_for_all(share, cause):
    finding = one_class(share=share)
    assert (finding and finding.cause) == cause
    assert one_class(2, share) is None


def test_one_class_is_cured_by_what_is_missing():
    assert one_class(hidden=()).advice == {"hidden": [8]}
    assert one_class().advice == {"loss": "binary_cross_entropy", "output": None}
    best = one_class(loss="binary_cross_entropy").advice
    assert best == {"optimizer": "adam", "learning_rate": 0.01}


@pytest.mark.parametrize(
    ("loss", "fields", "cause"),
    [
        (0.47, {}, None),
        (0.49, {}, "unknown"),
        (0.49, {"hidden": ()}, "capacity"),
        (0.49, {"every": 1}, None),
    ],
)
def test_stuck_at_the_trivial_loss(loss, fields, cause):
    finding = rules.stuck(window(change=losses(*[loss] * 24), **fields))
    assert (finding and finding.cause) == cause
    if finding:
        assert finding.evidence == {"loss": loss, "trivial": 0.5}


def test_adam_that_is_stuck_gets_a_higher_rate():
    one = window(optimizer="adam", learning_rate=0.01)
    assert rules.stuck(one).advice == {"learning_rate": 0.03}
