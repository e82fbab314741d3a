"""Runs to export: experiments of all settings, and how a script's losses compare."""

import contextlib
import io
import itertools

import numpy as np

from engine import Experiment, ExperimentError, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.training.divergence import DivergenceError

N_STEPS = 100


def executed(text):
    """Run a script in a namespace of its own; return it."""
    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, "script", "exec"), names)
    return names


def expected(trainer, n_steps=N_STEPS):
    """Train on; return (step, training loss, test loss) now and after each step.

    Without test samples there is no third number.
    """
    rows = [(trainer.step_count, *trainer.losses)]
    while len(rows) <= n_steps and trainer.step(1):
        rows.append((trainer.step_count, *trainer.losses))
    has_test = trainer.data.test_x.shape[1] > 0
    return np.array(rows) if has_test else np.array(rows)[:, :2]


def of_steps(text, n_steps):
    """Return a script that makes another number of steps."""
    for line in ("for _ in range({}):", "len(curve) <= {} and"):
        text = text.replace(line.format(N_STEPS), line.format(n_steps))
    return text


def worst(found, wanted):
    """Return the largest relative difference of two curves of the same steps."""
    found = np.array(found)
    assert found.shape == wanted.shape
    np.testing.assert_array_equal(found[:, 0], wanted[:, 0])
    size = np.maximum(np.abs(wanted[:, 1:]), 1e-300)
    return np.max(np.abs(found[:, 1:] - wanted[:, 1:]) / size)


def started(e, n_steps):
    """Return a run after some steps; None if it diverges soon, or has stopped."""
    trainer = Trainer(e)
    try:
        trainer.step(n_steps)
        later = Trainer(e)
        later.restore(trainer.snapshot())
        later.step(N_STEPS)
    except DivergenceError:
        return None
    return None if trainer.stopped else trainer


def some(share):
    """Return a part of the combinations, numbered, that has every name."""
    everything = combinations()
    part = list(enumerate(everything))[::share]
    for place in range(4):
        names = {combination[place] for _, combination in part}
        assert names == {combination[place] for combination in everything}
    return part


def any_run(seed):
    """Return a run of any experiment."""
    rng, trainer = np.random.default_rng(seed), None
    while trainer is None:
        trainer = started(any_experiment(rng), int(rng.integers(1, 90)))
    return trainer


def combinations():
    """Return all that are legal of activation, loss, its output, and optimizer."""
    pairs = [(name, output) for name, loss in LOSSES.items() for output in loss.outputs]
    return [
        (activation, loss, output, optimizer)
        for (loss, output), activation, optimizer in itertools.product(
            pairs, ACTIVATIONS, OPTIMIZERS
        )
    ]


def combined(combination, number):
    """Return an experiment of a combination, with a step size at which it learns."""
    activation, loss, output, optimizer = combination
    is_adaptive = optimizer not in ("gradient_descent", "sgd", "momentum", "nesterov")
    return Experiment(
        dataset=("circle", "iris", "moons", "blobs")[number % 4],
        hidden=(5, 3),
        activation=activation,
        loss=loss,
        output=output,
        optimizer=optimizer,
        learning_rate=0.003 if is_adaptive else 0.02,
        seed=number,
    )


def any_experiment(rng):
    """Return an experiment of which every setting is at random."""
    while True:
        try:
            return Experiment(**_settings(rng))
        except ExperimentError:
            continue


def _settings(rng):
    def one(*values):
        return values[rng.integers(len(values))]

    loss = one(*LOSSES)
    hidden = tuple(rng.integers(1, 9, rng.integers(0, 6)).tolist())
    return {
        "dataset": one("circle", "spiral", "iris", "plane", "digits", _own(rng, one)),
        "n_samples": int(rng.integers(4, 300)),
        "n_classes": int(rng.integers(2, 11)),
        "noise": one(0.0, 0.2),
        "train_share": one(0.3, 0.77, 1.0),
        "data_seed": int(rng.integers(1000)),
        "features": one(None, None, ("x1", "x1x2", "sin_x2")),
        "standardize": one(None, True, False),
        "standardize_targets": one(None, True, False),
        "hidden": hidden,
        "activation": tuple(one(*ACTIVATIONS) for _ in hidden) or "tanh",
        "loss": loss,
        "output": one(None, *LOSSES[loss].outputs),
        "use_bias": one(True, True, False),
        "freeze_biases": one(False, True),
        "initializer": one(*INITIALIZERS),
        "optimizer": one(*OPTIMIZERS),
        "learning_rate": one(0.001, 0.01, 0.1),
        "momentum": one(0.0, 0.8),
        "beta1": one(0.0, 0.85),
        "beta2": one(0.9, 0.99),
        "rho": one(0.0, 0.95),
        "eps": one(1e-8, 1e-3),
        "weight_decay": one(0.0, 0.1),
        "schedule": one("constant", "step", "exponential", "cosine"),
        "schedule_steps": int(rng.integers(1, 200)),
        "schedule_factor": one(0.5, 0.9),
        "warmup_steps": one(0, 3, 80),
        "l1": one(0.0, 0.01),
        "l2": one(0.0, 0.1),
        "dropout": one(0.0, 0.3),
        "max_norm": one(None, 1.0),
        "clip_norm": one(None, 0.3),
        "batch_size": one(1, 7, 10, 64, "full"),
        "patience": one(None, 3, 20),
        "seed": int(rng.integers(1000)),
    }


def any_network(kind, seed):
    """Return a run of any experiment on a network that is not dense."""
    rng, trainer = np.random.default_rng(seed), None
    while trainer is None:
        try:
            e = Experiment(**_network_settings(kind, rng))
        except ExperimentError:
            continue
        trainer = started(e, int(rng.integers(1, 40)))
    return trainer


def _network_settings(kind, rng):
    def one(*values):
        return values[rng.integers(len(values))]

    everything = _settings(rng) | {"network": kind, "features": None}
    for name in ("dropout", "activation"):
        del everything[name]
    loss = everything["loss"]
    own = {
        "convolution": lambda: {
            "dataset": one("digits", "shifted_digits"),
            "hidden": tuple(rng.integers(1, 4, rng.integers(1, 3)).tolist()),
            "batch_size": one(7, 64, "full"),
            "activation": one(*ACTIVATIONS),
        },
        "attention": lambda: {
            "dataset": one("sort", "reverse", "copy", "modular_addition"),
            "hidden": (4 * int(rng.integers(1, 4)),),
            "heads": one(1, 2),
            "rms_norm": one(False, True),
            "causal": one(False, True),
            "activation": one(*ACTIVATIONS),
            "sequence_length": int(rng.integers(2, 8)),
            "n_classes": int(rng.integers(3, 9)),
        },
    }
    steps = {
        "dataset": one(
            "echo",
            "temporal_xor",
            "adding",
            "temporal_order",
            "sine_ahead",
            "next_character",
        ),
        "hidden": (int(rng.integers(1, 9)),),
        "sequence_length": int(rng.integers(2, 24)),
        "truncation": one(None, None, 1, 2, 3, 7),
        "spectral_radius": one(None, 1.1),
        "activation": one(*ACTIVATIONS),
    }
    everything["n_samples"] = int(rng.integers(4, 60))
    settings = everything | own.get(kind, lambda: steps)()
    return settings | {"output": one(None, *LOSSES[loss].outputs)}


def _own(rng, one):
    """Return a table of its own: classes, or values of one or two columns."""
    x = rng.normal(3, 20, (40, 3)).tolist()
    kind = one("classes", "values")
    if kind == "classes":
        return {"x": x, "y": [one("a", "b", "a\nb") for _ in x]}
    return {"x": x, "y": rng.normal(0, 5, (40, one(1, 2))).tolist()}
