"""Small pictures of the datasets, drawn from samples that the engine makes."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine import Experiment, Trainer

__all__ = ["MARGIN", "SIZE", "ThumbnailPath", "thumbnail", "tones"]

SIZE = 32
MARGIN = 3
N_SAMPLES = 180
N_SHADES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ThumbnailPath:
    """Points of one colour as an SVG path; ``tone`` is the CSS class of the colour."""

    tone: str
    path: str


@cache
def thumbnail(dataset: str) -> tuple[ThumbnailPath, ...]:
    """Return the paths of a dataset's picture, SIZE units square."""
    data = Trainer(Experiment(dataset=dataset, n_samples=N_SAMPLES)).data
    labels = np.asarray(data.train_labels)
    if data.train_points is None:
        x = np.asarray(data.train_x)
        if len(x) == 1:
            return _points(np.vstack([x, data.train_y[:1]]), labels, data.task)
        return _picture(x[:, 0])
    points = np.asarray(data.train_points)
    if len(points) == 1:
        points = np.vstack([points, labels[None, :]])
    return _points(points, labels, data.task, n_classes=data.n_classes)


def _points(
    points: NDArray[np.float64],
    labels: NDArray[np.float64],
    task: str,
    *,
    n_classes: int = 0,
) -> tuple[ThumbnailPath, ...]:
    """Return one path per colour for points (2, n), scaled to the picture."""
    low = points.min(axis=1, keepdims=True)
    span = np.maximum(points.max(axis=1, keepdims=True) - low, 1e-9)
    places = MARGIN + (points - low) / span * (SIZE - 2 * MARGIN)
    places[1] = SIZE - places[1]
    found = tones(labels, task, n_classes)
    return tuple(
        ThumbnailPath(tone=tone, path=_dots(places[:, [t == tone for t in found]]))
        for tone in sorted(set(found))
    )


def tones(labels: NDArray[np.float64], task: str, n_classes: int) -> list[str]:
    """Return the CSS class of the colour of every label (n,)."""
    if task == "regression":
        size = float(np.abs(labels).max()) or 1.0
        shades = np.clip((labels / size + 1) / 2 * N_SHADES, 0, N_SHADES - 1)
        return [f"shade-{int(shade)}" for shade in shades]
    if n_classes > 2:
        return [f"class-{int(label)}" for label in labels]
    return ["positive" if label > 0 else "negative" for label in labels]


def _dots(places: NDArray[np.float64]) -> str:
    """Return dots at places (2, n), to half a unit: a difference that nobody sees."""
    halves = np.unique(np.round(2 * places) / 2, axis=1)
    return "".join(f"M{x:g} {y:g}h0" for x, y in halves.T)


def _picture(pixels: NDArray[np.float64]) -> tuple[ThumbnailPath, ...]:
    """Return the dark pixels of a square picture as squares."""
    side = round(len(pixels) ** 0.5)
    cell = (SIZE - 2 * MARGIN) / side
    dark = np.flatnonzero(pixels > pixels.mean())
    path = "".join(
        f"M{MARGIN + k % side * cell:.1f} {MARGIN + k // side * cell:.1f}"
        f"h{cell:.1f}v{cell:.1f}h-{cell:.1f}z"
        for k in dark
    )
    return (ThumbnailPath(tone="ink", path=path),)
