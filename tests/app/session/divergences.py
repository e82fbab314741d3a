"""Runs that diverge, and ways of going on until they do."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from app.protocol.events import Diverged, Event
from app.web.presets.presets import PRESETS
from engine import DivergenceError, Experiment, Trainer

RATES = {
    "relu": (10.0,),
    "gelu": (10.0,),
    "silu": (10.0,),
    "softplus": (10.0,),
    "tanh": (3.0, 10.0),
    "leaky_relu": (3.0, 10.0),
    "linear": (1.0, 3.0, 10.0),
    "elu": (1.0, 3.0, 10.0),
}
"""Learning rates at which a linear output diverges on every dataset below."""
DATASETS = ("plane", "circle", "spiral", "sine", "moons", "multi_gauss")
SMALL = {"output": "linear", "hidden": (6, 4), "n_samples": 60}
PLANE = {"dataset": "plane", "activation": "relu", "hidden": (8,)}
TANH = {**SMALL, "activation": "tanh", "learning_rate": 10.0}
OTHERS: dict[str, dict[str, Any]] = {
    "plane 0.3": {**PLANE, "learning_rate": 0.3},
    "plane 3": {**PLANE, "learning_rate": 3.0},
    "plane 10": {**PLANE, "learning_rate": 10.0},
    "no layers": {"dataset": "plane", "hidden": (), "learning_rate": 0.3},
    "momentum": {**PLANE, "learning_rate": 0.3, "optimizer": "momentum"},
    "a gradient": {
        **SMALL,
        "dataset": "moons",
        "activation": "gelu",
        "learning_rate": 1.0,
    },
    "dropout": {**TANH, "dropout": 0.2},
    "patience": {**TANH, "patience": 400},
    "decay": {**TANH, "l2": 0.01, "batch_size": 7},
    "schedule": {**TANH, "schedule": "cosine", "schedule_steps": 5000},
    "full batch": {**PLANE, "learning_rate": 1.0, "batch_size": "full"},
}


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a name and the fields of each run."""
    for dataset in DATASETS:
        for activation, rates in RATES.items():
            for rate in rates:
                chosen = {"dataset": dataset, "activation": activation}
                fields = {**SMALL, **chosen, "learning_rate": rate}
                yield f"{dataset} {activation} {rate:g}", fields
    for preset in PRESETS:
        if preset.name in ("exploding", "rate-too-high"):
            yield preset.name, dict(preset.experiment)
            faster = {"learning_rate": 10.0, "n_samples": 100}
            yield f"{preset.name} 10", {**preset.experiment, **faster}
        if preset.name == "exploding-in-time":
            yield preset.name, dict(preset.experiment)
    yield from OTHERS.items()


def first_divergence(fields: dict[str, Any]) -> tuple[int, int | None, str]:
    """Return step, layer and quantity, from single steps and a look after each."""
    trainer = Trainer(Experiment(**fields))
    for step in range(1, 1000):
        try:
            trainer.step()
        except DivergenceError as error:
            return error.step, error.layer, error.quantity
        if not math.isfinite(trainer.train_loss):
            return step, None, "loss"
    raise AssertionError(fields)


def playing(
    desk: Any, *, speed: float | None, turn: float, fps: int | None
) -> list[Event]:
    """Play until training stops; without ``fps`` nobody looks."""
    if fps is not None:
        desk.send("watch", sections=["gradient_rms"], fps=fps)
    events = desk.send("play", steps_per_second=speed)
    for _ in range(5000):
        desk.train(seconds=turn)
        if desk.frame():
            desk.acknowledge(desk.session.subscription.seq)
        events += desk.events()
        if not desk.session.running:
            return list(events)
    raise AssertionError(desk.session.trainer.step_count)


def advancing(desk: Any, *, by: str, count: int) -> list[Event]:
    """Advance until a step diverges."""
    events: list[Event] = []
    while not any(isinstance(event, Diverged) for event in events):
        events += desk.ask("advance", by=by, count=count)
    return events


WAYS: dict[str, Callable[[Any], list[Event]]] = {
    "full speed": lambda desk: playing(desk, speed=None, turn=0.004, fps=60),
    "unseen": lambda desk: playing(desk, speed=None, turn=0.02, fps=None),
    "paced": lambda desk: playing(desk, speed=997, turn=0.016, fps=10),
    "steps": lambda desk: advancing(desk, by="step", count=1000),
    "single steps": lambda desk: advancing(desk, by="step", count=1),
    "ops": lambda desk: advancing(desk, by="op", count=997),
    "layers": lambda desk: advancing(desk, by="layer", count=101),
    "phases": lambda desk: advancing(desk, by="phase", count=61),
    "epochs": lambda desk: advancing(desk, by="epoch", count=3),
}
