"""Counted numbers of a step beside the memory that its programs take."""

import numpy as np
import pytest

from engine import Trainer
from engine.networks.reduced import forward_part
from engine.program.memory.memory import Memory
from engine.program.memory.placement import placement_of
from engine.program.ops.forward import forward_parts
from engine.program.step_numbers import forward_numbers, step_numbers
from tests.engine.networks_of import EXPERIMENTS


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_the_numbers_are_those_of_the_arrays_of_a_step(kind):
    trainer = Trainer(EXPERIMENTS[kind])
    trainer.step()
    memory = trainer._stepper.work.program(0).memory
    batch = memory.n_columns // trainer.graph.n_positions
    assert step_numbers(trainer.graph) * batch == held(memory)


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_the_numbers_of_a_forward_pass(kind):
    of_step = Trainer(EXPERIMENTS[kind]).graph
    graph = forward_part(of_step)
    memory = Memory(placement_of(graph), 5 * graph.n_positions, float)
    forward_parts(memory, {each: np.zeros(each.shape) for each in graph.parameters})
    numbers = held(memory) + memory.t.size
    assert forward_numbers(of_step) * 5 == numbers


def held(memory):
    own = [memory.tape.flat, memory.x, *memory.masks.values(), *memory.kept.values()]
    copies = memory._copies.items()
    return sum(array.size for array in own) + sum(
        array.size - memory.n_columns * node.reads_ones for node, array in copies
    )
