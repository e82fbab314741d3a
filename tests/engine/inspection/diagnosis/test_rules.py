"""The corpus of scripted runs: every rule is right about every one of them."""

import numpy as np
import pytest

from engine import Experiment
from engine.inspection.diagnosis.rules import RULES, diagnose
from tests.engine.inspection.diagnosis.windows import (
    BY_NAME,
    RUNS,
    looked_at,
    losses,
    window,
)

NAMES = (*RULES, "diverged")
SHORT = [run for run in reversed(RUNS) if not run.get("long")]
FIRST = {rule: run["name"] for run in SHORT for rule in run["expected"]}
NEAR = {run["near"]: run["name"] for run in SHORT if "near" in run}
"""The first short run that breaks a rule, or nearly breaks it."""
DENSE = {run["name"] for run in RUNS if "network" not in run["experiment"]}
QUICK = {*FIRST.values(), *DENSE.intersection(NEAR.values())}
"""Of these, the quick ones: runs of other networks take ten times as long."""


def unless(is_quick):
    """Return the marks of a case."""
    return () if is_quick else pytest.mark.slow


def rules_of(findings):
    return sorted(finding.rule for finding in findings)


def test_half_of_the_runs_are_healthy_and_no_two_are_the_same():
    assert len(RUNS) >= 60
    healthy = sum(not run["expected"] for run in RUNS)
    assert abs(healthy - len(RUNS) / 2) <= 2
    assert len(BY_NAME) == len(RUNS)
    assert len({str((run["experiment"], run["every"])) for run in RUNS}) == len(RUNS)
    assert FIRST.keys() == NEAR.keys() == set(NAMES)


@pytest.mark.whole
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=unless(name in QUICK)) for name in BY_NAME]
)
def test_precision_and_recall_are_1(name):
    findings, ever = looked_at(name)
    expected = BY_NAME[name]["expected"]
    assert rules_of(findings) == sorted(expected)
    if not expected:
        assert ever == set(), "a healthy run hears nothing at any step"


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param(run["name"], run["near"], marks=unless(run["name"] in QUICK))
        for run in RUNS
        if "near" in run
    ],
)
def test_a_near_miss_breaks_its_rule_at_no_step(name, rule):
    assert rule not in looked_at(name)[1]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param(
            run["name"],
            rule,
            marks=unless(FIRST[rule] == run["name"] and run["name"] in DENSE),
        )
        for run in RUNS
        for rule in run["expected"]
    ],
)
def test_following_the_advice_ends_the_finding(name, rule):
    (finding,) = [each for each in looked_at(name)[0] if each.rule == rule]
    before = Experiment(**BY_NAME[name]["experiment"])
    assert finding.advice
    assert before.replace(**finding.advice) != before
    assert rule not in rules_of(looked_at(name, advice_of=rule)[0])


@pytest.mark.whole
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=unless(name in QUICK)) for name in BY_NAME]
)
def test_evidence_is_plain_numbers_and_layers_exist(name):
    e = Experiment(**BY_NAME[name]["experiment"])
    n_layers = len(e.sizes) - 1 if e.is_dense else len(e.hidden)
    for finding in looked_at(name)[0]:
        assert all(type(value) is float for value in finding.evidence.values())
        assert np.isfinite([*finding.evidence.values()]).all()
        assert finding.layer is None or finding.layer < n_layers


def test_a_rule_silences_later_rules_only():
    order = list(RULES)
    for name, rule in RULES.items():
        assert all(order.index(other) > order.index(name) for other in rule.silences)


def test_nothing_is_said_before_step_10_nor_of_a_few_observations():
    sick = {"learning_rate": 0.0, "change": {"update_ratio": np.zeros(3)}}
    assert rules_of(diagnose(window(6, every=2, **sick))) == ["updates_small"]
    assert diagnose(window(6, every=1, **sick)) == ()
    assert diagnose(window(5, every=2, **sick)) == ()


def test_a_small_batch_is_said():
    sick = {"change": {"update_ratio": np.zeros(3)}}
    (finding,) = diagnose(window(8, batch_size=7, **sick))
    assert finding.evidence["batch"] == 7
    (finding,) = diagnose(window(8, batch_size=8, **sick))
    assert "batch" not in finding.evidence


def test_a_loss_that_falls_is_well_unless_it_is_far_from_good():
    falling = [0.5 - 0.01 * k for k in range(24)]
    sick = {"update_ratio": np.zeros(3)}
    ill = {"change": lambda k: sick | losses(*falling)(k)}
    assert diagnose(window(**ill)) == ()
    assert diagnose(window(facts={"trivial_loss": 0.01}, **ill)) != ()
