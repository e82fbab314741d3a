"""Generators: synthetic samples on the plane [-6, 6] squared, or on its first axis.

Every function takes the same arguments, ``circle(n_samples, noise, rng, n_classes)``,
and returns raw columns (n_raw, n_samples) and labels (n_samples,).  Most shapes follow
the definitions of TensorFlow Playground, so they look the same here and there.
"""

# ruff: noqa: ARG001 - all generators have the same signature

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array

__all__ = [
    "blobs",
    "checkerboard",
    "circle",
    "gauss",
    "moons",
    "multi_gauss",
    "plane",
    "sine",
    "spiral",
    "xor",
    "xor_cloud",
]

Columns = tuple[Array, Array]
Rng = np.random.Generator

RADIUS = 5.0


def _halves(n_samples: int) -> Array:
    """Return labels 1, 1, ... 0, 0, as many of one as of the other."""
    return (np.arange(n_samples) < (n_samples + 1) // 2).astype(np.int64)


def xor(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return the four rows of the truth table, whatever the arguments are."""
    return np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])


def xor_cloud(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return two classes in opposite quadrants, 0.3 away from the axes."""
    points = rng.uniform(-RADIUS, RADIUS, (2, n_samples))
    points += np.where(points > 0, 0.3, -0.3)
    seen = points + rng.uniform(-RADIUS, RADIUS, points.shape) * noise
    return points, (seen[0] * seen[1] >= 0).astype(np.int64)


def circle(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return a disc of one class in a ring of the other."""
    inner = _halves(n_samples) == 1
    low, high = np.where(inner, 0.0, 0.7), np.where(inner, 0.5, 1.0)
    radius = RADIUS * rng.uniform(low, high)
    angle = rng.uniform(0, 2 * math.pi, n_samples)
    points = radius * np.array([np.sin(angle), np.cos(angle)])
    seen = points + rng.uniform(-RADIUS, RADIUS, points.shape) * noise
    return points, (np.hypot(*seen) < RADIUS / 2).astype(np.int64)


def gauss(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return two round clouds."""
    labels = _halves(n_samples)
    centre = np.where(labels == 1, 2.0, -2.0)
    return centre + rng.normal(0, 0.5 + 7 * noise, (2, n_samples)), labels


def spiral(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return two arms wound around each other."""
    labels = _halves(n_samples)
    n_first = int(labels.sum())
    n_second = n_samples - n_first
    turn = np.concatenate(
        [np.arange(n_first) / n_first, np.arange(n_second) / n_second]
    )
    angle = 1.75 * 2 * math.pi * turn + np.where(labels == 1, 0, math.pi)
    points = RADIUS * turn * np.array([np.sin(angle), np.cos(angle)])
    return points + rng.uniform(-1, 1, points.shape) * noise, labels


def moons(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return two half moons."""
    labels = _halves(n_samples)
    angle = rng.uniform(0, math.pi, n_samples)
    upper = np.array([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    lower = np.array([0.5 - np.cos(angle), 0.25 - np.sin(angle)])
    points = 3 * np.where(labels == 1, upper, lower)
    return points + rng.normal(0, 0.2 + 2 * noise, points.shape), labels


def checkerboard(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return sixteen fields of alternating class."""
    points = rng.uniform(-6, 6, (2, n_samples))
    seen = np.clip(points + rng.uniform(-6, 6, points.shape) * noise, -6, 5.999)
    cells = np.floor((seen + 6) / 3).astype(np.int64)
    return points, (cells[0] + cells[1]) % 2


def blobs(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return one round cloud per class, on a circle."""
    labels = np.arange(n_samples) % n_classes
    angle = math.pi / 2 + 2 * math.pi * labels / n_classes
    centres = 3.6 * np.array([np.cos(angle), np.sin(angle)])
    spread = min(0.7, 2.4 / n_classes) + 4 * noise
    return centres + rng.normal(0, spread, centres.shape), labels


def plane(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return values that rise from one corner to the opposite one."""
    points = rng.uniform(-6, 6, (2, n_samples))
    seen = points + rng.uniform(-6, 6, points.shape) * noise
    return points, np.clip(seen.sum(axis=0) / 10, -1, 1)


def multi_gauss(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return six hills and hollows; where two overlap, the larger magnitude."""
    points = rng.uniform(-6, 6, (2, n_samples))
    seen = points + rng.uniform(-6, 6, points.shape) * noise
    value = np.zeros(n_samples)
    for x, y, sign in (
        (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1),
        (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1),
    ):  # fmt: skip
        bump = sign * np.clip(1 - np.hypot(seen[0] - x, seen[1] - y) / 2, 0, 1)
        value = np.where(np.abs(bump) > np.abs(value), bump, value)
    return points, value


def sine(n_samples: int, noise: float, rng: Rng, n_classes: int) -> Columns:
    """Return a sine wave over one axis."""
    x = rng.uniform(-6, 6, (1, n_samples))
    return x, np.sin(x[0]) + rng.normal(0, 1, n_samples) * noise
