"""Learning from sequences: what a task asks for is learnt, unless gradients vanish."""

import pytest

from engine import Experiment, Trainer

BASE = {
    "n_samples": 10_000, "train_share": 0.9, "optimizer": "adam",
    "learning_rate": 0.005, "batch_size": 32,
}  # fmt: skip
RECURRENT = {**BASE, "network": "rnn", "hidden": (16,), "loss": "mse"}
ATTENTION = {
    **BASE, "network": "attention", "hidden": (16,), "activation": "relu",
    "sequence_length": 6, "n_classes": 5, "loss": "softmax_cross_entropy",
}  # fmt: skip


def trained(n_steps, **settings):
    """Return a trainer after some steps."""
    trainer = Trainer(Experiment(**settings))
    trainer.step(n_steps)
    return trainer


def best_loss(trainer, n_steps, *, every=250):
    """Return the lowest test loss that is seen within some steps."""
    losses = []
    for _ in range(n_steps // every):
        trainer.step(every)
        losses.append(trainer.test_loss)
    return min(losses)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_sums_of_two_marked_values_over_15_steps(seed):
    # always answering 1 has 1/6; a tenth of it is 0.0167
    e = Experiment(dataset="adding", sequence_length=15, seed=seed, **RECURRENT)
    assert best_loss(Trainer(e), 2000) < 0.0167


@pytest.mark.parametrize("seed", range(3))
def test_an_echo_after_three_steps(seed):
    # silence has a mean square of 0.7, that of 7 of 10 steps
    settings = {"dataset": "echo", "sequence_length": 10, "seed": seed}
    trainer = trained(2000, **settings, **RECURRENT)
    assert trainer.test_loss < 0.001


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_temporal_xor_at_every_step(seed):
    settings = RECURRENT | {"hidden": (8,), "loss": "binary_cross_entropy"}
    trainer = trained(2000, dataset="temporal_xor", seed=seed, **settings)
    assert trainer.predicted("test").shape == (1000, 10)
    assert trainer.test_accuracy == 1


def test_the_order_of_two_symbols():
    settings = RECURRENT | {"loss": "softmax_cross_entropy"}
    trainer = trained(1000, dataset="temporal_order", **settings)
    assert trainer.test_accuracy == 1


@pytest.mark.slow
def test_a_wave_goes_on():
    trainer = trained(2000, dataset="sine_ahead", sequence_length=20, **RECURRENT)
    # to repeat the last value has 1 - E cos(2 pi / period) = 0.2
    assert trainer.errors[1] < 0.15


@pytest.mark.slow
def test_the_next_letter_of_a_text():
    settings = RECURRENT | {"hidden": (32,), "loss": "softmax_cross_entropy"}
    trainer = trained(1500, dataset="next_character", sequence_length=8, **settings)
    assert trainer.test_accuracy > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["sort", "reverse"])
def test_attention_learns_to_sort_and_to_reverse(dataset):
    trainer = trained(2000, dataset=dataset, **ATTENTION)
    assert trainer.layout.n_parameters == 2357
    predicted = trainer.predicted("test")
    assert len(predicted) == trainer.n_evaluated[1] > 300
    right = predicted == trainer.data.test_labels[: len(predicted)]
    assert right.all(axis=1).mean() >= 0.99


@pytest.mark.slow
def test_over_50_steps_a_recurrent_network_forgets_and_an_lstm_does_not():
    settings = {"dataset": "adding", "sequence_length": 50, **RECURRENT}
    lstm = trained(1500, **settings | {"network": "lstm"})
    plain = trained(1500, **settings)
    first, second = (trainer.trace().batch_indices for trainer in (lstm, plain))
    assert first.tolist() == second.tolist()
    assert lstm.test_loss < 0.01
    assert plain.test_loss > 0.15
