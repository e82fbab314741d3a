"""Optimizers, and all that a network is made of, against PyTorch and known minima.

``golden/make_golden.py`` made the numbers; here PyTorch is not needed.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.functions.optimizers import OPTIMIZERS, Constants
from engine.functions.update_buffers import N_FIXED_ROWS, UpdateBuffers
from tests.engine.textbook_step import BY_A, DF

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "runs.json").read_text("utf-8")
)
RUNS = {name: entry for name, entry in GOLDEN.items() if name != "made_by"}
RTOL = 1e-10


def flat(trainer):
    """Return all parameters layer by layer, W row by row, then b, as the golden has."""
    parts = [part for pair in trainer.parameters for part in pair if part is not None]
    return np.concatenate([part.ravel() for part in parts])


def largest_error(name):
    """Train as PyTorch did; return the largest relative error of all its numbers."""
    entry = RUNS[name]
    trainer = Trainer(Experiment.from_dict(entry["experiment"]))
    worst = 0.0
    for step, loss, row in zip(
        entry["steps"], entry["losses"], entry["parameters"], strict=True
    ):
        trainer.step(step - trainer.step_count)
        off = np.abs(flat(trainer) / np.array(row) - 1).max()
        worst = max(worst, off, abs(trainer.train_loss - loss) / (loss or 1))
    return worst


# ---- PyTorch's numbers -----------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_training_gives_the_numbers_of_pytorch(name):
    assert largest_error(name) < RTOL


@pytest.mark.parametrize("name", [name for name in RUNS if name.startswith("batch")])
def test_another_order_of_samples_fails_the_golden(monkeypatch, name):
    experiment = RUNS[name]["experiment"]
    other = experiment | {"seed": experiment.get("seed", 0) + 1}
    monkeypatch.setitem(RUNS, name, RUNS[name] | {"experiment": other})
    assert largest_error(name) > 1e-4


def test_golden_covers_every_optimizer_and_the_functions_of_the_textbook():
    experiments = [entry["experiment"] for entry in RUNS.values()]
    assert {e["optimizer"] for e in experiments} == set(OPTIMIZERS)
    assert {f"activation {name}" for name in DF} <= set(RUNS)
    assert {e["loss"] for e in experiments} == set(BY_A)
    for name in OPTIMIZERS:
        assert RUNS[f"optimizer {name}"]["steps"][-1] == 1000


def _multiplying_scalars(t, learning_rate, c):
    """Return Adam's scalars with m and v *multiplied* by 1 - beta^t."""
    root = 1 / np.sqrt(1 - c.beta2**t)
    return -learning_rate * root * (1 - c.beta1**t), c.eps * root, 0.0


def _no_correction(t, learning_rate, c):  # noqa: ARG001
    return -learning_rate, c.eps, -learning_rate * c.weight_decay


@pytest.mark.parametrize("wrong", [_multiplying_scalars, _no_correction])
@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_a_wrong_bias_correction_fails_the_golden(monkeypatch, name, wrong):
    monkeypatch.setitem(OPTIMIZERS, name, replace(OPTIMIZERS[name], scalars=wrong))
    assert largest_error(f"optimizer {name}") > 1e-3


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam", "adamw"])
def test_eps_inside_the_root_fails_the_golden(monkeypatch, name):
    right = OPTIMIZERS[name]

    def wrong(u, c):
        ops = []
        for label, latex, calls in right.build(u, c):
            if label == "step":
                root, add, *rest = calls
                calls = ((np.add, (root[1][0], u.eps, u.t)), (np.sqrt, (u.t, u.t)))
                assert add[0] is np.add
                calls += tuple(rest)
            ops.append((label, latex, calls))
        return tuple(ops)

    monkeypatch.setitem(OPTIMIZERS, name, replace(right, build=wrong))
    assert largest_error(f"optimizer {name}") > 1e-6


# ---- one update by hand ----------------------------------------------------------

G = np.array([0.5, -2.0, 0.0])


def updates(name, gradients, *, learning_rate=0.1, start=0.0, **constants):
    """Return the parameters (n_steps, P) that an optimizer walks through."""
    optimizer, c = OPTIMIZERS[name], Constants(**constants)
    matrix = np.zeros((N_FIXED_ROWS + len(optimizer.slots), len(gradients[0])))
    u = UpdateBuffers(matrix)
    u.parameters[:] = start
    calls = [call for _, _, calls in optimizer.build(u, c) for call in calls]
    walked = []
    for t, g in enumerate(gradients, start=1):
        u.g[:] = g
        u.set_scalars(optimizer.scalars(t, learning_rate, c))
        execute(calls)
        u.parameters += u.update
        walked.append(u.parameters.copy())
    return np.array(walked)


@pytest.mark.parametrize("name", ["gradient_descent", "sgd"])
def test_plain_descent_subtracts_rate_times_gradient(name):
    assert np.array_equal(updates(name, [G])[0], -0.1 * G)


def test_momentum_adds_up_a_constant_gradient():
    # v: g, then 0.5 g + g = 1.5 g; w: -0.1 g, then -0.1 (1 + 1.5) g
    walked = updates("momentum", [G, G], momentum=0.5)
    np.testing.assert_allclose(walked, [-0.1 * G, -0.25 * G], rtol=1e-15)


def test_nesterov_looks_one_velocity_ahead():
    # v: g, 1.5 g; step: g + 0.5 g = 1.5 g, then g + 0.5 * 1.5 g = 1.75 g
    walked = updates("nesterov", [G, G], momentum=0.5)
    np.testing.assert_allclose(walked, [-0.15 * G, -0.325 * G], rtol=1e-15)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares():
    # s: g^2, 2 g^2; so the steps are sign(g), then sign(g) / sqrt 2
    walked = updates("adagrad", [G, G], eps=1e-16)
    wanted = [-0.1 * np.sign(G), -0.1 * (1 + 0.5**0.5) * np.sign(G)]
    np.testing.assert_allclose(walked, wanted, rtol=1e-12)


def test_rmsprop_divides_by_the_root_of_a_moving_mean():
    # s = (1 - 0.75) g^2, its root 0.5 |g|: the first step is 2 sign(g)
    walked = updates("rmsprop", [G], rho=0.75, eps=1e-16)
    np.testing.assert_allclose(walked[0], -0.2 * np.sign(G), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient(scale):
    # m / (1 - beta1) = g and v / (1 - beta2) = g^2: the step is eta g / |g|
    walked = updates("adam", [scale * G], eps=1e-16)
    np.testing.assert_allclose(walked[0], -0.1 * np.sign(G), rtol=1e-9)


def test_adamw_shrinks_parameters_even_without_a_gradient():
    # w <- w - eta lambda w = 2 (1 - 0.1 * 0.5) = 1.9
    walked = updates("adamw", [np.zeros(3)], start=2.0, weight_decay=0.5)
    np.testing.assert_allclose(walked[0], 1.9, rtol=1e-15)


def test_adamw_without_decay_is_adam():
    gradients = np.random.default_rng(0).normal(size=(20, 5))
    a = updates("adam", gradients)
    b = updates("adamw", gradients, weight_decay=0.0)
    assert np.array_equal(a, b)


# ---- known minima ----------------------------------------------------------------

CURVATURE = np.array([0.5, 1.0, 4.0])
MINIMUM = np.array([1.0, -2.0, 0.25])
BOWL_SETTINGS = {
    "gradient_descent": {"learning_rate": 0.1},
    "sgd": {"learning_rate": 0.1},
    "momentum": {"learning_rate": 0.05},
    "nesterov": {"learning_rate": 0.05},
    "adagrad": {"learning_rate": 1.0},
    "rmsprop": {"learning_rate": 0.002},
    "adam": {"learning_rate": 0.02},
    "adamw": {"learning_rate": 0.02, "weight_decay": 0.0},
}


def bowl(w):
    """The gradient of sum c/2 (w - minimum)^2."""
    return CURVATURE * (w - MINIMUM)


def banana(w):
    """The gradient of Rosenbrock's (1 - x)^2 + 5 (y - x^2)^2, minimum at (1, 1)."""
    x, y = w
    return np.array([-2 * (1 - x) - 20 * x * (y - x * x), 10 * (y - x * x)])


def descend(name, gradient, start, n_steps, settings):
    """Walk downhill on a function given by its gradient; return where it ends."""
    settings = dict(settings)
    optimizer, rate = OPTIMIZERS[name], settings.pop("learning_rate")
    c = Constants(**settings)
    u = UpdateBuffers(np.zeros((N_FIXED_ROWS + len(optimizer.slots), len(start))))
    u.parameters[:] = start
    calls = [call for _, _, calls in optimizer.build(u, c) for call in calls]
    for t in range(1, n_steps + 1):
        u.g[:] = gradient(u.parameters)
        u.set_scalars(optimizer.scalars(t, rate, c))
        execute(calls)
        u.parameters += u.update
    return u.parameters.copy()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_finds_the_bottom_of_a_bowl(name):
    end = descend(name, bowl, np.zeros(3), 3000, BOWL_SETTINGS[name])
    np.testing.assert_allclose(end, MINIMUM, atol=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_finds_the_end_of_a_curved_valley(name):
    settings = BOWL_SETTINGS[name]
    if OPTIMIZERS[name].constants in ((), ("momentum",)):
        settings = settings | {"learning_rate": 0.01}
    end = descend(name, banana, np.array([-1.0, 1.0]), 8000, settings)
    np.testing.assert_allclose(end, [1, 1], atol=1e-2)


# ---- the table ---------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_names_what_it_reads(name):
    optimizer = OPTIMIZERS[name]
    assert set(optimizer.constants) <= set(Experiment().to_dict())
    base = updates(name, [G, 2 * G, G], start=1.0)
    for constant in optimizer.constants:
        changed = updates(name, [G, 2 * G, G], start=1.0, **{constant: 0.5})
        assert not np.array_equal(base, changed), constant


def test_gradient_descent_sees_all_samples_at_every_step():
    trainer = Trainer(Experiment(optimizer="gradient_descent", batch_size=3))
    trainer.step()
    assert trainer.trace().batch_size == trainer.data.train_x.shape[1] == 250
    assert trainer.epoch == 1
