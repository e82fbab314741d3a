import json
import math

from app.protocol.findings import FindingFields, TargetFields


def test_numbers_that_are_not_finite_go_out_as_null() -> None:
    finding = FindingFields(
        rule="rising",
        cause="rate",
        layer=None,
        unit=None,
        evidence={"after": math.inf, "rate": 0.1},
        advice={"learning_rate": 0.01},
        target=TargetFields(layer=2),
    )
    plain = json.loads(finding.model_dump_json())
    assert plain["evidence"] == {"after": None, "rate": 0.1}
    assert plain["target"] == {"layer": 2, "unit": None}
