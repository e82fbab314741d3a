"""Derived: the values that follow from the settings."""

import pytest

from engine import (
    Experiment,
    ExperimentError,
)
from engine.functions.optimizers import Constants
from tests.engine.networks_of import EXPERIMENTS


def refused(**settings):
    """Return the error that settings raise; check that its message is complete."""
    with pytest.raises(ExperimentError) as caught:
        Experiment(**settings)
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error) == error.message
    assert 0 < len(error.message) < 400
    return error


def test_only_a_dense_network_has_a_list_of_activations():
    with pytest.raises(ExperimentError, match="only a dense network") as caught:
        _ = EXPERIMENTS["rnn"].activations
    assert caught.value.field == "network"


def test_batch_is_never_larger_than_the_training_set():
    assert Experiment(batch_size=10_000, n_samples=30).batch == 15


def test_gradient_descent_takes_all_samples_whatever_the_batch_size():
    assert Experiment(optimizer="gradient_descent", batch_size=3).batch == 250


def test_features_of_a_line_and_of_measurements():
    assert Experiment(dataset="sine", features=["sin_x1"]).sizes[0] == 1
    assert refused(dataset="sine", features=["x2"]).field == "features"
    assert refused(dataset="sine", features=["x1_x2"]).field == "features"
    assert Experiment(dataset="iris", features=["sepal_width"]).sizes[0] == 1
    assert refused(dataset="iris", features=["x1"]).field == "features"


@pytest.mark.parametrize(
    ("dataset", "loss", "output", "n_outputs"),
    [
        ("circle", "squared_error", "tanh", 1),
        ("circle", "binary_cross_entropy", "sigmoid", 1),
        ("circle", "softmax_cross_entropy", "softmax", 2),
        ("circle", "hinge", "linear", 1),
        ("blobs", "squared_error", "tanh", 3),
        ("iris", "softmax_cross_entropy", "softmax", 3),
        ("digits", "binary_cross_entropy", "sigmoid", 10),
        ("sine", "squared_error", "linear", 1),
        ("plane", "huber", "linear", 1),
    ],
)
def test_output_follows_from_loss_and_data(dataset, loss, output, n_outputs):
    experiment = Experiment(dataset=dataset, loss=loss)
    assert experiment.output_activation == output
    assert experiment.n_outputs == n_outputs


def test_number_of_blobs_decides_the_outputs():
    assert Experiment(dataset="blobs", n_classes=7).n_outputs == 7
    assert Experiment(dataset="blobs", n_classes=2).n_outputs == 1


def test_constants_of_the_optimizers_begin_where_the_settings_do():
    assert Experiment().constants == Constants()
    assert Experiment(beta1=0.5).constants == Constants(beta1=0.5)


def test_only_dense_networks_have_sizes():
    experiment = Experiment(dataset="echo", network="rnn", hidden=(4,))
    with pytest.raises(ExperimentError) as caught:
        _ = experiment.sizes
    assert caught.value.field == "network"
