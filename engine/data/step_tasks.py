"""Step tasks: sequences that arrive one step at a time.

Every function takes the same arguments, ``echo(n_samples, n_steps, rng, n_classes)``,
and returns what arrives, (n_steps, n_channels, n_samples), and labels (n_samples,), or
(n_samples, n_steps) where there is one for every step.
"""

# ruff: noqa: ARG001 - all tasks have the same signature

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array

__all__ = [
    "LAG",
    "SYMBOLS",
    "TEXT",
    "TEXT_LETTERS",
    "adding",
    "echo",
    "next_character",
    "sine_ahead",
    "temporal_order",
    "temporal_xor",
]

Columns = tuple[Array, Array]
Rng = np.random.Generator

LAG = 3
"""How many steps ago echo repeats."""
SYMBOLS = ("X", "Y", "a", "b")
"""The symbols of temporal order; the order of the first two matters."""
PERIODS = (6.0, 16.0)
"""The shortest and the longest wave of a sine, in steps."""
TEXT = (
    "the sea is on the east side. a seal rests on the sand. the tides rise and the"
    " tides sink. the seal dines on the rest. the sand is its nest. its ears listen"
    " to the seas and it rests again. the tide is late. the seal tastes the sea air"
    " and a kite hangs in the east. it is a clear night. there is ink in the tide and"
    " the stars drift in the inlet. the seal listens to the stars. "
)
TEXT_LETTERS = "".join(sorted(set(TEXT)))


def _signs(n_samples: int, n_steps: int, rng: Rng) -> Array:
    """Return -1 or 1 with equal chances, (n_steps, n_samples)."""
    return 2.0 * rng.integers(0, 2, (n_steps, n_samples)) - 1


def echo(n_samples: int, n_steps: int, rng: Rng, n_classes: int) -> Columns:
    """Return -1 or 1 at every step, and what came `LAG` steps before, at first 0."""
    signal = _signs(n_samples, n_steps, rng)
    heard = np.zeros_like(signal)
    heard[LAG:] = signal[:-LAG]
    return signal[:, None], heard.T


def temporal_xor(n_samples: int, n_steps: int, rng: Rng, n_classes: int) -> Columns:
    """Return bits, -1 or 1, and whether each differs from the one before.

    The bit before the first one is -1.
    """
    bits = _signs(n_samples, n_steps, rng)
    before = np.vstack([np.full((1, n_samples), -1.0), bits[:-1]])
    return bits[:, None], (bits != before).T.astype(np.int64)


def _two_places(n_samples: int, n_steps: int, rng: Rng) -> tuple[Array, Array]:
    """Return a step of the first half and one of the second half, (n_samples,) each."""
    half = n_steps // 2
    return rng.integers(0, half, n_samples), rng.integers(half, n_steps, n_samples)


def adding(n_samples: int, n_steps: int, rng: Rng, n_classes: int) -> Columns:
    """Return values from 0 to 1 and marks, 1 at two steps, and the marked values' sum.

    One mark is in the first half of the steps, one in the second.  The sum has mean 1
    and variance 2/12 = 1/6.
    """
    values = rng.uniform(0, 1, (n_steps, n_samples))
    marks = np.zeros((n_steps, n_samples))
    each = np.arange(n_samples)
    for place in _two_places(n_samples, n_steps, rng):
        marks[place, each] = 1
    return np.stack([values, marks], axis=1), (values * marks).sum(axis=0)


def temporal_order(n_samples: int, n_steps: int, rng: Rng, n_classes: int) -> Columns:
    """Return symbols, one of `SYMBOLS` at every step, and which two came in order.

    X or Y is at one step of the first half and at one of the second, the other symbols
    elsewhere.  The class is 2 for Y in the first place and 1 more for Y in the second.
    """
    symbols = rng.integers(2, len(SYMBOLS), (n_steps, n_samples))
    each, labels = np.arange(n_samples), np.zeros(n_samples, np.int64)
    for place in _two_places(n_samples, n_steps, rng):
        chosen = rng.integers(0, 2, n_samples)
        symbols[place, each] = chosen
        labels = 2 * labels + chosen
    return np.eye(len(SYMBOLS))[symbols].swapaxes(1, 2), labels


def sine_ahead(n_samples: int, n_steps: int, rng: Rng, n_classes: int) -> Columns:
    """Return waves of any phase and of periods in `PERIODS`, and their next values."""
    phase = rng.uniform(0, 2 * math.pi, n_samples)
    period = rng.uniform(*PERIODS, n_samples)
    steps = np.arange(n_steps + 1)[:, None]
    wave = np.sin(phase + 2 * math.pi * steps / period)
    return wave[:-1, None], wave[1:].T


def next_character(n_samples: int, n_steps: int, rng: Rng, n_classes: int) -> Columns:
    """Return stretches of `TEXT`, a letter per step, and the letter that follows.

    They begin anywhere in the text, after whose end it begins again.
    """
    codes = np.array([TEXT_LETTERS.index(letter) for letter in TEXT])
    starts = rng.integers(0, len(codes), n_samples)
    places = (starts + np.arange(n_steps + 1)[:, None]) % len(codes)
    letters = codes[places]
    return np.eye(len(TEXT_LETTERS))[letters[:-1]].swapaxes(1, 2), letters[-1]
