"""Numbers of nodes beside the arrays of the trace that they are read from."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.graph import Ref
from engine.inspection.readout.node_groups import node_groups
from engine.inspection.readout.node_numbers import NodeNumbers, node_rows
from tests.engine.networks_of import EXPERIMENTS, OTHERS

TRUNCATED = replace(EXPERIMENTS["lstm"], sequence_length=6, truncation=2)
CASES = {**{name: EXPERIMENTS[name] for name in OTHERS}, "truncated": TRUNCATED}


def trained(experiment, n_steps=3):
    trainer = Trainer(experiment)
    trainer.step(n_steps)
    return trainer


def names_of(trainer):
    return frozenset(node.name for node in trainer.graph.nodes[:-1])


def arrays(trainer, quantity, names):
    """Return an array (n_rows, B, T) for each node, from the trace."""
    trace, n = trainer.trace(), trainer.graph.n_positions
    found = []
    for group in node_groups(trainer.graph):
        if group.name not in names or (quantity == "grad" and not group.has_gradient):
            continue
        for node, is_reached in zip(group.nodes, group.reached, strict=True):
            array = np.zeros((node.n_rows, trace.x.shape[1]))
            if quantity == "value" or is_reached:
                array = trace.array(Ref(quantity, node))
            found.append(array.reshape(node.n_rows, -1, n))
    return found


def read(trainer, quantity, names, sample=None):
    graph = trainer.graph
    rows = node_rows(graph, quantity, names)
    return NodeNumbers(rows, trainer.last_step(), graph.n_positions, sample)


def rms(array):
    return np.sqrt(np.mean(np.longdouble(array) ** 2))


@pytest.mark.whole
@pytest.mark.parametrize("quantity", ["value", "grad"])
@pytest.mark.parametrize("case", CASES)
def test_the_numbers_of_the_batch(case, quantity):
    trainer = trained(CASES[case])
    for names in (names_of(trainer), frozenset({"z"}), frozenset({"x", "h", "a"})):
        wanted, found = arrays(trainer, quantity, names), read(trainer, quantity, names)
        if not wanted:
            continue
        sums = np.concatenate([array.sum(axis=1).ravel() for array in wanted])
        np.testing.assert_allclose(found.sums(), sums, rtol=1e-12, atol=1e-15)
        means = np.concatenate([array.mean(axis=1).ravel() for array in wanted])
        np.testing.assert_allclose(found.means(), means, rtol=1e-12, atol=1e-15)
        sizes = np.float64([rms(array) for array in wanted])
        np.testing.assert_allclose(found.sizes(), sizes, rtol=1e-12)


@pytest.mark.parametrize("quantity", ["value", "grad"])
@pytest.mark.parametrize("case", CASES)
def test_the_numbers_of_one_sample_of_the_batch(case, quantity):
    trainer = trained(CASES[case])
    names, k = names_of(trainer), trainer.trace().batch_size - 1
    wanted = [array[:, k] for array in arrays(trainer, quantity, names)]
    found = read(trainer, quantity, names, sample=k)
    flat = np.concatenate([array.ravel() for array in wanted])
    np.testing.assert_array_equal(found.sums(), flat)
    np.testing.assert_array_equal(found.means(), flat)
    sizes = np.float64([rms(array) for array in wanted])
    np.testing.assert_allclose(found.sizes(), sizes, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e160, 1e300])
def test_sizes_are_exact_however_small_or_large_numbers_are(scale):
    trainer = trained(EXPERIMENTS["rnn"])
    rows = node_rows(trainer.graph, "grad", frozenset({"z", "h"}))
    taken = rows.taken(trainer.last_step(), slice(None))
    taken /= np.abs(taken).max()
    np.testing.assert_allclose(
        rows.sizes(taken * scale), scale * rows.sizes(taken), rtol=1e-12
    )


def test_the_gradient_of_a_network_that_vanishes_keeps_its_digits():
    e = Experiment(
        network="rnn",
        dataset="temporal_order",
        hidden=(3,),
        sequence_length=50,
        loss="softmax_cross_entropy",
        spectral_radius=1e-6,
        n_samples=20,
    )
    trainer = trained(e, 1)
    wanted = np.float64([rms(a) for a in arrays(trainer, "grad", frozenset({"h"}))])
    assert 0 < wanted[0] < 1e-250
    sizes = read(trainer, "grad", frozenset({"h"})).sizes()
    np.testing.assert_allclose(sizes, wanted, rtol=1e-9)


def test_what_has_no_gradient_is_left_out():
    trainer = trained(EXPERIMENTS["rnn"])
    assert node_rows(trainer.graph, "grad", frozenset({"x"})).n_nodes == 0
    assert node_rows(trainer.graph, "value", frozenset({"y"})).n_nodes == 0
