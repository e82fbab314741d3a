"""Estimates of memory, beside what is really allocated."""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.commands.commands import Watch
from app.session.memory_estimates import (
    network_bytes,
    networks_bytes,
    sample_count,
    table_bytes,
    watch_bytes,
)
from app.stream.subscription import Subscription
from engine import Experiment, Readout, Trainer, UploadedData, checked_rows

SLACK_BYTES = 600_000
EXPERIMENTS: dict[str, dict[str, Any]] = {
    "default": {},
    "smallest": {"dataset": "xor", "hidden": (2,)},
    "no hidden layer": {"dataset": "plane", "hidden": ()},
    "deep": {"hidden": (8,) * 8},
    "digits": {"dataset": "digits", "hidden": (32, 16)},
    "many weights": {"dataset": "digits", "hidden": (128,) * 8, "optimizer": "adam"},
    "wide": {"hidden": (128, 128), "optimizer": "rmsprop", "batch_size": 128},
    "many samples": {"n_samples": 10_000, "hidden": (64, 32)},
    "many batches": {"n_samples": 1000, "hidden": (32, 16), "batch_size": 1},
    "large batches": {"n_samples": 10_000, "hidden": (8,), "batch_size": 5000},
    "dropout": {
        "n_samples": 10_000,
        "hidden": (8, 8, 8),
        "batch_size": 5000,
        "dropout": 0.3,
    },
}
OF_KINDS: dict[str, dict[str, Any]] = {
    "digits of a kernel": {
        "network": "convolution",
        "dataset": "digits",
        "hidden": (8,),
        "loss": "softmax_cross_entropy",
    },
    "adding": {
        "network": "lstm",
        "dataset": "adding",
        "hidden": (16,),
        "sequence_length": 50,
        "n_samples": 4000,
        "batch_size": 32,
        "optimizer": "adam",
    },
    "echo": {"network": "rnn", "dataset": "echo", "hidden": (8,), "n_samples": 10_000},
    "sort": {
        "network": "attention",
        "dataset": "sort",
        "hidden": (16,),
        "loss": "softmax_cross_entropy",
        "n_samples": 3000,
        "batch_size": 64,
    },
}
"""Networks that are not dense."""
QUICK = ("default", "dropout", "echo")
NODES = ("node_value", "node_grad", "node_rms", "node_grad_rms", "node_target")
ALL = ("W", "b", "z", "a", "delta", "dW", "db", "update_W", "update_b")


def allocated(make: Callable[[], object]) -> tuple[int, int]:
    """Return the bytes that a result holds, and the most that there were meanwhile."""
    make()
    gc.collect()
    tracemalloc.start()
    result = make()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return held, peak


def trained(experiment: Experiment) -> tuple[object, ...]:
    """Train for more than an epoch, and read what a session reads."""
    trainer = Trainer(experiment)
    trainer.step(min(trainer.n_batches, 1000) + 1)
    for _ in range(8):
        trainer.step()
    read = (trainer.losses, trainer.trace())
    return trainer, read, trainer.unit_health() if experiment.is_dense else None


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow][name in QUICK :])
        for name in [*EXPERIMENTS, *OF_KINDS]
    ],
)
def test_a_network_takes_what_was_estimated(name: str) -> None:
    experiment = Experiment(**{**EXPERIMENTS, **OF_KINDS}[name])
    held, peak = allocated(lambda: trained(experiment))
    estimate = network_bytes(experiment)
    assert held <= estimate <= 2.0 * peak + SLACK_BYTES
    assert peak <= 1.25 * estimate + SLACK_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EXPERIMENTS, *OF_KINDS])
def test_frames_take_what_was_estimated(name: str) -> None:
    trainer = Trainer(Experiment(**{**EXPERIMENTS, **OF_KINDS}[name]))
    trainer.step()
    watch = Watch(
        type="watch",
        id=1,
        sections=(*ALL, *NODES, "surface", "neuron_surface"),
        nodes=("x", "h", "z", "c", "s", "a", "A", "S"),
        fps=30,
        surface_resolution=128,
        neuron_resolution=128,
    )

    def packed() -> object:
        subscription = Subscription()
        subscription.subscribe(watch, (trainer,), now=0.0)
        stamp = (0, subscription.next_seq(), 0, 0, 0, 0, 0.0, 0.0)
        return subscription, subscription.pack([Readout(trainer)], stamp, (1,), 0.0)

    held, peak = allocated(packed)
    estimate = watch_bytes((trainer,), watch)
    assert 0.9 * held <= estimate <= 2.0 * peak + 4 * SLACK_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("n_features", [1, 64])
@pytest.mark.parametrize("has_classes", [True, False])
def test_an_own_table_takes_what_was_estimated(
    n_features: int, has_classes: bool
) -> None:
    def made() -> UploadedData:
        rng = np.random.default_rng(1)
        x = rng.normal(size=(4000, n_features)).tolist()
        y: Any = [f"{k % 3}" for k in range(4000)]
        if not has_classes:
            y = rng.normal(size=(4000, 2)).tolist()
        return UploadedData.assemble(*checked_rows(x, y))

    held, _ = allocated(made)
    estimate = table_bytes(made())
    assert held <= estimate <= 2.2 * held


@pytest.mark.parametrize("dataset", ["circle", "xor", "iris", "digits", "sine"])
def test_samples_are_counted_before_they_are_drawn(dataset: str) -> None:
    experiment = Experiment(dataset=dataset, n_samples=40)
    data = Trainer(experiment).data
    assert sample_count(experiment) == data.train_x.shape[1] + data.test_x.shape[1]


def test_samples_of_an_own_table_are_counted() -> None:
    table = UploadedData.parse({"x": [[1.0], [2.0], [3.0]], "y": [0, 1, 0]})
    assert sample_count(Experiment(dataset=table)) == 3  # type: ignore[arg-type]


def test_frames_without_heatmaps_are_small() -> None:
    trainers = (Trainer(Experiment()),)
    watch = Watch(type="watch", id=1, sections=("W",), fps=30)
    maps = watch.model_copy(update={"sections": ("surface",)})
    assert watch_bytes(trainers, watch) < 200_000 < watch_bytes(trainers, maps)
    no_plane = (Trainer(Experiment(dataset="digits")),)
    assert watch_bytes(no_plane, maps) == watch_bytes(no_plane, watch)


@pytest.mark.slow
def test_samples_that_networks_share_are_counted_once() -> None:
    adding = Experiment(**OF_KINDS["adding"])
    other = adding.replace(network="rnn")
    apart = network_bytes(adding) + network_bytes(other)
    held, _ = allocated(lambda: (trained(adding), trained(other)))
    assert held <= networks_bytes((adding, other)) < apart
    assert networks_bytes((other,), held=[adding]) < network_bytes(other)
    strange = adding.replace(data_seed=5)
    assert networks_bytes((strange,), held=[adding]) == network_bytes(strange)
    own = Experiment(dataset={"x": [[0.0, 1.0], [1.0, 0.0]], "y": [0, 1]})
    assert networks_bytes((own, own)) == 2 * network_bytes(own)
