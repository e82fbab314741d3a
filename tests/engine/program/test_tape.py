"""Tape: one flat vector of blocks, quantity by quantity and layer by layer."""

import numpy as np
import pytest

from engine.layout import ParameterLayout
from engine.program.tape import QUANTITIES, Tape

B = 5


@pytest.fixture(params=[True, False], ids=["biases", "no biases"])
def tape(request):
    layout = ParameterLayout((2, 4, 3), ("tanh", "tanh"), use_bias=request.param)
    return Tape(layout, B, np.float64)


def test_every_number_is_in_one_block_of_one_quantity(tape):
    tape.flat[:] = 0
    for quantity in QUANTITIES:
        for layer in (0, 1):
            tape.full(quantity, layer)[...] += 1
        assert (tape.quantity(quantity) == 1).all()
    assert (tape.flat == 1).all()
    assert len(tape.flat) == len(QUANTITIES) * tape.size


def test_a_view_has_the_units_of_its_layer(tape):
    assert [tape.view("z", k).shape for k in (0, 1)] == [(4, B), (3, B)]
    assert np.shares_memory(tape.view("z", 0), tape.flat)
    assert tape.starts[-1] == tape.size


def test_hidden_activations_end_in_a_row_of_ones_if_there_are_biases():
    layout = ParameterLayout((2, 4, 3), ("tanh", "tanh"), use_bias=True)
    tape = Tape(layout, B, np.float64)
    assert tape.full("a", 0).shape == (5, B)
    assert (tape.full("a", 0)[-1] == 1).all()
    assert tape.full("a", 1).shape == (3, B)
    assert tape.flat.sum() == B


def test_a_tape_can_be_laid_over_a_copy(tape):
    tape.view("delta", 1)[...] = 3
    layout = ParameterLayout(
        (2, 4, 3), ("tanh", "tanh"), use_bias=len(tape.full("z", 0)) == 5
    )
    copy = Tape(layout, B, np.float64, tape.flat.copy())
    assert (copy.view("delta", 1) == 3).all()
    assert not np.shares_memory(copy.flat, tape.flat)
