"""The program that can be read: formulas with indices, shapes, the running source."""

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
from engine.inspection.source import listing
from engine.inspection.source.listing import (
    code_of,
    formula_of,
    layer_of,
    node_of,
    ops_of,
    role_of,
    shape_of,
)
from engine.program.ops.op import Op

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


def ops(**fields: Any) -> dict[tuple[str, int | None], Op]:
    return {(role_of(op), op.layer): op for op in trainer(**fields).ops}


def test_every_op_has_a_role() -> None:
    assert [role_of(op) for op in trainer().ops] == [
        *["weighted_sum", "activation"] * 3,
        *["loss", "local"],
        *["delta", "dW", "da"] * 2,
        *["delta", "dW", "step", "apply"],
    ]
    assert {"dropout", "dropout_back", "clip", "weight_decay", "moments"} <= {
        role_of(op) for op in trainer(**EVERYTHING).ops
    }


@pytest.mark.parametrize(
    ("role", "layer", "formula"),
    [
        ("weighted_sum", 0, "z^{(1)} = W^{(1)} x + b^{(1)}"),
        ("weighted_sum", 1, "z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}"),
        ("activation", 1, r"a^{(2)} = \tanh z^{(2)}"),
        (
            "loss",
            2,
            r"\frac{\partial L}{\partial a^{(3)}} = \frac{1}{B}(a^{(3)} - y)",
        ),
        ("da", 2, r"\partial L/\partial a^{(2)} = {W^{(3)}}^T \delta^{(3)}"),
        (
            "dW",
            0,
            r"\partial L/\partial W^{(1)} = \delta^{(1)}\, {x}^T,"
            r"\quad \partial L/\partial b^{(1)} = \sum \delta^{(1)}",
        ),
        ("local", None, "f'(z) = 1 - a^2"),
        ("apply", None, r"w \leftarrow w + \Delta"),
    ],
)
def test_formulas_have_the_index_of_their_layer(
    role: str, layer: int | None, formula: str
) -> None:
    assert formula_of(ops()[role, layer]) == formula


def test_the_index_of_a_layer_stands_beside_that_of_a_unit() -> None:
    found = ops(dataset="iris", loss="softmax_cross_entropy")
    assert formula_of(found["activation", 2]) == (
        r"{a^{(3)}}_k = e^{{z^{(3)}}_k} / \sum_j e^{{z^{(3)}}_j}"
    )


def test_the_error_that_comes_back_belongs_to_the_layer_before() -> None:
    found = ops()
    assert layer_of(found["da", 2]) == 1
    assert layer_of(found["delta", 2]) == 2
    assert layer_of(found["apply", None]) is None


def test_shapes_are_those_of_what_is_computed() -> None:
    found, sizes = ops(), (29, 10)
    assert shape_of(found["weighted_sum", 0], *sizes) == (4, 10)
    assert shape_of(found["local", None], *sizes) == (7, 10)
    assert shape_of(found["dW", 0], *sizes) == (4, 2)
    assert shape_of(found["da", 2], *sizes) == (2, 10)
    assert shape_of(found["apply", None], *sizes) == (29,)
    bare = trainer(use_bias=False)
    gradient = next(op for op in bare.ops if role_of(op) == "dW")
    assert shape_of(gradient, *sizes) == (1, 2)


def test_a_row_of_ones_has_no_place_in_the_update() -> None:
    assert node_of(ops()["apply", None]) is None


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
    listing._source.cache_clear()
    listing._source_of_rule.cache_clear()

    def missing(_function: object) -> None:
        raise OSError

    monkeypatch.setattr(listing.inspect, "getsourcelines", missing)
    assert code_of(trainer().ops[0], "sgd") is None
    assert code_of(trainer().ops[-2], "sgd") is None
    listing._source.cache_clear()
    listing._source_of_rule.cache_clear()


def test_the_ops_of_a_trace_are_those_that_made_it() -> None:
    run = trainer(**EVERYTHING)
    run.step(2)
    made = [op._replace(calls=()) for op in run.ops]
    found = [op._replace(calls=()) for op in ops_of(run.trace())]
    assert found == made


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_symbol_has_two_superscripts(activation: str) -> None:
    for op in Trainer(Experiment(activation=activation)).ops:
        assert not re.search(r"(?<!\\)[A-Za-z]\^(\w|\{[^{}]*\})\^", formula_of(op))
