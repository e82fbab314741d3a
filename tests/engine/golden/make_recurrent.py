"""Make the numbers that recurrent networks are compared with, by PyTorch.

Run it where PyTorch is installed (the tests do not need it)::

    python tests/engine/golden/make_recurrent.py

It writes ``recurrent.json`` next to itself: networks made of PyTorch's own RNN and LSTM
in float64, trained for 200 steps of gradient descent on one batch.  Parameters are
stored as blocks [W_xh | W_hh | b] and [V | b]; an LSTM's gates are in the order of this
project, which is input, forget, output and candidate.  Rates keep clear of the edge of
stability, where a difference in the last bit becomes one in the first digit.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
STEPS = (1, 2, 3, 10, 50, 100, 150, 200)
N_SAMPLES, N_INPUTS, N_UNITS, N_STEPS = 8, 2, 5, 9
LOSSES = {
    "squared_error": lambda o, y: 0.5 * ((o - y) ** 2).sum(),
    "softmax_cross_entropy": lambda o, y: functional.cross_entropy(
        o.reshape(-1, o.shape[-1]), y.reshape(-1), reduction="sum"
    ),
}


def blocks(cell, head):
    """Return both blocks as lists of rows."""
    rows = torch.cat(
        [cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0[:, None]], dim=1
    )
    if isinstance(cell, nn.LSTM):
        i, f, g, o = rows.chunk(4)
        rows = torch.cat([i, f, o, g])
    head_rows = torch.cat([head.weight, head.bias[:, None]], dim=1)
    return [rows.tolist(), head_rows.tolist()]


def states(cell, x, truncation):
    """Return h of all steps, (n_samples, T, n_units), cut where gradients end."""
    first = N_STEPS if truncation is None else N_STEPS % truncation or truncation
    parts, before, start = [], None, 0
    while start < N_STEPS:
        stop = first if start == 0 else start + truncation
        h, before = cell(x[:, start:stop], before)
        before = (
            tuple(map(torch.detach, before)) if len(before) == 2 else before.detach()
        )
        parts.append(h)
        start = stop
    return torch.cat(parts, dim=1)


def train(kind, loss, *, every_step=False, truncation=None, rate=0.05, seed=0):
    """Train by PyTorch; return the network, its data and what became of it."""
    torch.manual_seed(seed)
    make = {"lstm": nn.LSTM, "tanh": nn.RNN}[kind]
    cell = make(N_INPUTS, N_UNITS, batch_first=True, dtype=torch.float64)
    is_classes = loss == "softmax_cross_entropy"
    head = nn.Linear(N_UNITS, 3 if is_classes else 1, dtype=torch.float64)
    with torch.no_grad():
        cell.bias_hh_l0.zero_()
        cell.weight_hh_l0.mul_(1.5)
    learning = [p for n, p in cell.named_parameters() if n != "bias_hh_l0"]
    learning += head.parameters()
    x = torch.randn(N_SAMPLES, N_STEPS, N_INPUTS, dtype=torch.float64)
    sums = x.sum(dim=2).cumsum(dim=1)
    y = (
        (sums > -1).long() + (sums > 1).long()
        if is_classes
        else torch.sin(sums)[..., None]
    )
    y = y if every_step else y[:, -1:]
    start, rows, losses = blocks(cell, head), [], []
    for step in range(1, max(STEPS) + 1):
        h = states(cell, x, truncation)
        o = head(h if every_step else h[:, -1:])
        value = LOSSES[loss](o, y) / N_SAMPLES
        grads = torch.autograd.grad(value, learning)
        with torch.no_grad():
            for parameter, grad in zip(learning, grads, strict=True):
                parameter -= rate * grad
        if step in STEPS:
            losses.append(value.item())
            rows.append(blocks(cell, head))
    return {
        "cell": kind, "loss": loss, "every_step": every_step, "rate": rate,
        "truncation": truncation, "x": x.tolist(), "y": y.tolist(), "start": start,
        "steps": list(STEPS), "losses": losses, "blocks": rows,
    }  # fmt: skip


def main():
    torch.set_num_threads(1)
    made = {"made_by": f"PyTorch {torch.__version__}, make_recurrent.py"}
    for kind in ("tanh", "lstm"):
        made[f"{kind}, last step"] = train(kind, "squared_error")
        made[f"{kind}, classes of every step"] = train(
            kind, "softmax_cross_entropy", every_step=True, rate=0.01
        )
        made[f"{kind}, truncated"] = train(
            kind, "squared_error", every_step=True, truncation=4, rate=0.01
        )
    path = HERE / "recurrent.json"
    path.write_text(json.dumps(made) + "\n", "utf-8")


if __name__ == "__main__":
    main()
