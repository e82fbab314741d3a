"""Rules about the size of steps: rate, clipping, and a loss that rises or swings."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.diagnosis.advice import first_valid, other_rate, rounded
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.window import SHRUNK, Window, mean

__all__ = ["clipped", "oscillating", "rising", "updates_large", "updates_small"]

LARGE, SMALL = 1e-1, 1e-5
"""Changes of the weights in one step, relative to their size, that are told."""
JITTER = 0.05
"""A loss that swings by less is not hurt by large updates."""
USUAL = 1e-3
"""The relative change that a too small rate is raised to."""
BLOCK, N_BLOCKS = 3, 4
"""The loss rises if its mean over blocks of so many observations does so three times
in a row."""
HEAVY = 0.9
"""Momentum above which a loss that swings is blamed on it."""
RISE = 1.05
SWING, SHARE, TREND = 0.25, 0.1, 0.9
"""The loss swings by these shares of itself and of the trivial loss, and its later half
is above this share of the earlier one."""


def _swing(losses: list[float]) -> float:
    """Return the standard deviation over the mean."""
    middle = mean(losses) or 1.0
    return math.sqrt(mean([(loss / middle - 1) ** 2 for loss in losses]))


def updates_large(w: Window) -> Finding | None:
    """Find updates of a tenth of a layer's weights that make the loss jump."""
    if w.is_well:
        return None
    ratios = np.where(w.weight_sizes > SHRUNK, w.median("update_ratio"), 0)
    layer = int(np.argmax(ratios))
    if not ratios[layer] > LARGE or _swing(w.losses) <= JITTER:
        return None
    return Finding(
        rule="updates_large",
        cause="rate",
        layer=layer,
        evidence={
            "ratio": float(ratios[layer]),
            "rate": w.experiment.learning_rate,
        },
        advice=first_valid(w.experiment, other_rate(w.experiment, 0.1)),
    )


def updates_small(w: Window) -> Finding | None:
    """Find updates of less than 1e-5 of the weights, in every layer."""
    if w.is_well:
        return None
    ratios, e = w.median("update_ratio"), w.experiment
    layer = int(np.argmax(ratios))
    largest = float(ratios[layer])
    if not largest < SMALL:
        return None
    cause = "schedule" if e.schedule != "constant" and e.learning_rate > 0 else "rate"
    raised = other_rate(e, USUAL / largest) if largest else {"learning_rate": 0.03}
    advice = {"schedule": "constant"} if cause == "schedule" else raised
    return Finding(
        rule="updates_small",
        cause=cause,
        layer=layer,
        evidence={"ratio": largest, "rate": e.learning_rate},
        advice=first_valid(e, advice),
    )


def rising(w: Window) -> Finding | None:
    """Find a loss that rises in three windows in a row."""
    losses = w.losses[-BLOCK * N_BLOCKS :]
    if len(losses) < BLOCK * N_BLOCKS or w.is_solved:
        return None
    means = [mean(losses[k : k + BLOCK]) for k in range(0, len(losses), BLOCK)]
    if not all(after > RISE * before for before, after in pairwise(means)):
        return None
    return Finding(
        rule="rising",
        cause="rate",
        evidence={
            "before": means[0],
            "after": means[-1],
            "rate": w.experiment.learning_rate,
        },
        advice=first_valid(w.experiment, other_rate(w.experiment, 0.1)),
    )


def oscillating(w: Window) -> Finding | None:
    """Find a loss that swings by a good part of itself and does not get smaller."""
    losses = w.losses[-BLOCK * N_BLOCKS :]
    if len(losses) < BLOCK * N_BLOCKS or w.is_well:
        return None
    middle, half = mean(losses), len(losses) // 2
    least = max(SWING, SHARE * w.facts.trivial_loss / middle)
    if _swing(losses) <= least or mean(losses[half:]) < TREND * mean(losses[:half]):
        return None
    e = w.experiment
    has_momentum = "momentum" in OPTIMIZERS[e.optimizer].constants
    is_heavy = has_momentum and e.momentum > HEAVY
    lighter = {"momentum": HEAVY} if is_heavy else None
    return Finding(
        rule="oscillating",
        cause="momentum" if is_heavy else "rate",
        evidence={
            "low": min(losses),
            "high": max(losses),
            "rate": e.learning_rate,
            "momentum": e.momentum,
        },
        advice=first_valid(e, lighter, other_rate(e, 0.1)),
    )


def clipped(w: Window) -> Finding | None:
    """Find clipping of more than half of the updates of a loss that does not fall."""
    limit = w.experiment.clip_norm
    if limit is None or w.is_well:
        return None
    norms = [seen.gradient_norm for seen in w.observations]
    share = mean([norm > limit for norm in norms])
    if share <= 0.5:
        return None
    usual = float(np.quantile(norms, 0.9))
    return Finding(
        rule="clipped",
        cause="clip",
        evidence={"share": share, "limit": limit, "usual": usual},
        advice=first_valid(
            w.experiment, {"clip_norm": rounded(usual)}, {"clip_norm": None}
        ),
    )
