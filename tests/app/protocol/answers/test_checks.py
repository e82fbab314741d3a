"""Events that check a step."""

import json

from app.protocol.answers.checks import CheckedPlace, GradientsChecked, StepScript
from app.protocol.commands.questions import ParameterPlace

CHECK = {
    "value": 0.5, "backprop": float("nan"), "numeric": 1.0, "h": 1e-5,
    "loss_plus": 2.0, "loss_minus": 1.0, "error": float("nan"), "resolution": 1e-11,
    "n_kinks": 1, "verdict": "pending",
    "kinks": [{"node": "a", "layer": 0, "row": 1, "sample": 7, "of_loss": False}],
}  # fmt: skip


def test_a_gradient_that_is_not_computed_is_null() -> None:
    place = ParameterPlace(layer=1, row=0, column=2)
    checked = CheckedPlace.model_validate({"place": place, **CHECK})
    event = GradientsChecked(
        id=1, run=0, step=4, first=0, after=None, n=1, of=9,
        errors=(float("nan"),), verdicts=("pending",), worst=(checked,),
    )  # fmt: skip
    sent = json.loads(event.text())
    assert sent["errors"] == [None]
    (worst,) = sent["worst"]
    assert worst["backprop"] is None
    assert worst["kinks"] == [
        {"node": "a", "layer": 0, "row": 1, "sample": 7, "of_loss": False}
    ]
    assert worst["place"] == {"layer": 1, "row": 0, "column": 2}


def test_the_lines_of_ops_are_pairs() -> None:
    event = StepScript(
        id=1, run=0, step=4, done=2, code="a\nb\n", ops=((1, 1), (2, 2)),
        has_numbers=True,
    )  # fmt: skip
    assert json.loads(event.text())["ops"] == [[1, 1], [2, 2]]
