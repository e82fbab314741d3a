"""Convolution benchmark: training steps per second against PyTorch on one thread.

    python -m benchmarks convolution [--rounds N]

A step is forward, loss, backward and gradient descent on one batch of 20 pictures, in
float64; see `benchmarks.against_pytorch`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.against_pytorch import Pair, compare
from benchmarks.graph_step import GraphStep
from benchmarks.task import Array
from engine.networks.convolution import Convolution, convolution

__all__ = ["CASES", "main"]

RATE, BATCH, N_CLASSES = 0.01, 20, 10
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
        picture=picture,
        filters=(n_filters,),
        n_outputs=N_CLASSES,
        output="softmax",
        pool=pool,
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


def pair_of(picture: tuple[int, int], n_filters: int, pool: str) -> Pair:
    """Return a network on both sides."""
    network = network_of(picture, n_filters, pool)
    return Pair(network, *pytorch(network, picture, pool))


def main(arguments: list[str]) -> int:
    """Print a line per network; 1 if one is slower than its bar."""
    cases = {
        name: (partial(pair_of, *case), bar) for name, (case, bar) in CASES.items()
    }
    return compare("convolution", cases, arguments)
