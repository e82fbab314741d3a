"""Schedules against PyTorch's, and their formulas by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.schedules import SCHEDULES, learning_rate_at

FILE = Path(__file__).parents[1] / "golden" / "schedules.json"
GOLDEN = [v for k, v in json.loads(FILE.read_text("utf-8")).items() if k != "made_by"]


def rates(n_steps, **settings):
    """Return the learning rates (n_steps,) of the first steps."""
    settings = {
        "learning_rate": 0.3, "schedule": "constant", "schedule_steps": 1000,
        "schedule_factor": 0.5, "warmup_steps": 0,
    } | settings  # fmt: skip
    return np.array([learning_rate_at(step, **settings) for step in range(n_steps)])


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_factor_in_words_of_python_is_the_factor(name):
    schedule = SCHEDULES[name]
    names = {"math": math, "schedule_steps": 37, "schedule_factor": 0.7}
    for step in range(120):
        found = eval(schedule.python, names | {"step": step})
        assert found == schedule.factor(step, 37, 0.7)


@pytest.mark.parametrize("entry", GOLDEN, ids=lambda e: e["settings"]["schedule"])
def test_rates_of_1000_steps_are_those_of_pytorch(entry):
    ours, golden = rates(1000, **entry["settings"]), entry["learning_rates"]
    # PyTorch multiplies step by step, so near the end of a cosine, where the rate
    # itself goes to 0, its own rounding is relative to the first rate.
    np.testing.assert_allclose(ours, golden, rtol=1e-10, atol=1e-12 * 0.3)


def test_golden_covers_every_schedule():
    assert {entry["settings"]["schedule"] for entry in GOLDEN} == set(SCHEDULES)
    assert any("warmup_steps" in entry["settings"] for entry in GOLDEN)


def test_constant_stays():
    assert (rates(50) == 0.3).all()


def test_step_halves_at_the_boundary_and_not_before():
    # 0.3, then 0.3 / 2 from step 100 on, 0.3 / 4 from step 200 on
    got = rates(201, schedule="step", schedule_steps=100)
    assert [got[0], got[99], got[100], got[199]] == [0.3, 0.3, 0.15, 0.15]
    assert got[200] == 0.075


def test_exponential_falls_by_the_factor_in_schedule_steps():
    got = rates(201, schedule="exponential", schedule_steps=100)
    np.testing.assert_allclose(got[[0, 50, 100, 200]] / 0.3, [1, 0.5**0.5, 0.5, 0.25])


def test_cosine_is_half_in_the_middle_and_stays_at_zero():
    # (1 + cos pi/2) / 2 = 1/2; (1 + cos pi) / 2 = 0
    got = rates(2000, schedule="cosine", schedule_steps=1000)
    np.testing.assert_allclose(got[500], 0.15)
    assert got[0] == 0.3
    assert (got[1000:] == 0).all()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_warm_up_multiplies_any_schedule_by_its_ramp(schedule):
    plain = rates(40, schedule=schedule, schedule_steps=10)
    warm = rates(40, schedule=schedule, schedule_steps=10, warmup_steps=20)
    ramp = [min(1, (step + 1) / 20) for step in range(40)]
    np.testing.assert_allclose(warm, plain * ramp, rtol=1e-15)


@pytest.mark.parametrize("warmup_steps", [0, 1])
def test_warm_up_of_no_step_or_one_changes_nothing(warmup_steps):
    assert (rates(5, warmup_steps=warmup_steps) == 0.3).all()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_rates_stay_finite_and_never_rise_after_warm_up(schedule):
    got = rates(3000, schedule=schedule, schedule_steps=1, schedule_factor=1e-6)
    assert np.isfinite(got).all()
    assert (np.diff(got) <= 0).all()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_scheduled_step_is_the_step_of_that_rate(optimizer):
    # Four steps at factor 1/2 per step: rates 0.3, 0.15, 0.075, 0.0375.
    settings = {"optimizer": optimizer, "hidden": (3,), "batch_size": "full"}
    trainer = Trainer(
        Experiment(schedule="step", schedule_steps=1, learning_rate=0.3, **settings)
    )
    other = Trainer(Experiment(learning_rate=0.3, **settings))
    for k in range(4):
        trainer.step()
        other.change(learning_rate=0.3 / 2**k)
        other.step()
    np.testing.assert_allclose(trainer.vector, other.vector, rtol=1e-14)


def test_every_formula_names_the_rate():
    assert all(math.isfinite(len(s.latex)) for s in SCHEDULES.values())
    assert all(r"\eta" in s.latex for s in SCHEDULES.values())
