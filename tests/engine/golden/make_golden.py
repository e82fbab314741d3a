"""Make the numbers that the engine is compared with, by PyTorch.

Run it where PyTorch is installed (the tests do not need it)::

    python tests/engine/golden/make_golden.py

It writes ``runs.json`` (small networks, trained for 1,000 steps) and
``schedules.json`` (learning rates of 1,000 steps) next to itself.  Everything is in
float64, and full batch unless a batch size is given.  Parameters are stored layer by
layer, W row by row, then b.
"""

import json
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim import lr_scheduler

HERE = Path(__file__).parent
FINE = (1, 2, 3, 4, 5, *range(100, 1001, 100))
COARSE = (1, 2, 5, 100, 1000)
N_SAMPLES, N_FEATURES = 20, 3

ACTIVATIONS = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
    "elu": functional.elu,
    "gelu": lambda z: functional.gelu(z, approximate="tanh"),
    "silu": functional.silu,
    "softplus": functional.softplus,
    "linear": lambda z: z,
    "softmax": lambda z: torch.softmax(z, dim=1),
}


def squared_error(_z, a, y):
    return 0.5 * nn.MSELoss(reduction="sum")(a, y) / len(y)


def mse(_z, a, y):
    return nn.MSELoss()(a, y)


def binary_cross_entropy(z, _a, y):
    return nn.BCEWithLogitsLoss(reduction="sum")(z, y) / len(y)


def softmax_cross_entropy(z, _a, y):
    return nn.CrossEntropyLoss()(z, y.argmax(dim=1))


def huber(_z, a, y):
    return nn.HuberLoss(reduction="sum", delta=1.0)(a, y) / len(y)


def hinge(_z, a, y):
    return torch.relu(1 - a * y).sum() / len(y)


LOSSES = {
    loss.__name__: loss
    for loss in (
        squared_error, mse, binary_cross_entropy, softmax_cross_entropy, huber, hinge,
    )
}  # fmt: skip


def optimizer_of(settings, groups):
    """Return the torch optimizer that a dictionary of our settings describes."""
    name, rate = settings["optimizer"], settings["learning_rate"]
    eps = settings.get("eps", 1e-8)
    momentum = settings.get("momentum", 0.9)
    betas = (settings.get("beta1", 0.9), settings.get("beta2", 0.999))
    optim = torch.optim
    if name in ("sgd", "gradient_descent"):
        return optim.SGD(groups, lr=rate)
    if name in ("momentum", "nesterov"):
        return optim.SGD(
            groups, lr=rate, momentum=momentum, nesterov=name == "nesterov"
        )
    if name == "adagrad":
        return optim.Adagrad(groups, lr=rate, eps=eps)
    if name == "rmsprop":
        return optim.RMSprop(groups, lr=rate, alpha=settings.get("rho", 0.9), eps=eps)
    if name == "adam":
        return optim.Adam(groups, lr=rate, betas=betas, eps=eps)
    decay = settings.get("weight_decay", 0.01)
    return optim.AdamW(groups, lr=rate, betas=betas, eps=eps, weight_decay=decay)


def scheduler_of(settings, optimizer):
    """Return the torch schedulers that our settings describe, chained."""
    n_steps = settings.get("schedule_steps", 1000)
    decay = settings.get("schedule_factor", 0.5)
    chain = []
    match settings.get("schedule", "constant"):
        case "step":
            chain.append(lr_scheduler.StepLR(optimizer, n_steps, gamma=decay))
        case "exponential":
            gamma = decay ** (1 / n_steps)
            chain.append(lr_scheduler.ExponentialLR(optimizer, gamma))
        case "cosine":
            chain.append(lr_scheduler.CosineAnnealingLR(optimizer, T_max=n_steps))
    if warm := settings.get("warmup_steps", 0):
        chain.append(lr_scheduler.LinearLR(optimizer, 1 / warm, 1.0, warm - 1))
    return chain


def problem(kind, hidden, generator):
    """Return x (n, features), what we call y, its targets by coding, and weights."""

    def normal(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    x = normal(N_SAMPLES, N_FEATURES)
    if kind == "values":
        y = torch.stack([torch.sin(x[:, 0]) + x[:, 1], x[:, 1] * x[:, 2]], dim=1)
        y = y + 0.3 * normal(N_SAMPLES, 2)
        own_y, targets, n_outputs = y.tolist(), (y, y), 2
    elif kind == "two":
        label = (x[:, 0] * x[:, 1] + 0.5 * normal(N_SAMPLES) > 0).to(torch.float64)
        on = label[:, None]
        own_y, targets, n_outputs = label.int().tolist(), (on, 2 * on - 1), 1
    else:
        scores = x @ normal(N_FEATURES, 3) + 0.5 * normal(N_SAMPLES, 3)
        label = scores.argmax(dim=1)
        on = functional.one_hot(label, 3).to(torch.float64)
        own_y, targets, n_outputs = label.tolist(), (on, 2 * on - 1), 3
    sizes = (N_FEATURES, *hidden, n_outputs)
    weights = [(normal(m, n) / n**0.5, 0.1 * normal(m)) for n, m in pairwise(sizes)]
    return x, own_y, targets, weights


def batches(settings):
    """Yield the samples of each step: a new order every epoch, the last batch smaller.

    The order is that of NumPy's generator made from the second child of the seed.
    """
    size = settings.get("batch_size", "full")
    seeds = np.random.SeedSequence(settings.get("seed", 0)).spawn(3)
    rng = np.random.default_rng(seeds[1])
    while True:
        order = np.arange(N_SAMPLES)
        if size == "full":
            yield torch.from_numpy(order)
            continue
        rng.shuffle(order)
        yield from torch.from_numpy(order).split(size)


def train(kind, settings, steps, *, seed=7):
    """Train by PyTorch; return the experiment and what became of it."""
    hidden = settings.setdefault("hidden", [4])
    activation = settings.setdefault("activation", "tanh")
    output = settings["output"]
    names = [activation] * len(hidden) if isinstance(activation, str) else activation
    generator = torch.Generator().manual_seed(seed)
    x, own_y, targets, weights = problem(kind, hidden, generator)
    y = targets[0 if kind == "values" or output in ("sigmoid", "softmax") else 1]
    use_bias = settings.setdefault("use_bias", True)
    l1, l2 = settings.get("l1", 0.0), settings.get("l2", 0.0)
    max_norm = settings.get("max_norm")

    all_W = [W.clone().requires_grad_() for W, _ in weights]
    all_b = [b.clone().requires_grad_() for _, b in weights] if use_bias else []
    optimizer = optimizer_of(
        settings, [{"params": all_W}, {"params": all_b}][: 1 + use_bias]
    )
    schedulers = scheduler_of(settings, optimizer)

    def forward(samples):
        a = x[samples]
        for i, W in enumerate(all_W):
            z = a @ W.T
            z = z + all_b[i] if use_bias else z
            a = ACTIVATIONS[names[i] if i < len(names) else output](z)
        return LOSSES[settings["loss"]](z, a, y[samples])

    rows, losses = [], []
    for step, samples in enumerate(islice(batches(settings), max(steps)), start=1):
        optimizer.zero_grad()
        loss = forward(samples)
        total = loss + sum(l1 * W.abs().sum() + l2 / 2 * (W * W).sum() for W in all_W)
        total.backward()
        optimizer.step()
        if max_norm is not None:
            with torch.no_grad():
                for W in all_W:
                    # torch.renorm adds 1e-7 to the norm, so it is done by hand.
                    length = torch.linalg.vector_norm(W, dim=1, keepdim=True)
                    W.mul_((max_norm / length).clamp(max=1))
        for scheduler in schedulers:
            scheduler.step()
        if step in steps:
            losses.append(forward(slice(None)).item())
            flat = []
            for i, W in enumerate(all_W):
                flat += W.detach().ravel().tolist()
                flat += all_b[i].detach().tolist() if use_bias else []
            rows.append(flat)
    experiment = (
        {"batch_size": "full"}
        | settings
        | {
            "dataset": {"x": x.tolist(), "y": own_y},
            "train_share": 1.0,
            "initial_parameters": [
                {"W": W.tolist(), "b": b.tolist() if use_bias else None}
                for W, b in weights
            ],
        }
    )
    return {
        "experiment": experiment,
        "steps": list(steps),
        "losses": losses,
        "parameters": rows,
    }


def runs():
    """Return all runs by name.

    Rates and eps keep clear of the edge of stability, where adaptive methods turn a
    difference in the last bit into one in the first digit.
    """
    regression = {"output": "linear", "loss": "squared_error"}
    made = {}
    for settings in (
        {"optimizer": "gradient_descent", "learning_rate": 0.1},
        {"optimizer": "sgd", "learning_rate": 0.03},
        {"optimizer": "momentum", "learning_rate": 0.03, "momentum": 0.9},
        {"optimizer": "nesterov", "learning_rate": 0.03, "momentum": 0.9},
        {"optimizer": "adagrad", "learning_rate": 0.03, "eps": 1e-4},
        {"optimizer": "rmsprop", "learning_rate": 0.001, "rho": 0.95, "eps": 0.01},
        {"optimizer": "adam", "learning_rate": 0.01},
        {"optimizer": "adamw", "learning_rate": 0.004, "weight_decay": 0.05,
         "beta1": 0.8, "beta2": 0.99, "eps": 0.01},
    ):  # fmt: skip
        name = f"optimizer {settings['optimizer']}"
        made[name] = train("values", regression | settings, FINE)
    momentum = {"optimizer": "momentum", "learning_rate": 0.02}
    for activation in list(ACTIVATIONS)[:-1]:
        settings = regression | momentum | {"activation": activation}
        made[f"activation {activation}"] = train("values", settings, COARSE)
    for kind, loss, output in (
        ("values", "squared_error", "tanh"),
        ("values", "mse", "linear"),
        ("values", "huber", "linear"),
        ("two", "squared_error", "sigmoid"),
        ("two", "squared_error", "tanh"),
        ("two", "binary_cross_entropy", "sigmoid"),
        ("two", "hinge", "linear"),
        ("two", "hinge", "tanh"),
        ("two", "huber", "sigmoid"),
        ("three", "binary_cross_entropy", "sigmoid"),
        ("three", "softmax_cross_entropy", "softmax"),
        ("three", "squared_error", "softmax"),
        ("three", "mse", "softmax"),
        ("three", "huber", "softmax"),
        ("three", "hinge", "linear"),
    ):
        settings = {"loss": loss, "output": output} | momentum
        made[f"loss {loss} {output} {kind}"] = train(kind, settings, COARSE)
    for name, extra in (
        ("l1", {"l1": 0.003}),
        ("l2", {"l2": 0.02}),
        ("l1 and l2", {"l1": 0.002, "l2": 0.01}),
        ("max_norm", {"max_norm": 0.9}),
    ):
        made[f"penalty {name}"] = train("values", regression | momentum | extra, COARSE)
    for name, extra in (
        ("step", {"schedule": "step", "schedule_steps": 150}),
        ("cosine with warm-up", {"schedule": "cosine", "warmup_steps": 50}),
    ):
        adam = {"optimizer": "adam", "learning_rate": 0.02}
        made[f"schedule {name}"] = train("values", regression | adam | extra, COARSE)
    for name, extra in (
        ("sgd of 6", {"optimizer": "sgd", "learning_rate": 0.03, "batch_size": 6}),
        ("adam of 7", {"optimizer": "adam", "learning_rate": 0.003, "batch_size": 7}),
        ("momentum of 1", {"optimizer": "momentum", "learning_rate": 0.002,
                           "batch_size": 1, "seed": 3}),
    ):  # fmt: skip
        made[f"batch {name}"] = train("values", regression | extra, COARSE)
    made["no bias"] = train(
        "values", regression | momentum | {"use_bias": False}, COARSE
    )
    made["no hidden layer"] = train(
        "three",
        {"loss": "softmax_cross_entropy", "output": "softmax", "hidden": []} | momentum,
        COARSE,
    )
    deep = ["gelu", "tanh", "tanh", "silu", "elu", "sigmoid", "softplus", "relu"]
    made["deep"] = train(
        "three",
        {"loss": "softmax_cross_entropy", "output": "softmax", "activation": deep,
         "hidden": [3, 2, 4, 3, 3, 2, 3, 4], "optimizer": "adam",
         "learning_rate": 0.002},
        (1, 2, 5, 100, 300),
    )  # fmt: skip
    return made


def schedules():
    """Return the learning rates of 1,000 steps, per setting."""
    made = []
    for settings in (
        {"schedule": "step", "schedule_steps": 100, "schedule_factor": 0.5},
        {"schedule": "step", "schedule_steps": 7, "schedule_factor": 0.9},
        {"schedule": "exponential", "schedule_steps": 250, "schedule_factor": 0.1},
        {"schedule": "cosine", "schedule_steps": 1000, "schedule_factor": 0.5},
        {"schedule": "constant", "warmup_steps": 100},
        {"schedule": "exponential", "schedule_steps": 1, "schedule_factor": 0.99,
         "warmup_steps": 64},
    ):  # fmt: skip
        parameter = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([parameter], lr=0.3)
        chain = scheduler_of(settings, optimizer)
        rates = []
        for _ in range(1000):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            for scheduler in chain:
                scheduler.step()
        made.append({"settings": settings, "learning_rates": rates})
    return made


def write(name, content):
    """Write JSON with one entry per line."""
    header = {"made_by": f"make_golden.py with torch {torch.__version__}"}
    entries = header | content
    lines = [f"{json.dumps(key)}: {json.dumps(entries[key])}" for key in entries]
    (HERE / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("runs.json", runs())
    write("schedules.json", {str(k): entry for k, entry in enumerate(schedules())})
