"""One number opened up, over the protocol."""

import json
from typing import Any

import numpy as np
import pytest

from app.protocol.parse import parse
from app.session.commands.inspection import MAX_FACTORS, n_factors
from engine import Experiment, Trainer, derivation


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


PLACES = [
    {"target": "weight", "layer": 0, "row": 1, "column": 0},
    {"target": "bias", "layer": 1, "row": 0},
    {"target": "delta", "layer": 0, "row": 2, "sample": 3},
    {"target": "activation", "layer": 1, "row": 1, "sample": 0, "depth": 2},
    {"target": "activation", "layer": 2, "row": 0, "sample": 0, "depth": 2},
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place["target"]))
def test_a_number_can_be_computed_again_from_its_factors(
    desk: Any, place: dict[str, Any]
) -> None:
    desk.session.trainer.step(3)
    answer = asked(desk, "inspect", **place)
    assert (answer["type"], answer["id"], answer["step"]) == ("derivation", 9, 3)
    factor = answer["factor"]
    assert factor["value"] == pytest.approx(answer["derived"], rel=1e-9, abs=1e-12)
    own = derivation(desk.session.trainer.trace(), **place)
    assert factor["value"] == own.value
    assert len(factor["factors"]) == len(own.factors) > 0


def test_a_gradient_is_checked_by_a_difference(desk: Any) -> None:
    desk.session.trainer.step(5)
    answer = asked(desk, "check_gradient", layer=0, row=0, column=1)
    assert answer["type"] == "gradient_check"
    assert answer["error"] < 1e-6
    loss_slope = (answer["loss_plus"] - answer["loss_minus"]) / (2 * answer["h"])
    assert answer["numeric"] == pytest.approx(loss_slope, rel=1e-6)
    trace = desk.session.trainer.trace()
    assert answer["backprop"] == trace.layers[0].dW[0, 1]


@pytest.mark.parametrize("type", ["inspect", "check_gradient"])
def test_before_the_first_step_there_is_nothing_to_see(desk: Any, type: str) -> None:
    place = {"layer": 0, "row": 0, "column": 0}
    if type == "inspect":
        place |= {"target": "weight"}
    assert asked(desk, type, **place)["code"] == "not_ready"
    desk.session.trainer.advance("op")
    assert asked(desk, type, **place)["code"] == "not_ready"


@pytest.mark.parametrize(
    ("type", "place", "field"),
    [
        ("inspect", {"target": "bias", "layer": 3, "row": 0}, "layer"),
        ("inspect", {"target": "delta", "layer": 0, "row": 4}, "row"),
        ("inspect", {"target": "weight", "layer": 0, "row": 0}, "column"),
        ("inspect", {**PLACES[2], "sample": 10}, "sample"),
        ("check_gradient", {"layer": 0, "row": 0, "column": 2}, "column"),
    ],
)
def test_what_is_not_there_is_named(
    desk: Any, type: str, place: dict[str, Any], field: str
) -> None:
    desk.session.trainer.step(1)
    answer = asked(desk, type, **place)
    assert (answer["type"], answer["field"]) == ("error", field)


def test_the_length_of_an_answer_is_bounded(make_desk: Any) -> None:
    desk = make_desk(hidden=[8, 8], batch_size=100)
    desk.session.trainer.step(1)
    place = {"target": "weight", "layer": 0, "row": 0, "column": 0}
    assert asked(desk, "inspect", **place)["type"] == "derivation"
    error = asked(desk, "inspect", depth=3, **place)
    assert (error["code"], error["limit"]) == ("limit_exceeded", MAX_FACTORS)
    assert asked(desk, "inspect", depth=3, sample=0, **place)["type"] == "derivation"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place["target"]))
@pytest.mark.parametrize("depth", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "settings",
    [{}, {"dropout": 0.5}, {"loss": "softmax_cross_entropy", "dataset": "blobs"}],
    ids=["plain", "dropout", "softmax"],
)
def test_no_answer_is_longer_than_its_bound(
    place: dict[str, Any], depth: int, settings: dict[str, Any]
) -> None:
    trainer = Trainer(Experiment(hidden=(5, 3), batch_size=4, **settings))
    trainer.step(1)
    fields = {"type": "inspect", "id": 1, **place, "depth": depth}
    command = parse(json.dumps(fields))
    trace = trainer.trace()

    def count(factor: Any) -> int:
        return 1 + sum(map(count, factor.factors))

    whole = command.model_dump(exclude={"type", "id"})  # type: ignore[union-attr]
    assert count(derivation(trace, **whole)) <= n_factors(command, trace)  # type: ignore[arg-type]
    assert np.isfinite(trainer.train_loss)
