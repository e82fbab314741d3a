"""Advice: always valid, and always a change."""

import pytest

from engine import Experiment
from engine.inspection.diagnosis import advice


def test_the_first_valid_change_is_taken():
    e = Experiment()
    taken = advice.first_valid(
        e,
        None,
        {},
        {"learning_rate": -1},
        {"activation": "tanh"},
        {"l2": 0.1},
        {"l1": 1},
    )
    assert taken == {"l2": 0.1}
    assert advice.first_valid(e, None, {"l2": 0.0}) is None


@pytest.mark.parametrize(
    ("rate", "factor", "other"),
    [(0.03, 0.1, 0.003), (3.0, 0.1, 0.3), (50.0, 10, 100.0), (1e-7, 4e4, 0.004)],
)
def test_a_rate_has_one_digit_and_stays_within_limits(rate, factor, other):
    fields = advice.other_rate(Experiment(learning_rate=rate), factor)
    assert fields == {"learning_rate": pytest.approx(other)}


@pytest.mark.parametrize(
    ("activation", "name"),
    [
        ("relu", "he_uniform"),
        ("tanh", "glorot_uniform"),
        ("linear", "glorot_uniform"),
        (["gelu", "relu"], "he_uniform"),
        (["relu", "tanh"], "glorot_uniform"),
    ],
)
def test_initial_weights_suit_the_activations(activation, name):
    e = Experiment(activation=activation, initializer="zeros", initializer_scale=2)
    assert advice.suitable_weights(e) == {
        "initializer": name,
        "initializer_scale": None,
    }


def test_weights_that_suit_already_are_no_change():
    assert advice.suitable_weights(Experiment(hidden=(), initializer="zeros")) == {
        "initializer": "glorot_uniform"
    }
    assert advice.suitable_weights(Experiment()) == {}
    given = [{"W": [[1, 1]], "b": [0]}]
    e = Experiment(hidden=(), initial_parameters=given)
    assert advice.suitable_weights(e) == {"initial_parameters": None}


def test_half_as_many_layers_and_one_where_there_is_none():
    e = Experiment(hidden=(6, 5, 4, 3, 2), activation=("relu",) * 5)
    fields = advice.shallower(e)
    assert fields == {"hidden": [6, 5], "activation": ["relu", "relu"]}
    assert e.replace(**fields).hidden == (6, 5)
    assert advice.shallower(Experiment(hidden=(3, 2))) is None
    assert advice.deeper(Experiment()) == {}
    given = [{"W": [[1, 1]], "b": [0]}]
    line = Experiment(hidden=(), activation=(), initial_parameters=given)
    assert line.replace(**advice.deeper(line)).hidden == (8,)
