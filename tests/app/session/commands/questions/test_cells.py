"""One number of a network of any kind, over the protocol."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from app.protocol.answers.cells import (
    Explained,
    FullGradientFound,
    InputGradientFound,
    TermsFound,
)
from app.protocol.commands.parse import parse
from engine.inspection.inspector.cell import Target, cell
from engine.inspection.inspector.full_gradient import full_gradient
from engine.inspection.inspector.gradient import gradient_terms
from engine.inspection.inspector.input_gradient import input_gradient
from tests.engine.networks_of import SETTINGS, SMALL

KINDS = list(SETTINGS)


@pytest.fixture
def desk_of(make_desk: Any) -> Any:
    def made(name: str, n_steps: int = 3, **changes: Any) -> Any:
        desk = make_desk(network=name, **{**SMALL, **SETTINGS[name], **changes})
        desk.session.trainer.step(n_steps)
        return desk

    return made


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


def values_of(factor: dict[str, Any]) -> Iterator[float | None]:
    yield factor["value"]
    for each in factor["factors"]:
        yield from values_of(each)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("is_followed", [True, False])
def test_terms_are_those_of_the_engine(
    desk_of: Any, name: str, is_followed: bool
) -> None:
    trainer = (desk := desk_of(name)).session.trainer
    sample = int(trainer.trace().batch_indices[1]) if is_followed else None
    answer = asked(desk, "gradient_terms", block=0, row=1, column=0, sample=sample)
    own = gradient_terms(trainer, 0, 1, 0, sample=sample)
    assert (answer["type"], answer["id"], answer["run"]) == ("terms_found", 9, 0)
    assert (answer["step"], answer["done"]) == (3, trainer.n_ops)
    assert (answer["position"], answer["in_batch"]) == (
        1 if is_followed else None,
        True,
    )
    assert answer["mean_over"] == trainer.trace().x.shape[1]
    assert answer["gradient"] == own.gradient
    assert answer["value"] == own.value
    assert answer["terms"] == own.terms.values.tolist()
    assert (answer["deltas"] is None) == (own.terms.deltas is None)
    assert answer["bars"]["samples"] == trainer.trace().batch_indices.tolist()
    assert sum(answer["terms"]) == pytest.approx(answer["value"], rel=1e-12, abs=1e-15)
    assert TermsFound.model_validate_json(json.dumps(answer), strict=False)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("quantity", ["value", "grad", "W", "dW", "loss"])
def test_explanations_are_those_of_the_engine(
    desk_of: Any, name: str, quantity: str
) -> None:
    trainer = (desk := desk_of(name)).session.trainer
    node = trainer.graph.named("z")[0]
    of = {"quantity": quantity, "node": "z", "site": node.site, "row": 1, "column": 0}
    sample = int(trainer.trace().batch_indices[0])
    answer = asked(desk, "explain", sample=sample, **of)
    own = cell(trainer, Target(**of), sample=sample)
    expected = own.root.to_dict()
    assert list(values_of(answer["root"])) == list(values_of(expected))
    assert answer["root"]["ref"] == expected["ref"]
    assert (answer["update"] is None) == (quantity not in ("W", "dW"))
    if own.update is not None:
        assert answer["update"]["new"] == own.update.new
    assert Explained.model_validate_json(json.dumps(answer), strict=False)


@pytest.mark.parametrize("name", KINDS)
def test_the_gradient_of_the_inputs_is_that_of_the_engine(
    desk_of: Any, name: str
) -> None:
    trainer = (desk := desk_of(name)).session.trainer
    answer = asked(desk, "input_gradient", sample=4)
    own = input_gradient(trainer, 4)
    shape = answer["n_rows"], answer["n_columns"]
    assert np.array_equal(np.reshape(answer["values"], shape), own.dx)
    assert np.array_equal(np.reshape(answer["inputs"], shape), own.x)
    assert answer["picture"] == ([8, 8] if name == "convolution" else None)
    assert InputGradientFound.model_validate_json(json.dumps(answer), strict=False)


def test_the_full_gradient_is_that_of_the_engine(desk_of: Any) -> None:
    trainer = (desk := desk_of("rnn", truncation=2)).session.trainer
    answer = asked(desk, "full_gradient", block=0)
    own = full_gradient(trainer, 0)
    assert answer["truncation"] == 2
    for field in ("norm", "full_norm", "left_out_norm", "cosine", "share"):
        assert answer[field] == getattr(own, field)
    assert answer["sites"] == [0, 1, 2, 3, 4]
    assert answer["norms"] == own.norms.tolist()
    assert FullGradientFound.model_validate_json(json.dumps(answer), strict=False)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_not_computed_yet_is_null(desk_of: Any, name: str) -> None:
    desk = desk_of(name, n_steps=0)
    desk.ask("advance", by="op", count=1)
    terms = asked(desk, "gradient_terms", block=0, row=0, column=0)
    assert {terms["gradient"], terms["value"], *terms["terms"]} == {None}
    assert set(asked(desk, "input_gradient", sample=0)["values"]) == {None}
    root = asked(desk, "explain", quantity="dW", column=0)["root"]
    assert set(values_of(root)) == {None}


def test_an_answer_that_is_too_long_is_refused(desk_of: Any) -> None:
    desk = desk_of("rnn", hidden=(32,), sequence_length=8)
    of = {"quantity": "grad", "node": "h", "site": 0, "sample": 0}
    error = asked(desk, "explain", depth=3, **of)
    assert (error["code"], error["field"]) == ("limit_exceeded", "depth")
    assert error["limit"] == 2000
    assert asked(desk, "explain", depth=1, **of)["type"] == "explained"


@pytest.mark.parametrize(
    ("type", "fields", "field"),
    [
        ("gradient_terms", {"block": 7, "row": 0}, "block"),
        ("gradient_terms", {"block": 0, "row": 0, "sample": 99}, "sample"),
        ("explain", {"quantity": "value", "node": "z", "site": 1}, "sample"),
        ("explain", {"quantity": "value", "node": "q", "sample": 0}, "node"),
        ("input_gradient", {"sample": 99}, "sample"),
        ("full_gradient", {"block": 2}, "block"),
    ],
)
def test_what_is_not_there_is_refused_by_its_field(
    desk_of: Any, type: str, fields: dict[str, Any], field: str
) -> None:
    error = asked(desk_of("rnn"), type, **fields)
    assert error["type"] == "error"
    assert error["code"] in ("invalid_value", "limit_exceeded")
    assert error["field"] == field


@pytest.mark.parametrize(
    ("type", "fields"),
    [
        ("gradient_terms", {"block": 0, "row": 0, "column": 0}),
        ("explain", {"quantity": "loss"}),
        ("input_gradient", {"sample": 0}),
        ("full_gradient", {"block": 0}),
    ],
)
def test_of_a_twin_its_own_numbers_are_told(
    desk_of: Any, type: str, fields: dict[str, Any]
) -> None:
    desk = desk_of("rnn")
    assert asked(desk, type, run=1, **fields)["type"] == "error"
    desk.ask("twin", change={"learning_rate": 0.2})
    desk.session.trainer.step(0)
    desk.ask("advance", by="step", count=4)
    first, second = (asked(desk, type, run=run, **fields) for run in (0, 1))
    assert (first["run"], second["run"]) == (0, 1)
    del first["run"], second["run"]
    assert first != second
