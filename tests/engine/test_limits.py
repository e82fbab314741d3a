"""Limits: both are allowed, one past is refused in one short sentence."""

import math
from dataclasses import fields

import pytest

from engine import (
    LIMITS,
    Experiment,
    ExperimentError,
)
from engine.limits import (
    shown,
)

INTEGERS = [
    name for name in LIMITS
    if name in ("n_samples", "n_classes", "data_seed", "seed", "schedule_steps",
                "warmup_steps", "batch_size", "patience", "sequence_length", "heads",
                "truncation")
]  # fmt: skip


NUMBERS = [name for name in LIMITS if name not in INTEGERS]


def refused(**settings):
    """Return the error that settings raise; check that its message is complete."""
    with pytest.raises(ExperimentError) as caught:
        Experiment(**settings)
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error) == error.message
    assert 0 < len(error.message) < 400
    return error


@pytest.mark.parametrize("field", LIMITS)
def test_both_limits_are_allowed(field):
    for bound in LIMITS[field]:
        value = int(bound) if field in INTEGERS else bound
        experiment = Experiment(hidden=(1,), **{field: value})
        assert getattr(experiment, field) == value


@pytest.mark.parametrize("field", INTEGERS)
def test_one_past_a_limit_is_refused_with_field_value_and_limit(field):
    for bound, past in zip(LIMITS[field], (-1, 1), strict=True):
        error = refused(**{field: int(bound) + past})
        assert (error.field, error.value) == (field, int(bound) + past)
        assert error.limit == bound
        assert field in error.message


@pytest.mark.parametrize("field", NUMBERS)
def test_just_past_a_limit_is_refused_with_field_value_and_limit(field):
    for bound, past in zip(LIMITS[field], (-math.inf, math.inf), strict=True):
        value = math.nextafter(bound, past)
        error = refused(**{field: value})
        assert (error.field, error.value, error.limit) == (field, value, bound)
        assert field in error.message


def test_an_error_puts_field_value_and_limit_in_one_sentence():
    error = refused(dropout=0.95)
    assert error.message == "dropout must be at most 0.9, not 0.95"
    assert refused(batch_size=0).message == "batch_size must be at least 1, not 0"


@pytest.mark.parametrize("field", NUMBERS)
@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 10**400, "1", True, [1], {}, 1j]
)
def test_numbers_must_be_finite_numbers(field, value):
    error = refused(**{field: value})
    assert error.field == field
    assert "number" in error.message


@pytest.mark.parametrize("field", INTEGERS)
@pytest.mark.parametrize("value", [1.0, math.nan, "1", True, [4], 10**400, -(10**400)])
def test_whole_numbers_must_be_whole_and_within_limits(field, value):
    assert refused(**{field: value}).field == field


def nested(depth):
    """Return a list in a list in a list."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("field", [field.name for field in fields(Experiment)])
@pytest.mark.parametrize(
    "value", ["x" * 1_000_000, nested(900), 10**4200, ["y" * 100_000], {"z": nested(9)}]
)
def test_huge_values_get_a_short_answer(field, value):
    error = refused(**{field: value})
    assert error.field in (field, "batch_size")


def test_numbers_too_long_to_print_are_named_in_words():
    assert shown(10**5000) == "a number of thousands of digits"
    assert shown(3) == "3"
