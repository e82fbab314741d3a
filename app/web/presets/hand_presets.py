"""Presets whose networks are small enough to be computed by hand, and in print.

The numbers are those of three sources; nothing but numbers is taken from them:

    mazur        M. Mazur, "A Step by Step Backpropagation Example" (2015).  Biases keep
                 their values.
    xor-by-hand  The tutorial network for XOR in plain NumPy, 2-2-1 with biases, all
                 four corners at once, rate 0.5 on the sum of their gradients; one of
                 the many copies in public prints its weights before and after 10,000
                 epochs.  Our loss is a mean over 4 samples, so the rate is 4 * 0.5.
    negnevitsky  M. Negnevitsky, "Artificial Intelligence: A Guide to Intelligent
                 Systems", section 6.4: the 2-2-1 network for XOR and its first sample.
                 A threshold is a bias with the other sign.
"""

from __future__ import annotations

from typing import Any

__all__ = ["MAZUR", "NEGNEVITSKY", "XOR_BY_HAND"]

_SIGMOID: dict[str, Any] = {
    "train_share": 1.0,
    "batch_size": "full",
    "standardize": False,
    "standardize_targets": False,
    "hidden": (2,),
    "activation": "sigmoid",
    "output": "sigmoid",
}

MAZUR: dict[str, Any] = {
    **_SIGMOID,
    "dataset": {"x": [[0.05, 0.10]], "y": [[0.01, 0.99]]},
    "learning_rate": 0.5,
    "freeze_biases": True,
    "initial_parameters": [
        {"W": [[0.15, 0.20], [0.25, 0.30]], "b": [0.35, 0.35]},
        {"W": [[0.40, 0.45], [0.50, 0.55]], "b": [0.60, 0.60]},
    ],
}

XOR_BY_HAND: dict[str, Any] = {
    **_SIGMOID,
    "dataset": {"x": [[0, 0], [0, 1], [1, 0], [1, 1]], "y": [[0], [1], [1], [0]]},
    "learning_rate": 2.0,
    "initial_parameters": [
        {
            "W": [[0.05476949, 0.43920493], [0.50562412, 0.11634156]],
            "b": [0.58203848, 0.93838152],
        },
        {"W": [[0.73726933, 0.73343524]], "b": [0.87805171]},
    ],
}

NEGNEVITSKY: dict[str, Any] = {
    **_SIGMOID,
    "dataset": {"x": [[1, 1]], "y": [[0]]},
    "learning_rate": 0.1,
    "initial_parameters": [
        {"W": [[0.5, 0.4], [0.9, 1.0]], "b": [-0.8, 0.1]},
        {"W": [[-1.2, 1.1]], "b": [-0.3]},
    ],
}
