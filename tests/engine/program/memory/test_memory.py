"""Memory: the arrays of nodes, spans of them, and rows of ones."""

import numpy as np
import pytest

from engine.graph import Edge, Graph, Node
from engine.patches import Patches
from engine.program.memory.memory import Memory
from engine.program.memory.placement import Placement, placement_of_step
from tests.engine.networks_of import EXPERIMENTS
from tests.engine.program.graphs import B, block

X = Node("input", (), 3, "x")
WHOLE = Node("affine", (Edge(X),), 2, "z", 0, block("W", 2, 3))
SPAN = Node("affine", (Edge(X, (1, 3)),), 2, "z", 1, block("V", 2, 2))
PLAIN = Node(
    "affine without bias", (Edge(X, (0, 2)),), 2, "z", 2,
    block("U", 2, 2, use_bias=False),
)  # fmt: skip
MASKED = Node("dropout", (Edge(WHOLE),), 2, "dropout", 0)
MEMORY = Memory(
    Placement(Graph((X, WHOLE, SPAN, PLAIN, MASKED))), B, np.float64
)  # fmt: skip


def test_the_input_has_a_row_of_ones_below_it():
    assert MEMORY.x.shape == (4, B)
    assert MEMORY.inputs(WHOLE) == (MEMORY.x,)
    assert (MEMORY.x[-1] == 1).all()


def test_some_rows_above_ones_are_a_copy():
    (copy,) = MEMORY.inputs(SPAN)
    assert copy is MEMORY.copy(SPAN)
    assert copy.shape == (3, B)
    assert (copy[-1] == 1).all()
    assert not np.shares_memory(copy, MEMORY.x)


def test_some_rows_without_ones_are_a_view():
    (rows,) = MEMORY.inputs(PLAIN)
    assert rows.shape == (2, B)
    assert np.shares_memory(rows, MEMORY.x)


def test_masks_are_ones_until_they_are_drawn_or_given():
    assert (MEMORY.masks[MASKED] == 1).all()
    given = {MASKED: np.full((2, B), 2.0)}
    assert Memory(MEMORY.placement, B, np.float64, given).masks == given


def test_without_dropout_its_value_is_the_one_before():
    memory = Memory(MEMORY.placement, B, np.float64, has_gradients=False)
    assert memory.before == {MASKED: WHOLE}
    assert memory.values[MASKED] is memory.values[WHOLE]
    assert memory.masks == {}


def test_scratch_is_one_memory():
    assert MEMORY.scratch(2).shape == (2, B)
    assert np.shares_memory(MEMORY.scratch(1), MEMORY.t)
    assert MEMORY.y.shape == (0, B)


def test_what_patches_keep_is_ones_at_first():
    patches = Patches(1, 2, 4, 2, 2)
    x = Node("input", (), 8, "x")
    pool = Node("average pool", (Edge(x),), 2, "pool", 0, patches=patches)
    memory = Memory(Placement(Graph((x, pool))), B, np.float64)
    assert list(memory.kept) == [pool]
    o = memory.operands(pool)
    assert o.patches == patches
    assert o.kept.shape == (12, B)
    assert (o.kept == 1).all()
    assert MEMORY.kept == {}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_values_alone_take_the_first_rows_of_a_step(name):
    placement = placement_of_step(EXPERIMENTS[name])
    whole, part = (
        Memory(placement, 2 * placement.graph.n_positions, float, has_gradients=has)
        for has in (True, False)
    )
    assert len(part.tape.flat) < len(whole.tape.flat)
    assert part.t.size <= whole.t.size
    assert part.y.size == 0
    part.tape.flat[:] = np.arange(part.tape.flat.size)
    whole.tape.flat[: part.tape.flat.size] = part.tape.flat
    for node in placement.placed:
        np.testing.assert_array_equal(part.values[node], whole.values[node])


def test_all_ops_of_a_node_use_the_same_operands():
    o = MEMORY.operands(MASKED)
    assert o is MEMORY.operands(MASKED)
    assert o.mask is MEMORY.masks[MASKED]
    assert o.value is MEMORY.values[MASKED]
    assert o.inputs == (MEMORY.values[WHOLE],)
    assert MEMORY.values[X].base is MEMORY.x
