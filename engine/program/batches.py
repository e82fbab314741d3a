"""Batches: samples in the order of an epoch, as contiguous blocks of memory."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

__all__ = ["Batches", "in_columns", "in_samples"]


def in_columns(samples: Array, n_positions: int) -> Array:
    """Return samples whose positions are columns, (n_rows, n * n_positions).

    Parameters
    ----------
    samples : Array
        (n_positions * n_rows, n): a column is a sample, position by position.
    """
    if n_positions == 1:
        return samples
    n = samples.shape[1]
    by_position = samples.reshape(n_positions, -1, n)
    return by_position.transpose(1, 2, 0).reshape(-1, n * n_positions)


def in_samples(columns: Array, n_positions: int) -> Array:
    """Return samples (n_positions * n_rows, n) of their positions; undoes the former.

    Parameters
    ----------
    columns : Array
        (n_rows, n * n_positions).
    """
    if n_positions == 1:
        return columns
    by_position = columns.reshape(len(columns), -1, n_positions)
    return by_position.transpose(2, 0, 1).reshape(len(columns) * n_positions, -1)


class Batches:
    """Samples in the order of an epoch, cut into batches.

    A batch is one contiguous block of memory, which BLAS multiplies in half the time of
    columns of a wider array.

    Parameters
    ----------
    source : Array
        (n_positions * n_rows, n_samples), position by position.
    size : int
        The batch size B; the last batch may be smaller.
    n_positions : int
        The columns of a sample, which are next to each other.

    Attributes
    ----------
    blocks : list of Array
        (n_rows, B * n_positions) per batch; the same memory in every epoch.
    """

    def __init__(self, source: Array, size: int, n_positions: int = 1) -> None:
        n_rows, n_samples = len(source) // n_positions, source.shape[1]
        self._samples = np.ascontiguousarray(source.T)
        self._taken = self._samples.copy()
        taken = self._taken.reshape(n_samples, n_positions, n_rows)
        n_whole = n_samples // size
        cut = n_whole * size
        wholes = np.empty((n_whole, n_rows, size, n_positions), source.dtype)
        by_batch = taken[:cut].reshape(n_whole, size, n_positions, n_rows)
        self._copies = [(wholes, by_batch.transpose(0, 3, 1, 2))]
        n_columns = size * n_positions
        self.blocks: list[Array] = list(wholes.reshape(n_whole, n_rows, n_columns))
        if cut < n_samples:
            rest = np.empty((n_rows, n_samples - cut, n_positions), source.dtype)
            self._copies.append((rest, taken[cut:].transpose(2, 0, 1)))
            self.blocks.append(rest.reshape(n_rows, -1))
        self._fill()

    def _fill(self) -> None:
        for target, source in self._copies:
            np.copyto(target, source)

    def take(self, order: Array) -> None:
        """Copy the samples into the batches in an order (n_samples,) of integers."""
        self._samples.take(order, 0, self._taken, "clip")
        self._fill()
