"""Coming: the next step is foreseen without moving the run."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Trainer
from tests.engine.training.runs import RUNS, experiment, same


@pytest.mark.parametrize("changes", RUNS, ids=str)
@pytest.mark.parametrize("n_steps", [0, 1, 3, 7])
def test_the_coming_step_is_the_one_that_comes(changes, n_steps):
    trainer, other = Trainer(experiment(changes)), Trainer(experiment(changes))
    trainer.step(n_steps)
    other.step(n_steps)
    coming = trainer.next_trace()
    trainer.step(1)
    trace = trainer.trace()
    assert (coming.done, coming.step, coming.t) == (0, trace.step, trace.t)
    assert (coming.n_ops, coming.epoch) == (trace.n_ops, trace.epoch)
    for name in ("batch_indices", "x", "y", "before"):
        np.testing.assert_array_equal(getattr(coming, name), getattr(trace, name))
        assert not getattr(coming, name).flags.writeable
    assert all(np.isnan(v).all() for v in (coming.tape, coming.gradient, coming.after))
    for layer, mask in coming.masks.items():
        assert mask.shape == trace.masks[layer].shape
        assert np.isnan(mask).all()
    other.step(1)
    assert same(trainer, other)


def test_within_a_step_the_coming_step_is_that_step_before_its_first_op():
    trainer = Trainer(experiment({}))
    trainer.step(2)
    first = trainer.next_trace()
    trainer.advance("phase", 4)
    again = trainer.next_trace()
    assert (again.step, again.done) == (3, 0)
    np.testing.assert_array_equal(again.before, first.before)
    np.testing.assert_array_equal(again.batch_indices, first.batch_indices)
