"""A document is taken as far as a session may hold it, or not at all."""

import json
from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.session.commands.reading import read_document
from app.session.document import capture, document_of
from app.session.memory_budget import Account, MemoryBudget
from app.session.protocol_errors import protocol_errors
from app.session.run.uploaded_tables import MAX_NUMBERS
from app.session.uploads import name_of
from tests.app.session.test_document import used

ROWS = {"x": [[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]], "y": ["a", "b"] * 2}


def read(state: Any, value: Any) -> Any:
    with protocol_errors():
        steps, checked = read_document(state, value)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value, checked(end.value)


def document(desk: Any) -> Any:
    return json.loads(json.dumps(document_of(capture(desk.session.state))))


def refused(desk: Any, value: Any) -> ProtocolError:
    before = desk.digest(), desk.session.memory.n_bytes
    with pytest.raises(ProtocolError) as caught:
        read(desk.session.state, value)
    assert (desk.digest(), desk.session.memory.n_bytes) == before
    return caught.value


def test_a_document_is_read_with_its_curves(desk: Any) -> None:
    found, records = read(desk.session.state, document(used(desk)))
    assert found.place == desk.session.state.run.timeline.place
    assert set(records) == {0, 1}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 3),
        ("name", "n" * 81),
        ("saved_at", "t" * 41),
        ("curves", None),
        ("curves", [{}]),
        ("more", 1),
        ("version", 2),
    ],
)
def test_the_fault_is_named(desk: Any, field: str, value: Any) -> None:
    desk.ask("advance", by="step", count=3)
    error = refused(desk, {**document(desk), field: value})
    assert (error.field or "more").startswith(field)


def test_own_tables_are_those_of_other_sessions(desk: Any) -> None:
    table = desk.send("table", **ROWS)[0].applied["table"]
    desk.send("reset", experiment={"dataset": {"table": table}})
    state = desk.session.state
    found, _ = read(state, document(desk))
    data = found.branch.origin[0].uploaded
    assert data is state.trainer.experiment.uploaded
    assert data is not None
    assert name_of(data) == table


@pytest.mark.slow
def test_tables_that_are_too_large_together_are_refused(desk: Any) -> None:
    value = document(desk)
    width, n = 64, 6000
    for k in range(3):
        x = [[float(k + i)] * width for i in range(n)]
        value["tables"].append({"x": x, "y": [0, 1] * (n // 2)})
        branch = json.loads(json.dumps(value["branches"][0]))
        branch.update(id=k + 1, states=[], digests=[])
        branch["experiments"][0].update(dataset={"table": k}, features=None)
        value["branches"].append(branch)
    assert 3 * width * n > MAX_NUMBERS
    error = refused(desk, value)
    assert (error.field, error.limit) == ("tables", MAX_NUMBERS)


def test_networks_that_no_session_evaluates_are_refused(desk: Any) -> None:
    value = document(desk)
    branch = value["branches"][0]
    branch["states"] = branch["digests"] = []
    branch["experiments"][0].update(hidden=[128] * 8, n_samples=10_000)
    assert refused(desk, value).code == "limit_exceeded"


def test_without_memory_nothing_is_taken(make_desk: Any) -> None:
    desk = make_desk()
    value = document(desk)
    branch = value["branches"][0]
    branch["states"] = branch["digests"] = []
    branch["experiments"][0].update(hidden=[128] * 4)
    state = desk.session.state
    state.memory = Account(MemoryBudget(1_000_000))
    assert refused(desk, value).code == "session_limit"
