"""Make the numbers that convolutional networks are compared with, by PyTorch.

Run it where PyTorch is installed (the tests do not need it)::

    python tests/engine/golden/make_pictures.py

It writes ``pictures.json`` next to itself: small networks in float64, 200 steps of
gradient descent each.  Pixels are sixteenths, as those of the digits are.  Parameters
are stored layer by layer, W row by row, then b.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
STEPS = (1, 2, 20, 200)
N_SAMPLES, BATCH_SIZE, N_OUTPUTS = 12, 4, 3

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "gelu": lambda: nn.GELU("tanh")}
POOLS = {"max pool": nn.MaxPool2d, "average pool": nn.AvgPool2d}


def cross_entropy(z, labels):
    return functional.cross_entropy(z, labels)


def squared_error(z, labels):
    on = functional.one_hot(labels, N_OUTPUTS).to(z.dtype)
    return functional.mse_loss(z, on, reduction="sum") / (2 * len(z))


LOSSES = {"softmax_cross_entropy": cross_entropy, "squared_error": squared_error}


def network(settings):
    """Return the stages of filters, f and pooling, and the dense layer."""
    rows, columns = settings["picture"]
    parts, channels = [], 1
    for n_filters in settings["filters"]:
        parts += [
            nn.Conv2d(channels, n_filters, 3, bias=settings["use_bias"]),
            ACTIVATIONS[settings["activation"]](),
            POOLS[settings["pool"]](2),
        ]
        channels, rows, columns = n_filters, (rows - 2) // 2, (columns - 2) // 2
    size = channels * rows * columns
    dense = nn.Linear(size, N_OUTPUTS, bias=settings["use_bias"])
    return nn.Sequential(*parts, nn.Flatten(), dense).double()


def flat(model):
    blocks = (p.detach().ravel().tolist() for p in model.parameters())
    return [number for block in blocks for number in block]


def train(settings, seed):
    """Return the settings, the data, and the parameters after some steps."""
    torch.manual_seed(seed)
    model = network(settings)
    levels = torch.randint(0, 17, (N_SAMPLES, 1, *settings["picture"]))
    labels = torch.randint(0, N_OUTPUTS, (N_SAMPLES,))
    optimizer = torch.optim.SGD(model.parameters(), lr=settings["learning_rate"])
    first, found = flat(model), []
    for step in range(max(STEPS)):
        start = step * BATCH_SIZE % N_SAMPLES
        batch = slice(start, start + BATCH_SIZE)
        optimizer.zero_grad()
        z = model(levels[batch].double() / 16)
        LOSSES[settings["loss"]](z, labels[batch]).backward()
        optimizer.step()
        if step + 1 in STEPS:
            found.append(flat(model))
    return {
        "settings": settings,
        "batch_size": BATCH_SIZE,
        "levels": levels.reshape(N_SAMPLES, -1).tolist(),
        "labels": labels.tolist(),
        "first": first,
        "steps": list(STEPS),
        "parameters": found,
    }


def runs():
    """Return all runs by name."""
    common = {
        "picture": [8, 8],
        "filters": [4],
        "activation": "relu",
        "pool": "max pool",
        "loss": "softmax_cross_entropy",
        "use_bias": True,
        "learning_rate": 0.1,
    }
    changes = {
        "one stage": {},
        "average": {"pool": "average pool", "activation": "tanh"},
        "squared error": {"loss": "squared_error", "learning_rate": 0.03},
        "without bias": {"use_bias": False, "activation": "gelu"},
        "two stages": {"picture": [12, 11], "filters": [3, 2], "activation": "tanh"},
        "two averages": {
            "picture": [13, 12],
            "filters": [2, 3],
            "activation": "gelu",
            "pool": "average pool",
        },
    }
    return {
        name: train(common | change, seed)
        for seed, (name, change) in enumerate(changes.items())
    }


if __name__ == "__main__":
    (HERE / "pictures.json").write_text(json.dumps(runs()) + "\n", "utf-8")
