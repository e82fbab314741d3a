"""Nodes, targets and gradients of a sample, in every kind of network."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Readout, Trainer
from engine.graph import Ref
from engine.inspection.readout.followed import followed
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def trained(kind, n_steps=3):
    trainer = Trainer(EXPERIMENTS[kind])
    trainer.step(n_steps)
    return trainer


def names_of(trainer):
    return frozenset(node.name for node in trainer.graph.nodes[:-1])


def outside(trainer):
    n_train = trainer.data.train_x.shape[1]
    return int(np.setdiff1d(np.arange(n_train), trainer.trace().batch_indices)[0])


def value_of(trainer, probe, name):
    """Return the value of the last node of a name as the readout has it."""
    found = Readout(trainer, probe=probe).node_numbers("value", frozenset({name}))
    n = trainer.graph.n_positions
    return found.sums().reshape(-1, n)[-trainer.graph.named(name)[-1].n_rows :]


@pytest.mark.parametrize("kind", OTHERS)
def test_shares_of_all_samples_add_up_to_the_gradient(kind):
    if kind == "convolution":
        trainer = Trainer(replace(EXPERIMENTS[kind], n_samples=20, batch_size=7))
        trainer.step(2)
    else:
        trainer = trained(kind)
    indices = trainer.trace().batch_indices
    shares = [Readout(trainer, probe=int(k)).gradient() for k in indices]
    whole = Readout(trainer).gradient()
    scale = np.abs(whole).max()
    np.testing.assert_allclose(sum(shares), whole, rtol=1e-10, atol=1e-13 * scale)
    names = names_of(trainer)
    numbers = [
        Readout(trainer, probe=int(k)).node_numbers("grad", names).sums()
        for k in indices
    ]
    whole = Readout(trainer).node_numbers("grad", names).sums()
    np.testing.assert_allclose(sum(numbers), whole, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("kind", [kind for kind in OTHERS if kind != "convolution"])
def test_another_sample_has_the_gradient_of_its_own_step(kind):
    trainer = trained(kind)
    probe = outside(trainer)
    found = followed(trainer, probe)
    assert not found.in_batch
    readout = Readout(trainer, probe=probe)
    np.testing.assert_array_equal(readout.gradient(), found.trace.gradient)
    node = trainer.graph.named("a")[-1]
    np.testing.assert_array_equal(
        value_of(trainer, probe, "a"), found.trace.array(Ref("value", node))
    )


@pytest.mark.parametrize("kind", OTHERS)
def test_before_the_first_step_a_sample_has_values_with_the_present_weights(kind):
    trainer = Trainer(EXPERIMENTS[kind])
    names = names_of(trainer)
    assert Readout(trainer).node_numbers("value", names) is None
    first = int(trainer.next_trace().batch_indices[1])
    before = value_of(trainer, first, "a")
    gradients = Readout(trainer, probe=first).node_numbers("grad", names).sums()
    assert np.isnan(gradients).all()
    trainer.step()  # its forward pass has the weights that there were
    np.testing.assert_allclose(value_of(trainer, first, "a"), before, rtol=1e-12)


@pytest.mark.parametrize("kind", OTHERS)
def test_within_a_step_what_is_not_computed_is_not_a_number(kind):
    trainer = trained(kind)
    trainer.advance("op", 2)
    names = names_of(trainer)
    for probe in (None, 0):
        readout = Readout(trainer, probe=probe)
        values = readout.node_numbers("value", names).sums()
        assert 0 < np.isnan(values).sum() < len(values)
        assert np.isnan(readout.node_numbers("grad", names).sums()).all()
        assert np.isnan(readout.gradient()).all()


def test_after_a_change_of_the_operations_the_values_are_those_of_the_new_ones():
    trainer = trained("rnn")
    trainer.change(activation="relu")
    names = frozenset({"h"})
    assert Readout(trainer).node_numbers("value", names) is None
    found = Readout(trainer, probe=1).node_numbers("value", names).sums()
    assert np.isfinite(found).all()
    assert (found >= 0).all()


@pytest.mark.parametrize("kind", OTHERS)
def test_targets_are_those_of_the_probe(kind):
    trainer = trained(kind)
    assert Readout(trainer).targets() is None
    n, y = trainer.graph.n_positions, trainer.data.train_y[:, 4]
    targets = Readout(trainer, probe=4).targets()
    np.testing.assert_array_equal(targets, y.reshape(n, -1).T)
    place = np.flatnonzero(trainer.trace().batch_indices == 4)
    for k in place:
        trace = trainer.trace()
        np.testing.assert_array_equal(targets, trace.y[:, k * n : (k + 1) * n])


def test_numbers_are_read_once():
    trainer = trained("rnn")
    readout = Readout(trainer, probe=0)
    names = frozenset({"h"})
    first = readout.node_numbers("value", names)
    assert readout.node_numbers("value", names) is first
