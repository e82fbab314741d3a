"""Datasets: the shapes they promise, noise, balance, and the real data."""

from importlib.resources import files

import numpy as np
import pytest

from engine.data.bundled import IRIS_SPECIES
from engine.data.datasets import DATASETS

GENERATED = [name for name, entry in DATASETS.items() if entry.n_fixed is None]
PLANES = [name for name in GENERATED if DATASETS[name].columns == ("x1", "x2")]


def draw(name, n_samples=1000, noise=0.0, *, seed=0, n_classes=3):
    """Return raw columns (n_raw, n_samples) and labels."""
    rng = np.random.default_rng(seed)
    return DATASETS[name].draw(n_samples, noise, rng, n_classes)


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("n_samples", [4, 5, 1000])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_as_many_samples_as_asked_for(name, n_samples, noise):
    x, labels = draw(name, n_samples, noise)
    assert x.shape == (len(DATASETS[name].columns), n_samples)
    assert labels.shape == (n_samples,)
    assert np.isfinite(x).all()
    assert np.isfinite(labels).all()


@pytest.mark.parametrize("name", GENERATED)
def test_the_generator_decides_the_draw(name):
    again = zip(draw(name, seed=4), draw(name, seed=4), strict=True)
    assert all(np.array_equal(a, b) for a, b in again)


@pytest.mark.parametrize("name", [n for n in GENERATED if n != "spiral"])
def test_another_seed_gives_other_samples(name):
    assert not np.array_equal(draw(name, seed=4)[0], draw(name, seed=5)[0])


def test_a_spiral_without_noise_has_nothing_to_draw():
    assert np.array_equal(draw("spiral", seed=4)[0], draw("spiral", seed=5)[0])
    assert not np.array_equal(
        draw("spiral", noise=0.1, seed=4)[0], draw("spiral", noise=0.1, seed=5)[0]
    )


@pytest.mark.parametrize("name", DATASETS)
def test_classes_are_numbered_from_zero_and_all_there(name):
    entry = DATASETS[name]
    _, labels = draw(name)
    if entry.task == "regression":
        assert np.abs(labels).max() <= 1
        assert labels.std() > 0.1
        return
    n_classes = len(entry.class_names) or 3
    assert set(labels.tolist()) == set(range(n_classes))


@pytest.mark.parametrize("name", ["circle", "gauss", "spiral", "moons"])
@pytest.mark.parametrize("n_samples", [500, 501])
def test_two_classes_are_balanced(name, n_samples):
    _, labels = draw(name, n_samples)
    assert abs(2 * labels.sum() - n_samples) <= 1


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_blobs_have_one_cloud_per_class(n_classes):
    x, labels = draw("blobs", n_classes=n_classes)
    counts = np.bincount(labels, minlength=n_classes)
    assert counts.max() - counts.min() <= 1
    centres = np.array([x[:, labels == k].mean(axis=1) for k in range(n_classes)])
    np.testing.assert_allclose(np.hypot(*centres.T), 3.6, atol=0.3)


@pytest.mark.parametrize(
    "name", [n for n in PLANES if n not in ("gauss", "moons", "blobs")]
)
def test_samples_without_noise_lie_in_the_plane_that_is_drawn(name):
    x, _ = draw(name, 5000)
    for values, (low, high) in zip(x, DATASETS[name].domain, strict=True):
        assert low <= values.min()
        assert values.max() <= high


@pytest.mark.parametrize("name", ["gauss", "moons", "blobs"])
def test_nearly_all_samples_of_a_cloud_lie_in_the_plane(name):
    x, _ = draw(name, 5000)
    assert np.mean(np.abs(x).max(axis=0) < 6) > 0.999


# ---- the rule behind each shape --------------------------------------------------


def test_xor_is_the_truth_table():
    x, labels = draw("xor")
    table = {tuple(p): k for p, k in zip(x.T.tolist(), labels.tolist(), strict=True)}
    assert table == {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}


def test_circle_has_a_gap_between_its_classes():
    x, labels = draw("circle", 5000)
    radius = np.hypot(*x)
    assert radius[labels == 1].max() <= 2.5
    assert radius[labels == 0].min() >= 3.5


def test_xor_cloud_keeps_away_from_the_axes():
    x, labels = draw("xor_cloud", 5000)
    assert np.abs(x).min() >= 0.3
    assert np.array_equal(labels, (x[0] * x[1] > 0).astype(int))


def test_checkerboard_alternates_from_field_to_field():
    x, labels = draw("checkerboard", 5000)
    cell = np.floor((x + 6) / 3).astype(int)
    assert np.array_equal(labels, cell.sum(axis=0) % 2)
    assert len({tuple(c) for c in cell.T.tolist()}) == 16


def test_spiral_arms_are_each_other_turned_by_half_a_turn():
    x, labels = draw("spiral", 1000)
    np.testing.assert_allclose(x[:, labels == 0], -x[:, labels == 1], atol=1e-12)
    assert np.hypot(*x).max() == pytest.approx(5 * 499 / 500)


def test_plane_rises_by_a_tenth_per_unit_and_is_cut_at_one():
    x, value = draw("plane", 5000)
    np.testing.assert_allclose(value, np.clip((x[0] + x[1]) / 10, -1, 1))


def test_hills_are_highest_in_their_middles():
    x, value = draw("multi_gauss", 10_000)
    for centre, sign in (((-4, 2.5), 1), ((0, 2.5), -1), ((0, -2.5), 1)):
        near = np.hypot(x[0] - centre[0], x[1] - centre[1]) < 0.2
        assert near.any()
        assert (sign * value[near] >= 0.9).all()
    far = np.abs(x[1]) > 4.6
    assert (value[far] == 0).all()


def test_sine_is_a_sine():
    x, value = draw("sine")
    np.testing.assert_allclose(value, np.sin(x[0]), atol=1e-15)


@pytest.mark.parametrize("name", GENERATED)
def test_noise_moves_samples_or_labels(name):
    quiet, loud = draw(name, noise=0.0), draw(name, noise=0.5)
    assert any(not np.array_equal(a, b) for a, b in zip(quiet, loud, strict=True))


@pytest.mark.parametrize("name", ["circle", "xor_cloud", "checkerboard"])
def test_noise_mixes_labels_and_leaves_points(name):
    (x, quiet), (same_x, loud) = draw(name, noise=0.0), draw(name, noise=0.2)
    assert np.array_equal(x, same_x)
    assert 0.02 < np.mean(quiet != loud) < 0.5


# ---- real data -------------------------------------------------------------------


def test_iris_is_fishers():
    x, labels = draw("iris")
    assert x.shape == (4, 150)
    assert np.bincount(labels).tolist() == [50, 50, 50]
    # Fisher's table of means, 1936: setosa 5.006 3.428 1.462 0.246, and so on
    means = [x[:, labels == k].mean(axis=1).round(3).tolist() for k in range(3)]
    assert means == [
        [5.006, 3.428, 1.462, 0.246],
        [5.936, 2.770, 4.260, 1.326],
        [6.588, 2.974, 5.552, 2.026],
    ]
    assert IRIS_SPECIES == ("setosa", "versicolor", "virginica")


def test_iris_lies_in_the_plane_that_is_drawn():
    x, _ = draw("iris")
    for values, (low, high) in zip(x, DATASETS["iris"].domain, strict=True):
        assert low < values.min()
        assert values.max() < high


def test_digits_are_those_of_the_repository():
    x, labels = draw("digits")
    assert x.shape == (64, 1797)
    # counts of 0 ... 9 in the test part of the UCI set
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(labels).tolist() == counts
    assert x.min() == 0
    assert x.max() == 1
    assert set(np.unique(x * 16).tolist()) == set(range(17))
    # the first picture is a 0: 0 0 5 13 9 1 0 0 in its top row
    assert (x[:8, 0] * 16).tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert labels[0] == 0


@pytest.mark.parametrize("name", ["iris.csv", "digits.txt"])
def test_bundled_files_have_their_source_named(name):
    folder = files("engine") / "data"
    assert name in (folder / "SOURCES.md").read_text("utf-8")


def test_reading_real_data_twice_gives_the_same_arrays():
    for name in ("iris", "digits"):
        assert np.array_equal(draw(name, seed=1)[0], draw(name, seed=2)[0])


# ---- the table -------------------------------------------------------------------


@pytest.mark.parametrize("name", DATASETS)
def test_entry_is_consistent(name):
    entry = DATASETS[name]
    assert entry.name == name
    assert entry.help.endswith(".")
    assert set(entry.features) <= set(entry.columns)
    assert len(entry.axis_names) == len(entry.domain)
    assert len(entry.domain) in (0, len(entry.columns))
    assert all(low < high for low, high in entry.domain)
    if entry.n_fixed is not None:
        assert draw(name)[0].shape[1] == entry.n_fixed
