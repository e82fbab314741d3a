"""Features: each is the formula that its name states."""

import math

import numpy as np

from engine import Experiment
from engine.data.features import FACTORS
from engine.data.split import build_data


def built(**settings):
    """Return the data of an experiment."""
    return build_data(Experiment(**settings))


def test_features_are_computed_from_the_coordinates():
    names = ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]
    data = built(features=names)
    x1, x2 = data.train_points
    want = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
    np.testing.assert_allclose(data.train_x, want, rtol=1e-15)


def test_order_of_features_is_that_asked_for():
    data = built(features=["x2", "x1"])
    assert np.array_equal(data.train_x, data.train_points[::-1])


def test_every_factor_is_the_function_of_its_name():
    x = np.linspace(-4, 4, 33)
    others = {"identity": x, "square": x**2}
    for name, function in FACTORS.items():
        want = others.get(name)
        if want is None:
            own = {"abs": abs, "cos": math.cos, "sin": math.sin, "tanh": math.tanh}
            want = [own[name](value) for value in x]
        np.testing.assert_allclose(function(x), want, rtol=1e-15, atol=1e-15)
