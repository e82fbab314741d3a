"""Compiled: the phases in order, and the array of every quantity."""

import numpy as np

from engine.graph import Ref
from engine.networks.dense import dense
from engine.program.ops.op import PHASES
from tests.engine.program.graphs import Step

GRAPH = dense((2, 3, 1), ("silu", "silu"), use_bias=True, dropout=0.5, loss="mse")


def test_phases_come_in_their_order():
    phases = [op.phase for op in Step(GRAPH).compiled.ops]
    assert list(dict.fromkeys(phases)) == list(PHASES[:-1])
    assert phases == sorted(phases, key=PHASES.index)


def test_what_an_op_writes_changes_and_nothing_else_of_the_tape():
    step = Step(GRAPH)
    step.run()
    rows = step.placement.rows
    everything = {Ref(quantity, node) for quantity in rows for node in rows[quantity]}
    for op in step.compiled.ops:
        before = {ref: step.compiled.array(ref).copy() for ref in everything}
        for function, args in op.calls:
            function(*args)
        for ref, kept in before.items():
            np.testing.assert_array_equal(step.compiled.array(ref), kept)


def test_every_op_reads_what_it_says():
    """With NaN in what it reads, an op's results are not finite."""
    for k, op in enumerate(Step(GRAPH).compiled.ops):
        for ref in op.reads:
            step = Step(GRAPH).run()
            if ref.quantity == "y":
                array = step.memory.y
            elif ref.of is GRAPH.nodes[0]:
                array = step.memory.x
            else:
                array = step.compiled.array(ref)
            array[...] = np.nan
            for function, args in step.compiled.ops[k].calls:
                function(*args)
            assert any(
                np.isnan(step.compiled.array(written)).any() for written in op.writes
            ), (op.name, ref)


def test_the_array_of_every_quantity_is_the_one_that_is_used():
    step = Step(GRAPH).run()
    w = next(iter(GRAPH.users))
    assert step.compiled.array(Ref("W", w)) is step.parameters[w]
    assert step.compiled.array(Ref("dW", w)) is step.gradients[w]
    (dropped,) = GRAPH.named("dropout")
    assert step.compiled.array(Ref("mask", dropped)) is step.memory.masks[dropped]
