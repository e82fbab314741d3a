"""Checks: names, lists, shapes, and settings that must fit each other."""

import math

import numpy as np
import pytest

from engine import (
    Experiment,
    ExperimentError,
    Trainer,
)
from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
from engine.data.sequences import SEQUENCES
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.outputs import OUTPUTS
from engine.functions.schedules import SCHEDULES
from engine.limits import (
    MAX_HIDDEN_LAYERS,
    MAX_MULTIPLY_ADDS,
    MAX_UNITS,
)

TWO_INPUTS = [name for name, d in DATASETS.items() if d.columns == ("x1", "x2")]


def refused(**settings):
    """Return the error that settings raise; check that its message is complete."""
    with pytest.raises(ExperimentError) as caught:
        Experiment(**settings)
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error) == error.message
    assert 0 < len(error.message) < 400
    return error


@pytest.mark.parametrize("field", ["learning_rate", "n_samples", "seed"])
def test_none_is_not_a_number(field):
    assert refused(**{field: None}).field == field


@pytest.mark.parametrize("field", ["patience", "max_norm", "initializer_scale"])
def test_none_switches_off_what_is_optional(field):
    assert getattr(Experiment(**{field: None}), field) is None


def test_whole_numbers_are_accepted_where_a_number_is_wanted():
    experiment = Experiment(learning_rate=1)
    assert experiment.learning_rate == 1
    assert isinstance(experiment.learning_rate, float)


def test_deepest_network_is_allowed_and_one_deeper_refused():
    assert len(Experiment(hidden=(1,) * MAX_HIDDEN_LAYERS).sizes) == 10
    error = refused(hidden=(1,) * (MAX_HIDDEN_LAYERS + 1))
    assert (error.field, error.limit) == ("hidden", MAX_HIDDEN_LAYERS)
    assert error.value == [1] * 9


def test_widest_layer_is_allowed_and_one_wider_refused():
    assert Experiment(hidden=(1, MAX_UNITS)).hidden == (1, MAX_UNITS)
    for units, limit in ((MAX_UNITS + 1, MAX_UNITS), (0, 1), (-1, 1), (10**5000, 128)):
        error = refused(hidden=(units,))
        assert (error.field, error.limit) == ("hidden", limit)


@pytest.mark.parametrize("hidden", [None, 4, "44", "", {4: 2}, [2.0], [True], ["a"]])
def test_hidden_must_be_a_list_of_whole_numbers(hidden):
    assert refused(hidden=hidden).field == "hidden"


def test_cost_of_a_step_is_bounded_at_the_limit_and_one_past():
    # 3 B times (fan_in + 1) fan_out of all layers: (2 + 1) 128 for the first, seven
    # of (128 + 1) 128, and 128 + 1 for the output; 10 million allow B = 28.8
    per_sample = 3 * (3 * 128 + 129 * 128 * 7 + 129 * 1)
    most = MAX_MULTIPLY_ADDS // per_sample
    settings = {"hidden": (128,) * 8, "n_samples": 1000, "train_share": 1.0}
    assert Experiment(batch_size=most, **settings).batch == most == 28
    error = refused(batch_size=most + 1, **settings)
    assert (error.field, error.limit) == ("batch_size", MAX_MULTIPLY_ADDS)
    assert "smaller" in error.message


@pytest.mark.parametrize(
    ("field", "table"),
    [
        ("dataset", [*DATASETS, *SEQUENCES]), ("activation", ACTIVATIONS),
        ("loss", LOSSES),
        ("optimizer", OPTIMIZERS), ("schedule", SCHEDULES),
        ("initializer", INITIALIZERS), ("output", OUTPUTS),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", ["", "nosuch", "TANH", 3, 1.5, True, b"tanh"])
def test_unknown_names_are_refused_with_all_that_would_do(field, table, value):
    error = refused(**{field: value})
    assert (error.field, error.value) == (field, value)
    if not (field == "activation" and not isinstance(value, str)):
        assert error.limit == list(table)


@pytest.mark.parametrize("field", ["dataset", "loss", "optimizer", "schedule"])
@pytest.mark.parametrize("value", [None, ["tanh"], ("x",)])
def test_a_list_or_nothing_is_no_name(field, value):
    assert refused(**{field: value}).field == field


@pytest.mark.parametrize("value", [1, 0, "yes", [], 0.0])
@pytest.mark.parametrize("field", ["use_bias", "standardize"])
def test_flags_must_be_true_or_false(field, value):
    assert refused(**{field: value}).field == field


def test_batch_size_may_be_full():
    assert Experiment(batch_size="full").batch == Experiment().n_train == 250
    assert refused(batch_size="half").field == "batch_size"
    assert refused(batch_size=None).field == "batch_size"


def test_activation_may_be_one_per_hidden_layer():
    experiment = Experiment(hidden=[3, 2], activation=["relu", "tanh"])
    assert experiment.activations == ("relu", "tanh", "tanh")
    error = refused(hidden=(3, 2), activation=("relu",))
    assert (error.field, error.limit) == ("activation", 2)
    assert refused(hidden=(3,), activation=("nosuch",)).field == "activation"
    assert refused(activation={"relu": 1}).field == "activation"


@pytest.mark.parametrize(
    "features",
    ["x1", [], ["x1", "x1"], ["nosuch"], [3], [None], [["x1"]], 7, {"x1": 1},
     ["petal_length"]],
)  # fmt: skip
def test_features_must_be_known_and_distinct(features):
    assert refused(features=features).field == "features"


@pytest.mark.parametrize("dataset", TWO_INPUTS)
def test_every_computed_feature_works_on_every_plane(dataset):
    experiment = Experiment(dataset=dataset, features=list(FEATURES), hidden=(3,))
    assert experiment.input_names == tuple(FEATURES)
    Trainer(experiment).step(2)


def test_loss_and_output_must_fit_each_other_and_the_data():
    error = refused(loss="binary_cross_entropy", output="tanh")
    assert (error.field, error.value, error.limit) == ("output", "tanh", ["sigmoid"])
    error = refused(dataset="sine", loss="hinge")
    assert (error.field, error.value) == ("loss", "hinge")
    assert refused(loss="hinge", output="sigmoid").limit == ["linear", "tanh"]


W2, B2 = [[1.0, 2.0], [3.0, 4.0]], [0.5, -0.5]
LAST = {"W": [[1, 1]], "b": [0]}


def typed(first, last=LAST, **settings):
    """Return settings of a 2-2-1 network with typed-in parameters."""
    return {"hidden": (2,), "initial_parameters": [first, last]} | settings


@pytest.mark.parametrize(
    "first",
    [
        {"W": W2, "b": B2}, (W2, B2), [W2, B2], {"W": np.array(W2), "b": np.array(B2)},
        {"W": W2, "b": [[0.5], [-0.5]]},
    ],
)  # fmt: skip
def test_typed_in_parameters_are_where_training_starts(first):
    trainer = Trainer(Experiment(**typed(first)))
    W, b = trainer.parameters[0]
    assert W.tolist() == W2
    assert b.ravel().tolist() == B2


def test_biases_left_out_start_at_zero():
    trainer = Trainer(Experiment(**typed({"W": W2})))
    assert trainer.parameters[0][1].tolist() == [[0], [0]]


def test_networks_without_biases_take_none():
    settings = typed({"W": W2}, {"W": [[1, 1]], "b": None}, use_bias=False)
    assert Trainer(Experiment(**settings)).parameters[0][1] is None
    settings = typed({"W": W2, "b": B2}, {"W": [[1, 1]]}, use_bias=False)
    assert refused(**settings).field == "initial_parameters"


@pytest.mark.parametrize(
    "first",
    [
        None, 3, "W", {}, (W2,), {"W": None}, {"W": [[1, 2]]}, {"W": [[1, 2], [3]]},
        {"W": [[1, 2], [3, math.nan]]}, {"W": [[1, 2], [3, math.inf]]},
        {"W": [[1, 2], [3, "x"]]}, {"W": [[1, 2], [3, 10**400]]}, {"W": W2, "b": [1]},
        {"W": W2, "b": [1, math.nan]}, {"W": W2, "b": "no"}, {"W": {"a": 1}},
        {"W": [[1, 2], [3, None]]}, {"b": B2},
    ],
)  # fmt: skip
def test_typed_in_parameters_must_fit_the_layers(first):
    error = refused(**typed(first))
    assert error.field == "initial_parameters"


@pytest.mark.parametrize("value", [{}, "W", 3, [], [LAST], [LAST] * 3])
def test_typed_in_parameters_need_one_entry_per_layer(value):
    error = refused(hidden=(2,), initial_parameters=value)
    assert (error.field, error.limit) == ("initial_parameters", 2)
