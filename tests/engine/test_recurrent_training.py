"""Recurrent networks against PyTorch: 200 steps of gradient descent.

``make_recurrent.py`` made the numbers; here PyTorch is not needed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.networks.recurrent import Recurrence, recurrent
from tests.engine.random_graphs import Step

GOLDEN = json.loads(
    (Path(__file__).with_name("golden") / "recurrent.json").read_text("utf-8")
)
RUNS = {name: entry for name, entry in GOLDEN.items() if name != "made_by"}


def rows(values):
    """Return numbers (n_samples, T, n) as columns (T n, n_samples)."""
    array = np.array(values)
    return array.reshape(len(array), -1).T


def largest_error(entry, *, factor=1.0):
    """Train as PyTorch did; return the largest relative error of all its numbers."""
    is_classes = entry["loss"] == "softmax_cross_entropy"
    of = Recurrence(
        cell=entry["cell"],
        n_units=len(entry["start"][1][0]) - 1,
        n_steps=len(entry["x"][0]),
        inputs=("u", "v"),
        n_outputs=len(entry["start"][1]),
        output="softmax" if is_classes else "linear",
        truncation=entry["truncation"],
        outputs_every_step=entry["every_step"],
        outputs_apart=is_classes,
    )
    step = Step(recurrent(of, loss=entry["loss"]), len(entry["x"]), 0)
    y = np.eye(of.n_outputs)[np.array(entry["y"])] if is_classes else entry["y"]
    step.x[...], step.y[...] = rows(entry["x"]), rows(y)
    for block, start in zip(step.parameters.values(), entry["start"], strict=True):
        block[...] = start
    blocks = dict(zip(entry["steps"], entry["blocks"], strict=True))
    worst, made = 0.0, list(step.parameters.values())
    for number in range(1, entry["steps"][-1] + 1):
        step.run()
        for parameter, block in step.parameters.items():
            block -= factor * entry["rate"] * step.gradients[parameter]
        for block, exact in zip(made, blocks.get(number, ()), strict=False):
            worst = max(worst, np.abs(block / np.array(exact) - 1).max())
    return worst


@pytest.mark.parametrize("name", RUNS)
def test_training_gives_the_numbers_of_pytorch(name):
    assert RUNS[name]["steps"][-1] == 200
    assert largest_error(RUNS[name]) < 1e-9


def test_a_gradient_that_is_slightly_wrong_fails_the_golden():
    assert largest_error(RUNS["lstm, truncated"], factor=1.000001) > 1e-9
