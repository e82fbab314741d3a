"""Cache of samples: the same samples are drawn once and held no longer than needed."""

import gc
import weakref

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.data import cache
from engine.data.cache import (
    SETTINGS_OF_DATA,
    shared_data,
    shared_inputs,
    shared_key,
    shared_targets,
)
from engine.data.raw_samples import DataSettings
from engine.data.split import SplitData, build_data

OTHERS = [
    {"dataset": "moons"},
    {"n_samples": 100},
    {"dataset": "blobs", "n_classes": 4},
    {"noise": 0.3},
    {"data_seed": 7},
    {"train_share": 0.6},
    {"features": ("x1",)},
    {"output": "sigmoid", "loss": "squared_error"},
]


def test_experiments_with_the_same_samples_share_them():
    one = Trainer(Experiment(dataset="digits", hidden=(8,), learning_rate=0.1))
    other = Trainer(Experiment(dataset="digits", hidden=(4, 4), seed=9))
    assert one.data is other.data
    data = one.data
    one.change(hidden=(9,))
    assert one.data is data


@pytest.mark.parametrize("settings", OTHERS, ids=str)
def test_other_samples_are_those_that_were_drawn_for_them(settings):
    first = shared_data(Experiment())
    experiment = Experiment(**settings)
    data, expected = shared_data(experiment), build_data(experiment)
    assert data is not first
    for name in ("train_x", "test_x", "train_y", "test_y", "train_labels"):
        np.testing.assert_array_equal(getattr(data, name), getattr(expected, name))


def test_every_setting_of_data_counts():
    assert {*SETTINGS_OF_DATA, "uploaded"} == {
        name
        for name in vars(DataSettings)
        if isinstance(vars(DataSettings)[name], property)
    }


def test_uploaded_samples_are_not_shared():
    experiment = Experiment(dataset={"x": [[0, 1], [1, 0]], "y": [0, 1]}, hidden=(2,))
    assert shared_data(experiment) is not shared_data(experiment)
    assert shared_key(experiment) is None


def test_nobody_can_write_into_shared_samples():
    data = shared_data(Experiment())
    with pytest.raises(ValueError, match="read-only"):
        data.train_x[0, 0] = 1


def test_samples_that_nobody_uses_are_let_go():
    data = shared_data(Experiment(data_seed=12345))
    gone, n_known = weakref.ref(data), len(cache._known)
    del data
    gc.collect()
    assert gone() is None
    assert len(cache._known) < n_known
    assert isinstance(shared_data(Experiment(data_seed=12345)), SplitData)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_all_inputs_and_targets_are_held_once_for_who_evaluates_them(dtype):
    data = shared_data(Experiment(dataset="digits"))
    x, y = shared_inputs(data, np.dtype(dtype)), shared_targets(data)
    n_train = data.train_x.shape[1]
    np.testing.assert_array_equal(x[:-1, :n_train], data.train_x.astype(dtype))
    np.testing.assert_array_equal(x[:-1, n_train:], data.test_x.astype(dtype))
    np.testing.assert_array_equal(x[-1], 1)
    np.testing.assert_array_equal(y, np.hstack([data.train_y, data.test_y]))
    assert x.dtype == dtype
    assert shared_inputs(data, np.dtype(dtype)) is x
    assert shared_targets(data) is y
    assert not x.flags.writeable
    assert not y.flags.writeable


@pytest.mark.parametrize("use_bias", [True, False])
def test_networks_of_the_same_samples_read_the_same_inputs(use_bias):
    trainers = [
        Trainer(Experiment(dataset="digits", hidden=hidden, use_bias=use_bias))
        for hidden in ((4,), (8, 3))
    ]
    losses = [trainer.losses for trainer in trainers]
    first, second = (
        trainer._stepper.evaluation._pass.evaluator.memory.x for trainer in trainers
    )
    assert np.shares_memory(first, second)
    for trainer, (train, test) in zip(trainers, losses, strict=True):
        trainer.step(3)
        assert trainer.losses != (train, test)


def test_shared_inputs_are_gone_with_the_data():
    data = build_data(Experiment())
    gone = weakref.ref(shared_inputs(data, np.dtype(np.float64)))
    del data
    gc.collect()
    assert gone() is None
