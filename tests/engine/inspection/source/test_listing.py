"""The program that can be read: formulas with indices, shapes, the running source."""

from typing import Any

import pytest

from engine import Experiment, Trainer
from engine.inspection.source.listing import (
    layer_of,
    node_of,
    ops_of,
    role_of,
    shape_of,
    subject_of,
    target_of,
)
from engine.program.ops.op import Op
from tests.engine.networks_of import EXPERIMENTS

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


def test_the_ops_of_a_trace_are_those_that_made_it() -> None:
    run = trainer(**EVERYTHING)
    run.step(2)
    made = [op._replace(calls=()) for op in run.ops]
    found = [op._replace(calls=()) for op in ops_of(run.trace())]
    assert found == made


ROLES = {
    "convolution": (
        *("convolution", "activation", "max_pool", "weighted_sum", "activation"),
        *("loss", "local", "dW", "da", "pass_back", "delta", "dK", "step", "apply"),
    ),
    # two uses of a parameter are too few for one product
    "rnn": (
        *("weighted_sum", "activation") * 2,
        *("weighted_sum",) * 2,
        *("activation", "loss", "local", "local", "pass_back"),
        *("use", "da", "use", "sum", "part"),
        *("delta", "use", "da", "delta", "use", "sum", "step", "apply"),
    ),
    "attention": (
        *("weighted_sum", "weighted_sum", "scores", "attention", "weighted_values"),
        *("weighted_sum", "add", "weighted_sum", "activation", "weighted_sum", "add"),
        *("weighted_sum", "activation", "loss", "local"),
        *("dW", "da", "part", "dW", "da", "delta", "dW", "da", "part"),
        *("dW", "da", "pass_back", "part", "pass_back", "part", "pass_back"),
        *("dW", "da", "dW", "moments", "step", "apply"),
    ),
}


@pytest.mark.parametrize("name", ROLES)
def test_the_ops_of_other_networks_have_roles(name: str) -> None:
    changes = {"sequence_length": 2} if name == "rnn" else {}
    run = Trainer(EXPERIMENTS[name].replace(**changes))
    assert tuple(role_of(op) for op in run.ops) == ROLES[name]


def test_causal_attention_and_norms_are_kinds_of_their_own() -> None:
    experiment = EXPERIMENTS["attention"].replace(causal=True, rms_norm=True)
    roles = [role_of(op) for op in Trainer(experiment).ops if op.phase == "forward"]
    assert roles.count("attention") == 1
    assert roles.count("rms_norm") == 3


def test_an_lstm_has_parts_of_gradients() -> None:
    run = Trainer(EXPERIMENTS["lstm"])
    parts = [op for op in run.ops if role_of(op) == "part"]
    for op in parts:
        target = target_of(op)
        assert target is not None
        assert op.writes == ()
        assert subject_of(op) is target[0]
        assert shape_of(op, 9, 5) == (target[0].n_rows, 5)
    assert {subject_of(op).name for op in parts} == {"s", "c", "z"}  # type: ignore[union-attr]


def test_what_an_op_is_about_is_one_thing_or_none() -> None:
    run = Trainer(EXPERIMENTS["rnn"])
    about = {(role_of(op), op.phase): subject_of(op) for op in run.ops}
    cell, output = run.layout.parameters
    assert about["sum", "backward"] is cell
    assert about["uses", "backward"] is None
    assert about["apply", "update"] is None
    # a joined value is written by the last of its parts
    assert about["weighted_sum", "forward"].site == 4  # type: ignore[union-attr]
    assert target_of(run.ops[0]) is None
    assert output in {subject_of(op) for op in run.ops}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_ops_of_a_trace_of_any_network_are_those_that_made_it(name: str) -> None:
    run = Trainer(EXPERIMENTS[name])
    run.step(2)
    made = [op._replace(calls=()) for op in run.ops]
    found = ops_of(run.trace())
    assert [op._replace(calls=()) for op in found] == made
    shapes = [[args[-1].shape for _, args in op.calls[-1:]] for op in run.ops[:1]]
    assert shapes == [[args[-1].shape for _, args in op.calls[-1:]] for op in found[:1]]
