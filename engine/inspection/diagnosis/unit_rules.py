"""Rules about units and what goes into them: dead, saturated, inputs of many scales."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array
from engine.functions.activations import ACTIVATIONS
from engine.inspection.diagnosis.advice import (
    Fields,
    first_valid,
    other_rate,
    suitable_weights,
)
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.window import Window

__all__ = ["dead_units", "input_spread", "saturated_units"]

DEAD, SATURATED = 0.3, 0.5
"""Shares of a layer that are told."""
SPREAD = 30.0
"""The widest input over the narrowest one that is told."""
LARGE_INPUTS = 4.0
"""Root mean square of inputs that saturate units by themselves."""


def _mean(units: Array) -> float:
    return float(units.sum()) / len(units)


def dead_units(w: Window) -> Finding | None:
    """Find a layer of which 30 % of the units are 0 on every training sample."""
    if w.is_well:
        return None
    worst, layer = 0.0, 0
    for i in range(w.n_hidden):
        activation = ACTIVATIONS[w.experiment.activations[i]]
        share = _mean(w.newest.dead[i])
        if activation.saturation == 0 and share > worst:
            worst, layer = share, i
    if worst <= DEAD:
        return None
    dead = w.newest.dead[layer]
    return Finding(
        rule="dead_units",
        cause="dead",
        layer=layer,
        unit=int(np.argmax(dead)),
        evidence={"dead": float(dead.sum()), "units": float(len(dead)), "share": worst},
        advice=first_valid(w.experiment, _leaky(w)),
    )


def _leaky(w: Window) -> Fields:
    """Return the activation with leaky ReLU for ReLU."""
    given = w.experiment.activation
    if isinstance(given, str):
        return {"activation": "leaky_relu"}
    return {"activation": ["leaky_relu" if a == "relu" else a for a in given]}


def saturated_units(w: Window) -> Finding | None:
    """Find units of a bounded activation that are at its ends on most samples."""
    if w.is_well:
        return None
    worst, layer = 0.0, 0
    for i in range(w.n_hidden):
        activation = ACTIVATIONS[w.experiment.activations[i]]
        share = _mean(w.newest.saturated[i])
        if math.isfinite(activation.high) and share > worst:
            worst, layer = share, i
    if worst <= SATURATED:
        return None
    cause, advice = _why_saturated(w, layer)
    return Finding(
        rule="saturated_units",
        cause=cause,
        layer=layer,
        unit=int(np.argmax(w.newest.saturated[layer])),
        evidence={
            "share": worst,
            "weight": float(w.newest.weight_rms[layer]),
            "inputs": w.facts.input_size,
        },
        advice=advice,
    )


def _why_saturated(w: Window, layer: int) -> tuple[str, Fields | None]:
    """Return the cause: large inputs, large initial weights, or the rate."""
    e = w.experiment
    if layer == 0 and w.facts.input_size > LARGE_INPUTS and not w.facts.is_scaled:
        return "inputs", first_valid(e, {"standardize": True})
    if e.initializer in ("normal", "uniform") or e.initializer_scale is not None:
        return "weights", first_valid(e, suitable_weights(e), other_rate(e, 0.1))
    return "rate", first_valid(e, other_rate(e, 0.1))


def input_spread(w: Window) -> Finding | None:
    """Find an input that ranges much wider than another."""
    spread = w.facts.input_spread
    if w.is_well or w.facts.is_scaled or spread <= SPREAD:
        return None
    ranges = [size for size in w.facts.input_ranges if size > 0]
    return Finding(
        rule="input_spread",
        cause="inputs",
        evidence={"spread": spread, "widest": max(ranges), "narrowest": min(ranges)},
        advice=first_valid(w.experiment, {"standardize": True}),
    )
