"""Edits: one parameter changes, and a step that has begun starts again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import ExperimentError, Trainer
from tests.engine.training.runs import experiment, same


def test_set_parameter_changes_one_number():
    trainer = Trainer(experiment({}))
    trainer.step(3)
    before = trainer.vector.copy()
    W, b = trainer.parameters[1][0][0, 2], trainer.parameters[2][1][0, 0]
    assert trainer.set_parameter(1, 0, 2, 0.25) == W
    assert trainer.set_parameter(2, 0, None, -1.5) == b
    assert trainer.parameters[1][0][0, 2] == 0.25
    assert trainer.parameters[2][1][0, 0] == -1.5
    assert np.sum(trainer.vector != before) == 2


def test_set_parameter_in_the_middle_of_a_step_begins_it_again():
    trainer, other = Trainer(experiment({})), Trainer(experiment({}))
    trainer.advance("phase", 3)
    for each in (trainer, other):
        each.set_parameter(0, 0, 0, 0.5)
    assert trainer.op_index == 0
    trainer.step(3)
    other.step(3)
    assert same(trainer, other)


@pytest.mark.parametrize(
    ("arguments", "field", "limit"),
    [
        ((-1, 0, 0, 0.0), "layer", 2),
        ((3, 0, 0, 0.0), "layer", 2),
        ((0, 4, 0, 0.0), "row", 3),
        ((0, 0, 2, 0.0), "column", 1),
        ((0, 0, 0, math.nan), "value", None),
        ((0, 0, 0, math.inf), "value", None),
    ],
)
def test_set_parameter_refuses_what_is_not_there(arguments, field, limit):
    trainer = Trainer(experiment({}))
    before = trainer.snapshot().digest()
    with pytest.raises(ExperimentError) as caught:
        trainer.set_parameter(*arguments)
    assert (caught.value.field, caught.value.limit) == (field, limit)
    assert trainer.snapshot().digest() == before


def test_set_parameter_refuses_a_bias_that_is_not_there():
    with pytest.raises(ExperimentError, match="no biases"):
        Trainer(experiment({"use_bias": False})).set_parameter(0, 0, None, 1.0)
