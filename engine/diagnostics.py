"""Diagnostics: one number per layer that tells how learning is going there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array

if TYPE_CHECKING:
    from engine.trainer import Trainer

__all__ = ["Diagnostics", "diagnostics"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Diagnostics:
    """Per-layer figures of the step just applied, each (n_layers,).

    Attributes
    ----------
    gradient_rms, delta_rms, weight_rms : Array
        Root mean square of dW, of delta, and of W before the step; no biases.
    update_ratio : Array
        Root mean square of the weights' change over that of the weights; 0/0 is 0.
    mean_df : Array
        Mean of f'(z); NaN for a softmax output, whose slope is a matrix.
    saturated : Array
        Share of (unit, sample) pairs whose f' is at most `Activation.saturation`.
    dead : Array
        Share of units with f' = 0 on every sample of the batch.
    """

    gradient_rms: Array
    delta_rms: Array
    weight_rms: Array
    update_ratio: Array
    mean_df: Array
    saturated: Array
    dead: Array


def diagnostics(trainer: Trainer) -> Diagnostics:
    """Return the figures of the step just applied; zeros before the first."""
    n_layers = len(trainer.layers)
    rows = np.zeros((7, n_layers))
    try:
        trace = trainer.trace()
    except ValueError:
        return _named(rows)
    for i, layer in enumerate(trace.layers):
        rows[0, i] = _rms(layer.dW)
        rows[1, i] = _rms(layer.delta)
        rows[2, i] = _rms(layer.W_before)
        if rows[2, i] > 0:
            rows[3, i] = _rms(layer.update_W) / rows[2, i]
        df = layer.df
        rows[4, i] = df.mean()
        if layer.activation in ACTIVATIONS:
            rows[5, i] = np.mean(df <= ACTIVATIONS[layer.activation].saturation)
            rows[6, i] = np.mean(~df.any(axis=1))
    return _named(rows)


def _named(rows: Array) -> Diagnostics:
    return Diagnostics(
        gradient_rms=rows[0],
        delta_rms=rows[1],
        weight_rms=rows[2],
        update_ratio=rows[3],
        mean_df=rows[4],
        saturated=rows[5],
        dead=rows[6],
    )


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values))))
