"""The running source of each op."""

import itertools
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.source import op_code
from engine.inspection.source.listing import role_of
from engine.inspection.source.op_code import code_of
from tests.engine.networks_of import EXPERIMENTS, OTHERS

EVERYTHING: dict[str, Any] = {
    "optimizer": "adamw",
    "l2": 0.1,
    "l1": 0.1,
    "clip_norm": 1.0,
    "freeze_biases": True,
    "dropout": 0.25,
}


def trainer(**fields: Any) -> Trainer:
    return Trainer(Experiment(hidden=(4, 2), **fields))


@pytest.mark.parametrize(
    ("optimizer", "activation"),
    [
        *itertools.product(OPTIMIZERS, ["tanh"]),
        *itertools.product(["sgd"], ACTIVATIONS),
    ],
)
def test_code_is_what_stands_in_the_file(
    root: Path, optimizer: str, activation: str
) -> None:
    fields = {**EVERYTHING, "optimizer": optimizer, "activation": activation}
    for op in trainer(**fields).ops:
        code = code_of(op, optimizer)
        assert code is not None
        lines = (root / code.file).read_text("utf-8").splitlines()
        n_lines = len(code.text.splitlines())
        there = dedent("\n".join(lines[code.line - 1 : code.line - 1 + n_lines]))
        assert code.text == there.rstrip()


@pytest.mark.parametrize("loss", LOSSES)
def test_the_code_of_a_loss_is_its_gradient(loss: str) -> None:
    outputs = LOSSES[loss].outputs[0]
    dataset = "iris" if outputs == "softmax" else "circle"
    run = Trainer(Experiment(dataset=dataset, loss=loss))
    op = next(op for op in run.ops if op.phase == "loss")
    code = code_of(op, "sgd")
    assert code is not None
    assert LOSSES[loss].gradient.__name__ in code.text


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_code_of_an_update_has_the_calls_of_its_op_alone(optimizer: str) -> None:
    made = trainer(**{**EVERYTHING, "optimizer": optimizer}).ops
    others = ("freeze biases", "clip")  # with functions of their own
    update = [op for op in made if op.phase == "update" and op.name not in others]
    for op in update:
        code = code_of(op, optimizer)
        assert code is not None
        ufuncs = [f.__name__ for f, _ in op.calls if isinstance(f, np.ufunc)]
        found = re.findall(r"np\.(\w+), \(|\b(m(?:ax|in)imum)\(", code.text)
        assert sorted(filter(None, itertools.chain(*found))) == sorted(ufuncs), op.name


@pytest.mark.parametrize("max_norm", [None, 2.0])
def test_the_code_of_applying_an_update_is_the_addition(max_norm: float | None) -> None:
    made = trainer(max_norm=max_norm).ops
    code = code_of(made[-1], "sgd")
    assert code is not None
    assert code.text.startswith("def apply_calls(")
    assert "(np.add, (u.parameters, u.update, u.parameters))" in code.text
    assert "Ref(" not in code.text


def test_without_a_source_there_is_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    op_code._source.cache_clear()
    op_code._source_of_rule.cache_clear()

    def missing(_function: object) -> None:
        raise OSError

    monkeypatch.setattr(op_code.inspect, "getsourcelines", missing)
    assert code_of(trainer().ops[0], "sgd") is None
    assert code_of(trainer().ops[-2], "sgd") is None
    op_code._source.cache_clear()
    op_code._source_of_rule.cache_clear()


CODES = {
    "convolution": {"dK": "_convolution_gradient", "max_pool": "_max"},
    "rnn": {
        "uses": "_affine_gradients",
        "sum": "sum_calls",
        "part": "_affine_backward",
    },
    "lstm": {"product": "np.multiply", "add": "np.add", "pass_back": "_product"},
    "attention": {"scores": "_scores", "weighted_values": "_weighted_values"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_networks_have_the_code_of_their_ops(root: Path, name: str) -> None:
    run = Trainer(EXPERIMENTS[name])
    found = {}
    for op in run.ops:
        code = code_of(op, run.experiment.optimizer)
        if code is None:  # what is only handed on is a copy
            assert op.latex == "da = db = ds"
            continue
        found.setdefault(role_of(op), code.text)
        lines = (root / code.file).read_text("utf-8").splitlines()
        assert lines[code.line - 1].strip() == code.text.splitlines()[0].strip()
    for role, words in CODES[name].items():
        assert words in found[role].splitlines()[0], role
