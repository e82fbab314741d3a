"""Recurrent benchmark: training steps per second against PyTorch on one thread.

    python -m benchmarks recurrent [--rounds N]

A step is forward, loss, backward and gradient descent on one batch, in float64.  Before
anything is timed, both sides train from the same weights and must arrive at the same
ones.  CPU time is compared round by round, so other work on the machine slows both
sides alike.
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
from engine.networks.recurrent import Recurrence, recurrent

__all__ = ["CASES", "main"]

RATE, BATCH = 0.01, 32
N_AGREED = 20
CASES = {
    "RNN H 8 T 20": (("tanh", 8, 20), 12),
    "RNN H 16 T 50": (("tanh", 16, 50), 8),
    "LSTM H 8 T 20": (("lstm", 8, 20), 7),
}
"""Cell, units and time steps; and at least so many times PyTorch."""


def network_of(cell: str, n_units: int, n_steps: int) -> GraphStep:
    """Return a network of two inputs and one output, x (2 T, B) and y (1, B)."""
    of = Recurrence(
        cell=cell,
        n_units=n_units,
        n_steps=n_steps,
        inputs=("u", "v"),
        n_outputs=1,
        output="linear",
    )
    return GraphStep(recurrent(of, loss="squared_error"), BATCH, rate=RATE)


def pytorch(network: GraphStep, cell: str, n_units: int) -> tuple[Any, ...]:
    """Return PyTorch's way to train the same network, and to read its blocks.

    Its own RNN and LSTM have a second bias, which stays 0.
    """
    import torch

    torch.set_num_threads(1)
    kind = torch.nn.LSTM if cell == "lstm" else torch.nn.RNN
    layer = kind(2, n_units, batch_first=True, dtype=torch.float64)
    head = torch.nn.Linear(n_units, 1, dtype=torch.float64)
    block, out = (torch.from_numpy(block.copy()) for block in network.blocks)
    if cell == "lstm":
        block = _swapped(torch, block)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(block[:, :2])
        layer.weight_hh_l0.copy_(block[:, 2:-1])
        layer.bias_ih_l0.copy_(block[:, -1])
        layer.bias_hh_l0.zero_()
        head.weight.copy_(out[:, :-1])
        head.bias.copy_(out[:, -1])
    layer.bias_hh_l0.requires_grad_(False)
    learning = [p for p in (*layer.parameters(), *head.parameters()) if p.requires_grad]
    optimizer = torch.optim.SGD(learning, lr=RATE)
    x = torch.from_numpy(network.x.T.reshape(BATCH, -1, 2).copy())
    y = torch.from_numpy(network.y.T.copy())

    def run(n_steps: int) -> None:
        for _ in range(n_steps):
            optimizer.zero_grad()
            h, _ = layer(x)
            ((head(h[:, -1]) - y) ** 2).sum().div(2 * BATCH).backward()
            optimizer.step()

    def blocks() -> list[Array]:
        parts = layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0[:, None]
        rows = torch.cat(parts, dim=1).detach()
        rows = _swapped(torch, rows) if cell == "lstm" else rows
        return [
            rows.numpy(),
            torch.cat([head.weight, head.bias[:, None]], dim=1).detach().numpy(),
        ]

    return run, blocks


def _swapped(torch: Any, rows: Any) -> Any:
    """Return the gates of an LSTM with the last two exchanged: i f o g and i f g o."""
    first, second, third, last = rows.chunk(4)
    return torch.cat([first, second, last, third])


def compared(name: str, rounds: int) -> tuple[float, tuple[float, float, float]]:
    """Return the engine's steps per second, and quartiles of how often PyTorch's."""
    case, _ = CASES[name]
    network = network_of(*case)
    other, blocks = pytorch(network, *case[:2])
    runs: dict[str, Callable[[int], object]] = {"engine": network.run, "PyTorch": other}
    for run in runs.values():
        run(N_AGREED)
    for ours, theirs in zip(network.blocks, blocks(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    seconds, ratios = cpu_ratios(runs, rounds)
    return 1 / seconds, ratios["PyTorch"]


def main(arguments: list[str]) -> int:
    """Print a line per network; 1 if one is slower than its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks recurrent")
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
            f"{name:14} {per_second:8,.0f} steps/s, {median:.1f} times PyTorch"
            f" ({lower:.1f} to {upper:.1f}; at least {bar})"
        )
    return int(is_slow)
