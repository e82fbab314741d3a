"""Attention benchmark: training steps per second against PyTorch on one thread.

    python -m benchmarks attention [--rounds N]

A step is forward, loss, backward and gradient descent on one batch of 32 sequences, in
float64; see `benchmarks.against_pytorch`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from benchmarks.against_pytorch import Pair, compare
from benchmarks.graph_step import GraphStep
from benchmarks.task import Array
from engine.networks.attention import Transformer, attention

__all__ = ["CASES", "main"]

RATE, BATCH, VOCABULARY, WIDTH = 0.01, 32, 5, 16
CASES = {
    "width 16, T 6": ((6, 1), 5),
    "width 16, T 6, 2 heads": ((6, 2), 5),
    "width 16, T 10": ((10, 1), 3),
}
"""Positions and heads; and at least so many times PyTorch."""


def pair_of(n_positions: int, n_heads: int) -> Pair:
    """Return a network that reverses random tokens, on both sides."""
    rows = range(VOCABULARY + n_positions)
    of = Transformer(
        inputs=tuple(map(str, rows)),
        width=WIDTH,
        n_positions=n_positions,
        n_outputs=VOCABULARY,
        n_heads=n_heads,
    )
    graph = attention(of, loss="softmax_cross_entropy")
    network = GraphStep(graph, BATCH * n_positions, rate=RATE, scale=0.2)
    tokens = np.random.default_rng(1).integers(0, VOCABULARY, (BATCH, n_positions))
    coded = np.eye(VOCABULARY)
    network.x[:VOCABULARY] = coded[:, tokens.ravel()]
    network.x[VOCABULARY:] = np.tile(np.eye(n_positions), BATCH)
    network.y[...] = coded[:, tokens[:, ::-1].ravel()]
    return Pair(network, *pytorch(network, tokens, n_heads))


def pytorch(network: GraphStep, tokens: Array, n_heads: int) -> tuple[Any, Any]:
    """Return PyTorch's way to train the same network, and to read its blocks."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    embedding, *others = (torch.from_numpy(block.copy()) for block in network.blocks)
    parts = [embedding[:, :VOCABULARY].T, embedding[:, VOCABULARY:].T, *others[:2]]
    for layer in others[2:]:
        parts += [layer[:, :-1], layer[:, -1]]
    learning = [part.contiguous().requires_grad_() for part in parts]
    optimizer = torch.optim.SGD(learning, lr=RATE)
    x, y = torch.from_numpy(tokens), torch.from_numpy(tokens[:, ::-1].copy()).flatten()

    def heads(rows: Any) -> Any:
        return rows.unflatten(2, (n_heads, -1)).transpose(1, 2)

    def logits() -> Any:
        E, places, qkv, back, *layers = learning
        h = functional.embedding(x, E) + places
        q, k, v = map(heads, functional.linear(h, qkv).split(WIDTH, dim=2))
        A = torch.softmax(q @ k.transpose(2, 3) / q.shape[3] ** 0.5, dim=3)
        h = h + functional.linear((A @ v).transpose(1, 2).flatten(2), back)
        a = torch.relu(functional.linear(h, *layers[:2]))
        h = h + functional.linear(a, *layers[2:4])
        return functional.linear(h, *layers[4:])

    def run(n_steps: int) -> None:
        for _ in range(n_steps):
            optimizer.zero_grad()
            functional.cross_entropy(logits().flatten(0, 1), y).backward()
            optimizer.step()

    def blocks() -> list[Array]:
        E, places, *others = (part.detach().numpy() for part in learning)
        layers = [np.column_stack(others[i : i + 2]) for i in range(2, len(others), 2)]
        return [np.vstack([E, places]).T, *others[:2], *layers]

    return run, blocks


def main(arguments: list[str]) -> int:
    """Print a line per network; 1 if one is slower than its bar."""
    cases = {
        name: (partial(pair_of, *case), bar) for name, (case, bar) in CASES.items()
    }
    return compare("attention", cases, arguments)
