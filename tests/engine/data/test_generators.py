"""Generators: the rule behind each shape, balance and noise."""

import numpy as np
import pytest

from engine.data.datasets import DATASETS

GENERATED = [name for name, entry in DATASETS.items() if entry.n_fixed is None]


PLANES = [name for name in GENERATED if DATASETS[name].columns == ("x1", "x2")]


def draw(name, n_samples=1000, noise=0.0, *, seed=0, n_classes=3):
    """Return raw columns (n_raw, n_samples) and labels."""
    rng = np.random.default_rng(seed)
    return DATASETS[name].draw(n_samples, noise, rng, n_classes)


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
