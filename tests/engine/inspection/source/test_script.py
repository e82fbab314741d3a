"""The step as plain NumPy code gives the run's own update when it is run."""

import contextlib
import io
import itertools
import subprocess
import sys

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.readout.followed import current
from engine.inspection.source.script import MAX_NUMBERS, script
from tests.engine.networks_of import EXPERIMENTS

TOLERANCE = 1e-12


def run(text):
    """Run a script; return its variables."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        exec(compile(text, "script", "exec"), names)
    return names


def error(trace, names):
    """Return the largest error of new parameters and of their change."""
    worst = 0.0
    for layer, (W, b) in enumerate(trace.layout.pairs(trace.after[0]), 1):
        for letter, after in (("W", W), ("b", b)):
            if after is not None:
                found = names[f"{letter}{layer}"]
                assert found.shape == after.shape
                worst = max(worst, np.abs(found - after).max())
    return worst / max(1, np.abs(trace.update).max())


def chosen(rng, optimizer, loss, activation):
    """Return an experiment with these three, all else at random."""
    hidden = tuple(rng.integers(1, 5, rng.integers(0, 8)).tolist())
    others = [
        activation,
        *rng.choice(list(ACTIVATIONS), max(0, len(hidden) - 1)).tolist(),
    ]
    is_penalized = rng.random() < 0.5
    use_bias = bool(rng.random() < 0.8)
    return Experiment(
        dataset=str(rng.choice(["circle", "iris"])),
        hidden=hidden,
        activation=tuple(others) if hidden else activation,
        loss=loss,
        output=str(rng.choice(LOSSES[loss].outputs)),
        optimizer=optimizer,
        batch_size=[1, 2, 10, "full"][rng.integers(4)],
        learning_rate=float(rng.choice([0.01, 0.1])),
        momentum=0.8,
        beta1=0.85,
        beta2=0.99,
        rho=0.95,
        eps=1e-6,
        weight_decay=0.05,
        use_bias=use_bias,
        freeze_biases=use_bias and bool(rng.random() < 0.3),
        l1=0.01 if is_penalized else 0.0,
        l2=0.1 if rng.random() < 0.5 else 0.0,
        clip_norm=0.5 if rng.random() < 0.5 else None,
        max_norm=1.0 if rng.random() < 0.5 else None,
        dropout=0.3 if hidden and rng.random() < 0.5 else 0.0,
        schedule=str(rng.choice(["constant", "step", "exponential", "cosine"])),
        schedule_steps=10,
        warmup_steps=int(rng.choice([0, 7])),
        seed=int(rng.integers(1000)),
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_the_code_gives_the_update_of_the_run(optimizer, share):
    """Of all pairs of a loss and an activation, a quarter each, or all of them."""
    number = list(OPTIMIZERS).index(optimizer)
    rng = np.random.default_rng(number)
    some = [
        (loss, activation)
        for (i, loss), (j, activation) in itertools.product(
            enumerate(LOSSES), enumerate(ACTIVATIONS)
        )
        if (i + j + number) % share == 0
    ]
    losses, activations = map(set, zip(*some, strict=True))
    assert (losses, activations) == ({*LOSSES}, {*ACTIVATIONS})
    for loss, activation in some:
        trainer = Trainer(chosen(rng, optimizer, loss, activation))
        trainer.step(int(rng.integers(1, 12)))
        trace = trainer.trace()
        names = run(script(trace).text)
        assert error(trace, names) <= TOLERANCE, trace.experiment
        assert names["L"] == pytest.approx(trace.loss, rel=1e-10), trace.experiment


def test_a_network_without_biases_is_code_too():
    trainer = Trainer(Experiment(use_bias=False))
    trainer.step(3)
    names = run(script(trainer.trace()).text)
    assert error(trainer.trace(), names) <= TOLERANCE
    assert "W1" in names
    assert "b1" not in names


MUTANTS = {
    "sgd": (
        ("(a3 - Y) * (1 / B)", "(a3 - Y)"),
        ("1 - a1 * a1", "1 + a1 * a1"),
        ("W3.T @ delta3", "-W3.T @ delta3"),
        ("W2 @ a1", "W2 @ -a1"),
        ("+ l2 * w", "- l2 * w"),
    ),
    "adamw": (
        ("beta1 * m +", "beta1 * v +"),
        ("t = 5", "t = 6"),
        ("weight_decay * w", "weight_decay * g"),
        ("max_norm / np", "2 * max_norm / np"),
    ),
}


@pytest.mark.parametrize("optimizer", MUTANTS)
def test_code_with_a_mistake_is_seen_to_fail(optimizer):
    """A sign, a missing 1/B, m for v, the t of another step: the code itself tells."""
    trainer = Trainer(Experiment(optimizer=optimizer, l2=0.1, max_norm=0.5, seed=5))
    trainer.step(5)
    text = script(trainer.trace()).text
    run(text)
    for right, wrong in MUTANTS[optimizer]:
        assert right in text
        with pytest.raises(AssertionError):
            run(text.replace(right, wrong))


def test_every_op_has_its_lines_in_order():
    e = Experiment(optimizer="adam", dropout=0.2, clip_norm=1.0, activation="gelu")
    trainer = Trainer(e)
    trainer.step(3)
    found = script(trainer.trace())
    lines = found.text.splitlines()
    assert len(found.ops) == trainer.n_ops
    assert all(a <= b for a, b in found.ops)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found.ops))
    texts = ["\n".join(lines[a - 1 : b]) for a, b in found.ops]
    assert texts[0] == "z1 = W1 @ X + b1"
    for op, text in zip(trainer.ops, texts, strict=True):
        assert text.count("=") >= 1, op.name
        if op.name == "clip":
            assert "clip_norm" in text
        if op.name == "gradient":
            assert text.startswith(f"dW{op.layer + 1} =")


def test_a_step_that_has_not_ended_is_code_too():
    trainer = Trainer(Experiment(dropout=0.5))
    first = script(current(trainer))
    assert "not drawn yet" in first.text
    assert "run =" not in first.text
    run(first.text)
    trainer.advance("op", 4)
    within = script(current(trainer)).text
    assert within.count("not drawn yet") == 1
    run(within)


def test_large_arrays_are_exact_and_too_many_numbers_are_left_out():
    trainer = Trainer(Experiment(hidden=(40, 40)))
    trainer.step(2)
    found = script(trainer.trace())
    assert found.has_numbers
    assert "base64" in found.text
    assert error(trainer.trace(), run(found.text)) <= TOLERANCE
    trainer = Trainer(Experiment(hidden=(128,) * 3))
    trainer.step(1)
    assert trainer.layout.n_parameters > MAX_NUMBERS / 2
    found = script(trainer.trace())
    assert not found.has_numbers
    assert len(found.text) < 10_000
    assert run(found.text)["W2"].shape == (128, 128)


def test_the_code_needs_nothing_but_numpy(tmp_path):
    trainer = Trainer(Experiment(optimizer="nesterov", hidden=(30,)))
    trainer.step(4)
    path = tmp_path / "step.py"
    path.write_text(script(trainer.trace()).text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "largest difference" in done.stdout


# ---- other kinds of networks ---------------------------------------------------------

CHANGES = {
    "convolution": (
        {},
        {"dataset": "shifted_digits", "hidden": (2, 3), "optimizer": "adam"},
        {"use_bias": False, "activation": "tanh", "batch_size": 7},
    ),
    "rnn": (
        {},
        {"truncation": 2, "l2": 0.1, "max_norm": 0.5},
        {"sequence_length": 2, "use_bias": False},
        {"dataset": "temporal_order", "loss": "softmax_cross_entropy"},
        {"activation": "relu", "freeze_biases": True, "optimizer": "momentum"},
    ),
    "lstm": ({}, {"truncation": 3, "sequence_length": 8}, {"clip_norm": 0.1}),
    "attention": (
        {},
        {"rms_norm": True, "causal": True, "heads": 1, "l1": 0.1},
        {"use_bias": False, "max_norm": 0.5, "optimizer": "adamw"},
    ),
}
CASES = [(name, changes) for name, each in CHANGES.items() for changes in each]


@pytest.mark.parametrize(("name", "changes"), CASES, ids=str)
def test_other_networks_are_code_too(name, changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(4)
    trace = trainer.trace()
    found = script(trace)
    names = run(found.text)
    assert error(trace, names) <= TOLERANCE
    assert names["L"] == pytest.approx(trace.loss, rel=1e-10)
    assert len(found.ops) == trainer.n_ops
    assert all(a <= b for a, b in found.ops)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found.ops))


OTHER_MUTANTS = {
    "convolution": (
        ("(u.argmax(axis=4)[", "(u.argmin(axis=4)["),
        ("(a2 - Y) * (1 / B)", "(a2 - Y)"),
        ("dW1 = d @ u.T", "dW1 = -d @ u.T"),
    ),
    "rnn": (
        ("np.concatenate([X[1:2], h1])", "np.concatenate([X[1:2], h0])"),
        ("dh3 = dh3 + W1", "dh3 = W1"),
        ("dW1 = dW1_1 + dW1_2", "dW1 = dW1_2"),
    ),
    "lstm": (
        ("c2 = u2 + v2", "c2 = u2"),
        ("ds4[3:6] += du4 * c3", "ds4[3:6] += du4 * c2"),
        ("delta4[9:12] += dg4 * df_g4", "delta4[9:12] += dg4 * df_r4"),
    ),
    "attention": (
        ("(1 / np.sqrt(3))", "(1 / np.sqrt(6))"),
        ("dh2 = dh2 + W4.T @ delta1", "dh2 = W4.T @ delta1"),
        ("h2 = h1 + u1", "h2 = u1"),
    ),
}


@pytest.mark.parametrize("name", OTHER_MUTANTS)
def test_other_code_with_a_mistake_is_seen_to_fail(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(5)
    text = script(trainer.trace()).text
    run(text)
    for right, wrong in OTHER_MUTANTS[name]:
        assert right in text
        with pytest.raises(AssertionError):
            run(text.replace(right, wrong))


@pytest.mark.parametrize("name", CHANGES)
def test_a_step_of_another_network_that_has_not_ended_is_code_too(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.advance("op", 6)
    text = script(current(trainer)).text
    assert "run =" not in text
    assert run(text)["W1"].shape == trainer.parameters[0][0].shape
