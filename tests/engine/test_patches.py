"""Patches: where they are, and the view that reads them."""

import numpy as np
import pytest

from engine.patches import Patches

SOME = [
    Patches(1, 8, 8, 3),
    Patches(3, 5, 7, 3),
    Patches(2, 5, 7, 2, 2),
    Patches(2, 4, 4, 2, 2),
    Patches(1, 3, 3, 3),
]


@pytest.mark.parametrize("patches", SOME)
def test_a_patch_is_the_square_of_pixels_at_its_position(patches):
    picture = np.random.default_rng(1).normal(size=(patches.n_rows, 4))
    pixels = picture.reshape(patches.channels, patches.rows, patches.columns, 4)
    view, (size, stride) = patches.view(picture), (patches.size, patches.stride)
    for i, j in np.ndindex(patches.grid):
        y, x = i * stride, j * stride
        square = pixels[:, y : y + size, x : x + size]
        np.testing.assert_array_equal(view[:, :, :, i, j], square)
    assert view.shape[:3] == (patches.channels, size, size)
    assert y + size + stride > patches.rows
    assert x + size + stride > patches.columns


@pytest.mark.parametrize("patches", SOME)
def test_the_members_are_rows_of_the_picture(patches):
    picture = np.random.default_rng(1).normal(size=(patches.n_rows, 4))
    np.testing.assert_array_equal(picture[patches.members()], patches.view(picture))


def test_the_view_is_of_the_memory_of_the_picture():
    whole = np.zeros((12, 2))
    view = Patches(1, 3, 3, 2).view(whole[:9])
    assert view.base is whole
    view[0, 1, 1, 1, 1] = 5
    assert whole[8].tolist() == [5, 5]


def test_patches_are_counted():
    patches = Patches(2, 8, 8, 3)
    assert (patches.n_rows, patches.n_positions, patches.n_members) == (128, 36, 18)
    assert Patches(4, 7, 6, 2, 2).grid == (3, 3)
