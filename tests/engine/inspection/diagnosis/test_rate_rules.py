"""Rules about the size of steps, at their limits."""

import pytest

from engine.inspection.diagnosis import rate_rules as rules
from tests.engine.inspection.diagnosis.windows import losses, per_layer, window

JUMPING = (0.45, 0.55) * 12


def updates(*ratios, jumping=True, **more):
    values = JUMPING if jumping else (0.5,) * 24

    def change(k):
        sizes = {"weight_rms": per_layer(1, 1, 0.01)}
        return {"update_ratio": per_layer(*ratios), "train_loss": values[k], **sizes}

    return window(change=change, **more)


@pytest.mark.parametrize(("ratio", "is_found"), [(0.1, False), (0.11, True)])
def test_large_updates(ratio, is_found):
    finding = rules.updates_large(updates(0.01, ratio, 0.01))
    assert (finding is not None) is is_found
    if finding:
        assert (finding.layer, finding.evidence["ratio"]) == (1, 0.11)
        assert finding.advice == {"learning_rate": 0.003}


def test_large_updates_of_weights_near_0_or_without_effect_are_no_fault():
    assert rules.updates_large(updates(0.01, 0.01, 5)) is None
    assert rules.updates_large(updates(0.2, 0.2, 0.2, jumping=False)) is None


@pytest.mark.parametrize(
    ("ratio", "more", "cause", "advice"),
    [
        (1.1e-5, {}, None, None),
        (0.9e-5, {}, "rate", {"learning_rate": 3.0}),
        (0, {"learning_rate": 0.0}, "rate", {"learning_rate": 0.03}),
        (1e-9, {"schedule": "step"}, "schedule", {"schedule": "constant"}),
    ],
)
def test_small_updates(ratio, more, cause, advice):
    finding = rules.updates_small(updates(ratio, 0, ratio, **more))
    assert (finding and finding.cause) == cause
    assert (finding and finding.advice) == advice


def run(*values, **more):
    return window(len(values), change=losses(*values), **more)


@pytest.mark.parametrize(("growth", "is_found"), [(1.04, False), (1.06, True)])
def test_the_loss_rises_three_times_in_a_row(growth, is_found):
    rising = [0.5 * growth**k for k in range(4) for _ in range(3)]
    finding = rules.rising(run(*rising))
    assert (finding is not None) is is_found
    if finding:
        assert finding.evidence["before"] == pytest.approx(0.5)
        assert finding.evidence["after"] == pytest.approx(0.5 * growth**3)
    assert rules.rising(run(*rising[1:])) is None, "three windows need 12 observations"
    paused = [*rising[:3], *rising[:3], *rising[:6]]
    assert rules.rising(run(*paused)) is None


@pytest.mark.parametrize(("swing", "is_found"), [(0.1, False), (0.15, True)])
def test_the_loss_swings(swing, is_found):
    finding = rules.oscillating(run(*(0.5 - swing, 0.5 + swing) * 6))
    assert (finding is not None) is is_found
    if finding:
        assert finding.cause == "rate"
        assert finding.evidence["low"] == 0.35


def test_a_loss_that_swings_and_gets_smaller_is_no_fault():
    values = (0.3, 0.7) * 3 + (0.29, 0.45) * 3
    assert rules.oscillating(run(*values, facts={"trivial_loss": 0.1})) is None
    assert rules.oscillating(run(*(0.3, 0.7) * 5)) is None, "too few to tell"


def test_a_heavy_momentum_is_blamed_first():
    swinging = (0.3, 0.7) * 6
    heavy = run(*swinging, optimizer="nesterov", momentum=0.99)
    assert rules.oscillating(heavy).advice == {"momentum": 0.9}
    unused = run(*swinging, optimizer="sgd", momentum=0.99)
    assert rules.oscillating(unused).cause == "rate"


@pytest.mark.parametrize(("n", "is_found"), [(12, False), (13, True)])
def test_more_than_half_of_the_updates_are_clipped(n, is_found):
    def change(k):
        return {"gradient_norm": 4.2 if k < n else 0.5}

    finding = rules.clipped(window(change=change, clip_norm=1.0))
    assert (finding is not None) is is_found
    if finding:
        assert finding.evidence == {"share": 13 / 24, "limit": 1, "usual": 4.2}
        assert finding.advice == {"clip_norm": 4.0}
    assert rules.clipped(window(change=change)) is None
