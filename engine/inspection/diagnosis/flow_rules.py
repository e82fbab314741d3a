"""Rules about the gradient on its way back: vanishing, exploding, symmetry.

The ratio of rms(delta) in the first layer to that in the last is the product of two
factors per hidden layer, so the one whose logarithms add up to more is to blame.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array
from engine.functions.activations import ACTIVATIONS
from engine.inspection.diagnosis.advice import (
    first_valid,
    other_rate,
    shallower,
    suitable_weights,
)
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.window import Window

__all__ = ["exploding", "symmetry", "vanishing_derivatives", "vanishing_weights"]

VANISHING, EXPLODING = 1e-2, 1e2
"""Ratios of the first layer's delta to the last one's that are told."""


def _mean(factors: Array) -> float:
    """Return the geometric mean."""
    with np.errstate(divide="ignore"):
        return math.exp(float(np.mean(np.log(factors))))


def _evidence(w: Window) -> dict[str, float]:
    weights, derivatives = w.factors
    a, b = _mean(weights), _mean(derivatives)
    return {
        "ratio": w.ratio,
        "each": a * b,
        "weights": a,
        "derivatives": b,
        "n": float(w.n_hidden),
    }


def _vanishes(w: Window) -> bool:
    return not w.is_well and w.n_hidden > 0 and 0 < w.ratio < VANISHING


def vanishing_derivatives(w: Window) -> Finding | None:
    """Find derivatives f' that shrink delta more than the weights do."""
    if not _vanishes(w):
        return None
    evidence = _evidence(w)
    if evidence["derivatives"] > evidence["weights"]:
        return None
    e = w.experiment
    steepest = max(ACTIVATIONS[name].steepest for name in e.activations[:-1])
    return Finding(
        rule="vanishing_derivatives",
        cause="derivatives",
        layer=0,
        evidence={**evidence, "steepest": steepest},
        advice=first_valid(e, {"activation": "relu"}, shallower(e)),
    )


def vanishing_weights(w: Window) -> Finding | None:
    """Find weights that shrink delta more than the derivatives do."""
    if not _vanishes(w):
        return None
    evidence = _evidence(w)
    if evidence["derivatives"] <= evidence["weights"]:
        return None
    return Finding(
        rule="vanishing_weights",
        cause="weights",
        layer=0,
        evidence=evidence,
        advice=first_valid(
            w.experiment, suitable_weights(w.experiment), shallower(w.experiment)
        ),
    )


def exploding(w: Window) -> Finding | None:
    """Find a delta that grows on its way back."""
    if w.is_well or not w.n_hidden or not EXPLODING < w.ratio < math.inf:
        return None
    e = w.experiment
    return Finding(
        rule="exploding",
        cause="weights",
        layer=0,
        evidence=_evidence(w),
        advice=first_valid(e, suitable_weights(e), {"clip_norm": 1.0}),
    )


def symmetry(w: Window) -> Finding | None:
    """Find a hidden layer whose units all have the same weights."""
    recent = w.observations[-3:]
    if w.is_solved:
        return None
    for layer in range(w.n_hidden):
        if all(seen.same_units[layer] for seen in recent):
            e = w.experiment
            return Finding(
                rule="symmetry",
                cause="symmetry",
                layer=layer,
                evidence={"units": float(len(w.newest.dead[layer]))},
                advice=first_valid(e, suitable_weights(e), other_rate(e, 0.1)),
            )
    return None
