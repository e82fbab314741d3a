"""Events are written and read, and mean the same without a network."""

import json
from typing import Any

import pytest

from engine import ExperimentError
from engine.training.timeline.branch import DatedEvent
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.document.plain_events import event_from, event_to_plain
from tests.engine.training.runs import experiment
from tests.engine.training.timeline.document.documented import RUNS

ONE = (experiment({}),)
TWO = (experiment({}), experiment({"use_bias": False}))


@pytest.mark.parametrize("name", RUNS)
def test_experiments_after_an_event_are_those_of_the_run(name: str) -> None:
    branch = RUNS[name]().branch
    for k, dated in enumerate(branch.events):
        part = DocumentPart(json.loads(json.dumps(event_to_plain(dated))), "e")
        found = event_from(part, dated.step, branch.experiments_at(k))
        assert found.experiments == dated.experiments
        assert found[3:] == dated[3:]
        assert event_to_plain(found) == part.value
        assert found.step == dated.step


EDIT = {"type": "edit", "run": 0, "layer": 0, "row": 0, "column": 0, "value": 1.0}
BAD: list[tuple[tuple[Any, ...], Any]] = [
    (ONE, "swap"),
    (ONE, {}),
    (ONE, {"type": ["swap"]}),
    (ONE, {"type": "reset"}),
    (ONE, {"type": "swap"}),
    (ONE, {"type": "drop", "run": 0}),
    (TWO, {"type": "drop", "run": 2}),
    (TWO, {"type": "swap", "run": 0}),
    (TWO, {"type": "swap", "continues": 1}),
    (ONE, {"type": "twin"}),
    (ONE, {"type": "twin", "fields": []}),
    (ONE, {"type": "twin", "fields": {"seed": 3}}),
    (ONE, {"type": "change", "fields": {}}),
    (ONE, {"type": "change", "fields": [{}, {}]}),
    (TWO, {"type": "change", "fields": [{}]}),
    (ONE, {"type": "change", "fields": [{"dataset": "xor"}]}),
    (ONE, {"type": "change", "fields": [{"learning_rate": -1}]}),
    (ONE, {"type": "change", "fields": [{"hidden": [[3]]}]}),
    (ONE, {**EDIT, "run": 1, "former": 0.5}),
    (ONE, {**EDIT, "layer": 3, "former": 0.5}),
    (ONE, {**EDIT, "row": 4, "former": 0.5}),
    (ONE, {**EDIT, "column": 2, "former": 0.5}),
    (ONE, {**EDIT, "value": float("nan"), "former": 0.5}),
    (ONE, {**EDIT, "former": "0.5"}),
    (ONE, EDIT),
    (TWO, {**EDIT, "run": 1, "column": None, "former": None}),
]


@pytest.mark.parametrize(("experiments", "value"), BAD)
def test_what_the_run_would_refuse_is_refused(
    experiments: tuple[Any, ...], value: Any
) -> None:
    with pytest.raises(ExperimentError) as caught:
        event_from(DocumentPart(value, "e"), 3, experiments)
    assert caught.value.field.startswith("e")


def test_an_edit_whose_former_value_is_not_known() -> None:
    found = event_from(DocumentPart({**EDIT, "former": None}), 3, ONE)
    assert isinstance(found, DatedEvent)
    assert found.former is None
