"""A session that was opened goes on as the one that was written."""

import json
from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.session.document import capture, document_of
from app.session.memory_budget import Account, MemoryBudget
from app.session.restoring import session_of
from app.session.session import Session
from tests.app.session.test_document import used


def written(session: Session) -> Any:
    return json.loads(json.dumps(document_of(capture(session.state))))


def test_it_has_the_same_state_curves_and_branches(desk: Any) -> None:
    first = used(desk).session
    second = session_of(written(first), clock=lambda: 0.0)
    for one, other in zip(first.trainers, second.trainers, strict=True):
        assert one.snapshot().digest() == other.snapshot().digest()
        assert other.trace().step == 80
    assert not second.running
    ours, theirs = (each.state.run.records for each in (first, second))
    for one, other in zip(ours.histories(), theirs.histories(), strict=True):
        assert json.dumps(one.model_dump()) == json.dumps(other.model_dump())
    branches = [list(each.state.run.timeline.branches) for each in (first, second)]
    assert len(branches[1]) == len(branches[0]) == 2
    for old, new in zip(*branches, strict=True):
        assert old.end.step == new.end.step
        ends = [ours.histories_of(old), theirs.histories_of(new)]
        assert [each.step for each in ends[0]] == [each.step for each in ends[1]]
    assert second.is_trained
    assert {each.type for each in second.events(now=0.0)} <= {"twin"}


def test_what_is_held_is_counted(desk: Any) -> None:
    memory = Account(MemoryBudget(100_000_000))
    session = session_of(written(used(desk).session), clock=lambda: 0.0, memory=memory)
    counted = memory.n_bytes
    assert counted > 100_000
    session.observe(())
    assert memory.n_bytes == counted


def test_there_is_no_session_for_a_run_without_room(desk: Any) -> None:
    document = written(used(desk).session)
    memory = Account(MemoryBudget(700_000))
    with pytest.raises(ProtocolError) as caught:
        session_of(document, clock=lambda: 0.0, memory=memory)
    assert caught.value.code == "session_limit"


def test_a_document_without_a_state_is_repeated(desk: Any) -> None:
    first = used(desk).session
    document = written(first)
    for branch in document["branches"]:
        branch["states"] = []
    second = session_of(document, clock=lambda: 0.0)
    assert [each.snapshot().digest() for each in first.trainers] == [
        each.snapshot().digest() for each in second.trainers
    ]


def test_nothing_else_is_opened() -> None:
    for value in (None, [], {"format": "other"}):
        with pytest.raises(ProtocolError, match="not a run"):
            session_of(value, clock=lambda: 0.0)
