"""Checks of a step, over the protocol."""

import json
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.session.commands.questions.checks import N_WORST, worst_of
from engine import check_some


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


def test_a_gradient_is_checked_by_a_difference(desk: Any) -> None:
    desk.session.trainer.step(5)
    answer = asked(desk, "check_gradient", layer=0, row=0, column=1)
    assert answer["type"] == "gradient_check"
    assert answer["error"] < 1e-6
    assert answer["verdict"] == "agrees"
    loss_slope = (answer["loss_plus"] - answer["loss_minus"]) / (2 * answer["h"])
    assert answer["numeric"] == pytest.approx(loss_slope, rel=1e-6)
    trace = desk.session.trainer.trace()
    assert answer["backprop"] == trace.layers[0].dW[0, 1]
    middle = len(answer["values"]) // 2
    assert answer["values"][middle] == answer["value"] == trace.layers[0].W_before[0, 1]
    assert answer["losses"][middle] == pytest.approx(trace.loss)


def test_the_step_of_the_difference_can_be_chosen(desk: Any) -> None:
    desk.session.trainer.step(2)
    answer = asked(desk, "check_gradient", layer=1, row=0, h=0.25)
    assert answer["h"] == 0.25
    assert answer["verdict"] in ("wide", "agrees")


def test_a_kink_names_the_training_sample(desk: Any) -> None:
    relu = {"activation": "relu", "batch_size": 10}
    desk.send("reset", experiment={**relu, "hidden": [6]})
    desk.session.trainer.step(3)
    batch = desk.session.trainer.trace().batch_indices.tolist()
    answer = asked(desk, "check_gradient", layer=0, row=0, column=0, h=1.0)
    assert answer["n_kinks"] > 0
    assert all(kink["sample"] in batch for kink in answer["kinks"])


def test_before_and_within_a_step_there_is_a_difference_already(desk: Any) -> None:
    place = {"layer": 0, "row": 0, "column": 0}
    for done in (0, 3):
        answer = asked(desk, "check_gradient", **place)
        assert (answer["step"], answer["done"]) == (1, done)
        assert answer["backprop"] is None
        assert answer["verdict"] == "pending"
        assert isinstance(answer["numeric"], float)
        assert asked(desk, "check_all")["code"] == "not_ready"
        desk.session.trainer.advance("op", 3)


def test_all_gradients_are_checked_turn_by_turn(desk: Any) -> None:
    desk.session.trainer.step(2)
    answer = asked(desk, "check_all")
    n = desk.session.trainer.layout.n_parameters
    verdicts = list(answer["verdicts"])
    while answer["after"] is not None:
        answer = asked(desk, "check_all", first=answer["after"])
        verdicts += answer["verdicts"]
    assert answer["n"] == answer["of"] == len(verdicts) == n
    assert set(verdicts) <= {"agrees", "rounding"}
    assert len(answer["worst"]) <= N_WORST
    errors = [each["error"] for each in answer["worst"]]
    assert errors == sorted(errors, reverse=True)


def test_what_is_wrong_comes_first(desk: Any) -> None:
    desk.session.trainer.step(2)
    checked = check_some(desk.session.trainer.trace(), 0).checked
    object.__setattr__(checked[4].check, "verdict", "differs")
    object.__setattr__(checked[7].check, "verdict", "kink")
    assert worst_of(checked)[:2] == [checked[4], checked[7]]


def test_the_step_is_sent_as_code_that_runs(desk: Any) -> None:
    desk.session.trainer.step(2)
    answer = asked(desk, "script")
    assert (answer["type"], answer["step"]) == ("step_script", 2)
    assert len(answer["ops"]) == answer["done"] == desk.session.trainer.n_ops
    assert answer["has_numbers"]
    exec(compile(answer["code"], "step", "exec"), {})


@pytest.mark.parametrize("type", ["check_gradient", "check_all", "script"])
def test_there_is_no_second_network(desk: Any, type: str) -> None:
    place = {"layer": 0, "row": 0} if type == "check_gradient" else {}
    assert asked(desk, type, run=1, **place)["code"] == "not_ready"


def test_a_parameter_that_is_not_there_is_refused(desk: Any) -> None:
    desk.session.trainer.step(2)
    answer = asked(desk, "check_gradient", layer=0, row=0, column=2)
    assert (answer["type"], answer["field"]) == ("error", "column")


def test_a_check_changes_nothing(desk: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(2)
    before = trainer.snapshot()
    asked(desk, "check_gradient", layer=0, row=0, column=0)
    asked(desk, "check_all")
    asked(desk, "script")
    after = trainer.snapshot()
    assert (before.state == after.state).all()
    assert before.shuffle_state == after.shuffle_state
