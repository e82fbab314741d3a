"""Graph checker: what the checker has of a network that is not dense.

Each operation is one formula for complex numbers, written for it.  Gradients of values
and of parameters are complex steps of these formulas, times the gradient of what they
compute, so there is no formula of a derivative.
"""

from __future__ import annotations

from engine.functions.kinds.kinds import kind_of
from engine.graph import Graph
from engine.limits import ExperimentError

__all__ = ["FORMULAS", "GRAPH_SCRIPT", "formulas_of", "shares_of"]

FORMULAS = {
    "affine": (
        "x = np.concatenate(x)",
        'return np.einsum("oi,i...->o...", W, x) + b.reshape(-1, *[1] * (x.ndim - 1))',
    ),
    "convolution": (
        'c, size = s["channels"], s["size"]',
        'x = x[0].reshape(c, s["rows"], s["columns"], -1)',
        "K, (m, n) = W.reshape(-1, c, size, size), np.array(x.shape[1:3]) - size + 1",
        "at = [(u, v) for u in range(size) for v in range(size)]",
        "parts = [(K[:, :, u, v], x[:, u : u + m, v : v + n]) for u, v in at]",
        'z = sum(np.einsum("fc,c...->f...", *part) for part in parts)',
        "return (z + b[:, :, None, None]).reshape(-1, x.shape[-1])",
    ),
    "max_pool": (
        'x = x[0].reshape(s["channels"], s["rows"], s["columns"], -1)',
        "x = x[:, : x.shape[1] // 2 * 2, : x.shape[2] // 2 * 2]",
        "x = np.array([x[:, u::2, v::2] for v in (0, 1) for u in (0, 1)])",
        "largest = np.take_along_axis(x, x.real.argmax(0)[None], 0)",
        "return largest.reshape(-1, x.shape[-1])",
    ),
    "average_pool": (
        'x = x[0].reshape(s["channels"], s["rows"], s["columns"], -1)',
        "x = x[:, : x.shape[1] // 2 * 2, : x.shape[2] // 2 * 2]",
        "x = sum(x[:, u::2, v::2] for v in (0, 1) for u in (0, 1)) / 4",
        "return x.reshape(-1, x.shape[-1])",
    ),
    "add": ("return x[0] + x[1]",),
    "product": ("return x[0] * x[1]",),
    "join": ("return np.concatenate(x)",),
    "scores": (
        'q, k = (each.reshape(s["heads"], -1, *each.shape[1:]) for each in x)',
        'S = np.einsum("hdbk,hdbq->hkbq", k, q) / q.shape[1] ** 0.5',
        "return S.reshape(-1, *S.shape[2:])",
    ),
    "attention": (
        'S = x[0].reshape(s["heads"], -1, *x[0].shape[1:])',
        "e = np.exp(S - S.real.max(1, keepdims=True))",
        "return (e / e.sum(1, keepdims=True)).reshape(x[0].shape)",
    ),
    "causal_attention": (
        'S = x[0].reshape(s["heads"], -1, *x[0].shape[1:])',
        't = np.arange(s["positions"])',
        "S = np.where(t[:, None, None] <= t, S, -np.inf)",
        "e = np.exp(S - S.real.max(1, keepdims=True))",
        "return (e / e.sum(1, keepdims=True)).reshape(x[0].shape)",
    ),
    "weighted_values": (
        'A, V = (each.reshape(s["heads"], -1, *each.shape[1:]) for each in x)',
        'C = np.einsum("hdbk,hkbq->hdbq", V, A)',
        "return C.reshape(-1, *C.shape[2:])",
    ),
    "rms_norm": ("return x[0] / np.sqrt((x[0] ** 2).mean(0) + 1e-5)",),
}
"""The body of a function of the inputs x, W, b and the sizes s, by the kind."""

GRAPH_SCRIPT = '''\
"""Derive every number of a training step again, with NumPy alone.
LINK
python check_trace.py FILE.npz ends with 1 at the first number that is wrong.  The lines
of "nodes" in the file say what each value is computed from.  Columns are samples; a
gradient is Im f(x + ih) / h times that of f, summed over all that x is read by.
"""

import sys

import numpy as np

np.seterr(all="ignore")  # exp may overflow
T, right, h = dict(np.load(sys.argv[1])), [], 1e-30
FORMULAS
each = lambda z, a: LOSS


def same(name, value, terms=0.0):
    right.append(name)
    wrong = ~(abs(T[name] - value) <= 1e-10 * abs(value) + 1e-14 * terms)
    for at in map(tuple, np.argwhere(wrong).tolist()):
        sys.exit(f"{name}{[*at]} is {T[name][at]}, and should be {value[at]}")


def rows(text):
    name, _, span = text.rstrip("!]").partition("[")
    start, _, stop = span.partition(":")
    return name, slice(int(start or 0), int(stop) if stop else None)


def gradient(name):
    return f"delta{name[1:]}" if name.rstrip("0123456789") == "z" else f"d{name}"


# Where shares are near 0 and 1, a (da - sum a da) has the error of its terms.
CANCELLING = SHARES


class Node:
    def __init__(self, line):
        self.name, _, self.kind, *words = line.split()
        self.s = {k: int(v) for k, _, v in (w.partition("=") for w in words) if v}
        words = [word for word in words if "=" not in word]
        self.block = words.pop(0)[1:] if words and words[0][0] == "W" else ""
        self.reads = words
        self.x = [T[name][span].copy() for name, span in map(rows, words)]

    def value(self, x, W, b):
        f = F[self.kind.removesuffix("_without_bias")]
        return f(x, W, b, self.s)

    def parameters(self):
        W = T["W" + self.block] if self.block else np.zeros((1, 1))
        b = "b" + self.block
        return W, T[b] if self.block and b in T else np.zeros((len(W), 1))

    def back(self, place):
        """Return the gradient by x[place], or by W or b, and the sizes of its terms."""
        if "df_" + self.name in T:  # f acts on each number alone
            delta = T[gradient(self.name)] * T["df_" + self.name]
            return delta, abs(delta)
        x, (W, b) = [each.astype(complex) for each in self.x], self.parameters()
        W, b = W.astype(complex), b.astype(complex)
        if place in ("W", "b"):
            target, axis = W if place == "W" else b, None
            points = np.ndindex(target.shape)
        else:  # a row of all samples, and one position where f mixes them
            target, axis = x[place], (0, 2) if "heads" in self.s else 0
            some = [(slice(None), t) for t in range(self.s.get("positions", 0))]
            points = [(row, *at) for row in range(len(target)) for at in some or [()]]
        found, sizes = np.zeros(target.shape), np.zeros(target.shape)
        for at in points:
            target[at] += 1j * h
            terms = T[gradient(self.name)] * self.value(x, W, b).imag / h
            target[at] -= 1j * h
            found[at], sizes[at] = terms.sum(axis), abs(terms).sum(axis)
        if self.kind in CANCELLING:
            sizes = sizes + abs(T[gradient(self.name)]).sum(0)
        return found, sizes


*lines, last = T["nodes"].tolist()
nodes = {node.name: node for node in map(Node, lines)}
LINEAR = "affine convolution average_pool product add join scores weighted_values"
for name, node in nodes.items():
    if node.kind == "start":
        same(name, np.zeros(T[name].shape))
    elif node.kind != "input":
        W, b = node.parameters()
        terms = 1.0
        if node.kind.removesuffix("_without_bias") in LINEAR.split():
            terms = node.value([abs(x) for x in node.x], abs(W), abs(b))
        same(name, node.value(node.x, W, b), terms)
        df = "df_" + name
        if df in T:
            same(df, node.value([node.x[0] + 1j * h], W, b).imag / h, 1.0)
_, _, _, of_z, of_a = last.split()
z, a, y = T[of_z], T[of_a], T["y"]
losses = each(z, a).sum(0)
same("position_losses" if losses.ndim > 1 else "sample_losses", losses, 1.0)
same("loss", losses.mean())
sums, sizes = {}, {}


def gather(key, found, terms, span=slice(None)):
    if key in T:
        for all_sums, part in ((sums, found), (sizes, terms)):
            all_sums.setdefault(key, np.zeros(T[key].shape))[span] += part


of = OF
steps = 1j * h * np.eye(len(y)).reshape(len(y), len(y), *[1] * (y.ndim - 1))
slope = [each(*((z + d, a) if of == of_z else (z, a + d))).imag.sum(0) for d in steps]
gather(gradient(of), np.array(slope) / h / losses.size, 1 / losses.size)
for name, node in reversed(nodes.items()):
    key = gradient(name)
    if key not in sums:
        continue
    same(key, sums[key], sizes[key])
    for k, text in enumerate(node.reads):
        source, span = rows(text)
        if gradient(source) in T and not text.endswith("!"):
            gather(gradient(source), *node.back(k), span)
    for letter in "Wb" * bool(node.block):
        if f"d{letter}{node.block}" in T:
            gather(f"d{letter}{node.block}", *node.back(letter))
for key in sums:
    if key[1] in "Wb" and key[2:].isdigit():
        same(key, sums[key], sizes[key])
'''
"""The script up to the update; words in capitals are replaced."""


def shares_of(graph: Graph) -> list[str]:
    """Return the names in the script of the kinds that divide a column into shares."""
    kinds = dict.fromkeys(node.kind for node in graph.nodes[:-1] if node.inputs)
    shares = [k for k in map(kind_of, kinds) if not k.has_local and k.high == 1]
    return [kind.name.replace(" ", "_") for kind in shares]


def formulas_of(graph: Graph, activations: dict[str, str]) -> list[str]:
    """Return the lines that define F, the formula of each kind of a graph.

    ``activations`` are the formulas of z by name.

    Raises
    ------
    ExperimentError
        If there is no formula of a kind.
    """
    lines, entries = [], []
    kinds = (node.kind for node in graph.nodes[:-1] if node.inputs)
    for kind in dict.fromkeys(each.removesuffix(" without bias") for each in kinds):
        name = kind.replace(" ", "_")
        if name in FORMULAS:
            body = (f"    {line}" for line in FORMULAS[name])
            lines += ["", "", f"def {name}(x, W, b, s):", *body]
            entries.append(f'    "{name}": {name},')
        elif name in activations:
            formula = activations[name]
            entries.append(f'    "{name}": lambda x, W, b, s: f_{name}(x[0]),')
            lines += ["", "", f"def f_{name}(z):", f"    return {formula}"]
        else:
            message = f"the checker has no formula of the operation {kind}"
            raise ExperimentError("network", kind, message, [*FORMULAS])
    return [*lines, "", "", "F = {", *entries, "}"]
