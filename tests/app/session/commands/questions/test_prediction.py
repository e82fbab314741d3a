"""Predictions of a step are graded by its numbers, over the protocol."""

import json
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.protocol.sentence import Sentence
from app.session.commands.questions.prediction import MAX_SAMPLES, why, why_uphill
from engine import QUESTIONS, Experiment, Trainer, solve, uphill_moves
from engine import ParameterPlace as At
from tests.app.english import english
from tests.engine.networks_of import OTHERS, SMALL
from tests.engine.networks_of import SETTINGS as KINDS


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


WEIGHT = {"layer": 0, "row": 1, "column": 0}


def graded(desk: Any, question: str, answer: str, **fields: Any) -> dict[str, Any]:
    return asked(desk, "grade", question=question, answer=answer, **fields)


def test_a_sign_is_graded_by_the_gradient(desk: Any) -> None:
    desk.session.trainer.step(3)
    gradient = desk.session.trainer.trace().layers[0].dW[1, 0]
    right, wrong = ("positive", "negative")[:: 1 if gradient > 0 else -1]
    yes = graded(desk, "sign", right, step=3, **WEIGHT)
    assert (yes["type"], yes["id"], yes["step"], yes["run"]) == ("graded", 9, 3, 0)
    assert (yes["is_right"], yes["right"], yes["value"]) == (True, [right], gradient)
    no = graded(desk, "sign", wrong, step=3, **WEIGHT)
    assert (no["is_right"], no["right"]) == (False, [right])
    assert yes["message"] == no["message"]
    assert yes["message"]["key"] == f"predict.why.sign.{right}"
    assert yes["message"]["values"] == {"value": gradient}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_right_answer_is_right(desk: Any, question: str) -> None:
    desk.session.trainer.step(2)
    trace = desk.session.trainer.trace()
    solution = solve(trace, question, At(**WEIGHT))  # type: ignore[arg-type]
    answer = graded(desk, question, solution.right[0], step=2, **WEIGHT)
    assert answer["is_right"]
    assert answer["value"] == solution.value
    assert english(Sentence.model_validate(answer["message"], strict=False)).endswith(
        "."
    )


def test_only_the_step_just_applied_is_graded(desk: Any) -> None:
    assert graded(desk, "sign", "zero", step=1)["code"] == "not_ready"
    desk.session.trainer.step(2)
    early = graded(desk, "uphill", "no", step=3)
    assert (early["code"], early["field"]) == ("not_ready", "step")
    assert graded(desk, "uphill", "no", step=1)["code"] == "not_ready"
    desk.session.trainer.advance("op")
    assert graded(desk, "uphill", "no", step=3)["code"] == "not_ready"


def test_samples_of_a_huge_batch_are_not_compared(make_desk: Any) -> None:
    desk = make_desk(n_samples=2100, batch_size="full")
    desk.session.trainer.step(1)
    assert graded(desk, "sign", "zero", step=1, **WEIGHT)["type"] == "graded"
    refused = graded(desk, "sample", "0", step=1, **WEIGHT)
    assert (refused["code"], refused["limit"]) == ("limit_exceeded", MAX_SAMPLES)


def test_there_is_no_such_place_or_network(desk: Any) -> None:
    desk.session.trainer.step(1)
    lost = graded(desk, "sign", "zero", step=1, layer=9)
    assert (lost["code"], lost["field"]) == ("limit_exceeded", "layer")
    assert asked(desk, "uphill", run=1)["code"] == "not_ready"


def test_the_strongest_uphill_move_is_found(make_desk: Any) -> None:
    desk = make_desk(optimizer="adam", learning_rate=0.1)
    trainer = desk.session.trainer
    none = asked(desk, "uphill")
    assert none["code"] == "not_ready"
    kinds = set()
    for _ in range(40):
        trainer.step()
        found, answer = uphill_moves(trainer.trace()), asked(desk, "uphill")
        assert answer["type"] == "uphill_found"
        assert (answer["n"], answer["of"]) == (found.n, found.of)
        assert (answer["gradient"], answer["update"]) == (found.gradient, found.update)
        place = found.place and found.place._asdict()
        assert answer["place"] == place
        assert answer["message"]["key"] == f"uphill.{found.reason}"
        kinds.add(found.reason)
    assert kinds == {"none", "memory"}


def test_why_a_parameter_went_uphill_is_told() -> None:
    trainer = Trainer(Experiment(optimizer="momentum", learning_rate=0.3))
    while True:
        trainer.step()
        trace = trainer.trace()
        found = uphill_moves(trace)
        if found.place:
            break
    text = english(why_uphill(found))
    assert "v came from earlier steps as" in text
    solution = solve(trace, "direction", found.place)
    told = english(why(trace, "direction", found.place, solution))
    assert "in the direction of its gradient" in told
    told = english(
        why(trace, "uphill", found.place, solve(trace, "uphill", found.place))
    )
    assert told.startswith(f"{found.n} of {found.of} parameters moved uphill")
    assert text in told


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_predictions_of_any_network_are_graded(
    make_desk: Any, name: str, question: str
) -> None:
    desk = make_desk(network=name, **{**SMALL, **KINDS[name]})
    desk.session.trainer.step(2)
    trace = desk.session.trainer.trace()
    solution = solve(trace, question, At(0, 1, 0))
    answer = graded(desk, question, solution.right[0], step=2, **WEIGHT)
    assert answer["is_right"], answer
    told = english(Sentence.model_validate(answer["message"], strict=False))
    assert told.endswith(".")
    if question == "layer":
        block = trace.layout.parameters[int(solution.right[0])].name
        assert block.split(" ")[0] in told


def test_layers_have_the_names_of_the_page() -> None:
    trainer = Trainer(Experiment(hidden=(3,)))
    trainer.step()
    trace = trainer.trace()
    solution = solve(trace, "layer", At(0, 0, 0))
    told = english(why(trace, "layer", At(0, 0, 0), solution))
    assert ("layer 1" if solution.right == ("0",) else "the output") in told
