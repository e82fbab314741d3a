"""What every event has in common."""

import json
import math

from app.protocol.event import Event, Number, Numbers


class Measured(Event):
    value: Number
    values: Numbers


def test_an_event_is_one_text_with_null_for_what_is_not_finite() -> None:
    event = Measured(value=math.inf, values=[1.5, math.nan, None])  # type: ignore[arg-type]
    assert json.loads(event.text()) == {"value": None, "values": [1.5, None, None]}
    assert " " not in event.text()
