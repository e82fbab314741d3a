"""Answers about cells: numbers that are missing are null, and all fields are known."""

import json

import pytest
from pydantic import ValidationError

from app.protocol.answers.cells import FullGradientFound, InputGradientFound
from app.protocol.events import EVENTS

ABOUT = {"id": 1, "run": 0, "step": 3, "done": 20, "sample": 4, "position": None}
INPUT = {
    **ABOUT,
    "n_ops": 20,
    "in_batch": False,
    "mean_over": 1,
    "n_rows": 2,
    "n_columns": 1,
    "picture": None,
    "inputs": (0.5, 1.0),
    "values": (float("nan"), -0.25),
}


def test_a_missing_number_is_null() -> None:
    answer = json.loads(InputGradientFound(**INPUT).text())
    assert answer["values"] == [None, -0.25]
    assert answer["type"] == "input_gradient_found"


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        InputGradientFound(**INPUT, surprise=1)


def test_answers_are_events() -> None:
    assert {InputGradientFound, FullGradientFound} <= set(EVENTS)
