"""Events about the graph of operations."""

import json
import math

import pytest
from pydantic import ValidationError

from app.protocol.answers.op_graph import MeasureFields, OpEdgeFields, OpNodeFields


def test_a_number_that_is_not_computed_is_null() -> None:
    measure = MeasureFields(symbol="z^{(1)}", value=None, n_numbers=8)
    assert json.loads(measure.model_dump_json())["value"] is None
    with pytest.raises(ValidationError):
        MeasureFields(symbol="z^{(1)}", value=math.nan, n_numbers=8)


def test_parts_and_flows_are_closed() -> None:
    value = MeasureFields(symbol="x", value=1.0, n_numbers=1)
    node = {
        "key": "x", "part": "value", "kind": "input", "group": None, "node": "x",
        "site": None, "block": None, "row": None, "column": None, "value": value,
        "gradient": None, "wrote": None,
    }  # fmt: skip
    assert OpNodeFields.model_validate(node).part == "value"
    with pytest.raises(ValidationError):
        OpNodeFields.model_validate({**node, "part": "units"})
    group = {"name": "step", "first": 0, "last": 49}
    folded = {**node, "part": "group", "group": group}
    assert OpNodeFields.model_validate(folded).group is not None
    with pytest.raises(ValidationError):
        OpNodeFields.model_validate({**folded, "group": {**group, "name": "unit"}})
    edge = {"source": "x", "target": "z1", "derivative": None, "n_uses": 1}
    edge["flow"] = "backward"
    assert OpEdgeFields.model_validate(edge).flow == "backward"
    with pytest.raises(ValidationError):
        OpEdgeFields.model_validate({**edge, "flow": "sideways"})
