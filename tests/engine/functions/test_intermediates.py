"""Intermediates: each follows from the symbols of its own formula."""

from __future__ import annotations

import numpy as np
import pytest

from engine.functions.intermediates import (
    BOUNDED,
    CLIPPED,
    CORRECTED,
    DECAY,
    LOOK_AHEAD,
    MAX_NORM,
    NORM,
    PENALTY_L1,
    PENALTY_L2,
    SCALED,
)

NUMBERS = {
    r"\eta": 0.1, r"\epsilon": 0.01, r"\beta_1": 0.5, r"\beta_2": 0.75, "t": 2.0,
    "m": 0.3, "v": 0.28, "s": 0.0625, "g": -2.0, r"\mu": 0.5, "w": -4.0,
    r"\lambda": 0.5, r"\lambda_1": 0.25, r"\lambda_2": 0.125, "c": 1.0, NORM: 4.0,
    "r": 2.0, MAX_NORM: 1.0,
}  # fmt: skip


def values(entries, **changed):
    numbers = NUMBERS | changed
    for entry in entries:
        numbers[entry.symbol] = entry.value(numbers)
    return [float(numbers[entry.symbol]) for entry in entries]


def test_adams_corrections_by_hand():
    """1 - 0.5^2 = 0.75, 1 - 0.75^2 = 0.4375, m/0.75 = 0.4, v/0.4375 = 0.64."""
    expected = [0.75, 0.4375, 0.4, 0.64, 0.81, 0.1 / 0.81]
    assert values(CORRECTED) == pytest.approx(expected, rel=1e-15)


def test_the_other_rules_by_hand():
    assert values(SCALED) == pytest.approx([0.26, 0.1 / 0.26], rel=1e-15)
    assert values(LOOK_AHEAD) == [-2.0 + 0.5 * 0.28]
    assert values(DECAY) == [-0.2]
    assert values(PENALTY_L2) == [-0.5]
    assert values(PENALTY_L1) == [-0.25]


def test_a_bound_acts_on_what_is_longer_only():
    assert values(CLIPPED) == [0.25]
    assert values(BOUNDED) == [1.0]
    assert values(CLIPPED, **{NORM: 0.0}) == [1.0]
    assert np.isnan(values(CLIPPED, **{NORM: np.nan})).all()
