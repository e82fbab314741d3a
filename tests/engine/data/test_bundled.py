"""Bundled data: the published numbers, and their source."""

from importlib.resources import files

import numpy as np
import pytest

from engine.data.bundled import IRIS_SPECIES, SHIFT, SIZE
from engine.data.datasets import DATASETS


def draw(name, n_samples=1000, noise=0.0, *, seed=0, n_classes=3):
    """Return raw columns (n_raw, n_samples) and labels."""
    rng = np.random.default_rng(seed)
    return DATASETS[name].draw(n_samples, noise, rng, n_classes)


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


def test_each_level_of_a_digit_is_a_number_in_base_17():
    text = (files("engine") / "data" / "digits.txt").read_text("ascii")
    rows = [line.split() for line in text.splitlines()]
    x, labels = draw("digits")
    levels = [[int(level, 17) / 16 for level in picture] for picture, _ in rows]
    assert x.tobytes() == np.array(levels).T.tobytes()
    assert labels.tolist() == [int(digit) for _, digit in rows]


@pytest.mark.parametrize("name", ["iris.csv", "digits.txt"])
def test_bundled_files_have_their_source_named(name):
    folder = files("engine") / "data"
    assert name in (folder / "SOURCES.md").read_text("utf-8")


def test_reading_real_data_twice_gives_the_same_arrays():
    for name in ("iris", "digits"):
        assert np.array_equal(draw(name, seed=1)[0], draw(name, seed=2)[0])


def test_a_shifted_digit_is_a_digit_at_another_place():
    x, labels = draw("shifted_digits", seed=3)
    digits, same = draw("digits")
    np.testing.assert_array_equal(labels, same)
    pictures = x.reshape(SIZE + 2 * SHIFT, SIZE + 2 * SHIFT, -1)
    places = np.zeros((2 * SHIFT + 1, 2 * SHIFT + 1), int)
    for n in range(0, len(labels), 3):
        digit, picture = digits[:, n].reshape(SIZE, SIZE), pictures[:, :, n]
        assert picture.sum() == digit.sum()
        found = [
            (i, j)
            for i, j in np.ndindex(places.shape)
            if (picture[i : i + SIZE, j : j + SIZE] == digit).all()
        ]
        places[found[0]] += 1
        assert found
    assert places.min() >= 9  # of 599 digits, 24 at each of 25 places on average


def test_the_shift_is_drawn_from_the_seed():
    one, same, other = (draw("shifted_digits", seed=k)[0] for k in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
