"""The table of settings: the cost of a change in its rows is what a change does."""

import math

import numpy as np
import pytest

from engine import LIMITS, SETTINGS, Experiment, ExperimentError, Trainer
from engine.experiment.catalog import TABLES
from engine.experiment.settings import SCALARS

BASE = Experiment(
    dataset="iris", hidden=(3,), optimizer="adamw", loss="softmax_cross_entropy"
)
RECURRENT = Experiment(
    dataset="echo",
    network="rnn",
    n_samples=40,
    noise=0.1,
    sequence_length=5,
    hidden=(3,),
)
DRAWN = Experiment(dataset="blobs", n_samples=40, noise=0.1, hidden=(3,))
OTHERS = {
    "dataset": "moons",
    "features": ["x1"],
    "axes": ["petal_length", "petal_width"],
    "hidden": [4],
    "activation": "relu",
    "output": "linear",
    "loss": "huber",
    "initializer": "he_normal",
    "initial_parameters": [{"W": [[1, 1]] * 3}, {"W": [[1] * 3] * 3}],
    "optimizer": "nesterov",
    "schedule": "cosine",
    "batch_size": 3,
    "heads": 2,
    "network": "lstm",
    "sequence_length": 7,
}
"""Another value of each setting that is no number and no flag."""
LIVE = [name for name, setting in SETTINGS.items() if setting.is_live]


def other(name):
    """Return a value that is not the default."""
    if name in OTHERS:
        return OTHERS[name]
    setting = SETTINGS[name]
    if setting.kind == "flag":
        return not setting.default_value
    low, high = LIMITS[name]
    middle = math.sqrt(max(low, 1e-3) * high)
    return round(middle) if setting.kind == "integer" else middle


VALUES = Experiment(dataset="plane", n_samples=40, hidden=(3,))


def base(name):
    if name in ("network", "sequence_length"):
        return RECURRENT
    return BASE if name == "axes" else DRAWN


def calls(trainer, *, update):
    """Return what the ops of a step compute, with their shapes."""
    program = trainer._stepper.work.program(0)
    return [
        (op.phase, op.layer, op.name, [function.__name__ for function, _ in op.calls])
        for op in program.ops
        if (op.phase == "update") == update
    ]


def samples(trainer):
    data = trainer.data
    if data.train_points is None:
        return [data.train_labels.tolist(), data.test_labels.tolist()]
    return [data.train_labels.tolist(), data.test_labels.tolist(),
            data.train_points.tolist(), data.axis_names]  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_every_row_is_complete(name):
    setting = SETTINGS[name]
    assert setting.summary
    assert not setting.summary.endswith(".")
    if setting.kind in ("integer", "number"):
        low, high = LIMITS[name]
        assert low < high
        assert setting.is_optional or low <= setting.default_value <= high
    if setting.choices and setting.default_value is not None:
        assert setting.default_value in TABLES[setting.choices]
    assert setting.decided_by in ("", *SETTINGS)
    assert not setting.decided_by or setting.unused


@pytest.mark.parametrize("name", sorted(set(SETTINGS) - set(LIVE)))
def test_what_costs_a_reset_cannot_change_in_mid_run(name):
    with pytest.raises(ExperimentError, match="without a reset"):
        Trainer(base(name)).change(**{name: other(name)})


@pytest.mark.parametrize("name", LIVE)
def test_a_change_costs_what_the_table_says(name):
    trainer, value = Trainer(base(name)), other(name)
    trainer.step(3)
    work, cost = trainer._stepper.work, SETTINGS[name].cost
    steps, drawn, weights = (
        calls(trainer, update=False), samples(trainer), trainer.vector.tobytes(),
    )  # fmt: skip
    batches, parameters = work.slices, trainer.layout.parameters
    assert trainer.change(**{name: value}).changed
    assert (trainer._stepper.work is work) == (cost == "scalar")
    if cost in ("scalar", "update"):
        assert calls(trainer, update=False) == steps
        assert trainer._stepper.work.slices == batches
        assert trainer.layout.parameters == parameters
        assert trainer.vector.tobytes() == weights
    if cost != "data":
        assert samples(trainer) == drawn
    trainer.step(3)


def test_a_number_of_the_program_is_set_without_compiling():
    assert SCALARS == {"learning_rate", "eps", "weight_decay"}


@pytest.mark.parametrize("name", sorted(set(SETTINGS) - {"dataset", "axes"}))
def test_the_samples_follow_from_the_settings_of_the_data_alone(name):
    """The inputs of the network, too, but for the choice among them."""
    drawn = VALUES if name == "standardize_targets" else base(name)
    first, last = Trainer(drawn), Trainer(drawn.adapted(**{name: other(name)})[0])
    is_same = samples(first) == samples(last)
    if name != "features":
        is_same &= np.array_equal(first.data.train_x, last.data.train_x)
    if name == "standardize_targets":
        is_same &= np.array_equal(first.data.train_y, last.data.train_y)
    assert is_same != SETTINGS[name].of_data
