"""Checker: a script that derives every number of an exported step again.

It has the formulas of its experiment and no others.  They are those of textbooks, and
their derivatives are complex steps, f'(z) = Im f(z + ih) / h; so it shares nothing with
the engine that made the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.export.script_section import checked_link
from engine.export.step_file.graph_checker import GRAPH_SCRIPT, formulas_of, shares_of
from engine.export.step_file.textbook_formulas import (
    ACTIVATIONS,
    DIRECTIONS,
    LOSSES,
    SLOTS,
)
from engine.functions.kinds.kinds import kind_of
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.source.script import settings_of_update
from engine.limits import ExperimentError
from engine.networks.networks import graph_of
from engine.program.ops.update import GRADIENT_OPS, changes_gradient

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["checker"]

DENSE_SCRIPT = '''\
"""Derive every number of a training step again, with NumPy alone.
LINK
python check_trace.py FILE.npz ends with 1 at the first number that is wrong.  Columns
are samples, layers count from 1; the slope f'(z) is Im f(z + ih) / h.
"""

import sys

import numpy as np

np.seterr(all="ignore")  # if exp
T, right = np.load(sys.argv[1]), []
x, y, n = [T["x"]], T["y"], len(T["activations"])
FORMULAS
each = lambda z, a: LOSS


def slope(f, x):
    rows = 1e-30j * np.eye(len(x))[:, :, None]
    return np.array([f(x + row).imag.sum(0) for row in rows]) / 1e-30


def same(name, value, terms=0.0):
    right.append(name)
    wrong = ~(abs(T[name] - value) <= 1e-10 * abs(value) + 1e-14 * terms)
    for at in map(tuple, np.argwhere(wrong).tolist()):
        sys.exit(f"{name}{[*at]} is {T[name][at]}, and should be {value[at]}")


for k, f in enumerate(T["activations"], 1):
    W, b, z, a = (T[f"{name}{k}"] for name in "Wbza")  # if bias
    W, b, z, a = T[f"W{k}"], 0.0, T[f"z{k}"], T[f"a{k}"]  # unless bias
    same(f"z{k}", W @ x[-1] + b, abs(W) @ abs(x[-1]) + abs(b))
    same(f"a{k}", F[f](z), abs(z))
    if f not in OF_COLUMNS:  # if columns
        same(f"df{k}", F[f](z + 1e-30j).imag / 1e-30, 1.0)  # if columns
    same(f"df{k}", F[f](z + 1e-30j).imag / 1e-30, 1.0)  # unless columns
    x.append(a * T.get(f"mask{k}", 1.0))  # if dropout
    x.append(a)  # unless dropout
same("sample_losses", each(z, a).sum(0), 1.0)
same("loss", T["sample_losses"].mean())
same(f"da{n}", slope(lambda a: each(z, a), a) / y.shape[1], 1 / y.shape[1])  # if da
same(f"delta{n}", slope(lambda z: each(z, F[f](z)), z) / y.shape[1], 1 / y.shape[1])
for k in range(n, 0, -1):
    delta, W = T[f"delta{k}"], T[f"W{k}"].T
    same(f"dW{k}", delta @ x[k - 1].T, abs(delta) @ abs(x[k - 1].T))
    same(f"db{k}", delta.sum(1)[:, None], abs(delta).sum(1)[:, None])  # if bias
    if k > 1:
        mask = T[f"mask{k - 1}"]  # if dropout
        same(f"mask{k - 1}", (mask > 0) / (1 - T["dropout"]))  # if dropout
        same(f"da{k - 1}", W @ delta * mask, abs(W) @ abs(delta) * mask)  # if dropout
        same(f"da{k - 1}", W @ delta, abs(W) @ abs(delta))  # unless dropout
        same(f"delta{k - 1}", T[f"da{k - 1}"] * T[f"df{k - 1}"])
'''
"""The script of a dense network up to the update."""
UPDATE = """\
SETTINGS
P = NAMES  # if changed
d = {p: T[f"d{p}"] for p in P}  # if changed
d = {p: d[p] + l2 * T[p] * (p[0] == "W") for p in P}  # if l2
d = {p: d[p] + l1 * np.sign(T[p]) * (p[0] == "W") for p in P}  # if l1
d = {p: d[p] * (p[0] == "W") for p in P}  # if freeze_biases
norm = np.sqrt(sum((d[p] ** 2).sum() for p in P))  # if clip_norm
d = {p: d[p] * min(1, clip_norm / max(norm, 1e-300)) for p in P}  # if clip_norm
for p in P:  # if changed
for p in NAMES:  # unless changed
    READ = T[p], d[p]SLOTS  # if changed
    READ = T[p], T[f"d{p}"]SLOTS  # unless changed
RULE
    new = new if p[0] == "W" else w  # if freeze_biases
    if p[0] == "W":  # if max_norm
        norms = np.sqrt((new**2).sum(1, keepdims=True))  # if max_norm
        new = new * np.minimum(1, max_norm / np.maximum(norms, 1e-300))  # if max_norm
    same(f"{p}_after", new, abs(w) + abs(new))
    same(f"update_{p}", T[f"{p}_after"] - w)
print(len(right), "arrays are right; given:", *sorted({*T}.difference(right)))
"""
"""The rest; a comment at the end of a line names the experiments that have it."""
_CONDITION = re.compile(r"(.*)  # (if|unless) (\w+)")
_WIDTH = 88


def checker(e: Experiment, *, link: str = "") -> str:
    """Return the script for the steps of an experiment.

    It lists what it takes as given: inputs, targets, settings, and what was before the
    step.  ``link`` leads back to the run.

    Raises
    ------
    ExperimentError
        If it has no formula of something that the experiment uses, or the link is no
        address.
    """
    for field, names, known in (
        ("activation", e.activations if e.is_dense else (), ACTIVATIONS),
        ("loss", (e.loss,), LOSSES),
        ("optimizer", (e.optimizer,), DIRECTIONS),
    ):
        for name in names:
            if name not in known:
                message = f"the checker has no formula of the {field} {name}"
                raise ExperimentError(field, name, message, list(known))
    for name in (op.setting for op in GRADIENT_OPS):
        if getattr(e, name) and f"# if {name}\n" not in UPDATE:
            message = f"the checker has no formula of {name}"
            raise ExperimentError(name, getattr(e, name), message)
    script = (DENSE_SCRIPT if e.is_dense else GRAPH_SCRIPT) + UPDATE
    for place, text in _texts(e).items():
        script = script.replace(place, text)
    script = _chosen(script, _conditions(e))
    address = checked_link(link)
    return script.replace("LINK", f"\n{address}\n" if address else "", 1)


def _texts(e: Experiment) -> dict[str, str]:
    """Return what takes the place of each word in capitals."""
    slots = SLOTS.get(e.optimizer, {})
    return {
        "FORMULAS": _formulas(e),
        "LOSS": LOSSES[e.loss],
        "OF_COLUMNS": repr(_of_columns(e.activations if e.is_dense else ())),
        "SETTINGS": _settings(e),
        "NAMES": _names(e),
        "SHARES": repr(shares_of(graph_of(e))),
        "OF": "of_z" if kind_of(e.loss).into == (0,) else "of_a",
        "READ": ", ".join(["w", "g", *slots]),
        "SLOTS": "".join(f', T[f"{slot}_{{p}}_after"]' for slot in slots),
        "RULE": "\n".join(_rule(e.optimizer)),
    }


def _of_columns(activations: tuple[str, ...]) -> list[str]:
    """Return those that have no f' of each number, because they read whole columns."""
    return [f for f in dict.fromkeys(activations) if not kind_of(f).has_local]


def _formulas(e: Experiment) -> str:
    """Return the lines that define F, the formulas by the names of operations."""
    if not e.is_dense:
        return "\n".join(formulas_of(graph_of(e), ACTIVATIONS))
    names = dict.fromkeys(e.activations)
    entries = [f'"{name}": lambda z: {ACTIVATIONS[name]}' for name in names]
    return _wrapped("F = {", entries, "}")


def _names(e: Experiment) -> str:
    """Return the list of the names of all parameters."""
    if e.is_dense:
        letters = '"Wb"' if e.use_bias else '"W"'
        return f'[f"{{q}}{{k}}" for k in range(1, n + 1) for q in {letters}]'
    blocks = enumerate(graph_of(e).parameters, 1)
    names = [f'"{q}{k}"' for k, each in blocks for q in "Wb"[: 1 + each.use_bias]]
    return f"[{', '.join(names)}]"


def _wrapped(head: str, entries: list[str], tail: str) -> str:
    """Return a line of entries, or a line for each where that is too long."""
    line = f"{head}{', '.join(entries)}{tail}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([head, *(f"    {entry}," for entry in entries), tail])


def _settings(e: Experiment) -> str:
    """Return the lines that read the numbers of the rule, as few as fit."""
    lines: list[list[str]] = [[]]
    counts = ("t",) * OPTIMIZERS[e.optimizer].depends_on_t
    for name in ("learning_rate", *counts, *settings_of_update(e)):
        if len(_assigned([*lines[-1], name])) > _WIDTH:
            lines.append([])
        lines[-1].append(name)
    return "\n".join(map(_assigned, lines))


def _assigned(names: list[str]) -> str:
    targets = ", ".join(names).replace("learning_rate", "rate")
    if len(names) == 1:
        return f'{targets} = T["{names[0]}"]'
    return f'{targets} = map(T.get, "{" ".join(names)}".split())'


def _rule(optimizer: str) -> Iterator[str]:
    """Yield the lines from the gradient to the new parameters."""
    for slot, formula in SLOTS.get(optimizer, {}).items():
        old = f'T[f"{slot}_{{p}}"]'
        terms = "" if "g * g" in formula else f", abs({old}) + abs(g)"
        yield f'    same(f"{slot}_{{p}}_after", {formula.replace("old", old)}{terms})'
    yield f"    new = w - rate * {DIRECTIONS[optimizer]}"
    if optimizer == "adamw":
        yield "    new -= rate * weight_decay * w"


def _conditions(e: Experiment) -> dict[str, bool]:
    """Return which lines the script has."""
    names = (*(op.setting for op in GRADIENT_OPS), "max_norm")
    conditions = {name: bool(getattr(e, name)) for name in names}
    activations = e.activations if e.is_dense else ()
    return {
        **conditions,
        "exp": any("np.exp" in ACTIVATIONS[name] for name in activations),
        "bias": e.use_bias,
        "columns": bool(_of_columns(activations)),
        "dropout": bool(e.dropout and e.hidden and e.is_dense),
        "da": kind_of(e.loss).into != (0,),
        "changed": changes_gradient(e),
    }


def _chosen(script: str, conditions: dict[str, bool]) -> str:
    """Return the lines whose condition holds, without the conditions."""
    lines = []
    for line in script.splitlines():
        found = _CONDITION.fullmatch(line)
        if found is None:
            lines.append(line)
        elif conditions[found[3]] == (found[2] == "if"):
            lines.append(found[1])
    return "\n".join(lines) + "\n"
