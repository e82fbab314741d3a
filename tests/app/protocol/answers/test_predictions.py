"""Events about predictions."""

import json

from app.protocol.answers.predictions import Graded, UphillFound
from app.protocol.commands.questions import ParameterPlace
from app.protocol.sentence import sentence


def test_a_place_is_sent_with_its_numbers() -> None:
    place = ParameterPlace(layer=1, row=0)
    why = sentence("uphill.none")
    numbers = {"n": 1, "of": 9, "gradient": 0.25, "update": -0.5}
    event = UphillFound(id=3, run=1, step=8, place=place, message=why, **numbers)
    sent = json.loads(event.text())
    assert (sent["type"], sent["run"], sent["step"]) == ("uphill_found", 1, 8)
    assert sent["place"] == {"layer": 1, "row": 0, "column": None}
    assert {name: sent[name] for name in numbers} == numbers


def test_several_answers_can_be_right() -> None:
    graded = Graded(
        id=1, run=0, step=2, is_right=True, right=("0", "1"), value=0.0,
        message=sentence("uphill.none"),
    )  # fmt: skip
    assert json.loads(graded.text())["right"] == ["0", "1"]
