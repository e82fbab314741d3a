"""Shared data: the same samples are drawn once and held no longer than needed."""

import gc
import weakref

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.data import shared
from engine.data.shared import SETTINGS_OF_DATA, shared_data, shared_key
from engine.data.source import DataSettings
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
    gone, n_known = weakref.ref(data), len(shared._known)
    del data
    gc.collect()
    assert gone() is None
    assert len(shared._known) < n_known
    assert isinstance(shared_data(Experiment(data_seed=12345)), SplitData)
