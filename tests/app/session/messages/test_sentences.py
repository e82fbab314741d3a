"""Sentences speak of settings as the page does."""

import pytest

from app.session.messages.sentences import changed, field_name
from engine import Experiment, Trainer
from tests.app.english import english


@pytest.mark.parametrize("field", Experiment().to_dict())
def test_every_setting_has_a_name(field: str) -> None:
    assert "_" not in english(field_name(field))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"activation": "relu"}, "Activation tanh → ReLU: weights kept"),
        ({"learning_rate": 0.3}, "Learning rate 0.03 → 0.3: weights kept"),
        (
            {"hidden": ()},
            "Hidden layers 4-2 → none: units that stay keep their weights",
        ),
        ({"batch_size": "full"}, "Batch 10 → all: weights kept"),
        ({"max_norm": 2.0}, "Longest weights none → 2: weights kept"),
        ({"output": "sigmoid"}, "Output activation automatic → sigmoid: weights kept"),
        (
            {"activation": ("relu", "tanh")},
            "Activation tanh → ReLU, tanh: weights kept",
        ),
        (
            {"features": ("x1", "x1_x2")},
            "Inputs automatic → x₁, x₁x₂: units that stay keep their weights",
        ),
        ({"learning_rate": 0.03}, "Nothing to change"),
        ({"use_bias": False}, "Biases on → off: units that stay keep their weights"),
        (
            {"optimizer": "adam"},
            "Optimizer SGD → Adam: weights kept, the optimizer starts with empty slots",
        ),
    ],
)
def test_a_change_is_told_in_the_page_s_words(fields: dict, sentence: str) -> None:
    trainer = Trainer(Experiment())
    report = trainer.change(**fields)
    assert english(changed(report, trainer.experiment, None)).startswith(sentence)


def test_a_setting_without_effect_is_named() -> None:
    trainer = Trainer(Experiment())
    report = trainer.change(momentum=0.5)
    assert english(changed(report, trainer.experiment, None)) == (
        "Momentum 0.9 → 0.5: weights kept;"
        " momentum is without effect: SGD does not use it"
    )


def test_slots_that_are_kept_for_units_that_stay_are_told() -> None:
    trainer = Trainer(Experiment(optimizer="adam"))
    trainer.step(3)
    report = trainer.change(hidden=(5, 2))
    assert english(changed(report, trainer.experiment, None)).endswith(
        ", the optimizer keeps its slots for them"
    )
