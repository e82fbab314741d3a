"""Cells: what the letters of patches count, there and back."""

import numpy as np

from engine.functions.kinds.kinds import KINDS
from engine.graph import Edge, Node, Parameter
from engine.inspection.explanation.cells import Cells
from engine.patches import Patches

B = 2
PICTURE = Patches(1, 4, 4, 3)
X = Node("input", (), 16, "x")
KERNELS = Parameter("K", (("filters", 2),), (("pixels", 9),))
Z = Node("convolution", (Edge(X),), 8, "z", 0, KERNELS, patches=PICTURE)
CELLS = Cells(Z, KINDS["convolution"].places, B)


def test_an_operand_has_the_shape_of_its_letters():
    assert CELLS.shape("W") == (2, 10)
    assert CELLS.shape(0) == (10, 4, B)
    assert CELLS.shape("grad") == (2, 4, B)
    assert CELLS.shape("share") == ()


def test_an_element_has_a_row_and_a_column():
    assert CELLS.at("W", (1, 3)) == (1, 3)
    assert CELLS.at("grad", (1, 2, 0)) == (6, 0)
    # member 5 is in the middle row on the right; position 2 is down one row
    assert CELLS.at(0, (5, 2, 1)) == (4 * 2 + 2, 1)
    assert CELLS.at(0, (9, 2, 1)) == (16, 1)  # the ones


def test_a_pixel_is_counted_by_every_patch_that_has_it():
    assert CELLS.counted(0, (0, 1)) == [(0, 0, 1)]
    assert len(CELLS.counted(0, (5, 0))) == 4
    assert all(CELLS.at(0, each) == (5, 0) for each in CELLS.counted(0, (5, 0)))
    assert CELLS.counted("grad", (6, 0)) == [(1, 2, 0)]
    assert CELLS.counted("W", (1, 9)) == [(1, 9)]


def test_all_that_is_counted_for_all_elements_is_every_cell_once():
    found = [each for row in range(16) for each in CELLS.counted(0, (row, 0))]
    expected = [(*each, 0) for each in np.ndindex(9, 4)]
    assert sorted(found) == expected
