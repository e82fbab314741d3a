"""Rules about what a network can and does fit: loss and output, data, divergence."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.diagnosis.advice import (
    Fields,
    deeper,
    first_valid,
    other_rate,
    rounded,
    suitable_weights,
)
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.window import SHRUNK, Window

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = [
    "diverged",
    "one_class",
    "output_range",
    "output_saturated",
    "overfitting",
    "penalty",
    "stuck",
]

GAP, GROWTH = 0.1, 1.05
"""Test loss less training loss over the trivial loss, and its growth from third to
third of a window, that are told."""
IMBALANCE = 0.8
"""Share of the commonest class above which it outweighs the others."""
UNREACHABLE, SATURATED, FLAT_OUTPUT, RIGHT = 0.05, 0.5, 0.1, 0.9
FLAT, NOTHING = 0.99, 0.95
"""A loss that stays above this share of itself is constant; above this share of the
trivial loss nothing is learnt."""
GROWING = 1.2
"""Growth of delta per hidden layer, before the divergence, that makes it explode."""


def diverged(w: Window) -> Finding | None:
    """Find the cause of numbers that have become too large."""
    error = w.divergence
    if error is None:
        return None
    e = w.experiment
    evidence = {"step": float(error.step), "rate": e.learning_rate}
    ratio, n_factors = w.first_ratio
    if ratio > GROWING**n_factors and n_factors > 1:
        cause = "weights" if e.is_dense else "time"
        evidence |= {"ratio": ratio}
        tamed = suitable_weights(e) if e.is_dense else {"spectral_radius": 0.9}
        advice = first_valid(e, tamed, other_rate(e, 0.1))
    else:
        cause = "rate"
        advice = first_valid(e, other_rate(e, 0.1))
    return Finding(
        rule="diverged",
        cause=cause,
        layer=error.layer,
        evidence=evidence,
        advice=advice,
    )


def output_saturated(w: Window) -> Finding | None:
    """Find an output at its ends, where this loss has hardly any gradient."""
    e, seen = w.experiment, w.newest
    if (
        w.is_well
        or e.task != "classification"
        or not seen.output_derivative < FLAT_OUTPUT
    ):
        return None
    share = float(np.mean(seen.saturated[-1]))
    if share <= SATURATED or seen.train_accuracy > RIGHT:
        return None
    return Finding(
        rule="output_saturated",
        cause="loss",
        layer=w.n_hidden,
        evidence={
            "share": share,
            "slope": seen.output_derivative,
            "accuracy": seen.train_accuracy,
        },
        advice=_cross_entropy(w),
    )


def _cross_entropy(w: Window) -> Fields | None:
    name = (
        "binary_cross_entropy"
        if w.experiment.n_outputs == 1
        else "softmax_cross_entropy"
    )
    return first_valid(w.experiment, {"loss": name, "output": None})


def output_range(w: Window) -> Finding | None:
    """Find targets outside of what the output can reach."""
    share = w.facts.unreachable
    if w.is_solved or share <= UNREACHABLE:
        return None
    return Finding(
        rule="output_range",
        cause="loss",
        layer=w.n_hidden,
        evidence={"share": share},
        advice=first_valid(w.experiment, {"output": "linear"}),
    )


def overfitting(w: Window) -> Finding | None:
    """Find a test loss that rises away from the training loss."""
    tests = [seen.test_loss for seen in w.observations]
    if not w.is_long or any(map(math.isnan, tests)) or not w.facts.trivial_loss:
        return None
    gaps = w.thirds([b - a for a, b in zip(w.losses, tests, strict=True)])
    first, _, last = w.thirds(tests)
    gap = gaps[2] / w.facts.trivial_loss
    grows = gaps[1] > GROWTH * gaps[0] and gaps[2] > GROWTH * gaps[1]
    if gap <= GAP or not grows or last <= first:
        return None
    e = w.experiment
    stronger = {"l2": rounded(3 * e.l2) if e.l2 else 0.01}
    return Finding(
        rule="overfitting",
        cause="capacity",
        evidence={
            "train": w.newest.train_loss,
            "test": w.newest.test_loss,
            "gap": gap,
            "samples": float(e.n_train),
            "parameters": _n_parameters(e),
        },
        advice=first_valid(e, stronger),
    )


def _n_parameters(e: Experiment) -> float:
    return float(sum((n + e.use_bias) * m for n, m in pairwise(e.sizes)))


def penalty(w: Window) -> Finding | None:
    """Find a layer whose weights a penalty has pulled to almost 0."""
    e = w.experiment
    if w.is_well or not (e.l1 or e.l2):
        return None
    sizes = w.weight_sizes
    layer = int(np.argmin(sizes))
    if not sizes[layer] < SHRUNK:
        return None
    field = "l2" if e.l2 else "l1"
    return Finding(
        rule="penalty",
        cause=field,
        layer=layer,
        evidence={
            "weight": float(w.newest.weight_rms[layer]),
            "penalty": getattr(e, field),
        },
        advice=first_valid(e, {field: getattr(e, field) / 100}),
    )


def _stands_still(w: Window) -> bool:
    return w.is_long and not w.is_solved and w.fall > FLAT


def one_class(w: Window) -> Finding | None:
    """Find a network that predicts one class for every training sample."""
    n_classes = [seen.n_predicted for seen in w.observations]
    if not _stands_still(w) or set(n_classes) != {1} or w.facts.class_share == 1:
        return None
    e, share = w.experiment, w.facts.class_share
    cause = "imbalance" if share > IMBALANCE else "loss"
    return Finding(
        rule="one_class",
        cause=cause,
        layer=w.n_hidden,
        evidence={"share": share, "accuracy": w.newest.train_accuracy},
        advice=first_valid(
            e,
            deeper(e),
            _cross_entropy(w),
            {"optimizer": "adam", "learning_rate": 0.01},
        ),
    )


def stuck(w: Window) -> Finding | None:
    """Find a loss that stays at that of an output that ignores its inputs."""
    if not _stands_still(w) or w.progress <= NOTHING:
        return None
    e = w.experiment
    cause = "capacity" if not e.hidden else "unknown"
    return Finding(
        rule="stuck",
        cause=cause,
        evidence={"loss": w.newest.train_loss, "trivial": w.facts.trivial_loss},
        advice=first_valid(
            e,
            deeper(e),
            {"optimizer": "adam", "learning_rate": 0.01},
            other_rate(e, 3),
        ),
    )
