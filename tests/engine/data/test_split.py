"""Split: training and test samples, network inputs and targets."""

import math

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.data.datasets import DATASETS
from engine.data.split import build_data
from engine.functions.outputs import OUTPUTS


def built(**settings):
    """Return the data of an experiment."""
    return build_data(Experiment(**settings))


def own(x, y, **settings):
    """Return an experiment on own samples."""
    return Experiment(dataset={"x": x, "y": y}, hidden=(2,), **settings)


# ---- split -----------------------------------------------------------------------


@pytest.mark.parametrize("name", DATASETS)
def test_shapes_agree_with_the_experiment(name):
    experiment = Experiment(dataset=name)
    data = build_data(experiment)
    n_train, n_test = data.train_x.shape[1], data.test_x.shape[1]
    assert n_train == experiment.n_train
    for x, y, labels, n in (
        (data.train_x, data.train_y, data.train_labels, n_train),
        (data.test_x, data.test_y, data.test_labels, n_test),
    ):
        assert x.shape == (experiment.sizes[0], n)
        assert y.shape == (experiment.n_outputs, n)
        assert len(labels) == n
    assert data.task == experiment.task
    assert len(data.axis_names) == data.n_axes == len(data.domain)
    assert data.input_names == experiment.input_names


def test_the_split_has_every_sample_once():
    data = built(dataset="iris", standardize=False, features=["sepal_length",
                 "sepal_width", "petal_length", "petal_width"])  # fmt: skip
    both = np.concatenate([data.train_x, data.test_x], axis=1)
    raw, _ = DATASETS["iris"].draw(0, 0.0, np.random.default_rng(), 0)
    assert sorted(both.T.tolist()) == sorted(raw.T.tolist())


@pytest.mark.parametrize(
    ("share", "n_train"), [(0.1, 50), (0.5, 250), (0.999, 500), (1.0, 500)]
)
def test_train_share_decides_the_split(share, n_train):
    data = built(train_share=share)
    assert data.train_x.shape[1] == n_train
    assert data.test_x.shape[1] == 500 - n_train


def test_at_least_one_sample_is_for_training():
    # 0.1 * 4 = 0.4 would round to none
    assert built(n_samples=4, train_share=0.1).train_x.shape[1] == 1


def test_all_samples_keep_their_order_when_there_is_no_test_set():
    x = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    data = build_data(own(x, [0, 1, 0], train_share=1.0))
    assert data.train_x.T.tolist() == x
    assert data.test_x.shape == (2, 0)
    assert math.isnan(Trainer(own(x, [0, 1, 0], train_share=1.0)).test_loss)


def test_split_mixes_the_classes():
    data = built(dataset="gauss", train_share=0.5)
    assert 0.4 < data.train_labels.mean() < 0.6


@pytest.mark.parametrize("name", DATASETS)
def test_data_are_read_only(name):
    data = built(dataset=name)
    for field in ("train_x", "test_x", "train_y", "test_y", "train_labels",
                  "test_labels", "train_points", "test_points"):  # fmt: skip
        values = getattr(data, field)
        assert values is None or not values.flags.writeable, field


def test_training_leaves_the_data_as_they_are():
    trainer = Trainer(Experiment(optimizer="adam"))
    x, y = trainer.data.train_x.copy(), trainer.data.train_y.copy()
    trainer.step(200)
    assert np.array_equal(trainer.data.train_x, x)
    assert np.array_equal(trainer.data.train_y, y)


def test_standardizing_uses_the_training_samples_alone():
    data = built(standardize=True, train_share=0.2)
    np.testing.assert_allclose(data.train_x.mean(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(data.train_x.std(axis=1), 1, rtol=1e-14)
    assert np.abs(data.test_x.mean(axis=1)).max() > 1e-3


def test_a_column_that_never_changes_survives_standardizing():
    experiment = own([[1, 7], [2, 7], [3, 7]], [0, 1, 0], standardize=True)
    assert np.isfinite(build_data(experiment).train_x).all()


@pytest.mark.parametrize("name", [n for n, d in DATASETS.items() if d.domain])
@pytest.mark.parametrize("standardize", [False, True])
def test_drawn_points_map_to_the_inputs_of_their_samples(name, standardize):
    data = built(dataset=name, standardize=standardize)
    got = data.inputs_from_axes(data.train_points)
    np.testing.assert_allclose(got, data.train_x, rtol=1e-14, atol=1e-14)


def test_measurements_that_are_not_drawn_stand_at_their_mean():
    names = ["petal_width", "sepal_length", "sepal_width"]
    data = built(dataset="iris", features=names, standardize=False)
    assert data.axis_names == ("petal width, cm", "sepal length, cm")
    assert data.domain == ((-0.2, 2.8), (4.0, 8.2))
    x = data.inputs_from_axes(np.array([[1.0, 2.0], [5.0, 6.0]]))
    assert x[:2].tolist() == [[1, 2], [5, 6]]
    mean = np.mean(data.train_x[2])
    np.testing.assert_allclose(x[2], mean, rtol=1e-14)


def test_columns_of_two_values_are_the_last_choice_of_the_axes():
    rows = np.arange(8.0)
    columns = [rows % 2, np.full(8, 3.0), rows, np.where(rows < 4, 5, 6), rows**2]
    dataset = {"x": np.array(columns).T.tolist(), "y": [0, 1] * 4, "names": [*"abcde"]}
    choices = ("x3", "x5", "x1", "x2", "x4")
    assert Experiment(dataset=dataset).axis_choices == choices
    data = built(dataset=dataset, standardize=False)
    assert data.axis_names == ("c", "e")
    few = built(dataset=dataset, features=["x4", "x2", "x1", "x5"])
    assert few.axis_names == ("e", "d")
    assert built(dataset=dataset, axes=["x1", "x4"]).axis_names == ("a", "d")
    assert built(dataset=dataset, features=["x5"]).axis_names == ()


def test_axes_are_chosen_among_the_inputs():
    names = ["petal_width", "sepal_length", "sepal_width"]
    axes = ["sepal_width", "petal_width"]
    data = built(dataset="iris", features=names, axes=axes, standardize=False)
    assert data.axis_names == ("sepal width, cm", "petal width, cm")
    assert data.domain == ((1.8, 4.6), (-0.2, 2.8))
    np.testing.assert_array_equal(data.train_points, data.train_x[[2, 0]])
    x = data.inputs_from_axes(np.array([[3.0], [1.0]]))
    assert x[[2, 0], 0].tolist() == [3.0, 1.0]
    assert x[1, 0] == pytest.approx(np.mean(data.train_x[1]))


@pytest.mark.parametrize(
    "settings",
    [
        {"dataset": "iris", "axes": ["petal_length"]},
        {"dataset": "iris", "axes": "petal_length"},
        {"dataset": "iris", "axes": ["petal_length", "petal_length"]},
        {"dataset": "iris", "axes": ["petal_length", "sepal_width"]},
        {"dataset": "iris", "axes": [["petal_length"], "petal_width"]},
        {"dataset": "circle", "axes": ["x1", "x2"]},
        {"dataset": "digits", "axes": ["pixel_0_0", "pixel_0_1"]},
    ],
)
def test_axes_that_cannot_be_are_refused(settings):
    with pytest.raises(ExperimentError, match="axes must be two different inputs"):
        Experiment(**settings)


def test_axes_give_way_to_other_inputs():
    iris = Experiment(dataset="iris", axes=["petal_width", "petal_length"])
    new, gave_way = iris.adapted(features=["sepal_length", "petal_length"])
    assert (new.axes, gave_way) == (None, ("axes",))
    assert iris.to_dict()["axes"] == ["petal_width", "petal_length"]


def test_pictures_are_the_pixels_of_their_samples():
    data = built(dataset="digits")
    assert data.train_pictures.shape == (len(data.train_labels), 8, 8)
    flat = data.test_pictures.reshape(len(data.test_labels), 64)
    np.testing.assert_array_equal(flat.T, data.test_x)
    assert built().train_pictures is built().test_pictures is None


def test_nothing_is_drawn_of_pictures_or_of_one_measurement():
    for settings in ({"dataset": "digits"},
                     {"dataset": "iris", "features": ["petal_width"]}):  # fmt: skip
        data = built(**settings)
        assert (data.n_axes, data.domain, data.axis_names) == (0, (), ())
        assert data.train_points is None
        assert data.test_points is None


def test_a_line_has_one_axis():
    data = built(dataset="sine")
    assert data.n_axes == 1
    assert data.train_points.shape == (1, 250)


# ---- targets ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "off"), [("sigmoid", 0), ("softmax", 0), ("tanh", -1), ("linear", -1)]
)
def test_targets_are_coded_for_the_output(output, off):
    assert OUTPUTS[output].off_target == off
    data = built(dataset="blobs", output=output, loss="mse")
    want = np.where(np.arange(3)[:, None] == data.train_labels, 1, off)
    assert np.array_equal(data.train_y, want)


def test_two_classes_share_one_output_and_two_with_softmax():
    one = built(loss="binary_cross_entropy")
    assert np.array_equal(one.train_y, one.train_labels[None, :])
    two = built(loss="softmax_cross_entropy")
    assert np.array_equal(two.train_y, [1 - two.train_labels, two.train_labels])


def test_regression_targets_are_the_values():
    data = built(dataset="plane")
    assert np.array_equal(data.train_y[0], data.train_labels)
    assert data.n_classes == 0
    assert data.class_names == ()
