"""JAX on one thread: a jitted step per call, and 100 steps in one scan."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.task import Array, Peer, Task

__all__ = ["peers"]

SCAN = 100


def _step(task: Task) -> Any:
    """Return ``(state, (x, y)) -> state``; x (B, n_inputs), y (B, n_outputs)."""
    import jax
    import jax.numpy as jnp

    e = task.experiment
    functions = {"tanh": jnp.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}

    def loss_of(weights: Any, x: Any, y: Any) -> Any:
        a = x
        for (W, b), name in zip(weights, task.activations, strict=True):
            z = a @ W.T + b[:, 0]
            a = z if name == "softmax" else functions[name](z)
        if task.activations[-1] == "softmax":
            return -(y * jax.nn.log_softmax(a)).sum() / len(x)
        return ((a - y) ** 2).sum() / (2 * len(x))

    def step(state: Any, batch: Any) -> Any:
        weights, m, v, t = state
        gradients = jax.grad(loss_of)(weights, *batch)
        if e.optimizer != "adam":
            update = jax.tree.map(
                lambda p, g: p - e.learning_rate * g, weights, gradients
            )
            return update, m, v, t
        t = t + 1
        m = jax.tree.map(lambda m, g: e.beta1 * m + (1 - e.beta1) * g, m, gradients)
        v = jax.tree.map(lambda v, g: e.beta2 * v + (1 - e.beta2) * g * g, v, gradients)
        c1, c2 = 1 - e.beta1**t, 1 - e.beta2**t
        weights = jax.tree.map(
            lambda p, m, v: p - e.learning_rate * (m / c1) / (jnp.sqrt(v / c2) + e.eps),
            weights,
            m,
            v,
        )
        return weights, m, v, t

    return step


def _single(task: Task, state: list[Any]) -> Callable[[int], None]:
    """Return ``run(n)`` with a jitted call per step; ``state[0]`` is the state."""
    import jax

    batches = _batches(task)
    step, k = jax.jit(_step(task)), 0

    def run(n_steps: int) -> None:
        nonlocal k
        for _ in range(n_steps):
            state[0] = step(state[0], batches[k])
            k = (k + 1) % len(batches)
        jax.block_until_ready(state[0])

    return run


def _scanned(task: Task, state: list[Any]) -> Callable[[int], None]:
    """Return ``run(n)`` with a jitted call per `SCAN` steps."""
    import jax
    import jax.numpy as jnp

    batches, step, k = _batches(task), _step(task), 0
    n = len(batches)
    xs, ys = jnp.stack([x for x, _ in batches]), jnp.stack([y for _, y in batches])

    @jax.jit
    def many(state: Any, first: Any) -> Any:
        def body(state: Any, k: Any) -> Any:
            return step(state, (xs[k % n], ys[k % n])), None

        return jax.lax.scan(body, state, first + jnp.arange(SCAN))[0]

    def run(n_steps: int) -> None:
        nonlocal k
        for _ in range(n_steps // SCAN):
            state[0] = many(state[0], k)
            k = (k + SCAN) % n
        jax.block_until_ready(state[0])

    return run


def _batches(task: Task) -> list[Any]:
    import jax.numpy as jnp

    return [(jnp.array(x.T), jnp.array(y.T)) for x, y in task.batches]


def peers(task: Task) -> list[Peer]:
    """Return JAX's two modes."""
    if importlib.util.find_spec("jax") is None:
        return []
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    weights = [(jnp.array(W), jnp.array(b)) for W, b in task.weights]
    zeros = jax.tree.map(jnp.zeros_like, weights)
    found = []
    for name, make, multiple in (
        ("JAX, a step per call", _single, 1),
        (f"JAX, {SCAN} steps per call", _scanned, SCAN),
    ):
        state = [(weights, zeros, zeros, 0.0)]

        def read(state: list[Any] = state) -> list[tuple[Array, Array]]:
            return [(np.asarray(W), np.asarray(b)) for W, b in state[0][0]]

        run = make(task, state)
        found.append(Peer(name=name, run=run, weights=read, multiple=multiple))
    return found
