"""Rules about the gradient on its way back: the cause, and the limits."""

import numpy as np
import pytest

from engine.inspection.diagnosis import flow_rules as rules
from tests.engine.inspection.diagnosis.windows import looked_at, per_layer, window


def flow(weights, derivatives, n=2, **more):
    """Return a window of n hidden layers in which each multiplies delta so."""
    with np.errstate(over="ignore"):
        delta = np.cumprod([1.0, *[weights * derivatives] * n])[::-1]
        da = np.append(delta[1:] * weights, np.nan)
    change = {"delta_rms": delta, "da_rms": da}
    return window(hidden=(4,) * n, change=change, **more)


@pytest.mark.parametrize(
    ("weights", "derivatives", "found"),
    [
        (0.9, 0.1, "derivatives"),
        (0.1, 0.9, "weights"),
        (0.09, 0.09, "derivatives"),
        (0.4, 0.26, None),
        (1, 0, None),
    ],
)
def test_the_smaller_factor_is_to_blame(weights, derivatives, found):
    one = flow(weights, derivatives)
    by_derivatives, by_weights = (
        rules.vanishing_derivatives(one),
        rules.vanishing_weights(one),
    )
    assert (by_derivatives is not None) is (found == "derivatives")
    assert (by_weights is not None) is (found == "weights")
    finding = by_derivatives or by_weights
    if finding:
        assert finding.cause == found
        assert finding.evidence["each"] == pytest.approx(weights * derivatives)
        assert finding.evidence["ratio"] == pytest.approx((weights * derivatives) ** 2)


def test_a_step_without_a_gradient_does_not_count():
    one = flow(0.9, 0.1)

    def change(k):
        da = per_layer(0, 1, np.nan) if k == 20 else one.newest.da_rms
        return {"delta_rms": one.newest.delta_rms, "da_rms": da}

    evidence = rules.vanishing_derivatives(
        window(hidden=(4, 4), change=change)
    ).evidence
    assert evidence["derivatives"] == pytest.approx(0.1, rel=0.3)


def test_a_layer_that_never_has_a_gradient_has_the_factor_0():
    one = flow(0.9, 0.1)
    da = per_layer(0, one.newest.da_rms[1], np.nan)
    change = {"delta_rms": one.newest.delta_rms, "da_rms": da}
    finding = rules.vanishing_derivatives(window(hidden=(4, 4), change=change))
    assert finding.evidence["each"] == finding.evidence["weights"] == 0


def test_the_limit_of_the_slopes_is_told():
    (finding,) = looked_at("eight layers of sigmoid")[0]
    e = finding.evidence
    assert e["steepest"] == 0.25
    assert e["derivatives"] < 0.25
    assert e["each"] == pytest.approx(e["derivatives"] * e["weights"])
    assert e["each"] ** 8 == pytest.approx(e["ratio"], rel=0.5)
    assert rules.vanishing_derivatives(flow(0.9, 0.1)).evidence["steepest"] == 1


@pytest.mark.parametrize(
    ("growth", "is_found"), [(9.9, False), (10.1, True), (1e200, False)]
)
def test_exploding_is_a_ratio_above_100(growth, is_found):
    assert (rules.exploding(flow(growth, 1)) is not None) is is_found


def test_without_hidden_layers_nothing_flows():
    line = window(hidden=())
    for find in (rules.exploding, rules.vanishing_derivatives, rules.symmetry):
        assert find(line) is None


def test_a_gradient_that_explodes_with_suitable_weights_is_clipped():
    assert rules.exploding(flow(20, 1)).advice == {"clip_norm": 1.0}


def test_symmetry_must_last_and_matter():
    same = {"same_units": np.array([False, True, False])}
    finding = rules.symmetry(window(change=same))
    assert (finding.layer, finding.evidence) == (1, {"units": 2.0})
    assert rules.symmetry(window(change=lambda k: same if k > 21 else {})) is None
    assert rules.symmetry(window(change=same, facts={"trivial_loss": 99.0})) is None
