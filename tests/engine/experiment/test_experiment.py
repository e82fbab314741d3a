"""Experiment: every limit, every error, and the way to JSON and back."""

import json
import math
from contextlib import suppress
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import (
    LIMITS,
    DivergenceError,
    Experiment,
    ExperimentError,
    Trainer,
)
from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
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
    shown,
)

INTEGERS = [
    name for name in LIMITS
    if name in ("n_samples", "n_classes", "data_seed", "seed", "schedule_steps",
                "warmup_steps", "batch_size", "patience")
]  # fmt: skip
NUMBERS = [name for name in LIMITS if name not in INTEGERS]
TWO_INPUTS = [name for name, d in DATASETS.items() if d.columns == ("x1", "x2")]


def refused(**settings):
    """Return the error that settings raise; check that it says what it must."""
    with pytest.raises(ExperimentError) as caught:
        Experiment(**settings)
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error) == error.message
    assert 0 < len(error.message) < 400
    return error


# ---- limits ----------------------------------------------------------------------


@pytest.mark.parametrize("field", LIMITS)
def test_both_limits_are_allowed(field):
    for bound in LIMITS[field]:
        value = int(bound) if field in INTEGERS else bound
        experiment = Experiment(hidden=(1,), **{field: value})
        assert getattr(experiment, field) == value


@pytest.mark.parametrize("field", INTEGERS)
def test_one_past_a_limit_is_refused_with_field_value_and_limit(field):
    for bound, past in zip(LIMITS[field], (-1, 1), strict=True):
        error = refused(**{field: int(bound) + past})
        assert (error.field, error.value) == (field, int(bound) + past)
        assert error.limit == bound
        assert field in error.message


@pytest.mark.parametrize("field", NUMBERS)
def test_just_past_a_limit_is_refused_with_field_value_and_limit(field):
    for bound, past in zip(LIMITS[field], (-math.inf, math.inf), strict=True):
        value = math.nextafter(bound, past)
        error = refused(**{field: value})
        assert (error.field, error.value, error.limit) == (field, value, bound)
        assert field in error.message


def test_an_error_puts_field_value_and_limit_in_one_sentence():
    error = refused(dropout=0.95)
    assert error.message == "dropout must be at most 0.9, not 0.95"
    assert refused(batch_size=0).message == "batch_size must be at least 1, not 0"


@pytest.mark.parametrize("field", NUMBERS)
@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 10**400, "1", True, [1], {}, 1j]
)
def test_numbers_must_be_finite_numbers(field, value):
    error = refused(**{field: value})
    assert error.field == field
    assert "number" in error.message


@pytest.mark.parametrize("field", INTEGERS)
@pytest.mark.parametrize("value", [1.0, math.nan, "1", True, [4], 10**400, -(10**400)])
def test_whole_numbers_must_be_whole_and_within_limits(field, value):
    assert refused(**{field: value}).field == field


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


# ---- names, flags, lists ---------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "table"),
    [
        ("dataset", DATASETS), ("activation", ACTIVATIONS), ("loss", LOSSES),
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


def test_batch_is_never_larger_than_the_training_set():
    assert Experiment(batch_size=10_000, n_samples=30).batch == 15


def test_gradient_descent_takes_all_samples_whatever_the_batch_size():
    assert Experiment(optimizer="gradient_descent", batch_size=3).batch == 250


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


def test_features_of_a_line_and_of_measurements():
    assert Experiment(dataset="sine", features=["sin_x1"]).sizes[0] == 1
    assert refused(dataset="sine", features=["x2"]).field == "features"
    assert refused(dataset="sine", features=["x1_x2"]).field == "features"
    assert Experiment(dataset="iris", features=["sepal_width"]).sizes[0] == 1
    assert refused(dataset="iris", features=["x1"]).field == "features"


def test_loss_and_output_must_fit_each_other_and_the_data():
    error = refused(loss="binary_cross_entropy", output="tanh")
    assert (error.field, error.value, error.limit) == ("output", "tanh", ["sigmoid"])
    error = refused(dataset="sine", loss="hinge")
    assert (error.field, error.value) == ("loss", "hinge")
    assert refused(loss="hinge", output="sigmoid").limit == ["linear", "tanh"]


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


# ---- typed-in parameters --------------------------------------------------------

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


# ---- hostile values --------------------------------------------------------------


def nested(depth):
    """Return a list in a list in a list."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("field", [field.name for field in fields(Experiment)])
@pytest.mark.parametrize(
    "value", ["x" * 1_000_000, nested(900), 10**4200, ["y" * 100_000], {"z": nested(9)}]
)
def test_huge_values_get_a_short_answer(field, value):
    error = refused(**{field: value})
    assert error.field in (field, "batch_size")


def test_numbers_too_long_to_print_are_named_in_words():
    assert shown(10**5000) == "a number of thousands of digits"
    assert shown(3) == "3"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["x", "y", "W", "b"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from([field.name for field in fields(Experiment)]) | st.text(),
        json_values,
        max_size=4,
    )
)
def test_any_json_gives_an_experiment_or_an_experiment_error(values):
    with suppress(ExperimentError):
        experiment = Experiment.from_dict(values)
        assert Experiment.from_dict(experiment.to_dict()) == experiment


# ---- there and back --------------------------------------------------------------


@st.composite
def experiments(draw):
    """Draw settings that are valid together."""
    dataset = draw(st.sampled_from([*DATASETS, "own labels", "own values"]))
    hidden = draw(st.lists(st.integers(1, 6), max_size=3))
    loss = draw(st.sampled_from(list(LOSSES)))
    if dataset in ("plane", "multi_gauss", "sine", "own values"):
        loss = draw(st.sampled_from(["squared_error", "mse", "huber"]))
    number = st.floats(-1e9, 1e9)
    if dataset.startswith("own"):
        x = draw(st.lists(st.tuples(number, number), min_size=2, max_size=5))
        label = st.sampled_from(["a", "b"]) | st.integers(-3, 3)
        y = draw(st.lists(label, min_size=len(x) - 2, max_size=len(x) - 2))
        y = ["p", 4, *y]
        if dataset == "own values":
            y = draw(st.lists(st.tuples(number), min_size=len(x), max_size=len(x)))
        dataset = {"x": x, "y": y}
    one_each = st.lists(
        st.sampled_from(list(ACTIVATIONS)), min_size=len(hidden), max_size=len(hidden)
    )
    settings = {
        "dataset": dataset,
        "hidden": hidden,
        "activation": draw(st.sampled_from(list(ACTIVATIONS)) | one_each),
        "loss": loss,
        "output": draw(st.none() | st.sampled_from(LOSSES[loss].outputs)),
        "optimizer": draw(st.sampled_from(list(OPTIMIZERS))),
        "schedule": draw(st.sampled_from(list(SCHEDULES))),
        "initializer": draw(st.sampled_from(list(INITIALIZERS))),
        "batch_size": draw(st.just("full") | st.integers(1, 100)),
        "use_bias": draw(st.booleans()),
        "standardize": draw(st.none() | st.booleans()),
        "n_samples": draw(st.integers(4, 100)),
    }
    for field in NUMBERS:
        if draw(st.booleans()):
            settings[field] = draw(st.floats(*LIMITS[field]))
    for field in ("n_classes", "data_seed", "seed", "schedule_steps", "patience"):
        if draw(st.booleans()):
            low, high = LIMITS[field]
            settings[field] = draw(st.integers(int(low), int(high)))
    experiment = Experiment(**settings)
    if draw(st.booleans()):
        pairs = Trainer(experiment).parameters
        return experiment.replace(initial_parameters=pairs)
    return experiment


@given(experiments())
def test_to_dict_and_back_gives_the_same_experiment(experiment):
    values = experiment.to_dict()
    text = json.dumps(values, allow_nan=False)
    again = Experiment.from_dict(json.loads(text))
    assert again == experiment
    assert again.to_dict() == values
    assert hash(again) == hash(experiment)


@given(experiments())
def test_a_valid_experiment_trains_or_says_that_it_diverged(experiment):
    trainer = Trainer(experiment)
    with suppress(DivergenceError):
        trainer.step(2)
    assert np.isfinite(trainer.vector).all()


def test_to_dict_has_every_field():
    names = [field.name for field in fields(Experiment)]
    assert list(Experiment().to_dict()) == names
    assert Experiment.live_fields < set(names)


def test_fields_left_out_take_their_default():
    assert Experiment.from_dict({}) == Experiment()
    assert Experiment.from_dict({"seed": 3}) == Experiment(seed=3)


def test_unknown_fields_are_refused_by_name():
    for make in (
        lambda: Experiment.from_dict({"learningrate": 1}),
        lambda: Experiment().replace(learningrate=1),
    ):
        with pytest.raises(ExperimentError, match="learningrate") as caught:
            make()
        assert (caught.value.field, caught.value.value) == ("learningrate", 1)


def test_an_experiment_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Experiment().seed = 1


def test_replace_checks_and_leaves_the_original():
    first = Experiment()
    assert first.replace(seed=5).seed == 5
    assert first.seed == 0
    with pytest.raises(ExperimentError):
        first.replace(seed=-1)


# ---- adapted ---------------------------------------------------------------------


def test_adapting_to_what_fits_changes_nothing_else():
    changed, gave_way = Experiment(batch_size=32).adapted(loss="hinge")
    assert gave_way == ()
    assert changed == Experiment(batch_size=32, loss="hinge")


@pytest.mark.parametrize(
    ("settings", "changes", "gave_way"),
    [
        ({"features": ("x1", "x2")}, {"dataset": "sine"}, {"features": None}),
        ({"output": "tanh"}, {"loss": "binary_cross_entropy"}, {"output": None}),
        ({"loss": "hinge"}, {"dataset": "plane"}, {"loss": "squared_error"}),
        ({"loss": "hinge", "batch_size": 32}, {"output": "sigmoid"},
         {"loss": "squared_error"}),
        ({"loss": "hinge", "features": ("x1_x2",), "batch_size": 32},
         {"dataset": "sine"}, {"features": None, "loss": "squared_error"}),
        ({"hidden": (3,), "activation": ("relu",)}, {"hidden": (3, 2, 2)},
         {"activation": ("relu", "relu", "relu")}),
        ({"hidden": (3, 2), "activation": ("relu", "elu")}, {"hidden": (3,)},
         {"activation": ("relu",)}),
        ({"hidden": (3, 2), "activation": ("relu", "elu")}, {"hidden": ()},
         {"activation": "relu"}),
        ({"hidden": (), "activation": ()}, {"hidden": (2,)}, {"activation": "tanh"}),
        ({"hidden": (128,) * 6, "n_samples": 60, "batch_size": "full"},
         {"dataset": "digits"}, {"batch_size": 10}),
        (typed({"W": W2}), {"hidden": (3,)}, {"initial_parameters": None}),
        (typed({"W": W2}), {"dataset": "iris"}, {"initial_parameters": None}),
        (typed({"W": W2}), {"loss": "softmax_cross_entropy"},
         {"initial_parameters": None}),
        (typed({"W": W2, "b": B2}), {"use_bias": False}, {"initial_parameters": None}),
    ],
)  # fmt: skip
def test_as_little_as_possible_gives_way(settings, changes, gave_way):
    changed, named = Experiment(**settings).adapted(**changes)
    assert set(named) == set(gave_way)
    want = Experiment(**{**settings, **changes, **gave_way})
    assert changed == want


def test_what_was_asked_for_never_gives_way():
    with pytest.raises(ExperimentError) as caught:
        Experiment().adapted(dataset="sine", loss="hinge")
    assert caught.value.field == "loss"
    with pytest.raises(ExperimentError) as caught:
        Experiment(activation=("relu", "relu")).adapted(hidden="no")
    assert caught.value.field == "hidden"


@given(experiments(), experiments())
def test_any_dataset_and_loss_can_be_chosen_from_anywhere(first, other):
    for changes in ({"dataset": other.dataset}, {"optimizer": other.optimizer}):
        changed, _ = first.adapted(**changes)
        assert all(getattr(changed, k) == v for k, v in changes.items())


@pytest.mark.parametrize("y", [["a", "b", "a"], [0, 1, 1], [[0.5], [1.5], [-2.0]]])
def test_own_data_survives_the_way_through_json(y):
    own = {"x": [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], "y": y}
    experiment = Experiment(dataset=own)
    text = json.dumps(experiment.to_dict())
    assert Experiment.from_dict(json.loads(text)) == experiment
    assert json.loads(text)["dataset"]["x"] == own["x"]
