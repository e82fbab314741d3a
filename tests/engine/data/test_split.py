"""Data: split, inputs, targets, own samples."""

import math

import numpy as np
import pytest

from engine import LIMITS, Experiment, ExperimentError, Trainer
from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
from engine.data.split import build_data
from engine.data.uploaded import MOST, UploadedData, checked_rows
from engine.functions.outputs import classes_of, off_target, share_right
from engine.limits import MAX_UPLOADED_FEATURES, MAX_UPLOADED_SAMPLES


def built(**settings):
    """Return the data of an experiment."""
    return build_data(Experiment(**settings))


def own(x, y, **settings):
    """Return an experiment on own samples."""
    return Experiment(dataset={"x": x, "y": y}, hidden=(2,), **settings)


def refused(dataset):
    """Return the error that own data raise."""
    with pytest.raises(ExperimentError) as caught:
        Experiment(dataset=dataset)
    assert caught.value.field == "dataset"
    assert len(caught.value.message) < 300
    return caught.value


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


# ---- inputs ----------------------------------------------------------------------


def test_features_are_computed_from_the_coordinates():
    data = built(features=list(FEATURES))
    x1, x2 = data.train_points
    want = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
    np.testing.assert_allclose(data.train_x, want, rtol=1e-15)


def test_order_of_features_is_that_asked_for():
    data = built(features=["x2", "x1"])
    assert np.array_equal(data.train_x, data.train_points[::-1])


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
    assert off_target(output) == off
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


def test_class_names_follow_the_data():
    assert built(dataset="iris").class_names == ("setosa", "versicolor", "virginica")
    assert built(dataset="blobs", n_classes=4).class_names == ("0", "1", "2", "3")
    assert built(dataset="iris").n_classes == 3


# ---- accuracy --------------------------------------------------------------------


def accuracy(a, y, *, middle):
    return share_right(classes_of(a, middle=middle), classes_of(y, middle=middle))


def test_one_output_is_read_by_the_side_of_the_middle():
    a, y = np.array([[0.4, 0.6, 0.9, 0.9]]), np.array([[0.0, 1, 0, 1]])
    assert accuracy(a, y, middle=0.5) == 0.75
    assert accuracy(2 * a - 1, 2 * y - 1, middle=0.0) == 0.75


def test_several_outputs_are_read_by_the_largest():
    a = np.array([[0.2, 0.1, 0.5], [0.3, 0.8, 0.4], [0.5, 0.1, 0.1]])
    y = np.array([[0.0, 0, 0], [0, 1, 1], [1, 0, 0]])
    assert accuracy(a, y, middle=0.5) == pytest.approx(2 / 3)


def test_accuracy_of_nothing_is_not_a_number():
    assert math.isnan(accuracy(np.zeros((1, 0)), np.zeros((1, 0)), middle=0))


# ---- own data --------------------------------------------------------------------

X = [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]]


def test_own_labels_become_classes_in_order():
    data = build_data(own(X, ["b", "a", "b", "c"], train_share=1.0))
    assert data.class_names == ("a", "b", "c")
    assert data.train_labels.tolist() == [1, 0, 1, 2]
    assert data.task == "classification"
    data = build_data(own(X, [10, 2, 10.0, 2], train_share=1.0))
    assert data.class_names == ("2", "10")
    assert data.train_labels.tolist() == [1, 0, 1, 0]


def test_numbers_come_before_words_among_own_labels():
    data = build_data(own(X, ["a", 3, 3, "a"], train_share=1.0))
    assert data.class_names == ("3", "a")


def test_close_labels_keep_different_names():
    data = build_data(own(X, [12345678, 12345679] * 2, train_share=1.0))
    assert data.class_names == ("12345678", "12345679")


def test_own_data_come_together_from_checked_rows():
    parts = [checked_rows([[0, 1]], ["a"]), checked_rows([[2, 3], [4, 5]], ["b", "a"])]
    x, y = (sum(both, ()) for both in zip(*parts, strict=True))
    whole = UploadedData.assemble(x, y)
    assert whole == UploadedData.parse(
        {"x": [[0, 1], [2, 3], [4, 5]], "y": ["a", "b", "a"]}
    )
    assert whole.raw.tolist() == [[0, 2, 4], [1, 3, 5]]
    with pytest.raises(ExperimentError, match="labels and rows"):
        UploadedData.assemble(x, (*y[:2], (1.0,)))
    with pytest.raises(ExperimentError, match="2 to 10 classes, not 1"):
        UploadedData.assemble(x[:1], y[:1])
    with pytest.raises(ExperimentError, match="1 to 10000 samples"):
        UploadedData.assemble((), ())


def test_own_columns_may_have_names():
    data = {"x": X, "y": [0, 1, 0, 1]}
    named = Experiment(dataset={**data, "names": ["width", "height"]})
    assert build_data(named).axis_names == ("width", "height")
    assert named.to_dict()["dataset"]["names"] == ["width", "height"]
    assert named.input_names == ("x1", "x2")
    assert (
        named != Experiment(dataset=data) == Experiment(dataset={**data, "names": []})
    )
    for names in (["width"], "ab", ["width", ""], ["width", 3], ["a", "b" * 65]):
        with pytest.raises(ExperimentError, match="names"):
            Experiment(dataset={**data, "names": names})


def test_own_rows_are_regression():
    y = [[0.0, 1.0], [1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]
    experiment = own(X, y, train_share=1.0)
    data = build_data(experiment)
    assert (experiment.task, experiment.n_outputs) == ("regression", 2)
    assert data.train_y.T.tolist() == y
    assert data.train_labels.tolist() == y
    Trainer(experiment).step(3)


def test_one_column_of_own_values_is_regression_too():
    data = build_data(own(X, [[1], [2], [3], [4]], train_share=1.0))
    assert data.train_y.tolist() == [[1, 2, 3, 4]]


def test_own_data_may_be_arrays():
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(6, 2)), np.array([0, 1, 2, 0, 1, 2])
    for y in (labels, list(labels), labels.astype(float)):
        for rows in (x, list(x), x.tolist()):
            data = build_data(own(rows, y, train_share=1.0))
            assert np.array_equal(data.train_x, x.T)
            assert data.train_labels.tolist() == labels.tolist()
    assert own(x, rng.normal(size=(6, 3))).n_outputs == 3


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


def test_own_features_can_be_chosen_and_computed():
    data = build_data(own(X, [0, 1, 0, 1], features=["x1_x2"], train_share=1.0))
    assert data.train_x.tolist() == [[0, 6, 20, 42]]
    x = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    data = build_data(own(x, [0, 1], features=["x3"], train_share=1.0))
    assert data.train_x.tolist() == [[3, 6]]
    assert own(x, [0, 1]).input_names == ("x1", "x2", "x3")
    with pytest.raises(ExperimentError):
        own(x, [0, 1], features=["x1_x2"])


def test_own_data_are_copied():
    x = np.array(X)
    experiment = own(x, [0, 1, 0, 1], train_share=1.0)
    x[:] = 99
    assert build_data(experiment).train_x.T.tolist() == X


def test_own_data_parsed_once_can_be_used_again():
    first = own(X, [0, 1, 0, 1])
    assert first.replace(seed=3).uploaded is first.uploaded


def test_most_samples_and_features_are_allowed_and_one_more_refused():
    n = MAX_UPLOADED_SAMPLES
    assert own([[0.0]] * n, [0, 1] * (n // 2)).uploaded.n_features == 1
    error = refused({"x": [[0.0]] * (n + 1), "y": [0] * (n + 1)})
    assert (error.value, error.limit) == (n + 1, n)
    wide = MAX_UPLOADED_FEATURES
    assert own([[0.0] * wide] * 2, [0, 1]).sizes[0] == wide
    error = refused({"x": [[0.0] * (wide + 1)] * 2, "y": [0, 1]})
    assert (error.value, error.limit) == (wide + 1, wide)


def test_one_sample_is_enough_for_values_and_none_is_refused():
    experiment = own([[0.5, 2.0]], [[1.0, -1.0]], standardize=True)
    data = build_data(experiment)
    assert (experiment.n_train, data.test_x.shape) == (1, (2, 0))
    assert data.train_x.tolist() == [[0.0], [0.0]]
    assert data.domain == ((-0.5, 1.5), (1.0, 3.0))
    assert Trainer(experiment).step(3) == 3
    error = refused({"x": [], "y": [[1.0]]})
    assert (error.value, error.limit) == (0, 1)


def test_one_sample_has_one_class_where_two_are_needed():
    error = refused({"x": [[1]], "y": ["a"]})
    assert (error.value, error.limit) == (1, 2)


def test_classes_are_bounded_on_both_sides():
    fewest, most = LIMITS["n_classes"]
    assert own([[0.0]] * 10, list(range(10))).n_outputs == most == 10
    error = refused({"x": [[0.0]] * 11, "y": list(range(11))})
    assert (error.value, error.limit) == (11, most)
    error = refused({"x": X, "y": ["same"] * 4})
    assert (error.value, error.limit) == (1, fewest)


def test_target_columns_are_bounded():
    assert own([[0.0]] * 2, [[0.0] * 10] * 2).n_outputs == 10
    error = refused({"x": [[0.0]] * 2, "y": [[0.0] * 11] * 2})
    assert (error.value, error.limit) == (11, 10)


@pytest.mark.parametrize("bad", [MOST, -MOST])
def test_the_largest_number_is_allowed_and_the_next_refused(bad):
    assert own([[bad], [0]], [0, 1]).n_outputs == 1
    past = math.nextafter(bad, math.copysign(math.inf, bad))
    assert refused({"x": [[past], [0]], "y": [0, 1]}).limit == MOST
    assert refused({"x": [[0], [1]], "y": [[past], [0]]}).limit == MOST
    assert refused({"x": [[0], [1]], "y": [0, 2 * bad]}).limit == MOST


DEEP = [[]]
for _ in range(900):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "dataset",
    [
        {}, {"x": X}, {"y": [0]}, {"x": X, "y": [0, 1, 0, 1], "z": 1}, {1: 2, "x": X},
        {"x": None, "y": None}, {"x": "abc", "y": "abc"}, {"x": {}, "y": {}},
        {"x": X, "y": []}, {"x": X, "y": [0, 1]}, {"x": X, "y": "abcd"},
        {"x": X, "y": [0, 1, 0, None]}, {"x": X, "y": [None] * 4},
        {"x": X, "y": [True, False, True, False]}, {"x": X, "y": [0, 1, 0, True]},
        {"x": X, "y": [0, 1, 0, 0.5]}, {"x": X, "y": [0, 1, 0, math.nan]},
        {"x": X, "y": [0, 1, 0, -math.inf]}, {"x": X, "y": [0, 1, 0, 10**400]},
        {"x": X, "y": ["", "a", "b", "c"]}, {"x": X, "y": ["a" * 65, "b", "c", "d"]},
        {"x": X, "y": [[1], [2], [3], 4]}, {"x": X, "y": [[1], [2], [3], [4, 5]]},
        {"x": X, "y": [1, 2, 3, [4]]}, {"x": X, "y": [[1], [2], [3], ["4"]]},
        {"x": X, "y": [[], [], [], []]}, {"x": [[], []], "y": [0, 1]},
        {"x": [[1, 2], [3]], "y": [0, 1]}, {"x": [1, 2], "y": [0, 1]},
        {"x": [[1], ["2"]], "y": [0, 1]}, {"x": [[1], [True]], "y": [0, 1]},
        {"x": [[1], [None]], "y": [0, 1]}, {"x": [[1], [math.nan]], "y": [0, 1]},
        {"x": [[1], [math.inf]], "y": [0, 1]}, {"x": [[1], [10**400]], "y": [0, 1]},
        {"x": [[1], [[2]]], "y": [0, 1]}, {"x": [[1], [1j]], "y": [0, 1]},
        {"x": [[1], [DEEP]], "y": [0, 1]}, {"x": DEEP, "y": DEEP},
        {"x": [[1], ["z" * 1_000_000]], "y": [0, 1]}, {"x": np.array(3.0), "y": [0]},
    ],
)  # fmt: skip
def test_hostile_own_data_are_refused_in_short(dataset):
    refused(dataset)


def test_longest_label_is_allowed():
    assert own([[0], [1]], ["a" * 64, "b"]).n_outputs == 1


@pytest.mark.parametrize("y", [[0, 1, 0, 1], [[1.0], [2.0], [0.0], [4.0]]])
def test_the_largest_samples_train_or_diverge_in_words(y):
    experiment = own([[MOST, -MOST]] * 4, y, standardize=True, train_share=1.0)
    trainer = Trainer(experiment)
    trainer.step(20)
    assert np.isfinite(trainer.vector).all()
