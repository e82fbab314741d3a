"""Settings that decide nothing are found by running: without them, the same bits."""

from __future__ import annotations

import pytest

from engine import LIMITS, Experiment, Trainer
from engine.experiment.unused import unused_settings
from engine.functions.optimizers import OPTIMIZERS

OWN = {"x": [[k % 3, k % 5] for k in range(20)], "y": ["a", "b"] * 10}
CASES = [
    *({"optimizer": name} for name in OPTIMIZERS),
    {"dataset": "iris"},
    {"dataset": "xor"},
    {"dataset": "blobs", "loss": "softmax_cross_entropy"},
    {"dataset": "plane"},
    {"dataset": OWN, "batch_size": 2},
    {"hidden": []},
    {"use_bias": False},
    {"schedule": "cosine"},
]
OTHERS = {
    **{name: (low + high) / 2 for name, (low, high) in LIMITS.items()},
    "activation": "relu",
    "freeze_biases": True,
    "batch_size": 1,
    "n_samples": 40,
    "n_classes": 4,
    "schedule_steps": 7,
    "truncation": 7,
    "heads": 2,
    "rms_norm": True,
    "causal": True,
    "train_share": 0.3,
}
DECIDE_LATER = {
    "max_norm",
    "clip_norm",
    "patience",
    "warmup_steps",
    "initializer_scale",
}


def outcome(experiment):
    trainer = Trainer(experiment)
    trainer.step(12)
    return trainer.vector.tobytes(), trainer.train_loss, trainer.test_loss


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_unused_setting_changes_no_bit_and_no_other_does(case):
    base = Experiment(n_samples=30, noise=0.1, **case)
    unused, before = unused_settings(base), outcome(base)
    for name, value in OTHERS.items():
        if name in DECIDE_LATER or name in ("data_seed", "seed"):
            continue
        kept = int(value) if type(getattr(base, name)) is int else value
        is_same = repr(outcome(base.replace(**{name: kept}))) == repr(before)
        assert is_same == (name in unused), name


def test_a_change_without_effect_says_so():
    trainer = Trainer(Experiment(dataset="iris", loss="softmax_cross_entropy"))
    report = trainer.change(noise=0.2)
    assert report.unused == {"noise": "the samples of iris are fixed"}
    own = Trainer(Experiment(dataset=OWN))
    assert own.change(noise=0.2).unused == {"noise": "own data stay as they are"}
    assert own.change(learning_rate=0.2).unused == {}
    assert Trainer(Experiment()).change(noise=0.2).unused == {}
