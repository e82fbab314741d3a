"""Update buffers: views of one matrix, so that two vectors can be one array."""

import numpy as np

from engine.functions.update_buffers import N_FIXED_ROWS, UpdateBuffers


def test_every_vector_is_a_row_of_the_matrix():
    matrix = np.zeros((N_FIXED_ROWS + 2, 5))
    u = UpdateBuffers(matrix)
    for row, vector in enumerate((u.g_pair[0], u.g, u.update, u.parameters, *u.slots)):
        vector[:] = row
    assert matrix.tolist() == [[k] * 5 for k in range(6)]
    assert np.shares_memory(u.g, u.g_pair[1])


def test_scratch_is_no_part_of_the_matrix():
    matrix = np.zeros((N_FIXED_ROWS, 5))
    u = UpdateBuffers(matrix)
    u.t2[:] = 1
    assert np.shares_memory(u.t, u.t2)
    assert not matrix.any()


def test_scalars_are_set_in_place():
    u = UpdateBuffers(np.zeros((N_FIXED_ROWS, 2)))
    rate, eps, decay = u.rate, u.eps, u.decay
    u.set_scalars((-0.5, 1e-8, -0.25))
    assert [float(rate), float(eps), float(decay)] == [-0.5, 1e-8, -0.25]
    assert rate.shape == ()
