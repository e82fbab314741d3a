"""Events about single samples."""

import json
import math

from app.protocol.answers.samples import SampleFound


def test_what_is_no_finite_number_is_sent_as_null() -> None:
    event = SampleFound(
        id=1, run=0, step=2, part="test", index=3, inputs=(0.5, -1.0), targets=(1.0,),
        outputs=(math.nan,), loss=math.inf, label=None, predicted=None,
    )  # fmt: skip
    sent = json.loads(event.text())
    assert (sent["type"], sent["part"], sent["index"]) == ("sample_found", "test", 3)
    assert (sent["inputs"], sent["outputs"], sent["loss"]) == ([0.5, -1], [None], None)
