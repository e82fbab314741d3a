"""An example of every command, and what the tests of the protocol share."""

import json
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.protocol.errors import ProtocolError

EXAMPLES: dict[str, dict[str, Any]] = {
    "hello": {"session": None, "experiment": {"hidden": [4, 2], "noise": 0}},
    "play": {"steps_per_second": 20},
    "pause": {},
    "advance": {"by": "op", "count": 3},
    "step_back": {"by": "op", "count": 2},
    "change": {"learning_rate": 0.1, "activation": ["relu", "tanh"]},
    "set_parameter": {"layer": 0, "row": 1, "column": None, "value": -0.5},
    "reset": {"experiment": {"dataset": "iris"}, "seed": 7},
    "table": {"first": 0, "x": [[1, 2.5], [3, 4]], "y": ["a", "b"], "is_last": True},
    "watch": {"sections": ["W", "surface"], "fps": 60, "probe": 3},
    "seek": {"step": 3},
    "branch": {"action": "switch", "branch": 1},
    "inspect": {"target": "weight", "layer": 0, "row": 1, "column": 0, "sample": 2},
    "check_gradient": {"layer": 0, "row": 1, "column": None},
    "program": {"run": 0},
    "check_all": {"first": 20},
    "script": {"run": 0},
    "load": {"first": 0, "text": '{"format": "backprop-live-run"}', "is_last": True},
    "export": {"kind": "curves_npz"},
    "uphill": {"run": 0},
    "sample": {"run": 0, "part": "test", "index": 3},
    "grade": {"step": 3, "question": "sign", "column": 0, "answer": "positive"},
    "graph": {"open": [1, 0], "place": {"layer": 0, "row": 1}, "sample": 2},
    "find_paths": {"layer": 0, "row": 1, "column": 0, "sample": 7},
    "gradient_terms": {"block": 0, "row": 1, "column": 2, "sample": 7},
    "explain": {"quantity": "grad", "node": "h", "site": 3, "row": 1, "sample": 7},
    "input_gradient": {"sample": 7},
    "full_gradient": {"block": 0},
    "twin": {"action": "make", "change": {"activation": "sigmoid"}, "at": "now"},
    "runs": {"action": "rename", "run": "a" * 22, "name": "deep"},
    "frame_ack": {"seq": 12},
}


def text_of(name: str, **fields: Any) -> str:
    id_ = {} if name == "frame_ack" else {"id": 1}
    return json.dumps({"type": name, **id_, **EXAMPLES[name], **fields})


def refusal(text: str) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        parse(text)
    return caught.value
