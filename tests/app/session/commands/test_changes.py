"""Commands that change the experiment or its parameters."""

from typing import Any

import numpy as np
import pytest

from app.protocol.errors import ProtocolError
from app.protocol.events import (
    Ack,
    Error,
    FrameLayout,
    NetworkChanged,
)
from engine import Experiment
from tests.app.english import english
from tests.app.session.helpers import kinds, of


def test_change_keeps_the_weights_and_says_so(desk: Any) -> None:
    desk.ask("advance", by="step", count=20)
    before = [W.copy() for W, _ in desk.session.trainer.parameters]
    events = desk.send("change", learning_rate=0.1, optimizer="adam", activation="relu")
    ack = of(events, Ack)
    assert ack.applied == {
        "learning_rate": 0.1,
        "optimizer": "adam",
        "activation": "relu",
    }
    assert ack.experiment["optimizer"] == "adam"
    assert "weights kept" in english(ack.message)
    for (W, _), old in zip(desk.session.trainer.parameters, before, strict=True):
        np.testing.assert_array_equal(W, old)
    assert "network" in kinds(events)
    assert "data" not in kinds(events)


def test_moves_of_one_slider_are_told_as_one_change(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    desk.send("change", learning_rate=0.1)
    ack = of(desk.send("change", learning_rate=0.3), Ack)
    assert english(ack.message) == "Learning rate 0.03 → 0.3: weights kept"
    ack = of(desk.send("change", learning_rate=0.03), Ack)
    assert english(ack.message) == "Learning rate 0.3 → 0.03: weights kept"


def test_what_makes_a_branch_says_so(desk: Any) -> None:
    desk.ask("advance", by="step", count=5)
    weight = {"layer": 0, "row": 1, "column": 0, "value": 0.5}
    twin = {"action": "make", "at": "now"}
    for step, command, fields, said in (
        (3, "change", {"learning_rate": 0.1}, "Learning rate 0.03 → 0.1: weights kept"),
        (2, "set_parameter", weight, "Layer 1, weight 2, 1 set to 0.5"),
        (1, "twin", twin, "A and B train in step; nothing differs"),
    ):
        desk.ask("seek", step=step, branch=0)
        ack = of(desk.send(command, **fields), Ack)
        assert english(ack.message) == f"{said}, on a new branch beside the old one"
    desk.ask("advance", by="step", count=1)
    ack = of(desk.send("change", l2=0.1), Ack)
    assert "branch" not in english(ack.message)


def test_a_changed_number_changes_no_layout(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    assert kinds(desk.send("change", learning_rate=0.5)) == ["ack", "timeline"]


def test_a_changed_network_comes_with_its_layout(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    events = desk.send("change", hidden=[4, 4, 2])
    assert kinds(events) == ["ack", "network", "layout", "status", "timeline"]
    assert len(of(events, NetworkChanged).layers) == 4
    assert of(events, FrameLayout).layout == 2


def test_changed_data_are_sent(desk: Any) -> None:
    assert "data" in kinds(desk.send("change", noise=0.2))
    assert "data" in kinds(desk.send("reset", experiment={"dataset": "iris"}))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"learning_rate": 101}, "limit_exceeded", "learning_rate"),
        ({"learning_rate": -1}, "limit_exceeded", "learning_rate"),
        ({"hidden": [1] * 9}, "limit_exceeded", "hidden"),
        ({"hidden": [129]}, "limit_exceeded", "hidden"),
        ({"hidden": [0]}, "limit_exceeded", "hidden"),
        ({"activation": "wobble"}, "invalid_value", "activation"),
        ({"activation": ["tanh"]}, "limit_exceeded", "activation"),
        ({"optimizer": ""}, "limit_exceeded", "optimizer"),
        ({"dataset": "iris"}, "invalid_value", "dataset"),
        ({"seed": 3}, "invalid_value", "seed"),
        ({"l2": 1, "momentum": 2}, "limit_exceeded", "momentum"),
    ],
)
def test_an_error_names_the_field_and_changes_nothing(
    make_desk: Any, fields: dict[str, Any], code: str, field: str
) -> None:
    desk = make_desk()
    desk.ask("advance", by="step", count=3)
    before = desk.digest()
    try:
        (error,) = desk.send("change", **fields)
    except ProtocolError as refused:
        error = Error.answering(refused)
    assert (error.code, error.field) == (code, field)
    assert english(error.message)
    assert desk.digest() == before


def test_set_parameter_sets_that_one(desk: Any) -> None:
    ack, status, _ = desk.send("set_parameter", layer=1, row=0, column=2, value=0.25)
    W, b = desk.session.trainer.parameters[1]
    assert W[0, 2] == 0.25
    assert english(ack.message) == "Layer 2, weight 1, 3 set to 0.25"
    assert status.train_loss == desk.session.trainer.train_loss
    desk.send("set_parameter", layer=1, row=1, column=None, value=-2)
    assert b[1, 0] == -2


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"layer": 3, "row": 0, "column": 0}, "layer"),
        ({"layer": 0, "row": 4, "column": 0}, "row"),
        ({"layer": 0, "row": 0, "column": 2}, "column"),
        ({"layer": 300, "row": 0, "column": 0}, "layer"),
    ],
)
def test_a_parameter_that_is_not_there_cannot_be_set(
    desk: Any, place: dict[str, int], field: str
) -> None:
    before = desk.digest()
    (error,) = desk.send("set_parameter", **place, value=1)
    assert (error.code, error.field) == ("limit_exceeded", field)
    assert desk.digest() == before


def test_reset_goes_back_to_the_same_weights(desk: Any) -> None:
    first = desk.digest()
    desk.send("play")
    desk.train(10)
    events = desk.send("reset")
    assert desk.digest() == first
    assert not desk.session.running
    assert english(of(events, Ack).message) == "Back at step 0, seed 0"


def test_reset_merges_fields_and_takes_a_seed(desk: Any) -> None:
    desk.send("change", learning_rate=0.3)
    events = desk.send("reset", experiment={"dataset": "xor_cloud"}, seed=9)
    experiment = desk.session.trainer.experiment
    assert experiment == Experiment(dataset="xor_cloud", learning_rate=0.3, seed=9)
    assert of(events, Ack).applied == {"dataset": "xor_cloud", "seed": 9}


def test_a_refused_reset_changes_nothing(desk: Any) -> None:
    desk.send("play")
    desk.train(3)
    before = desk.digest()
    (error,) = desk.send("reset", experiment={"dataset": "nowhere"})
    assert (error.code, error.field) == ("invalid_value", "dataset")
    assert desk.digest() == before
    assert desk.session.running
