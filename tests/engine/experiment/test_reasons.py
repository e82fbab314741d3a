"""Reasons: each is words why a setting is without effect, or nothing."""

import pytest

from engine import Experiment
from engine.experiment import reasons
from engine.experiment.unused import unused_settings

OWN = Experiment(dataset={"x": [[0], [1], [2], [3]], "y": ["a", "b", "a", "b"]})


@pytest.mark.whole
@pytest.mark.parametrize(
    ("reason", "name", "settings", "text"),
    [
        (reasons.not_of_optimizer, "momentum", {}, "SGD does not use it"),
        (reasons.not_of_optimizer, "momentum", {"optimizer": "nesterov"}, None),
        (reasons.not_of_schedule, "schedule_factor", {"schedule": "cosine"},
         "the cosine schedule does not use it"),
        (reasons.not_of_schedule, "schedule_steps", {"schedule": "cosine"}, None),
        (reasons.not_of_network, "heads", {},
         "a network of the kind dense does not use it"),
        (reasons.not_of_network, "truncation",
         {"dataset": "echo", "network": "lstm", "hidden": (2,)}, None),
        (reasons.fixed_length, "sequence_length", {}, "the samples are no sequences"),
        (reasons.fixed_length, "sequence_length",
         {"dataset": "echo", "network": "rnn", "hidden": (2,)}, None),
        (reasons.fixed_length, "sequence_length",
         {"dataset": "modular_addition", "network": "attention", "hidden": (4,)},
         "the sequences have 2 steps"),
        (reasons.fixed_samples, "noise", {"dataset": "iris"},
         "the samples of iris are fixed"),
        (reasons.fixed_samples, "noise", {}, None),
        (reasons.fixed_split, "train_share", {"dataset": "xor"},
         "all samples of XOR, four corners train"),
        (reasons.fixed_split, "train_share", {}, None),
        (reasons.fixed_classes, "n_classes", {}, "circle has its own"),
        (reasons.fixed_classes, "n_classes", {"dataset": "sine"}, "sine has its own"),
        (reasons.fixed_classes, "n_classes", {"dataset": "blobs"}, None),
        (reasons.no_values, "standardize_targets", {},
         "classes are no values to scale"),
        (reasons.no_values, "standardize_targets", {"dataset": "sine"}, None),
        (reasons.all_samples, "batch_size", {"optimizer": "gradient_descent"},
         "gradient descent takes all samples"),
        (reasons.all_samples, "batch_size", {}, None),
    ],
)  # fmt: skip
def test_a_reason_names_what_makes_it_unused(reason, name, settings, text):
    assert reason(Experiment(**settings), name) == text


def test_own_data_stay_as_they_are():
    for reason in (reasons.fixed_samples, reasons.fixed_classes):
        assert reason(OWN, "noise") == "own data stay as they are"
    assert reasons.fixed_split(OWN, "train_share") is None
    assert reasons.fixed_length(OWN, "sequence_length") is not None
    assert reasons.no_values(OWN, "standardize_targets") is not None


def test_the_first_reason_that_holds_is_given():
    both = reasons.first_of(
        reasons.without("hidden", "there is no hidden layer"), reasons.not_of_network
    )
    recurrent = Experiment(dataset="echo", network="rnn", hidden=(2,))
    assert both(Experiment(hidden=()), "dropout") == "there is no hidden layer"
    assert both(recurrent, "dropout").endswith("recurrent does not use it")
    assert both(Experiment(), "dropout") is None


def test_what_another_setting_switches_off():
    reason = reasons.without("hidden", "there is no hidden layer")
    assert reason(Experiment(hidden=()), "dropout") == "there is no hidden layer"
    assert reason(Experiment(hidden=(1,)), "dropout") is None
    assert unused_settings(Experiment(use_bias=False))["freeze_biases"] == (
        "there are no biases"
    )
