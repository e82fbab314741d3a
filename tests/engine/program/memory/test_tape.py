"""Tape: one matrix, in which every quantity of a node is a block of rows."""

import numpy as np
import pytest

from engine.networks.dense import QUANTITIES, dense
from engine.program.memory.placement import Placement
from engine.program.memory.tape import Tape

B = 5


def graph_of(*, use_bias=True, **settings):
    return dense((2, 4, 3), ("tanh", "tanh"), use_bias=use_bias, loss="mse", **settings)


@pytest.fixture(params=[True, False], ids=["biases", "no biases"])
def tape(request):
    return Tape(Placement(graph_of(use_bias=request.param)), B, np.float64)


def test_every_number_is_in_one_block_of_one_quantity(tape):
    tape.flat[:] = 0
    for quantity, name in QUANTITIES.values():
        for node in tape.placement.graph.named(name):
            tape.full(quantity, node)[...] += 1
        assert (tape.stretch(quantity, name) == 1).all()
    assert (tape.flat == 1).all()


def test_the_memory_begins_where_a_cache_line_does(tape):
    assert tape.flat.ctypes.data % 64 == 0
    assert tape.matrix.ctypes.data == tape.flat.ctypes.data


def test_a_view_has_the_units_of_its_layer(tape):
    z = tape.placement.graph.named("z")
    assert [tape.view("value", node).shape for node in z] == [(4, B), (3, B)]
    assert np.shares_memory(tape.view("value", z[0]), tape.flat)


def test_what_a_map_with_biases_reads_ends_in_a_row_of_ones():
    tape = Tape(Placement(graph_of()), B, np.float64)
    hidden, output = tape.placement.graph.named("a")
    assert tape.full("value", hidden).shape == (5, B)
    assert (tape.full("value", hidden)[-1] == 1).all()
    assert tape.full("value", output).shape == (3, B)


def test_a_block_is_the_memory_of_neighbours(tape):
    first, last = tape.placement.graph.named("a")
    block = tape.block("grad", first, last)
    assert block.shape == (tape.stretch("grad", "a").size,)
    assert np.shares_memory(block, tape.view("grad", last))


def test_a_tape_can_be_laid_over_a_copy(tape):
    node = tape.placement.graph.named("z")[1]
    tape.view("grad", node)[...] = 3
    copy = Tape(tape.placement, B, np.float64, tape.flat.copy())
    assert (copy.view("grad", node) == 3).all()
    assert not np.shares_memory(copy.flat, tape.flat)
