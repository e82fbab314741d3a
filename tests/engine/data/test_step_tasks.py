"""Step tasks: the rule behind every answer."""

import numpy as np
import pytest

from engine.data import step_tasks
from engine.data.step_tasks import LAG, PERIODS, SYMBOLS, TEXT, TEXT_LETTERS

AT_EVERY_STEP = ("echo", "temporal_xor", "sine_ahead")
TASKS = ("echo", "temporal_xor", "adding", "temporal_order", "sine_ahead",
         "next_character")  # fmt: skip


def draw(name, n_steps=12, n_samples=500, *, seed=0):
    """Return what arrives (n_steps, n_channels, n_samples), and labels."""
    rng = np.random.default_rng(seed)
    return getattr(step_tasks, name)(n_samples, n_steps, rng, 3)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("n_steps", [4, 5, 50])
def test_shapes_and_draws(name, n_steps):
    x, labels = draw(name, n_steps, 40, seed=1)
    of_steps = (n_steps,) if name in AT_EVERY_STEP else ()
    assert (x.shape[0], x.shape[2], labels.shape) == (n_steps, 40, (40, *of_steps))
    again, other = draw(name, n_steps, 40, seed=1), draw(name, n_steps, 40, seed=2)
    assert np.array_equal(x, again[0])
    assert np.array_equal(labels, again[1])
    assert not np.array_equal(x, other[0])


def test_echo_repeats_earlier_signs_after_silence():
    x, labels = draw("echo")
    assert set(np.unique(x)) == {-1, 1}
    assert not labels[:, :LAG].any()
    assert np.array_equal(labels[:, LAG:].T, x[:-LAG, 0])


def test_temporal_xor_compares_every_bit_with_the_one_before():
    x, labels = draw("temporal_xor")
    bits = np.vstack([np.full((1, 500), -1.0), x[:, 0]])
    assert np.array_equal(labels.T == 1, bits[1:] * bits[:-1] == -1)
    assert 0.45 < labels.mean() < 0.55


def test_adding_sums_one_value_of_each_half():
    x, labels = draw("adding", n_samples=100_000)
    values, marks = x[:, 0], x[:, 1]
    assert set(np.unique(marks)) == {0, 1}
    for half in (marks[:6], marks[6:]):
        assert np.array_equal(half.sum(axis=0), np.ones(100_000))
        np.testing.assert_allclose(half.mean(axis=1), 1 / 6, atol=0.005)
    np.testing.assert_allclose(labels, (values * marks).sum(axis=0))
    # always answering 1 has the variance of two uniform numbers as an error
    assert np.mean((labels - 1) ** 2) == pytest.approx(1 / 6, rel=0.02)


def test_an_odd_number_of_steps_has_its_middle_in_the_second_half():
    x, _ = draw("adding", n_steps=5, n_samples=3000)
    marks = x[:, 1].mean(axis=1)
    np.testing.assert_allclose(marks, [1 / 2, 1 / 2, 1 / 3, 1 / 3, 1 / 3], atol=0.05)


def test_the_class_of_temporal_order_names_both_symbols_in_their_order():
    x, labels = draw("temporal_order")
    assert np.array_equal(x.sum(axis=1), np.ones((12, 500)))
    for column, label in zip(np.moveaxis(x, 2, 0), labels, strict=True):
        letters = "".join(SYMBOLS[k] for k in column.argmax(axis=1))
        found = [letter for letter in letters if letter in "XY"]
        assert "".join(found) == ("XX", "XY", "YX", "YY")[label]
        assert sum(letter in "XY" for letter in letters[:6]) == 1
    assert set(labels) == {0, 1, 2, 3}


def test_a_sine_goes_on_as_it_began():
    x, labels = draw("sine_ahead", n_steps=20)
    assert np.array_equal(labels[:, :-1].T, x[1:, 0])
    wave = np.vstack([x[:, 0], labels[:, -1]])
    # sin(w (t + 1)) + sin(w (t - 1)) = 2 cos w sin(w t), with one w for each wave
    doubled = (wave[2:] + wave[:-2]) / wave[1:-1]
    cosines = np.median(doubled, axis=0) / 2
    np.testing.assert_allclose(
        wave[2:] + wave[:-2], 2 * cosines * wave[1:-1], atol=1e-10
    )
    periods = 2 * np.pi / np.arccos(cosines)
    low, high = PERIODS
    assert low - 1e-9 < periods.min() < low + 1
    assert high - 1 < periods.max() < high + 1e-9


def test_the_next_character_is_that_of_the_text():
    x, labels = draw("next_character", n_steps=6)
    twice = TEXT + TEXT
    for column, label in zip(np.moveaxis(x, 2, 0), labels, strict=True):
        read = "".join(TEXT_LETTERS[k] for k in column.argmax(axis=1))
        assert read + TEXT_LETTERS[label] in twice
    assert np.array_equal(x.sum(axis=1), np.ones((6, 500)))
    assert sorted(set(TEXT)) == list(TEXT_LETTERS)
