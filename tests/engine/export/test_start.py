"""What a script begins with is the state of the run, as literals."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.export.start import Start, assigned
from tests.engine.networks_of import EXPERIMENTS


def after(n_steps=3, **settings):
    trainer = Trainer(Experiment(**settings))
    trainer.step(n_steps)
    return Start(trainer)


def values(lines, **names):
    """Return the names that lines define."""
    import math

    names |= {"np": np, "math": math}
    exec("\n".join(lines), names)
    return names


def test_samples_and_rows_are_those_of_the_run():
    start = after(optimizer="adam")
    data = start.trainer.data
    x, y = start.samples
    n = data.train_x.shape[1]
    np.testing.assert_array_equal(x[:, :n], data.train_x)
    np.testing.assert_array_equal(x[:, n:], data.test_x)
    np.testing.assert_array_equal(y, np.hstack([data.train_y, data.test_y]))
    assert list(start.rows) == ["w", "v", "m"]
    np.testing.assert_array_equal(start.rows["w"], start.trainer.vector)
    assert values([start.counts()])["n"] == n


def test_settings_are_those_that_training_reads():
    plain = values(after().settings())
    assert plain["learning_rate"] == 0.03
    assert not {"momentum", "l2", "schedule_steps", "dropout", "max_norm"} & set(plain)
    found = values(
        after(
            optimizer="rmsprop",
            l2=0.1,
            dropout=0.25,
            clip_norm=2.0,
            max_norm=1.5,
            schedule="step",
            warmup_steps=4,
        ).settings()
    )
    expected = {
        "base_rate": 0.03, "rho": 0.9, "eps": 1e-8, "l2": 0.1, "dropout": 0.25,
        "clip_norm": 2.0, "max_norm": 1.5, "schedule_steps": 1000,
        "schedule_factor": 0.5, "warmup_steps": 4,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert "learning_rate" not in found


def test_a_learning_rate_of_0_stays_0():
    assert values(after(learning_rate=0.0).settings())["learning_rate"] == 0.0
    scheduled = after(learning_rate=0.0, warmup_steps=3)
    assert values(scheduled.settings())["base_rate"] == 0.0


@pytest.mark.parametrize("schedule", ["constant", "step", "exponential", "cosine"])
@pytest.mark.parametrize("warmup_steps", [0, 9])
def test_the_rate_is_that_of_the_step(schedule, warmup_steps):
    start = after(schedule=schedule, schedule_steps=20, warmup_steps=warmup_steps)
    e = start.experiment
    for step in (0, 5, 8, 9, 19, 20, 31):
        found = values([*start.settings(), *start.rate()], step=step)["learning_rate"]
        factor = {
            "constant": 1.0,
            "step": 0.5 ** (step // 20),
            "exponential": 0.5 ** (step / 20),
            "cosine": 0.5 + 0.5 * np.cos(np.pi * min(step / 20, 1)),
        }[schedule]
        if step < warmup_steps:
            factor *= (step + 1) / warmup_steps
        assert found == pytest.approx(e.learning_rate * factor, rel=1e-12, abs=1e-17)


def test_counters_and_generators_continue():
    start = after(27, optimizer="adam", dropout=0.1, patience=3)
    found = values(start.counters(t=5), n=250)
    assert (found["step"], found["t"], found["batch"]) == (27, 5, 2)
    assert (found["patience"], found["waited"]) == (3, 0)
    np.testing.assert_array_equal(found["order"], start.trainer._stepper.work.order)
    now = start.trainer.snapshot()
    assert found["dropout_rng"].bit_generator.state == now.dropout_state
    first = values(after(0, patience=1).counters())
    assert first["best"] == np.inf
    assert "order" not in first
    assert "rng" not in values(after(batch_size="full").counters())


def test_only_a_network_that_drops_units_has_dropout():
    assert after(dropout=0.1).has_dropout
    assert not after(dropout=0.1, hidden=()).has_dropout
    e = EXPERIMENTS["lstm"].replace(dropout=0.3)
    assert not Start(Trainer(e)).has_dropout
    assert "dropout" not in "".join(Start(Trainer(e)).settings())


@pytest.mark.parametrize("name", ["dense", "rnn", "attention"])
@pytest.mark.parametrize("use_bias", [True, False])
def test_weights_are_told_from_biases(name, use_bias):
    trainer = Trainer(EXPERIMENTS[name].replace(use_bias=use_bias))
    start = Start(trainer)
    lines = [*start.blocks(), *start.is_weight(), f"weights = {start.weights()}"]
    found = values(lines, w=trainer.vector.copy())
    mask = trainer.layout.weight_mask()
    np.testing.assert_array_equal(found["is_weight"], mask)
    assert sum(W.size for W in found["weights"]) == mask.sum()
    for W, (expected, _) in zip(
        found["weights"], trainer.layout.pairs(trainer.vector), strict=True
    ):
        np.testing.assert_array_equal(W, expected)


def test_positions_of_attention_are_read_as_columns():
    assert Start(Trainer(EXPERIMENTS["attention"])).read("X") == "columns(X)"
    assert after().read("X") == "X"


def test_assignments_are_one_line():
    assert assigned({"a": 1, "b": 0.1}) == "a, b = 1, 0.1"
