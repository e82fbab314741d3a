"""Convolution benchmark: training steps per second against PyTorch on one thread.

    python -m benchmarks convolution [--rounds N]

A step is forward, loss, backward and gradient descent on one batch of 20 pictures, in
float64.  Before anything is timed, both sides train from the same weights and must
arrive at the same ones.  CPU time is compared round by round, so other work on the
machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.graph_step import GraphStep
from benchmarks.task import Array
from benchmarks.timing import cpu_ratios
from engine.networks.convolution import Convolution, convolution

__all__ = ["CASES", "main"]

RATE, BATCH, N_CLASSES = 0.01, 20, 10
N_AGREED = 20
CASES = {
    "8x8, 4 filters": (((8, 8), 4, "max pool"), 8),
    "8x8, 8 filters": (((8, 8), 8, "max pool"), 8),
    "8x8, 4 filters, mean": (((8, 8), 4, "average pool"), 8),
    "12x12, 8 filters": (((12, 12), 8, "max pool"), 4),
}
"""Picture, filters and pooling; and at least so many times PyTorch."""


def network_of(picture: tuple[int, int], n_filters: int, pool: str) -> GraphStep:
    """Return a network of one stage that tells ten classes apart."""
    of = Convolution(
        picture=picture, filters=(n_filters,), n_outputs=N_CLASSES, pool=pool
    )
    network = GraphStep(
        convolution(of, loss="softmax_cross_entropy"), BATCH, rate=RATE, scale=0.2
    )
    labels = np.random.default_rng(1).integers(0, N_CLASSES, BATCH)
    network.y[...] = np.eye(N_CLASSES)[:, labels]
    return network


def pytorch(
    network: GraphStep, picture: tuple[int, int], pool: str
) -> tuple[Callable[[int], None], Callable[[], list[Array]]]:
    """Return PyTorch's way to train the same network, and to read its blocks."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    kernels, dense = network.blocks
    parts = nn.Sequential(
        nn.Conv2d(1, len(kernels), 3),
        nn.ReLU(),
        nn.MaxPool2d(2) if pool == "max pool" else nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(dense.shape[1] - 1, N_CLASSES),
    ).double()
    ends: tuple[Any, ...] = (parts[0], parts[-1])
    with torch.no_grad():
        for part, block in zip(ends, network.blocks, strict=True):
            W = torch.from_numpy(block[:, :-1].copy())
            part.weight.copy_(W.reshape(part.weight.shape))
            part.bias.copy_(torch.from_numpy(block[:, -1].copy()))
    optimizer = torch.optim.SGD(parts.parameters(), lr=RATE)
    x = torch.from_numpy(network.x.T.reshape(BATCH, 1, *picture).copy())
    labels = torch.from_numpy(network.y.argmax(axis=0))

    def run(n_steps: int) -> None:
        for _ in range(n_steps):
            optimizer.zero_grad()
            nn.functional.cross_entropy(parts(x), labels).backward()
            optimizer.step()

    def blocks() -> list[Array]:
        return [
            torch.cat([part.weight.flatten(1), part.bias[:, None]], dim=1)
            .detach()
            .numpy()
            for part in ends
        ]

    return run, blocks


def compared(name: str, rounds: int) -> tuple[float, tuple[float, float, float]]:
    """Return the engine's steps per second, and quartiles of how often PyTorch's."""
    (picture, n_filters, pool), _ = CASES[name]
    network = network_of(picture, n_filters, pool)
    other, blocks = pytorch(network, picture, pool)
    runs: dict[str, Callable[[int], object]] = {"engine": network.run, "PyTorch": other}
    for run in runs.values():
        run(N_AGREED)
    for ours, theirs in zip(network.blocks, blocks(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    seconds, ratios = cpu_ratios(runs, rounds)
    return 1 / seconds, ratios["PyTorch"]


def main(arguments: list[str]) -> int:
    """Print a line per network; 1 if one is slower than its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks convolution")
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args(arguments).rounds
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed")
        return 1
    is_slow = False
    for name, (_, bar) in CASES.items():
        per_second, (lower, median, upper) = compared(name, rounds)
        is_slow |= median < bar
        print(
            f"{name:20} {per_second:8,.0f} steps/s, {median:.1f} times PyTorch"
            f" ({lower:.1f} to {upper:.1f}; at least {bar})"
        )
    return int(is_slow)
