"""Events about paths."""

import json

from app.protocol.answers.inspection import RefFields
from app.protocol.answers.paths import PathFields, PathNumber, PathsFound
from app.protocol.commands.questions import ParameterPlace


def test_counts_that_no_number_holds_are_sent_as_digits() -> None:
    many = str(128**9)
    ref = RefFields(quantity="W", node="", layer=1, row=0, column=3, sample=None)
    number = PathNumber(symbol="w", value=2.5, ref=ref)
    path = PathFields(
        product=2.5,
        factors=(number,),
        weights=(ParameterPlace(layer=1, row=0, column=3),),
    )
    event = PathsFound(
        id=1, run=0, step=3, done=9, layer=1, row=0, column=3, sample=7, in_batch=True,
        mean_over=10, n_paths=many, n_active=None, n_derivatives=12, total=None,
        gradient=None, largest=(path,),
    )  # fmt: skip
    sent = json.loads(event.text())
    assert int(sent["n_paths"]) == 128**9
    assert sent["largest"][0]["weights"] == [{"layer": 1, "row": 0, "column": 3}]
    assert sent["total"] is None
