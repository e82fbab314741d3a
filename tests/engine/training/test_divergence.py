"""Divergence: caught at its first step, named, and nothing lost."""

from __future__ import annotations

import numpy as np
import pytest

from engine import DivergenceError, Experiment, Trainer
from engine.graph import Node
from engine.networks.dense import NAMES

EXPLODING = {
    "dataset": "plane",
    "activation": "linear",
    "hidden": (3,),
    "learning_rate": 5.0,
    "batch_size": 10,
}


def first_bad_step(trainer):
    """Return how many single steps stay finite, by an own look at each."""
    for step in range(10_000):
        try:
            trainer.step(1)
        except DivergenceError:
            return step
        assert np.isfinite(trainer.vector).all()
    raise AssertionError


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_a_long_run_stops_at_the_same_step_as_single_steps(optimizer):
    experiment = Experiment(**EXPLODING, optimizer=optimizer)
    single, long = Trainer(experiment), Trainer(experiment)
    finite = first_bad_step(single)
    with pytest.raises(DivergenceError) as caught:
        long.step(100_000)
    assert caught.value.step == finite + 1
    assert long.step_count == finite
    assert long.snapshot().digest() == single.snapshot().digest()
    assert np.isfinite(long.vector).all()


def test_the_fault_is_named():
    """The first quantity, in the order of the ops' writes, that is not finite."""
    trainer = Trainer(Experiment(**EXPLODING))
    with pytest.raises(DivergenceError) as caught:
        trainer.step(100_000)
    error = caught.value
    run = Trainer(Experiment(**EXPLODING))
    run.step(error.step - 1)
    faults = []
    while not faults:
        written, layer = run.next_op.writes, run.next_op.layer
        run.advance("op")
        layers = run.trace().layers
        named = [
            (NAMES[ref.quantity, ref.of.name], ref.of.site)
            if isinstance(ref.of, Node)
            else (ref.quantity, layer)
            for ref in written
        ]
        faults = [
            (quantity, layer)
            for quantity, layer in named
            if not np.isfinite(getattr(layers[layer], quantity)).all()
        ]
    assert (error.quantity, error.layer) == faults[0]
    assert error.quantity in ("z", "a", "da", "delta", "dW")
    assert f"Step {error.step}" in str(error)
    assert f"layer {error.layer + 1}" in error.message


@pytest.mark.parametrize("by", ["op", "phase", "step", "epoch"])
def test_going_piece_by_piece_stops_at_the_same_place(by):
    run, pieces = Trainer(Experiment(**EXPLODING)), Trainer(Experiment(**EXPLODING))
    with pytest.raises(DivergenceError) as first:
        run.step(100_000)
    with pytest.raises(DivergenceError) as second:
        pieces.advance(by, 1_000_000)
    assert str(first.value) == str(second.value)
    assert pieces.snapshot().digest() == run.snapshot().digest()


def test_a_run_goes_on_after_the_learning_rate_is_lowered():
    trainer = Trainer(Experiment(**EXPLODING))
    with pytest.raises(DivergenceError):
        trainer.step(100_000)
    rewound = Trainer(Experiment(**EXPLODING))
    rewound.change(learning_rate=1e-3)
    rewound.step(500)
    assert np.isfinite(rewound.train_loss)


def test_dropout_goes_back_to_where_it_was():
    experiment = Experiment(**EXPLODING, dropout=0.2)
    single, long = Trainer(experiment), Trainer(experiment)
    finite = first_bad_step(single)
    with pytest.raises(DivergenceError):
        long.step(100_000)
    assert long.step_count == finite
    assert long.snapshot().digest() == single.snapshot().digest()


def test_large_but_finite_numbers_are_no_divergence():
    """The square of 1e200 overflows; the weight itself does not."""
    layers = [{"W": [[1e200, 0.0]], "b": [0.0]}]
    trainer = Trainer(
        Experiment(hidden=(), loss="binary_cross_entropy", initial_parameters=layers)
    )
    assert trainer.step(3) == 3
    assert trainer.parameters[0][0][0, 0] > 1e199


def test_an_update_that_overflows_is_named():
    layers = [{"W": [[1e308, 1e308]], "b": [0.0]}]
    experiment = Experiment(
        hidden=(),
        dataset={"x": [[1.0, 0.0], [-1.0, 0.0]], "y": [0, 1]},
        train_share=1.0,
        loss="binary_cross_entropy",
        l2=10.0,
        learning_rate=100.0,
        initial_parameters=layers,
    )
    with pytest.raises(DivergenceError) as caught:
        Trainer(experiment).step(1)
    assert caught.value.layer is None
    assert caught.value.quantity in ("update", "W")


def test_an_update_and_a_value_of_a_network_without_layers_are_named():
    found = []
    for dataset in ("temporal_order", "echo"):
        trainer = Trainer(
            Experiment(
                dataset=dataset,
                network="rnn",
                hidden=(3,),
                learning_rate=100.0,
                l2=10.0,
                n_samples=40,
            )
        )
        with pytest.raises(DivergenceError) as caught:
            trainer.step(100_000)
        assert caught.value.layer is None
        assert np.isfinite(trainer.vector).all()
        found.append((caught.value.quantity, caught.value.message))
    assert found[0][0] == "update"
    assert "the changes of the weights are no longer" in found[0][1]
    assert found[1][0] == "grad"
    assert "the gradients of h at 10 are no longer" in found[1][1]
