"""Features: each is the formula that its name states."""

import numpy as np

from engine import Experiment
from engine.data.features import FEATURES
from engine.data.split import build_data


def built(**settings):
    """Return the data of an experiment."""
    return build_data(Experiment(**settings))


def test_features_are_computed_from_the_coordinates():
    data = built(features=list(FEATURES))
    x1, x2 = data.train_points
    want = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
    np.testing.assert_allclose(data.train_x, want, rtol=1e-15)


def test_order_of_features_is_that_asked_for():
    data = built(features=["x2", "x1"])
    assert np.array_equal(data.train_x, data.train_points[::-1])
