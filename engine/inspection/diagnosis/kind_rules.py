"""Rules about networks that are not dense: over time, of filters, of attention."""

from __future__ import annotations

import math
from statistics import median

import numpy as np

from engine.functions.activations import ACTIVATIONS
from engine.inspection.diagnosis.advice import (
    Fields,
    first_valid,
    other_rate,
    suitable_weights,
)
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.window import LEAST, LONGEST, Window

__all__ = [
    "attention_one_hot",
    "attention_uniform",
    "dead_filters",
    "exploding_time",
    "saturated_gates",
    "vanishing_time",
]

VANISHING, EXPLODING = 1e-4, 1e2
"""Ratios of the first time step's gradient to the last one's that are told."""
NOTHING = 0.9
"""Above this share of the trivial loss nothing is learnt."""
SATURATED, DEAD = 0.5, 0.3
"""Shares of an LSTM's gates, and of a stage's filters, that are told."""
UNIFORM = 0.999
"""The share of the largest entropy from which on weights are all the same."""
ONE_HOT, BLOCKED = 0.05, 0.05
"""Below these shares of the largest entropy, and of the gradient that comes to a
softmax, its weights are one-hot and hardly any gradient passes."""


def _recent(w: Window, name: str) -> float:
    """Return the median of a number of the flow over recent observations."""
    return float(median(getattr(seen.flow, name) for seen in w.recent))


def _learns_nothing(w: Window) -> bool:
    """Return whether a full window has not got below the trivial loss."""
    return len(w.observations) >= LONGEST and not w.is_well and w.progress > NOTHING


def _over_time(w: Window) -> dict[str, float]:
    weights, derivatives = _recent(w, "weights"), _recent(w, "derivatives")
    return {
        "ratio": _recent(w, "ratio"),
        "each": weights * derivatives,
        "weights": weights,
        "derivatives": derivatives,
        "n": float(w.newest.flow.n),
    }


def vanishing_time(w: Window) -> Finding | None:
    """Find a gradient that vanishes on its way back through time."""
    if not _learns_nothing(w) or not 0 < _recent(w, "ratio") < VANISHING:
        return None
    e, evidence = w.experiment, _over_time(w)
    by_derivatives = evidence["derivatives"] <= evidence["weights"]
    steepest = ACTIVATIONS[e.hidden_activation].steepest
    gated = {"network": "lstm"}
    wider = {"spectral_radius": 1.0}
    return Finding(
        rule="vanishing_time",
        cause="derivatives" if by_derivatives else "weights",
        evidence={**evidence, **({"steepest": steepest} if by_derivatives else {})},
        advice=first_valid(e, *((gated, wider) if by_derivatives else (wider, gated))),
    )


def exploding_time(w: Window) -> Finding | None:
    """Find a gradient that grows on its way back through time."""
    if w.is_well or not EXPLODING < _recent(w, "ratio") < math.inf:
        return None
    e = w.experiment
    return Finding(
        rule="exploding_time",
        cause="weights",
        evidence=_over_time(w),
        advice=first_valid(e, {"spectral_radius": 0.9}, {"clip_norm": 1.0}),
    )


def saturated_gates(w: Window) -> Finding | None:
    """Find gates of an LSTM that are open or closed on most samples and steps."""
    share = _recent(w, "saturated")
    if w.is_well or not share > SATURATED:
        return None
    cause, advice = _why_large(w)
    evidence = {"share": share, "weight": float(w.newest.weight_rms[0])}
    evidence["rate"] = w.experiment.learning_rate
    return Finding(
        rule="saturated_gates", cause=cause, evidence=evidence, advice=advice
    )


def _why_large(w: Window) -> tuple[str, Fields | None]:
    """Return why weights are large: as they were drawn, or by the rate."""
    e = w.experiment
    suitable = {"initializer": "glorot_uniform", "initializer_scale": None}
    if e.initializer in ("normal", "uniform") or e.initializer_scale is not None:
        return "weights", first_valid(e, suitable, other_rate(e, 0.1))
    return "rate", first_valid(e, other_rate(e, 0.1))


def dead_filters(w: Window) -> Finding | None:
    """Find a stage of which 30 % of the filters are 0 on whole pictures for long."""
    if w.is_well:
        return None
    seen = w.observations[-LEAST:]
    worst, stage = 0.0, 0
    for i in range(len(w.experiment.hidden)):
        always = np.all([each.flow.dead[i] for each in seen], axis=0)
        share = float(np.mean(always))
        if share > worst:
            worst, stage, dead = share, i, float(always.sum())
    if worst <= DEAD:
        return None
    e = w.experiment
    leaky, slower = {"activation": "leaky_relu"}, other_rate(e, 0.1)
    return Finding(
        rule="dead_filters",
        cause="dead",
        layer=stage,
        evidence={"dead": dead, "units": float(e.hidden[stage]), "share": worst},
        advice=first_valid(e, {**slower, **leaky}, leaky),
    )


def attention_uniform(w: Window) -> Finding | None:
    """Find attention whose weights are all the same while nothing is learnt."""
    spread = _recent(w, "spread")
    if not _learns_nothing(w) or not spread > UNIFORM:
        return None
    e = w.experiment
    evidence = {"spread": spread, "largest": _recent(w, "largest")}
    evidence["keys"] = float(e.n_steps)
    return Finding(
        rule="attention_uniform",
        cause="weights",
        evidence=evidence,
        advice=first_valid(e, suitable_weights(e), {"optimizer": "adam"}),
    )


def attention_one_hot(w: Window) -> Finding | None:
    """Find attention whose weights are one-hot, so that it passes no gradient on."""
    spread, passed = _recent(w, "spread"), _recent(w, "passed")
    is_decided = spread < ONE_HOT and passed < BLOCKED
    if w.is_well or w.progress <= NOTHING or not is_decided:
        return None
    cause, advice = _why_large(w)
    evidence = {"largest": _recent(w, "largest"), "passed": passed}
    evidence["rate"] = w.experiment.learning_rate
    return Finding(
        rule="attention_one_hot", cause=cause, evidence=evidence, advice=advice
    )
