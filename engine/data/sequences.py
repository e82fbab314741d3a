"""Sequences: the table of tasks whose samples arrive step by step.

Every entry draws what arrives, (n_steps, n_channels, n_samples), and labels:
(n_samples,) for tasks with an output at the last step, (n_samples, n_steps) for those
with one at every step.

The samples of a run are a fixed table like those of any other data, drawn from
``data_seed``: a step of training is known by the indices of its samples, so going back
to it, or to a run by its link, needs nothing that the experiment does not have.

To add a task, add one entry to `SEQUENCES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from engine.data import token_tasks
from engine.data.datasets import DATASETS, Columns, Dataset, Rng
from engine.data.step_tasks import (
    LAG,
    SYMBOLS,
    TEXT_LETTERS,
    adding,
    echo,
    next_character,
    sine_ahead,
    temporal_order,
    temporal_xor,
)

__all__ = ["LENGTHS", "SEQUENCES", "Sequence", "named_dataset"]

LENGTHS = (2, 50)
"""The fewest and the most steps of a sequence."""
TOKEN_LENGTHS = (2, 10)
PRIME = 31
"""The modulus of modular addition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """One task.

    Attributes
    ----------
    draw : callable
        From the numbers of samples and of steps, a generator and the number of classes.
    form : str
        ``"steps"``, or ``"tokens"`` where every position is one token.
    channels : callable
        ``channels(n_steps, n_classes)`` returns the names of the numbers that arrive at
        each step.
    task : str
        ``"classification"`` or ``"regression"``.
    at_every_step : bool
        Whether there is an output at every step, and not only at the last one.
    lengths : (int, int)
        The fewest and the most steps.
    n_fixed : int or None
        The number of samples of a task that has no others.
    """

    name: str
    label: str
    help: str
    draw: Callable[[int, int, Rng, int], Columns]
    channels: Callable[[int, int], tuple[str, ...]]
    form: str = "steps"
    task: str = "classification"
    class_names: tuple[str, ...] = ()
    at_every_step: bool = False
    lengths: tuple[int, int] = LENGTHS
    n_fixed: int | None = None


def _always(*names: str) -> Callable[[int, int], tuple[str, ...]]:
    return lambda _n_steps, _n_classes: names


def _token_channels(n_steps: int, n_classes: int) -> tuple[str, ...]:
    tokens = (f"token {k}" for k in range(n_classes))
    return (*tokens, *(f"position {t + 1}" for t in range(n_steps)))


def _tokens(
    task: Callable[[int, int, int, Rng], Columns],
    n_samples: int,
    n_steps: int,
    rng: Rng,
    n_classes: int,
) -> Columns:
    """Return a token task as inputs (T, F, n) and labels (n, T)."""
    tokens, targets = task(n_samples, n_steps, n_classes, rng)
    x, _ = token_tasks.one_hot(tokens, targets, n_classes)
    return x.reshape(n_steps, -1, x.shape[1]), targets.T


def _modular(n_samples: int, n_steps: int, n_classes: int, rng: Rng) -> Columns:  # noqa: ARG001
    return token_tasks.modular_addition(n_classes)


def _token_task(name: str, help: str, task: Callable[..., Columns]) -> Sequence:
    return Sequence(
        name=name,
        label=name,
        help=help,
        draw=partial(_tokens, task),
        channels=_token_channels,
        form="tokens",
        at_every_step=True,
        lengths=TOKEN_LENGTHS,
    )


SEQUENCES: dict[str, Sequence] = {
    entry.name: entry
    for entry in (
        Sequence(
            name="echo",
            label="echo",
            help=f"Repeat what came {LAG} steps ago; before that, 0.",
            draw=echo,
            channels=_always("signal"),
            task="regression",
            at_every_step=True,
            lengths=(LAG + 1, LENGTHS[1]),
        ),
        Sequence(
            name="temporal_xor",
            label="temporal XOR",
            help="Whether the last two bits differ, at every step.",
            draw=temporal_xor,
            channels=_always("bit"),
            class_names=("same", "different"),
            at_every_step=True,
        ),
        Sequence(
            name="adding",
            label="adding problem",
            help="The sum of the two values that are marked (Hochreiter and"
            " Schmidhuber, 1997). Always to answer 1 has a mean squared error of 1/6.",
            draw=adding,
            channels=_always("value", "mark"),
            task="regression",
        ),
        Sequence(
            name="temporal_order",
            label="temporal order",
            help="Which of X and Y came first and which second, among symbols without"
            " meaning (Hochreiter and Schmidhuber, 1997).",
            draw=temporal_order,
            channels=_always(*SYMBOLS),
            class_names=("XX", "XY", "YX", "YY"),
        ),
        Sequence(
            name="sine_ahead",
            label="sine, one step ahead",
            help="The next value of a wave, at every step.",
            draw=sine_ahead,
            channels=_always("signal"),
            task="regression",
            at_every_step=True,
        ),
        Sequence(
            name="next_character",
            label="next character",
            help="The character that follows some others in a small text.",
            draw=next_character,
            channels=_always(*TEXT_LETTERS),
            class_names=tuple(TEXT_LETTERS),
        ),
        _token_task("sort", "The same tokens in ascending order.", token_tasks.sort),
        _token_task("reverse", "The same tokens backwards.", token_tasks.reverse),
        _token_task("copy", "The same tokens again.", token_tasks.copy),
        Sequence(
            name="modular_addition",
            label="modular addition",
            help=f"The sum of two numbers modulo {PRIME}, of all pairs.",
            draw=partial(_tokens, _modular),
            channels=_token_channels,
            form="tokens",
            class_names=tuple(str(k) for k in range(PRIME)),
            at_every_step=True,
            lengths=(2, 2),
            n_fixed=PRIME**2,
        ),
    )
}


def named_dataset(name: str, n_steps: int, n_classes: int) -> Dataset:
    """Return the dataset of a name; a sequence has some steps, and its own columns.

    Parameters
    ----------
    n_steps : int
        Of a sequence; the nearest number that the task has.
    n_classes : int
        The number of different tokens, where the task leaves it open.
    """
    if name in DATASETS:
        return DATASETS[name]
    low, high = SEQUENCES[name].lengths
    return _unrolled(name, min(max(n_steps, low), high), n_classes)


@lru_cache(maxsize=64)
def _unrolled(name: str, n_steps: int, n_classes: int) -> Dataset:
    """Return a task with a column for each channel of each step."""
    task = SEQUENCES[name]
    n_classes = len(task.class_names) or n_classes
    channels = task.channels(n_steps, n_classes)
    columns = tuple(f"{each} at {t + 1}" for t in range(n_steps) for each in channels)

    def draw(n_samples: int, noise: float, rng: Rng, _n_classes: int) -> Columns:
        x, labels = task.draw(n_samples, n_steps, rng, n_classes)
        if noise:
            x = x + noise * rng.uniform(-1, 1, x.shape)
        return np.ascontiguousarray(x.reshape(len(columns), -1)), labels

    return Dataset(
        name=name,
        label=task.label,
        help=task.help,
        draw=draw,
        task=task.task,
        class_names=task.class_names,
        columns=columns,
        axis_names=(),
        features=columns,
        domain=(),
        n_fixed=task.n_fixed,
        form=task.form,
        channels=channels,
        n_steps=n_steps,
        n_target_steps=n_steps if task.at_every_step else 1,
    )
