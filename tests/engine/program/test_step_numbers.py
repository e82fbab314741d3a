"""Counted numbers of a step beside the memory that its programs take."""

import pytest

from engine import Trainer
from engine.program.step_numbers import step_numbers
from tests.engine.networks_of import EXPERIMENTS


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_the_numbers_are_those_of_the_arrays_of_a_step(kind):
    trainer = Trainer(EXPERIMENTS[kind])
    trainer.step()
    memory = trainer._stepper.work.program(0).memory
    own = [memory.tape.flat, memory.x, *memory.masks.values(), *memory.kept.values()]
    held = sum(array.size for array in own)
    held += sum(array.size - memory.n_columns for array in memory._copies.values())
    batch = memory.n_columns // trainer.graph.n_positions
    assert step_numbers(EXPERIMENTS[kind]) * batch == held
