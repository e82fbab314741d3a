"""The textbook step: NumPy as good courses write it.

``W @ A + b``, a dictionary of parameters and a list of caches, the mean over the batch
in dW and db, one update per tensor.  It is written for clarity, not to be slow.
"""

# ruff: noqa: N803, N806 - the letters of courses
from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.task import Array, Peer, Task

__all__ = ["forward", "peers", "train_step"]

Parameters = dict[str, Array]


def activate(Z: Array, name: str) -> Array:
    """Return f(Z)."""
    if name == "tanh":
        return np.tanh(Z)
    if name == "relu":
        return np.maximum(0, Z)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-Z))
    e = np.exp(Z - Z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def derivative(Z: Array, A: Array, name: str) -> Array:
    """Return f'(Z)."""
    if name == "tanh":
        return 1 - A**2
    if name == "relu":
        return Z > 0
    return A * (1 - A)


def forward(
    X: Array, parameters: Parameters, activations: tuple[str, ...]
) -> tuple[Array, list[tuple[Array, Array, Array]]]:
    """Return the output and (A_prev, Z, A) per layer."""
    A, caches = X, []
    for i, name in enumerate(activations, start=1):
        A_prev = A
        Z = parameters[f"W{i}"] @ A_prev + parameters[f"b{i}"]
        A = activate(Z, name)
        caches.append((A_prev, Z, A))
    return A, caches


def backward(
    Y: Array,
    parameters: Parameters,
    caches: list[tuple[Array, Array, Array]],
    activations: tuple[str, ...],
) -> Parameters:
    """Return dW and db of every layer; half a squared error, or cross-entropy."""
    gradients, m = {}, Y.shape[1]
    dA = caches[-1][2] - Y
    for i in range(len(activations), 0, -1):
        A_prev, Z, A = caches[i - 1]
        name = activations[i - 1]
        dZ = dA if name == "softmax" else dA * derivative(Z, A, name)
        gradients[f"W{i}"] = dZ @ A_prev.T / m
        gradients[f"b{i}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if i > 1:
            dA = parameters[f"W{i}"].T @ dZ
    return gradients


def sgd(
    parameters: Parameters,
    gradients: Parameters,
    state: dict[str, Any],  # noqa: ARG001
    learning_rate: float,
) -> None:
    """Apply plain gradient descent."""
    for name, gradient in gradients.items():
        parameters[name] -= learning_rate * gradient


def adam(
    parameters: Parameters,
    gradients: Parameters,
    state: dict[str, Any],
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> None:
    """Kingma and Ba's Algorithm 1."""
    state["t"] += 1
    m, v, t = state["m"], state["v"], state["t"]
    for name, gradient in gradients.items():
        m[name] = beta1 * m[name] + (1 - beta1) * gradient
        v[name] = beta2 * v[name] + (1 - beta2) * gradient**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        parameters[name] -= learning_rate * m_hat / (np.sqrt(v_hat) + eps)


def train_step(
    X: Array,
    Y: Array,
    parameters: Parameters,
    state: dict[str, Any],
    activations: tuple[str, ...],
    optimizer: str,
    learning_rate: float,
) -> None:
    """Make one step: forward, backward, update."""
    _, caches = forward(X, parameters, activations)
    gradients = backward(Y, parameters, caches, activations)
    update = adam if optimizer == "adam" else sgd
    update(parameters, gradients, state, learning_rate)


def named(weights: list[tuple[Array, Array]]) -> Parameters:
    """Return the dictionary W1, b1, W2, ... of a course."""
    parameters = {}
    for i, (W, b) in enumerate(weights, start=1):
        parameters[f"W{i}"], parameters[f"b{i}"] = W.copy(), b.copy()
    return parameters


def peers(task: Task) -> list[Peer]:
    """Return the textbook step."""
    parameters = named(task.weights)
    state: dict[str, Any] = {
        "t": 0,
        "m": {name: np.zeros_like(p) for name, p in parameters.items()},
        "v": {name: np.zeros_like(p) for name, p in parameters.items()},
    }
    e, batches, k = task.experiment, task.batches, 0

    def run(n_steps: int) -> None:
        nonlocal k
        for _ in range(n_steps):
            X, Y = batches[k]
            train_step(
                X, Y, parameters, state, task.activations, e.optimizer, e.learning_rate
            )
            k = (k + 1) % len(batches)

    def weights() -> list[tuple[Array, Array]]:
        layers = range(1, len(task.weights) + 1)
        return [(parameters[f"W{i}"], parameters[f"b{i}"]) for i in layers]

    return [Peer(name="textbook NumPy", run=run, weights=weights)]
