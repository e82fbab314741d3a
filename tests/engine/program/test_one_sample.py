"""One sample: its part of a step, as a share of the batch or as a step of its own."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.graph import Ref
from engine.program.one_sample import sample_of, share_of
from tests.engine.networks_of import EXPERIMENTS


def traced(experiment):
    trainer = Trainer(experiment)
    trainer.step(3)
    return trainer.trace()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_shares_of_all_samples_add_up_to_the_gradient(name):
    trace = traced(EXPERIMENTS[name])
    shares = [share_of(trace, k).gradient for k in range(trace.batch_size)]
    np.testing.assert_allclose(sum(shares), trace.gradient, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_share_has_the_columns_of_its_sample_and_their_order(name):
    trace = traced(EXPERIMENTS[name])
    part, n = share_of(trace, 2), trace.placement.graph.n_positions
    assert part.batch_indices.tolist() == [trace.batch_indices[2]]
    np.testing.assert_array_equal(part.x, trace.x[:, 2 * n : 3 * n])
    np.testing.assert_array_equal(part.y, trace.y[:, 2 * n : 3 * n])
    rows = trace.placement.rows
    for ref in (Ref(quantity, node) for quantity in rows for node in rows[quantity]):
        whole = trace.array(ref)[:, 2 * n : 3 * n]
        np.testing.assert_array_equal(part.array(ref), whole)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_sample_has_the_gradient_of_its_own_loss(name):
    trace = traced(EXPERIMENTS[name])
    parts = [sample_of(trace, k) for k in range(trace.batch_size)]
    assert np.mean([part.loss for part in parts]) == pytest.approx(trace.loss)
    mean = np.mean([part.gradient for part in parts], axis=0)
    np.testing.assert_allclose(mean, trace.gradient, rtol=1e-12, atol=1e-16)
    alone = Trainer(EXPERIMENTS[name].replace(batch_size=1))
    while alone.next_trace().batch_indices[0] != trace.batch_indices[0]:
        alone.step()
    np.copyto(alone._stepper.work.state[0], trace.before[0])
    alone.step()
    gradient = alone.trace().gradient
    np.testing.assert_allclose(parts[0].gradient, gradient, rtol=1e-12, atol=1e-15)


def test_masks_are_those_of_the_sample():
    trace = traced(Experiment(hidden=(3, 2), batch_size=4, dropout=0.5))
    for k in range(4):
        part = sample_of(trace, k)
        for i, mask in trace.masks.items():
            np.testing.assert_array_equal(part.masks[i], mask[:, k : k + 1])
        for own in part.layers:
            np.testing.assert_array_equal(own.dW, own.delta @ own.a_prev.T)
            np.testing.assert_array_equal(own.db, own.delta)


@pytest.mark.parametrize("k", [-1, 4])
@pytest.mark.parametrize("part", [sample_of, share_of])
def test_a_sample_that_is_not_in_the_batch_is_refused(part, k):
    trace = traced(Experiment(hidden=(3, 2), batch_size=4))
    with pytest.raises(IndexError, match="sample must be 0 to 3"):
        part(trace, k)
