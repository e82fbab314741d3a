"""Unit health: compared with f' of the definition, unit by unit."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.training.unit_health import UnitHealth
from tests.engine.training.runs import RUNS, experiment


def trainer_of(**fields):
    return Trainer(Experiment(dataset="circle", hidden=(4, 3), seed=1, **fields))


def test_units_that_never_fire_are_dead():
    trainer = Trainer(experiment({"activation": ("relu", "tanh"), "hidden": (4, 3)}))
    trainer.set_parameter(0, 2, None, -1e3)
    trainer.set_parameter(1, 1, None, 1.5)
    trainer.set_parameter(1, 1, 0, 0.5)
    dead, saturated = trainer.unit_health()
    z = [z for z, _ in trainer.forward(trainer.data.train_x)]
    assert dead[0].tolist() == [0, 0, 1, 0]
    assert dead[1].tolist() == [0, 0, 0]
    assert saturated[0].tolist() == (z[0] <= 0).mean(axis=1).tolist()
    assert (
        saturated[1].tolist() == (1 - np.tanh(z[1]) ** 2 <= 0.05).mean(axis=1).tolist()
    )
    assert 0 < saturated[1][1] < 1


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_its_own_limit(activation):
    trainer = trainer_of(activation=activation, initializer="normal", learning_rate=1)
    trainer.step(3)
    for _ in range(2):  # the same buffers are filled again
        trainer.step(1)
        dead, saturated = trainer.unit_health()
        x = trainer.data.train_x
        for layer, (z, a) in enumerate(trainer.forward(x)[:-1]):
            df = np.empty_like(z)
            for function, args in ACTIVATIONS[activation].local(z, a, df, z.copy()):
                function(*args)
            small = df <= ACTIVATIONS[activation].saturation
            assert saturated[layer].tolist() == small.mean(axis=1).tolist()
            assert dead[layer].tolist() == (df == 0).all(axis=1).tolist()


def test_a_softmax_output_is_neither_dead_nor_saturated():
    dead, saturated = Trainer(experiment(RUNS[-2])).unit_health()
    assert dead[-1].tolist() == saturated[-1].tolist() == [0, 0, 0]


def test_numbers_that_are_not_finite_are_neither_small_nor_zero():
    layers = trainer_of(activation="tanh").layers
    z = [np.full((layer.fan_out, 5), np.nan) for layer in layers]
    dead, saturated = UnitHealth(layers, z, z).read()
    assert not dead.any()
    assert not saturated.any()


def test_only_the_first_training_samples_are_read():
    trainer = trainer_of(n_samples=2000)
    _, saturated = trainer.unit_health()
    shares = np.concatenate(saturated) * 512
    assert shares.tolist() == np.round(shares).tolist()


@pytest.mark.parametrize("use_bias", [True, False])
def test_the_rows_of_all_layers_have_zeros_between_them(use_bias):
    trainer = trainer_of(activation="tanh", use_bias=use_bias)
    trainer.set_parameter(0, 2, 0, 1e3)
    zeros = [0.0] * use_bias
    for rows, by_layer in zip(
        trainer.health_of_rows(), trainer.unit_health(), strict=True
    ):
        expected = [n for units in by_layer for n in (*units.tolist(), *zeros)]
        assert rows.tolist() == expected[: len(expected) - use_bias]
    assert trainer.unit_health()[1][0][2] > 0.9
