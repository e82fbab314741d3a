import json
import math

from app.protocol.events import Ack, Error
from app.protocol.sentence import english


def test_what_is_not_finite_goes_out_as_null() -> None:
    value = {"a": math.nan, "b": [1.5, math.inf, (-math.inf, "x")], "c": None}
    ack = Ack(id=1, applied=value, message=english("m"), step=0, command=1)
    assert json.loads(ack.text())["applied"] == {
        "a": None,
        "b": [1.5, None, [None, "x"]],
        "c": None,
    }


def test_the_text_is_short() -> None:
    text = Error(id=None, code="bad_message", message=english("π")).text()
    assert " " not in text
    assert "π" in text
