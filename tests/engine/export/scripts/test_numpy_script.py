"""The NumPy script continues a run with the same numbers, to the bit."""

import ast
import subprocess
import sys

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.export.scripts.numpy_script import MAX_LINES, numpy_script, numpy_sections
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.export.runs import (
    any_network,
    any_run,
    combined,
    executed,
    expected,
    of_steps,
    some,
    started,
    worst,
)
from tests.engine.networks_of import EXPERIMENTS, OTHERS

TOLERANCE = 1e-12
EVERYTHING = {
    "optimizer": "adamw",
    "dropout": 0.2,
    "l1": 1e-4,
    "l2": 1e-3,
    "clip_norm": 0.5,
    "max_norm": 1.0,
    "schedule": "cosine",
    "warmup_steps": 5,
    "patience": 30,
    "freeze_biases": True,
}


def difference(trainer):
    """Return how far the next losses of the script are from those of the run."""
    return worst(executed(numpy_script(trainer))["curve"], expected(trainer))


@pytest.mark.parametrize("share", [41, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_every_activation_loss_and_optimizer_continues_with_the_same_losses(share):
    for number, combination in some(share):
        trainer = started(combined(combination, number), 1 + number % 40)
        assert trainer is not None
        assert difference(trainer) <= TOLERANCE, combination


@pytest.mark.parametrize("seed", range(30))
def test_an_experiment_of_any_settings_continues_with_the_same_losses(seed):
    trainer = any_run(seed)
    e = trainer.experiment
    assert difference(trainer) <= TOLERANCE, e.to_dict(with_samples=False)


def assert_same_bits(trainer, n_steps):
    """Check that a script and the run have the same numbers for some steps."""
    names = executed(of_steps(numpy_script(trainer), n_steps))
    wanted = expected(trainer, n_steps)
    np.testing.assert_array_equal(names["curve"], wanted)
    np.testing.assert_array_equal(names["w"], trainer.vector)
    state = trainer.snapshot().state
    for slot, row in zip(
        OPTIMIZERS[trainer.experiment.optimizer].slots, state[1:], strict=True
    ):
        np.testing.assert_array_equal(names[slot], row)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("batch_size", [5, "full"])
def test_every_kind_of_network_continues_to_the_bit(name, batch_size):
    n_steps = 20 if name == "convolution" else 200
    trainer = Trainer(EXPERIMENTS[name].replace(batch_size=batch_size))
    trainer.step(7)
    assert_same_bits(trainer, n_steps)


@pytest.mark.parametrize("name", OTHERS)
def test_every_kind_of_network_continues_with_all_settings_together(name):
    together = {key: EVERYTHING[key] for key in EVERYTHING if key != "dropout"}
    trainer = Trainer(EXPERIMENTS[name].replace(**together))
    trainer.step(3)
    trainer.advance("op", 5)
    text = numpy_script(trainer)
    trainer.settle()
    found = executed(of_steps(text, 10))["curve"]
    np.testing.assert_array_equal(found, expected(trainer, 10))


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize(
    ("seeds", "n_steps"),
    [(range(2), 10), pytest.param(range(2, 30), 200, marks=pytest.mark.slow)],
)
@pytest.mark.slow
def test_a_network_of_any_settings_continues_to_the_bit(kind, seeds, n_steps):
    if kind == "convolution":  # all digits are evaluated after each step
        seeds = seeds[:8]
    for seed in seeds:
        assert_same_bits(any_network(kind, seed), n_steps)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("rnn", "h[t - 1], one", "h[t - 1], 0 * one"),
        ("rnn", "dh[t - 1] += ", "dh[t - 1] += 1.000001 * "),
        ("rnn", "dh[t] += ", "dh[t] = 2 * "),
        ("lstm", "s[t][3:6] * c[t - 1]", "s[t][0:3] * c[t - 1]"),
        ("lstm", "1 - r[t] * r[t]", "1 - r[t]"),
        ("convolution", "u.argmax(axis=4)", "u.argmin(axis=4)"),
        ("convolution", "delta1 = da1 * df", "delta1 = da1"),
        ("attention", "(1 / np.sqrt(3))).reshape", "1).reshape"),
        ("attention", "dh1 += dh2", "dh1 += 0.999999 * dh2"),
        (
            "attention",
            "by_position.transpose(1, 2, 0)",
            "by_position.transpose(1, 0, 2)",
        ),
    ],
)
def test_a_network_with_a_fault_is_seen_to_fail(name, right, wrong):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(2)
    text = of_steps(numpy_script(trainer), 10)
    assert right in text
    found = executed(text.replace(right, wrong))["curve"]
    assert worst(found, expected(trainer, 10)) > 100 * TOLERANCE


@pytest.mark.slow
def test_the_script_of_fifty_time_steps_is_short():
    for truncation in (None, 20):
        e = EXPERIMENTS["lstm"].replace(
            sequence_length=50, hidden=(8,), truncation=truncation, n_samples=10
        )
        trainer = Trainer(e)
        assert n_lines(trainer) <= 100
        text = numpy_script(trainer)
        assert len(text.splitlines()) <= 140, "with comments, empty lines and numbers"


@pytest.mark.parametrize("name", OTHERS)
def test_no_script_of_a_network_is_longer_than_can_be_read(name):
    changes = {"rms_norm": True, "causal": True} if name == "attention" else {}
    if name == "convolution":
        changes = {"dataset": "shifted_digits", "hidden": (2, 2)}
    together = {key: EVERYTHING[key] for key in EVERYTHING if key != "dropout"}
    trainer = Trainer(EXPERIMENTS[name].replace(**together, **changes))
    assert n_lines(trainer) <= 150
    ast.parse(numpy_script(trainer), feature_version=(3, 8))


@pytest.mark.parametrize("n_steps", [0, 25, 37])
def test_numbers_are_the_same_to_the_bit(n_steps):
    """At the first step, where an epoch begins, and within one."""
    trainer = Trainer(Experiment(activation=("gelu", "silu"), **EVERYTHING))
    trainer.step(n_steps)
    names = executed(numpy_script(trainer))
    np.testing.assert_array_equal(names["curve"], expected(trainer))
    np.testing.assert_array_equal(names["w"], trainer.vector)
    np.testing.assert_array_equal(names["m"], trainer.snapshot().state[2])


def test_a_run_that_was_changed_and_one_within_a_step_continue():
    trainer = Trainer(Experiment(optimizer="momentum", dropout=0.1))
    trainer.step(30)
    trainer.change(optimizer="adam", batch_size=16, hidden=(4, 3))
    trainer.set_parameter(0, 1, None, 0.5)
    trainer.step(3)
    trainer.advance("op", 4)
    names = executed(numpy_script(trainer))
    trainer.settle()
    np.testing.assert_array_equal(names["curve"], expected(trainer))
    assert names["t"] < names["step"]


@pytest.mark.parametrize(("batch_size", "n_steps"), [("full", 3), (40, 30)])
def test_early_stopping_ends_the_script_where_it_ends_the_run(batch_size, n_steps):
    e = Experiment(patience=2, learning_rate=1.0, noise=0.3, batch_size=batch_size)
    trainer = Trainer(e)
    trainer.step(n_steps)
    names = executed(numpy_script(trainer))
    wanted = expected(trainer)
    assert trainer.stopped
    assert 1 < len(wanted) < 100
    np.testing.assert_array_equal(names["curve"], wanted)
    names = executed(numpy_script(trainer))
    assert len(names["curve"]) == 1, "it has stopped"


def test_the_export_changes_nothing_in_the_run():
    trainer = Trainer(Experiment(dropout=0.2))
    trainer.step(25)
    before = trainer.snapshot().digest()
    numpy_script(trainer)
    assert trainer.snapshot().digest() == before


def n_lines(trainer):
    return sum(section.n_code_lines for section in numpy_sections(trainer))


def test_no_script_has_more_than_80_lines_of_code():
    assert MAX_LINES == 80
    eight = ("gelu", "silu", "elu", "softplus", "relu", "leaky_relu", "sigmoid", "tanh")
    for loss in ("squared_error", "huber", "softmax_cross_entropy"):
        for activation in (eight, eight[:4] * 2, "gelu"):
            e = Experiment(
                **EVERYTHING,
                dataset="iris",
                hidden=(3,) * 8,
                activation=activation,
                loss=loss,
                output="softmax",
            )
            assert n_lines(Trainer(e)) <= MAX_LINES, (loss, activation)
    plain = Trainer(Experiment())
    assert n_lines(plain) <= 55
    lines = numpy_script(plain).splitlines()
    assert len(lines) <= 90, "with comments, empty lines and numbers"


def test_a_script_is_python_from_3_8_on():
    for settings in ({}, EVERYTHING, {"hidden": (3,) * 8, "activation": "gelu"}):
        text = numpy_script(Trainer(Experiment(**settings)))
        ast.parse(text, feature_version=(3, 8))


def test_long_activations_are_functions_where_there_is_room():
    few = numpy_script(Trainer(Experiment(activation="gelu")))
    assert "def gelu(z):" in few
    assert all(
        len(line) <= 88 or "array(" in line or "state" in line
        for line in few.splitlines()
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("(1 / B)", "(1.000000001 / B)"),
        ("t + 1, ", "t + 2, "),
        ("1 - a * a", "1 - a"),
        ("g + l2 * w * is_weight", "g + l2 * w"),
        ("np.arange(m) < m - 1", "np.arange(m) < m"),
        ("rng.permutation(n)", "np.arange(n)"),
        (">= dropout)", ">= 1.1 * dropout)"),
        ("min(1, (step + 1)", "min(1, step"),
    ],
)
def test_a_script_with_a_fault_is_seen_to_fail(right, wrong):
    trainer = Trainer(Experiment(**EVERYTHING | {"freeze_biases": False}, hidden=(4,)))
    trainer.step(2)
    text = numpy_script(trainer)
    assert right in text
    found = executed(text.replace(right, wrong))["curve"]
    assert worst(found, expected(trainer)) > 100 * TOLERANCE


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_learning_rate_that_is_a_thousandth_off_is_seen_to_fail(optimizer):
    trainer = Trainer(Experiment(optimizer=optimizer, learning_rate=0.03))
    trainer.step(7)
    text = numpy_script(trainer)
    assert "= 0.03" in text
    found = executed(text.replace("= 0.03", "= 0.03003"))["curve"]
    assert worst(found, expected(trainer)) > 1e-6


def test_the_link_is_in_the_docstring():
    text = numpy_script(Trainer(Experiment()), link="http://127.0.0.1:8000/#h=4,2")
    assert executed(text)["__doc__"].splitlines()[2] == "http://127.0.0.1:8000/#h=4,2"


def test_numbers_of_another_type_are_refused():
    with pytest.raises(ExperimentError, match="float64") as caught:
        numpy_script(Trainer(Experiment(), dtype=np.float32))
    assert caught.value.field == "dtype"


def test_the_script_needs_nothing_but_numpy(tmp_path):
    trainer = Trainer(Experiment(optimizer="nesterov", hidden=(30,)))
    trainer.step(4)
    path = tmp_path / "run.py"
    path.write_text(numpy_script(trainer), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 101
    assert lines[0].startswith("(4, 0.")
