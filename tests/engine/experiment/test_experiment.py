"""Experiment: to JSON and back, changed, and adapted to a change."""

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
from engine.experiment.settings import SCALARS
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES

INTEGERS = [
    name for name in LIMITS
    if name in ("n_samples", "n_classes", "data_seed", "seed", "schedule_steps",
                "warmup_steps", "batch_size", "patience", "sequence_length", "heads",
                "truncation")
]  # fmt: skip


NUMBERS = [name for name in LIMITS if name not in INTEGERS]


# ---- typed-in parameters --------------------------------------------------------

W2, B2 = [[1.0, 2.0], [3.0, 4.0]], [0.5, -0.5]


def typed(first):
    """Return settings of a 2-2-1 network with given parameters."""
    layers = [first, {"W": [[1, 1]], "b": [0]}]
    return {"hidden": (2,), "initial_parameters": layers}


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


def outcome(create):
    """Return an experiment and its hash, or the message about the one refused."""
    try:
        experiment = create()
    except ExperimentError as error:
        return error.field, error.message, error.limit
    return experiment, hash(experiment), experiment.to_dict()


@pytest.mark.parametrize("name", sorted(SCALARS))
@pytest.mark.parametrize("value", [0.25, 1, 0, -1, 1e300, True, "1", None, math.nan])
def test_a_scalar_is_checked_as_in_a_new_experiment(name, value):
    given = {"hidden": [3], "activation": ["relu"], "l2": 0.1}
    old = Experiment(**given)
    replaced = outcome(lambda: old.replace(**{name: value}))
    assert replaced == outcome(lambda: Experiment(**given, **{name: value}))
    assert old == Experiment(**given)


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
