"""PyTorch on one thread: eager, its fused optimizer, and a compiled step."""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

from benchmarks.task import Array, Peer, Task

__all__ = ["peers"]


def _model(task: Task) -> Any:
    import torch
    from torch import nn

    kinds = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid}
    parts: list[Any] = []
    for (W, b), name in zip(task.weights, task.activations, strict=True):
        linear = nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W))
            linear.bias.copy_(torch.from_numpy(b[:, 0]))
        parts.append(linear)
        if name != "softmax":  # the loss takes logits
            parts.append(kinds[name]())
    return nn.Sequential(*parts)


def _peer(task: Task, name: str, *, fused: bool, compiled: bool) -> Peer:
    import torch
    from torch.nn import functional

    model, e = _model(task), task.experiment
    kind = torch.optim.Adam if e.optimizer == "adam" else torch.optim.SGD
    optimizer = kind(model.parameters(), lr=e.learning_rate, fused=fused)
    softmax = task.activations[-1] == "softmax"
    batches = [
        (
            torch.from_numpy(x.T.copy()),
            torch.from_numpy(y.argmax(axis=0) if softmax else y.T.copy()),
        )
        for x, y in task.batches
    ]

    def loss_of(x: Any, y: Any) -> Any:
        if softmax:
            return functional.cross_entropy(model(x), y)
        return functional.mse_loss(model(x), y, reduction="sum") / (2 * len(x))

    if compiled:
        loss_of = torch.compile(loss_of)
        loss_of(*batches[0]).backward()
    k = 0

    def run(n_steps: int) -> None:
        nonlocal k
        for _ in range(n_steps):
            x, y = batches[k]
            optimizer.zero_grad()
            loss_of(x, y).backward()
            optimizer.step()
            k = (k + 1) % len(batches)

    def weights() -> list[tuple[Array, Array]]:
        linears = [part for part in model if isinstance(part, torch.nn.Linear)]
        return [
            (part.weight.detach().numpy(), part.bias.detach().numpy()[:, None])
            for part in linears
        ]

    return Peer(name=name, run=run, weights=weights)


def peers(task: Task) -> list[Peer]:
    """Return PyTorch's modes; a compiled step only where it can be compiled."""
    if importlib.util.find_spec("torch") is None:
        return []
    import torch

    torch.set_num_threads(1)
    found = [
        _peer(task, "PyTorch eager", fused=False, compiled=False),
        _peer(task, "PyTorch fused", fused=True, compiled=False),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found.append(_peer(task, "PyTorch compiled", fused=True, compiled=True))
        except Exception as error:  # any failure means that it cannot compile here
            print(f"(no compiled PyTorch here: {type(error).__name__})")
    return found
