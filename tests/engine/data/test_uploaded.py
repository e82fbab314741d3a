"""Uploaded data: what is accepted, what is refused, and where the limits are."""

import math

import numpy as np
import pytest

from engine import LIMITS, Experiment, ExperimentError, Trainer
from engine.data.split import build_data
from engine.data.uploaded import UploadedData, checked_rows
from engine.limits import (
    MAX_UPLOADED_FEATURES,
    MAX_UPLOADED_NUMBER,
    MAX_UPLOADED_SAMPLES,
)


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


def test_texts_that_are_numbers_are_sorted_by_value_and_stay_apart():
    labels = ["10", "b", "2", "01", "1", "1.0", "−3", "1,5", "1e1", "2a"]
    rows = [[float(k), 0.0] for k in range(len(labels))]
    data = build_data(own(rows, labels, train_share=1.0))
    expected = ("−3", "01", "1", "1.0", "1,5", "2", "10", "1e1", "2a", "b")
    assert data.class_names == expected
    assert [expected[k] for k in data.train_labels] == labels
    turned = build_data(own(rows, labels[::-1], train_share=1.0))
    assert turned.class_names == expected


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1_0", " 1", "0x1", "1.", ".", "٣", "-"]
)
def test_other_texts_are_sorted_as_texts_after_numbers(text):
    is_number = text == "1."
    data = build_data(own(X, [text, "9", "9", text], train_share=1.0))
    assert data.class_names == ((text, "9") if is_number else ("9", text))


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
    for names in (["width"], "ab", 1, ["width", ""], ["width", 3], ["a", "b" * 65]):
        with pytest.raises(ExperimentError, match="names"):
            Experiment(dataset={**data, "names": names})


def test_own_targets_may_have_names():
    values = {"x": X, "y": [[0, 1], [1, 2], [2, 3], [3, 4]]}
    labels = {"x": X, "y": [0, 1, 0, 1], "names": ["width", "height"]}
    for data, names in ((values, ["price", "rent"]), (labels, ["species"])):
        named = Experiment(dataset={**data, "target_names": names})
        assert named.to_dict()["dataset"]["target_names"] == names
        assert Experiment.from_dict(named.to_dict()) == named
        assert named != Experiment(dataset=data)
        for wrong in ([*names, "one more"], "ab", [""], [3]):
            with pytest.raises(ExperimentError, match="names"):
                Experiment(dataset={**data, "target_names": wrong})
    with pytest.raises(ExperimentError, match="2 targets but 1 names of targets"):
        Experiment(dataset={**values, "target_names": ["price"]})


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


def test_own_features_can_be_chosen_and_computed():
    as_given = {"train_share": 1.0, "standardize": False}
    data = build_data(own(X, [0, 1, 0, 1], features=["x1_x2"], **as_given))
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


@pytest.mark.parametrize("bad", [MAX_UPLOADED_NUMBER, -MAX_UPLOADED_NUMBER])
def test_the_largest_number_is_allowed_and_the_next_refused(bad):
    assert own([[bad], [0]], [0, 1]).n_outputs == 1
    past = math.nextafter(bad, math.copysign(math.inf, bad))
    assert refused({"x": [[past], [0]], "y": [0, 1]}).limit == MAX_UPLOADED_NUMBER
    assert refused({"x": [[0], [1]], "y": [[past], [0]]}).limit == MAX_UPLOADED_NUMBER
    assert refused({"x": [[0], [1]], "y": [0, 2 * bad]}).limit == MAX_UPLOADED_NUMBER


DEEP = [[]]


for _ in range(900):
    DEEP = [DEEP]


@pytest.mark.whole
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
    experiment = own(
        [[MAX_UPLOADED_NUMBER, -MAX_UPLOADED_NUMBER]] * 4,
        y,
        standardize=True,
        train_share=1.0,
    )
    trainer = Trainer(experiment)
    trainer.step(20)
    assert np.isfinite(trainer.vector).all()
