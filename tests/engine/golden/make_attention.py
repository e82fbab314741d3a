"""Make the numbers that attention networks are compared with, by PyTorch.

Run it where PyTorch is installed (the tests do not need it)::

    python tests/engine/golden/make_attention.py

It writes ``attention.json`` next to itself: transformers of one block, trained for 200
steps in float64 on all their sequences.  Parameters are stored block by block, W row by
row, each row with its bias; rows of queries come before those of keys and values.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional

HERE = Path(__file__).parent
STEPS = (1, 2, 5, 50, 100, 200)
N_SEQUENCES, V, T, WIDTH = 10, 3, 4, 4
HIDDEN = 2 * WIDTH
EPS = 1e-5
SHAPES = {
    "embedding": (WIDTH, V + T),
    "qkv": (3 * WIDTH, WIDTH),
    "attention output": (WIDTH, WIDTH),
    "hidden layer": (HIDDEN, WIDTH + 1),
    "way back": (WIDTH, HIDDEN + 1),
    "output layer": (V, WIDTH + 1),
}


def affine(x, block):
    return functional.linear(x, block[:, :-1], block[:, -1])


def logits_of(blocks, tokens, settings):
    """Return the outputs (n, T, V) before softmax, for tokens (n, T)."""
    E, qkv, output, *layers = blocks
    h = functional.embedding(tokens, E.T[:V]) + E.T[V:]

    def read(h):
        if not settings["has_norm"]:
            return h
        return functional.rms_norm(h, (WIDTH,), eps=EPS)

    def heads(x):
        return x.unflatten(2, (settings["n_heads"], -1)).transpose(1, 2)

    q, k, v = map(heads, functional.linear(read(h), qkv).split(WIDTH, dim=2))
    C = functional.scaled_dot_product_attention(
        q, k, v, is_causal=settings["is_causal"]
    )
    h = h + functional.linear(C.transpose(1, 2).flatten(2), output)
    a = getattr(torch, settings["activation"])(affine(read(h), layers[0]))
    h = h + affine(a, layers[1])
    return affine(read(h), layers[2])


def train(settings, optimizer, *, seed):
    """Train on reversed sequences; return what was given and what became of it."""
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.randint(0, V, (N_SEQUENCES, T), generator=generator)
    blocks = [
        torch.randn(shape, generator=generator, dtype=torch.float64) / shape[1] ** 0.5
        for shape in SHAPES.values()
    ]
    start = torch.cat([block.ravel() for block in blocks]).tolist()
    for block in blocks:
        block.requires_grad_()
    name, rate, momentum = optimizer
    optim = (
        torch.optim.Adam(blocks, lr=rate)
        if name == "adam"
        else torch.optim.SGD(blocks, lr=rate, momentum=momentum)
    )
    rows, losses = [], []
    for step in range(1, max(STEPS) + 1):
        optim.zero_grad()
        logits = logits_of(blocks, tokens, settings)
        loss = functional.cross_entropy(logits.flatten(0, 1), tokens.flip(1).flatten())
        loss.backward()
        optim.step()
        if step in STEPS:
            rows.append(torch.cat([b.detach().ravel() for b in blocks]).tolist())
            losses.append(loss.item())
    return {
        "settings": settings,
        "optimizer": {"optimizer": name, "rate": rate, "momentum": momentum},
        "tokens": tokens.T.tolist(),
        "targets": tokens.flip(1).T.tolist(),
        "start": start,
        "steps": list(STEPS),
        "losses": losses,
        "parameters": rows,
    }


def runs():
    """Return all runs by name."""
    plain = {"n_heads": 1, "is_causal": False, "has_norm": False, "activation": "relu"}
    adam, momentum = ("adam", 0.003, 0.9), ("momentum", 0.05, 0.9)
    return {
        "one head": train(plain, adam, seed=1),
        "two heads, causal": train(
            plain | {"n_heads": 2, "is_causal": True, "activation": "tanh"},
            momentum,
            seed=2,
        ),
        "norms": train(plain | {"n_heads": 2, "has_norm": True}, adam, seed=3),
    }


def write(name, content):
    """Write JSON with one entry per line."""
    lines = [f"{json.dumps(key)}: {json.dumps(content[key])}" for key in content]
    (HERE / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    made_by = f"make_attention.py with torch {torch.__version__}"
    header = {"made_by": made_by, "vocabulary": V, "width": WIDTH}
    write("attention.json", header | {"runs": runs()})
