"""Raw samples: samples and their description, drawn or uploaded."""

import numpy as np
import pytest

from engine import Experiment
from engine.data.split import build_data


def built(**settings):
    """Return the data of an experiment."""
    return build_data(Experiment(**settings))


def own(x, y, **settings):
    """Return an experiment on own samples."""
    return Experiment(dataset={"x": x, "y": y}, hidden=(2,), **settings)


def test_the_truth_table_has_no_test_set_whatever_the_share():
    data = built(dataset="xor", train_share=0.1, n_samples=500, noise=0.5)
    assert data.train_x.tolist() == [[0, 0, 1, 1], [0, 1, 0, 1]]
    assert data.test_x.shape == (2, 0)


def test_samples_depend_on_the_data_seed_alone():
    first = built(seed=1, loss="hinge", features=["x1", "x1_x2"])
    second = built(seed=2, loss="binary_cross_entropy", hidden=())
    assert np.array_equal(first.train_points, second.train_points)
    assert np.array_equal(first.test_labels, second.test_labels)
    other = built(data_seed=1)
    assert not np.array_equal(first.train_points, other.train_points)


def test_class_names_follow_the_data():
    assert built(dataset="iris").class_names == ("setosa", "versicolor", "virginica")
    assert built(dataset="blobs", n_classes=4).class_names == ("0", "1", "2", "3")
    assert built(dataset="iris").n_classes == 3


def test_own_plane_is_drawn_with_a_margin_of_a_tenth():
    data = build_data(own([[0, 5], [10, 5], [4, 5]], ["a", "b", "a"]))
    assert data.domain == ((-1.0, 11.0), (4.0, 6.0))
    assert data.axis_names == ("x₁", "x₂")


@pytest.mark.parametrize(
    ("x", "is_usual"),
    [
        ([[-6, -1], [6, 1]], True),
        ([[-1, -3], [1, 3]], True),
        ([[-1, -2.9], [1, 3]], False),
        ([[0, -3], [1, 3]], False),
        ([[-7, -1], [6, 1]], False),
    ],
)
def test_own_data_that_fill_the_usual_plane_are_drawn_on_it(x, is_usual):
    domain = build_data(own(x, ["a", "b"])).domain
    assert (domain == ((-6, 6), (-6, 6))) == is_usual


def test_own_line_is_drawn_and_of_own_space_the_first_two_columns():
    assert build_data(own([[0], [10]], [0, 1])).domain == ((-1.0, 11.0),)
    data = build_data(own([[0, 0, 2], [10, 20, 5]], [0, 1]))
    assert (data.domain, data.n_axes) == (((-1.0, 11.0), (-2.0, 22.0)), 2)
    data = build_data(own([[0, 0, 2], [10, 20, 5]], [0, 1], axes=["x3", "x1"]))
    assert (data.axis_names, data.domain[1]) == (("x₃", "x₁"), (-1.0, 11.0))
