"""Small pictures of sequences: a row per number that arrives, and what is asked."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.web.thumbnails.thumbnails import MARGIN, SIZE, ThumbnailPath, tones
from engine import Experiment, SplitData, Trainer
from engine.data.sequences import SEQUENCES
from engine.networks.networks import NETWORKS

__all__ = ["sequence_thumbnail"]

N_STEPS = 7
N_TOKENS = 5
N_SAMPLES = 40
N_CLASS_TONES = 10
FEW_CHANNELS = 2
"""More channels than these are one of several symbols at each step."""
MAX_PITCH = 5.2
ROW, GAP = 7.0, 2.6
"""Heights of a row of cells, and of the space above the last one."""
CELL = 0.8
"""The width of a cell, as a share of the distance between two."""


@cache
def sequence_thumbnail(task: str) -> tuple[ThumbnailPath, ...]:
    """Return the paths of one sequence of a task, SIZE units square.

    The rows above are what arrives, step by step, the last row is what is asked for.
    """
    form = SEQUENCES[task].form
    network = next(n for n in NETWORKS.values() if n.reads == form)
    e = Experiment(
        dataset=task,
        network=network.name,
        hidden=(network.n_units[0],),
        sequence_length=N_STEPS,
        n_classes=N_TOKENS,
        n_samples=N_SAMPLES,
    )
    return _cells(_rows(e, Trainer(e).data))


def _rows(e: Experiment, data: SplitData) -> list[list[str | None]]:
    """Return the tone of every cell, None where there is none."""
    x = np.asarray(data.train_x).reshape(e.n_steps, len(e.channels), -1)
    sample = _varied(x)
    if len(e.channels) > FEW_CHANNELS:
        n_symbols = len([name for name in e.channels if "position" not in name])
        symbols = x[:, :n_symbols, sample].argmax(axis=1)
        inputs = [[f"class-{k % N_CLASS_TONES}" for k in symbols]]
    else:
        inputs = [tones(row, "regression", 0) for row in x[:, :, sample].T]
    asked = np.atleast_1d(np.asarray(data.train_labels)[sample])
    if data.task == "regression":
        last = tones(asked, data.task, 0)
    else:
        last = [f"class-{int(k) % N_CLASS_TONES}" for k in asked]
    nothing: list[str | None] = [None] * (e.n_steps - len(last))
    rows: list[list[str | None]] = [[*row] for row in inputs]
    return [*rows, [*nothing, *last]]


def _varied(x: NDArray[np.float64]) -> int:
    """Return the sample of x (n_steps, n_channels, n) with most different steps."""
    n_steps = [len(np.unique(x[:, :, k], axis=0)) for k in range(x.shape[2])]
    return int(np.argmax(n_steps))


def _cells(rows: list[list[str | None]]) -> tuple[ThumbnailPath, ...]:
    """Return one path per tone; the last row has a gap above it."""
    n_columns = len(rows[0])
    pitch = min((SIZE - 2 * MARGIN) / n_columns, MAX_PITCH)
    left = (SIZE - n_columns * pitch + (1 - CELL) * pitch) / 2
    top = (SIZE - len(rows) * ROW - GAP + ROW) / 2
    paths: dict[str, str] = {}
    for k, row in enumerate(rows):
        y = top + k * ROW + (GAP if k == len(rows) - 1 else 0)
        for column, tone in enumerate(row):
            if tone:
                cell = f"M{left + column * pitch:.1f} {y:.1f}h{CELL * pitch:.1f}"
                paths[tone] = paths.get(tone, "") + cell
    return tuple(ThumbnailPath(tone=tone, path=paths[tone]) for tone in sorted(paths))
