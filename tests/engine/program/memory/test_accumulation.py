"""Accumulation: contributions to different rows are written, others are added."""

import numpy as np

from engine.graph import Edge, Node
from engine.program.memory.accumulation import accumulation
from engine.program.memory.placement import Placement
from tests.engine.program.graphs import Step, block, with_loss

X = Node("input", (), 3, "x")
Z = Node("affine", (Edge(X),), 5, "z", 0, block("W", 5, 3))


def of(*spans, n_rows=1):
    """Return the placement of a sum of maps, each of some rows of z."""
    maps = [
        Node(
            "affine without bias",
            (Edge(Z, span),),
            n_rows,
            "y",
            k,
            block(f"V{k}", n_rows, span[1] - span[0] if span else 5, use_bias=False),
        )
        for k, span in enumerate(spans)
    ]
    sums, total = [], maps[0]
    for k, other in enumerate(maps[1:]):
        total = Node("add", (Edge(total), Edge(other)), n_rows, "s", k)
        sums.append(total)
    return with_loss(X, Z, *maps, *sums)


def found(*spans):
    added, cleared = accumulation(Placement(of(*spans)), Z)
    return {node.site for node, _ in added}, cleared


def test_the_first_to_rows_is_written_and_the_next_ones_are_added():
    """The backward pass begins with the last."""
    assert found(None, None, None) == ({0, 1}, ())


def test_contributions_to_different_rows_are_all_written():
    assert found((0, 2), (2, 3), (3, 5)) == (set(), ())


def test_rows_of_no_contribution_are_cleared():
    assert found((1, 2), (3, 4)) == (set(), ((0, 1), (2, 3), (4, 5)))


def test_one_that_meets_an_earlier_one_is_added_to_rows_that_are_cleared():
    assert found((0, 3), (2, 4)) == ({0}, ((0, 2), (4, 5)))
    assert found((0, 3), None) == ({0}, ())


def test_gradients_are_exact_in_every_case():
    for spans in (
        (None, None, None),
        ((0, 2), (2, 3), (3, 5)),
        ((1, 2), (3, 4)),
        ((0, 3), (2, 4)),
        ((0, 3), None),
    ):
        Step(of(*spans, n_rows=2), seed=2).check()


def test_what_is_cleared_is_cleared_in_every_step():
    step = Step(of((1, 2), (3, 4))).run()
    grad = step.memory.tape.view("grad", Z)
    assert np.abs(grad[[1, 3]]).min() > 0
    grad[...] = np.nan
    assert (step.run().memory.tape.view("grad", Z)[[0, 2, 4]] == 0).all()
