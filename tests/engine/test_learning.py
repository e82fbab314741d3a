"""Learning: what a class would try first comes out right."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.data.datasets import DATASETS
from engine.functions.optimizers import OPTIMIZERS

IRIS = {
    "dataset": "iris", "loss": "softmax_cross_entropy", "hidden": (8,),
    "optimizer": "adam", "learning_rate": 0.01,
}  # fmt: skip
DIGITS = {
    "dataset": "digits", "loss": "softmax_cross_entropy", "hidden": (32,),
    "activation": "relu", "initializer": "he_normal", "optimizer": "adam",
    "learning_rate": 0.005, "batch_size": 32,
}  # fmt: skip
SPIRAL = {
    "dataset": "spiral", "features": ("x1", "x2", "sin_x1", "sin_x2"),
    "hidden": (8, 6), "loss": "binary_cross_entropy", "optimizer": "adam",
    "learning_rate": 0.01,
}  # fmt: skip
SPIRAL_COORDINATES_ALONE = SPIRAL | {"features": None, "hidden": (16, 16)}


def trained(n_steps, **settings):
    """Return a trainer after some steps."""
    trainer = Trainer(Experiment(**settings))
    trainer.step(n_steps)
    return trainer


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("seed", range(5))
def test_every_optimizer_solves_xor_with_the_default_settings(optimizer, seed):
    # Nothing but data set and optimizer is chosen: 2-4-2-1, tanh, rate 0.03.
    trainer = trained(1500, dataset="xor", optimizer=optimizer, seed=seed)
    assert trainer.train_accuracy == 1
    assert trainer.train_loss < 0.05


def test_without_a_hidden_layer_xor_cannot_be_solved():
    trainer = trained(3000, dataset="xor", hidden=(), learning_rate=0.3)
    assert trainer.train_accuracy <= 0.75
    # the best plane is a = 0 everywhere: L = mean of (0 - (+-1))^2 / 2 = 1/2
    linear = trained(3000, dataset="xor", hidden=(), output="linear", learning_rate=0.3)
    assert linear.train_loss == pytest.approx(0.5, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_iris_reaches_95_percent_on_unseen_flowers(seed):
    assert trained(1500, seed=seed, **IRIS).test_accuracy >= 0.95


@pytest.mark.slow
def test_iris_reaches_95_percent_over_ten_splits():
    shares = [trained(1500, data_seed=k, **IRIS).test_accuracy for k in range(10)]
    assert np.mean(shares) >= 0.95


@pytest.mark.parametrize("seed", range(3))
def test_digits_reach_95_percent_on_unseen_pictures(seed):
    assert trained(1500, seed=seed, **DIGITS).test_accuracy >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_spiral_is_solved_with_sines(seed):
    trainer = trained(10_000, seed=seed, **SPIRAL)
    assert trainer.train_accuracy == 1
    assert trainer.test_accuracy >= 0.99


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in (1, 2))]
)
@pytest.mark.slow
def test_the_spiral_is_solved_from_its_coordinates(seed):
    trainer = trained(20_000, seed=seed, **SPIRAL_COORDINATES_ALONE)
    assert trainer.train_accuracy >= 0.99
    assert trainer.test_accuracy >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize(
    "dataset", [n for n, d in DATASETS.items() if d.task == "classification"]
)
def test_every_classification_is_learnt(dataset):
    # A digit that may lie anywhere takes a wider network.
    hidden = (32, 16) if dataset == "shifted_digits" else (12, 8)
    trainer = trained(
        6000, dataset=dataset, hidden=hidden, optimizer="adam", learning_rate=0.01
    )
    assert trainer.train_accuracy >= 0.9


@pytest.mark.parametrize(
    "dataset", [n for n, d in DATASETS.items() if d.task == "regression"]
)
def test_every_regression_is_learnt(dataset):
    trainer = trained(
        6000, dataset=dataset, hidden=(12, 8), optimizer="adam", learning_rate=0.01
    )
    spread = trainer.data.test_y.var() / 2
    assert trainer.test_loss < 0.2 * spread


def test_linear_regression_finds_the_least_squares_plane():
    # The normal equations give the answer that descent must end at.
    trainer = trained(
        5000, dataset="multi_gauss", hidden=(), output="linear", noise=0.3,
        batch_size="full", learning_rate=0.05,
    )  # fmt: skip
    x, y = trainer.data.train_x, trainer.data.train_y
    design = np.vstack([x, np.ones(x.shape[1])])
    best = np.linalg.solve(design @ design.T, design @ y.T)
    W, b = trainer.parameters[0]
    np.testing.assert_allclose([*W[0], b[0, 0]], best[:, 0], rtol=1e-9, atol=1e-12)


def test_logistic_regression_stands_where_the_gradient_is_zero():
    trainer = trained(
        10_000, dataset="xor_cloud", features=("x1_x2",), noise=0.2, hidden=(),
        loss="binary_cross_entropy", batch_size="full", learning_rate=0.1,
    )  # fmt: skip
    assert np.abs(trainer.trace().gradient).max() < 1e-9


def test_shuffled_labels_cannot_be_learnt():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(600, 8)).tolist(), rng.integers(0, 2, 600).tolist()
    trainer = trained(2000, dataset={"x": x, "y": y}, hidden=(4,))
    assert 0.4 < trainer.test_accuracy < 0.6
