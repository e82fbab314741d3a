"""Scaling: mean 0 and deviation 1 by the training samples, and when it is needed."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.data.datasets import DATASETS
from engine.data.scaling import is_constant, is_off_scale, scaling, unscaled
from engine.data.split import build_data

RNG = np.random.default_rng(5)


def own(x, y, **settings):
    """Return an experiment on own samples."""
    return Experiment(dataset={"x": x, "y": y}, hidden=(2,), **settings)


def test_the_numbers_are_those_of_a_worked_example():
    # the eight numbers of the usual example of a deviation: mean 5, deviation 2
    found = scaling(np.array([[2.0, 4, 4, 4, 5, 5, 7, 9], [1.0] * 8]))
    assert found.means.tolist() == [5, 1]
    assert found.deviations.tolist() == [2, 1]
    got = found.apply(np.array([[2.0, 9.0], [1.0, 1.0]]))
    assert got.tolist() == [[-1.5, 2.0], [0.0, 0.0]]
    assert found.undo(got).tolist() == [[2.0, 9.0], [1.0, 1.0]]
    cube = np.zeros((2, 3, 3))
    assert found.undo(cube)[:, 1, 1].tolist() == [5, 1]
    assert not found.is_none


def test_scalings_are_equal_if_all_their_numbers_are():
    one = scaling(np.array([[0.0, 2.0], [3.0, 9.0]]))
    assert one.equals(scaling(np.array([[2.0, 0.0], [9.0, 3.0]])))
    assert not one.equals(scaling(np.array([[1.0, 3.0], [3.0, 9.0]])))
    assert not one.equals(scaling(np.array([[0.0, 2.0], [5.0, 7.0]])))


def test_a_zero_comes_back_as_a_zero():
    columns = RNG.integers(0, 4, (5, 60)) * np.array(
        [[0.001], [0.1], [1 / 3], [7], [1e8]]
    )
    found = scaling(columns)
    back = found.undo(found.apply(columns))
    assert (back[columns == 0] == 0).all()
    np.testing.assert_allclose(back, columns, rtol=1e-14)


def test_columns_without_a_scaling_keep_their_bits():
    values = RNG.normal(size=(3, 7)) * 1e5
    none = unscaled(3)
    assert none.is_none
    assert none.apply(values).tobytes() == values.tobytes()
    assert none.undo(values).tobytes() == values.tobytes()


@pytest.mark.parametrize("constant", [0.1, 0.7, 0.0, 3.0, -1e9, 1 / 3])
def test_a_constant_column_becomes_0_whatever_rounding_does(constant):
    # NumPy's deviation of ten times 0.1 is 1.4e-17, and one unit over it was 7e16
    columns = np.full((1, 10), constant)
    assert is_constant(columns).all()
    found = scaling(columns)
    assert found.apply(columns).tolist() == [[0.0] * 10]
    assert found.apply(columns + 1)[0, 0] == pytest.approx(1 / max(1, abs(constant)))
    assert found.undo(np.zeros((1, 1)))[0, 0] == constant


def test_numbers_that_differ_by_rounding_alone_are_constant():
    columns = np.array(
        [[0.3, 0.1 + 0.2, 0.3], [1e9, 1e9 + 1e-6, 1e9], [1, 1 + 1e-9, 1]]
    )
    assert is_constant(columns).tolist() == [True, True, False]
    assert np.abs(scaling(columns).apply(columns)[:2]).max() < 1e-12


def test_another_number_in_a_constant_column_stays_small():
    """The figures of two tables whose third column is 0.1 in all training samples."""
    x = [[float(k), k % 3, 0.1] for k in range(20)]
    kept = build_data(own(x, [k % 2 for k in range(20)], standardize=True))
    assert not kept.train_x[2].any()
    other = [[*row[:2], 0.2 if k == 13 else 0.1] for k, row in enumerate(x)]
    for seed in range(9):
        data = build_data(
            own(other, [0, 1] * 10, standardize=True, data_seed=seed, train_share=0.9)
        )
        if not data.train_x[2].any():
            assert data.test_x[2].max() == pytest.approx(0.1)  # was 3.6e15
    flat = [[float(k), 0.1] for k in range(20)]
    plane = build_data(own(flat, [0, 1] * 10, standardize=True))
    one_up = plane.inputs_from_axes(np.array([[0.0], [1.1]]))
    assert one_up[1, 0] == pytest.approx(1)  # was 7e16
    assert plane.domain[1] == pytest.approx((-0.9, 1.1))


def test_the_plane_of_a_column_that_differs_by_rounding_has_room():
    x = [[0.3, float(k)] for k in range(4)]
    x[2][0] = 0.1 + 0.2
    (low, high), _ = build_data(own(x, [0, 1, 0, 1])).domain
    assert high - low == pytest.approx(2)


# ---- when it is needed -----------------------------------------------------------

GOOD = RNG.normal(size=(3, 50))


@pytest.mark.parametrize(
    ("columns", "is_needed"),
    [
        (GOOD, False),
        (4 * GOOD, False),
        (6 * GOOD, True),  # too large
        (0.1 * GOOD, True),  # too small
        (GOOD + 2, False),
        (GOOD + 4, True),  # far from 0
        (GOOD * [[0.3], [1], [4.5]], True),  # unlike in size
        (np.vstack([GOOD, np.ones(50)]), False),
        (np.vstack([GOOD, np.full(50, 1000.0)]), True),
        (np.ones((2, 50)), False),
        (1000 * GOOD[:, :2], False),  # two samples are too few
        (RNG.integers(0, 2, (3, 50)).astype(float), False),
        (RNG.uniform(-6, 6, (2, 50)), False),
    ],
)
def test_own_inputs_are_scaled_where_their_sizes_hinder(columns, is_needed):
    assert is_off_scale(columns) is is_needed
    labels = [k % 2 for k in range(columns.shape[1])]
    data = build_data(own(columns.T, labels, train_share=1.0))
    assert data.input_scaling.is_none is not is_needed
    for chosen in (True, False):
        data = build_data(own(columns.T, labels, train_share=1.0, standardize=chosen))
        assert data.input_scaling.is_none is not chosen


@pytest.mark.parametrize("name", DATASETS)
def test_built_in_data_do_as_their_entry_says(name):
    data = build_data(Experiment(dataset=name))
    assert data.input_scaling.is_none is not DATASETS[name].standardize
    assert data.target_scaling.is_none


def wine(seed=1):
    """Return a table in the form of scikit-learn's wine: 3 classes, 13 unlike columns.

    The columns have means and deviations like the real ones.  With the default settings
    the real table ends at 37 % unscaled and at 99 % scaled, after 40 epochs.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(178) % 3
    centres = rng.normal(size=(3, 13)) * 1.2
    sizes = np.array([0.81, 1.12, 0.27, 3.34, 14.3, 0.63, 1.0, 0.12, 0.57, 2.32,
                      0.23, 0.71, 314.9])  # fmt: skip
    means = np.array([13.0, 2.34, 2.37, 19.5, 99.7, 2.30, 2.03, 0.36, 1.59, 5.06,
                      0.96, 2.61, 746.9])  # fmt: skip
    x = means + sizes * (centres[labels] + 0.7 * rng.normal(size=(178, 13)))
    return {"x": x.tolist(), "y": [f"class_{k}" for k in labels]}


def test_a_table_of_unlike_columns_is_learnt_without_a_choice():
    found = {}
    for standardize in (None, False):
        trainer = Trainer(Experiment(dataset=wine(), standardize=standardize))
        trainer.advance("epoch", 40)
        found[standardize] = trainer.test_accuracy
    assert found[None] > 0.95
    assert found[False] < 0.6


# ---- targets ---------------------------------------------------------------------


def prices(n=60):
    """Return a table whose values are 200,000 to 400,000, on a curve of one input."""
    x = np.linspace(-2, 2, n)
    return {"x": x[:, None].tolist(), "y": (3e5 + 1e5 * np.sin(x))[:, None].tolist()}


def test_values_far_from_1_are_learnt_scaled_and_keep_their_units():
    table = prices()
    data = build_data(Experiment(dataset=table))
    values = np.array(table["y"])[:, 0]
    np.testing.assert_allclose(data.train_y.mean(), 0, atol=1e-14)
    np.testing.assert_allclose(data.train_y.std(), 1, rtol=1e-14)
    assert set(data.train_labels[:, 0]) <= set(values)
    np.testing.assert_allclose(data.own_units(data.train_y)[0], data.train_labels[:, 0])
    np.testing.assert_allclose(data.own_units(data.test_y)[0], data.test_labels[:, 0])
    trainer = Trainer(Experiment(dataset=table))
    trainer.advance("epoch", 100)
    found = data.own_units(trainer.forward(data.test_x)[-1][1])[0]
    assert np.abs(found - data.test_labels[:, 0]).max() < 2e4


@pytest.mark.parametrize(
    ("settings", "is_scaled"),
    [
        ({}, True),
        ({"standardize_targets": False}, False),
        ({"output": "tanh"}, False),
        ({"output": "tanh", "standardize_targets": True}, True),
    ],
)
def test_only_a_linear_output_has_scaled_targets_without_a_choice(settings, is_scaled):
    data = build_data(Experiment(dataset=prices(), **settings))
    assert data.target_scaling.is_none is not is_scaled


def test_values_near_1_and_classes_keep_their_bits():
    x = RNG.normal(size=(30, 1)).tolist()
    y = RNG.normal(size=(30, 2)).tolist()
    data = build_data(own(x, y, train_share=1.0))
    assert data.train_y.T.tolist() == y
    forced = {"standardize_targets": True, "train_share": 1.0}
    assert build_data(own(x, [0, 1] * 15, **forced)).target_scaling.is_none
    plane = build_data(Experiment(dataset="plane", standardize_targets=True))
    np.testing.assert_allclose(plane.train_y.std(), 1)
