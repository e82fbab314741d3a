"""Recurrent benchmark: training steps per second against PyTorch on one thread.

    python -m benchmarks recurrent [--rounds N]

A step is forward, loss, backward and gradient descent on one batch, in float64; see
`benchmarks.against_pytorch`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.against_pytorch import Pair, compare
from benchmarks.graph_step import GraphStep
from benchmarks.task import Array
from engine.networks.recurrent import Recurrence, recurrent

__all__ = ["CASES", "main"]

RATE, BATCH = 0.01, 32
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


def pair_of(cell: str, n_units: int, n_steps: int) -> Pair:
    """Return a network on both sides."""
    network = network_of(cell, n_units, n_steps)
    return Pair(network, *pytorch(network, cell, n_units))


def main(arguments: list[str]) -> int:
    """Print a line per network; 1 if one is slower than its bar."""
    cases = {
        name: (partial(pair_of, *case), bar) for name, (case, bar) in CASES.items()
    }
    return compare("recurrent", cases, arguments)
