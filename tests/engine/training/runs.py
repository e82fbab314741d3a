"""Experiments of every kind of step, for the tests of training."""

from __future__ import annotations

from engine import Experiment, Lockstep, Trainer
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES

RUNS = [
    *({"optimizer": name} for name in OPTIMIZERS),
    *({"schedule": name, "schedule_steps": 7, "warmup_steps": 5} for name in SCHEDULES),
    {"dropout": 0.3, "optimizer": "adam"},
    {"l1": 0.01, "l2": 0.02, "max_norm": 0.8, "optimizer": "nesterov"},
    {"clip_norm": 0.02, "optimizer": "momentum"},
    {"freeze_biases": True, "optimizer": "adamw"},
    {"batch_size": "full", "dataset": "xor"},
    {"dataset": "iris", "loss": "softmax_cross_entropy", "optimizer": "adamw"},
    {"hidden": (), "use_bias": False},
]


BASE = {"n_samples": 46, "batch_size": 5, "train_share": 0.5, "learning_rate": 0.05}


def experiment(changes):
    return Experiment(**{**BASE, **changes})


def same(a, b):
    return a.snapshot().digest() == b.snapshot().digest()


def twins(base=None, change=None):
    """Return two trainers in lock-step, the second with ``change``."""
    one = experiment(base or {})
    return Lockstep(Trainer(one), Trainer(one.adapted(**(change or {}))[0]))
