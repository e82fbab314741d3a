"""Token tasks: sequences of tokens, and the token that is right at every position.

Tokens and targets are integers (T, n) from 0 to below a vocabulary; a column is a
sample.  ``sort(n_samples, n_positions, vocabulary, rng)``, and likewise `reverse` and
`copy`, draw every token by itself; all sequences are equally frequent.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

__all__ = ["copy", "modular_addition", "one_hot", "reverse", "sort"]

Tokens = tuple[Array, Array]
Rng = np.random.Generator


def _drawn(n_samples: int, n_positions: int, vocabulary: int, rng: Rng) -> Array:
    return rng.integers(0, vocabulary, (n_positions, n_samples))


def sort(n_samples: int, n_positions: int, vocabulary: int, rng: Rng) -> Tokens:
    """Return sequences, and the same tokens in ascending order."""
    tokens = _drawn(n_samples, n_positions, vocabulary, rng)
    return tokens, np.sort(tokens, axis=0)


def reverse(n_samples: int, n_positions: int, vocabulary: int, rng: Rng) -> Tokens:
    """Return sequences, and the same tokens from the last to the first."""
    tokens = _drawn(n_samples, n_positions, vocabulary, rng)
    return tokens, tokens[::-1].copy()


def copy(n_samples: int, n_positions: int, vocabulary: int, rng: Rng) -> Tokens:
    """Return sequences, and the same again."""
    tokens = _drawn(n_samples, n_positions, vocabulary, rng)
    return tokens, tokens.copy()


def modular_addition(p: int) -> Tokens:
    """Return all p^2 pairs (a, b), and (a + b) mod p at both positions."""
    tokens = np.indices((p, p)).reshape(2, -1)
    return tokens, np.tile(tokens.sum(axis=0) % p, (2, 1))


def one_hot(tokens: Array, targets: Array, vocabulary: int) -> tuple[Array, Array]:
    """Return inputs and targets of a network that reads one position at a time.

    Parameters
    ----------
    tokens, targets : Array
        (T, n).

    Returns
    -------
    Array, Array
        (T (vocabulary + T), n) and (T vocabulary, n), position by position.  The rows
        of a position are 1 for its token and, in the inputs, below that for its place.
    """
    n_positions, n_samples = tokens.shape
    coded, y = (np.eye(vocabulary)[each].swapaxes(1, 2) for each in (tokens, targets))
    shape = (n_positions, n_positions, n_samples)
    places = np.broadcast_to(np.eye(n_positions)[:, :, None], shape)
    x = np.concatenate([coded, places], axis=1)
    return x.reshape(-1, n_samples), y.reshape(-1, n_samples)
