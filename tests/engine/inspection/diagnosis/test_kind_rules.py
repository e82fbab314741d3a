"""Rules about networks that are not dense: the limits, and the cause."""

from __future__ import annotations

import numpy as np
import pytest

from engine.inspection.diagnosis import kind_rules as rules
from engine.inspection.diagnosis.gradient_flow import Flow
from tests.engine.inspection.diagnosis.windows import losses, window
from tests.engine.networks_of import SETTINGS, SMALL

RNN = {"network": "rnn", **SMALL, **SETTINGS["rnn"]}
LSTM = {"network": "lstm", **SMALL, **SETTINGS["lstm"]}
CONVOLUTION = {"network": "convolution", **SMALL, **SETTINGS["convolution"]}
ATTENTION = {"network": "attention", **SMALL, **SETTINGS["attention"]}


def seen(of, flow, n=24, **more):
    return window(n, change={"flow": flow}, **of, **more)


def flow(weights, derivatives, n=19):
    ratio = (weights * derivatives) ** n
    return Flow(ratio=ratio, weights=weights, derivatives=derivatives, n=n)


@pytest.mark.parametrize(
    ("weights", "derivatives", "cause"),
    [(1.0, 0.5, "derivatives"), (0.4, 0.9, "weights"), (0.5, 0.5, "derivatives")],
)
def test_the_smaller_factor_of_a_time_step_is_to_blame(weights, derivatives, cause):
    finding = rules.vanishing_time(seen(RNN, flow(weights, derivatives)))
    assert finding.cause == cause
    e = finding.evidence
    assert e["each"] == pytest.approx(weights * derivatives)
    assert e["ratio"] == pytest.approx((weights * derivatives) ** 19)
    assert ("steepest" in e) is (cause == "derivatives")
    advice = {"network": "lstm"} if cause == "derivatives" else {"spectral_radius": 1.0}
    assert finding.advice == advice


def test_vanishing_is_told_of_a_full_window_that_has_learnt_nothing():
    vanishing = flow(1.0, 0.5)
    assert rules.vanishing_time(seen(RNN, vanishing, 23)) is None
    assert rules.vanishing_time(seen(RNN, flow(1.0, 0.62))) is None
    assert rules.vanishing_time(seen(RNN, flow(1.0, 0.0))) is None
    learnt = {"facts": {"trivial_loss": 0.6}}
    assert rules.vanishing_time(seen(RNN, vanishing, **learnt)) is None
    falling = losses(*(0.5 - 0.002 * k for k in range(24)))
    change = {"change": lambda k: {"flow": vanishing, **falling(k)}}
    assert rules.vanishing_time(window(**change, **RNN)) is None


@pytest.mark.parametrize(
    ("growth", "is_found"), [(1.27, False), (1.28, True), (1e200, False)]
)
def test_a_gradient_explodes_above_100(growth, is_found):
    with np.errstate(over="ignore"):
        one = Flow(
            ratio=float(np.float64(growth) ** 19), weights=growth, derivatives=1.0, n=19
        )
    finding = rules.exploding_time(seen(RNN, one))
    assert (finding is not None) is is_found
    if finding:
        assert finding.advice == {"spectral_radius": 0.9}
        learnt = {"facts": {"trivial_loss": 99.0}}
        assert rules.exploding_time(seen(RNN, one, **learnt)) is None


@pytest.mark.parametrize(("share", "is_found"), [(0.49, False), (0.51, True)])
def test_half_of_the_gates_are_many(share, is_found):
    finding = rules.saturated_gates(seen(LSTM, Flow(saturated=share)))
    assert (finding is not None) is is_found


def test_large_weights_were_drawn_or_made():
    full = Flow(saturated=1.0)
    made = rules.saturated_gates(seen(LSTM, full))
    assert (made.cause, made.advice) == ("rate", {"learning_rate": 0.005})
    drawn = seen({**LSTM, "initializer": "normal", "initializer_scale": 6.0}, full)
    finding = rules.saturated_gates(drawn)
    assert finding.cause == "weights"
    assert finding.advice["initializer"] == "glorot_uniform"
    solved = seen(LSTM, full, facts={"trivial_loss": 99.0})
    assert rules.saturated_gates(solved) is None


def dead(*filters):
    return Flow(dead=(np.array(filters),))


def test_filters_are_dead_if_they_were_in_every_recent_observation():
    of = {**CONVOLUTION, "hidden": (4,)}
    finding = rules.dead_filters(seen(of, dead(True, True, False, False)))
    assert (finding.layer, finding.evidence["dead"]) == (0, 2)
    assert finding.evidence["share"] == 0.5
    assert finding.advice["activation"] == "leaky_relu"
    assert rules.dead_filters(seen(of, dead(True, False, False, False))) is None
    stages = Flow(dead=(np.array([True, False]), np.array([False, True, False])))
    two = {**CONVOLUTION, "dataset": "shifted_digits", "hidden": (2, 3)}
    finding = rules.dead_filters(seen(two, stages))
    assert (finding.layer, finding.evidence["share"]) == (0, 0.5)
    one, other = dead(True, True, False, False), dead(False, True, True, False)
    change = {"change": lambda k: {"flow": one if k % 2 else other}}
    assert rules.dead_filters(window(**change, **of)) is None
    solved = {"facts": {"trivial_loss": 99.0}}
    assert rules.dead_filters(seen(of, one, **solved)) is None


@pytest.mark.parametrize(("spread", "is_found"), [(0.998, False), (0.9995, True)])
def test_equal_weights_are_told_where_nothing_is_learnt(spread, is_found):
    finding = rules.attention_uniform(seen(ATTENTION, Flow(spread=spread, largest=0.3)))
    assert (finding is not None) is is_found
    if finding:
        assert finding.evidence["keys"] == 3
        early = seen(ATTENTION, Flow(spread=spread, largest=0.3), 20)
        assert rules.attention_uniform(early) is None


@pytest.mark.parametrize(
    ("spread", "passed", "is_found"),
    [(0.01, 0.01, True), (0.06, 0.01, False), (0.01, 0.06, False)],
)
def test_a_decision_is_told_where_hardly_anything_passes(spread, passed, is_found):
    one = Flow(spread=spread, largest=0.99, passed=passed)
    finding = rules.attention_one_hot(seen(ATTENTION, one))
    assert (finding is not None) is is_found
    if finding:
        assert finding.cause == "rate"
        learnt = {"facts": {"trivial_loss": 0.6}}
        assert rules.attention_one_hot(seen(ATTENTION, one, **learnt)) is None
        solved = {"facts": {"trivial_loss": 99.0}}
        assert rules.attention_one_hot(seen(ATTENTION, one, **solved)) is None
