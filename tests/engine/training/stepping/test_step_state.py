"""Step state: between steps, within a step, changed, or without a step to trace."""

import pytest

from engine import Experiment
from engine.training.stepping.step_state import StepState
from engine.training.stepping.stepper import Stepper


@pytest.fixture
def stepper():
    return Stepper(Experiment(n_samples=20, batch_size=5), dtype=float)


def described(state):
    return state.op_index > 0, state.batch, state.kept is not None, state.can_trace


def test_a_new_state_has_no_step_to_trace():
    assert described(StepState()) == (False, None, False, False)


def test_after_a_step_its_batch_can_be_traced(stepper):
    stepper.step(2)
    assert described(stepper.state) == (False, 1, False, True)
    assert not stepper.state.is_within


def test_within_a_step_its_batch_can_be_traced(stepper):
    stepper.run_op()
    assert described(stepper.state) == (True, 0, False, True)
    assert stepper.state.is_within
    assert stepper.state.rollback.step == 0


def test_after_a_change_the_last_step_is_kept(stepper):
    stepper.step(1)
    stepper.settle()
    assert described(stepper.state) == (False, None, True, True)
    kept = stepper.trace()
    stepper.settle()
    assert stepper.trace() is kept


def test_a_step_that_is_cut_short_leaves_none(stepper):
    stepper.step(1)
    stepper.run_op()
    stepper.settle()
    assert described(stepper.state) == (False, None, False, False)


def test_after_a_restored_snapshot_there_is_none(stepper):
    stepper.step(1)
    stepper.restore(stepper.snapshot())
    assert described(stepper.state) == (False, None, False, False)
    assert stepper.last_step() is None
