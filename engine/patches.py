"""Patches: the squares of a picture that a convolution or a pooling reads.

A picture with several channels is a column of a value (n_rows, B): channel by channel,
row by row.  The patches of size s are at the positions (i, j) of a grid; member (u, v)
of the patch at (i, j) is the pixel (i stride + u, j stride + v).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array

__all__ = ["Patches"]


class Patches(NamedTuple):
    """The patches of a picture; what is left over at its right and bottom is unread.

    Attributes
    ----------
    channels, rows, columns : int
        The shape of the picture.
    size : int
        The number of rows, and of columns, of a patch.
    stride : int
        The distance between neighbouring patches.
    """

    channels: int
    rows: int
    columns: int
    size: int
    stride: int = 1

    @property
    def n_rows(self) -> int:
        """The number of pixels of all channels."""
        return self.channels * self.rows * self.columns

    @property
    def grid(self) -> tuple[int, int]:
        """The number of positions down and across."""
        down, across = self.rows - self.size, self.columns - self.size
        return down // self.stride + 1, across // self.stride + 1

    @property
    def n_positions(self) -> int:
        """The number of patches."""
        down, across = self.grid
        return down * across

    @property
    def n_members(self) -> int:
        """The number of pixels of a patch with all channels."""
        return self.channels * self.size * self.size

    def view(self, picture: Array) -> Array:
        """Return a picture's patches as a view of it, in which pixels are repeated.

        Parameters
        ----------
        picture : Array
            (n_rows, B), contiguous.

        Returns
        -------
        Array
            (channels, size, size, rows of positions, columns of positions, B).
        """
        n_columns = picture.shape[1]
        sample = picture.itemsize
        pixel = sample * n_columns
        row = pixel * self.columns
        down, across = self.stride * row, self.stride * pixel
        shape = (self.channels, self.size, self.size, *self.grid, n_columns)
        strides = (row * self.rows, row, pixel, down, across, sample)
        return np.ndarray(shape, picture.dtype, picture, 0, strides)

    def members(self) -> Array:
        """Return the row of each member in (n_rows, B).

        Returns
        -------
        Array
            (channels, size, size, rows of positions, columns of positions) of int.
        """
        members: Array = self.view(np.arange(self.n_rows)[:, None])[..., 0]
        return members
