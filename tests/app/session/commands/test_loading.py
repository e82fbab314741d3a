"""Going on with a run that was written, and back from there."""

import json
import random
from typing import Any

import pytest

from app.protocol.commands.commands import MAX_PIECE
from app.protocol.events import Ack, Error, Event, Timeline
from app.session.document import capture, document_of, link_of
from app.session.run.pending_seek import PendingReading
from app.stream.section_readers import ARRAYS
from tests.app.session.test_document import used
from tests.engine.training.timeline.document.mutations import mutated

N_MUTATIONS = 100


def of(events: list[Event], kind: type[Any]) -> Any:
    return [event for event in events if isinstance(event, kind)][-1]


def sent(desk: Any, text: str, size: int = MAX_PIECE) -> list[Event]:
    """Send a text in pieces; return what follows the last one."""
    events: list[Event] = []
    for first in range(0, len(text), size):
        piece = text[first : first + size]
        events = desk.ask(
            "load", first=first, text=piece, is_last=first + size >= len(text)
        )
    return events


@pytest.mark.parametrize("write", [document_of, link_of])
@pytest.mark.parametrize("size", [MAX_PIECE, 700])
def test_another_session_goes_on_with_the_same_numbers(
    make_desk: Any, write: Any, size: int
) -> None:
    one, other = used(make_desk()), make_desk(hidden=[3])
    other.ask("advance", by="step", count=7)
    events = sent(other, json.dumps(write(capture(one.session.state))), size)
    ack = of(events, Ack)
    assert (ack.step, ack.message.key, ack.restorable) == (80, "loaded", True)
    assert ack.experiment["hidden"] == [5, 3]
    assert {"ack", "network", "twin", "history", "timeline"} <= {e.type for e in events}
    for desk in (one, other):
        desk.ask("advance", by="step", count=20)
    for first, second in zip(one.session.trainers, other.session.trainers, strict=True):
        assert first.snapshot().digest() == second.snapshot().digest()


def test_it_is_undone_by_going_back(make_desk: Any) -> None:
    one, other = used(make_desk()), make_desk(hidden=[3])
    other.ask("advance", by="step", count=7)
    before = other.digest()
    events = sent(other, json.dumps(document_of(capture(one.session.state))))
    assert len(of(events, Timeline).branches) == 3
    command = of(events, Ack).command
    events = other.ask("change", restore=command)
    assert of(events, Ack).step == 7
    assert other.digest() == before
    other.ask("change", restore=of(events, Ack).command)
    assert other.session.trainer.step_count == 80


def test_a_long_repetition_is_told_and_broken_off(make_desk: Any) -> None:
    one = make_desk()
    one.ask("advance", by="step", count=1000)
    text = json.dumps(link_of(capture(one.session.state)))
    other = make_desk()
    state = other.session.state
    other.send("load", text=text)
    state.seeking = None
    document = json.loads(text)
    document["branches"][0]["end"]["step"] = 9_000_000
    document["branches"][0]["digests"] = []
    document["current"]["step"] = 9_000_000
    other.send("load", text=json.dumps(document))
    assert state.seeking is not None
    events = other.send("pause")
    assert of(events[:1], Ack).message.key == "seek.broken_off"
    assert state.seeking is None
    assert len(state.run.timeline.branches) == 1


@pytest.mark.slow
def test_a_document_of_many_changes_is_read_in_turns(make_desk: Any) -> None:
    one, other = make_desk(), make_desk()
    document = json.loads(json.dumps(link_of(capture(one.session.state))))
    branch = document["branches"][0]
    event = {"type": "change", "fields": [{"noise": 0.1}]}
    branch["events"] = [[0, event] for _ in range(2000)]
    branch["end"]["n_events"] = document["current"]["n_events"] = 2000
    branch["digests"] = []
    text = json.dumps(document)
    last = (len(text) - 1) // MAX_PIECE * MAX_PIECE
    for first in range(0, last, MAX_PIECE):
        piece = text[first : first + MAX_PIECE]
        other.send("load", first=first, text=piece, is_last=False)
    assert other.send("load", first=last, text=text[last:]) == []
    assert isinstance(other.session.state.seeking, PendingReading)
    other.ask("pause")
    assert other.session.state.seeking is None
    sent(other, text)
    assert other.session.state.run.timeline.position == (0, 2000)
    branch["events"][-1][1] = {**event, "fields": [{"noise": 7}]}
    events = sent(other, json.dumps(document))
    error = of(events, Error)
    assert error.field == "branches.0.events.1999.1.fields.0.noise"
    assert other.session.state.seeking is None


@pytest.mark.parametrize("change", ["machine", "digest", "short"])
def test_where_it_is_not_the_same_that_is_told(make_desk: Any, change: str) -> None:
    one = make_desk()
    one.ask("advance", by="step", count=100)
    document = json.loads(json.dumps(link_of(capture(one.session.state))))
    keys = {"machine": "loaded.elsewhere", "digest": "loaded.differs"}
    branch = document["branches"][0]
    if change == "machine":
        document["machine"]["numpy"] = "1.0"
    elif change == "digest":
        branch["digests"][-1][2] = "0" * 32
    else:
        first = branch["experiments"][0]
        first.update(patience=1, learning_rate=5.0, noise=0.5)
    ack = of(sent(make_desk(), json.dumps(document)), Ack)
    assert ack.message.key == keys.get(change, "loaded.short")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_json"),
        ("{", "bad_json"),
        ("NaN", "bad_json"),
        ('{"a":1,"a":2}', "bad_json"),
        ("[]", "invalid_value"),
        ("{}", "invalid_value"),
    ],
)
def test_no_other_text_is_taken(desk: Any, text: str, code: str) -> None:
    (error,) = desk.ask("load", text=text)
    assert isinstance(error, Error)
    assert error.code == code


def test_a_piece_is_as_long_as_it_may_be(desk: Any) -> None:
    (ack,) = desk.send("load", text='"' * MAX_PIECE, is_last=False)
    assert ack.applied == {"n_characters": MAX_PIECE}
    assert desk.session.memory.n_bytes > MAX_PIECE


@pytest.mark.parametrize(
    "n_mutations", [N_MUTATIONS, pytest.param(1000, marks=pytest.mark.slow)]
)
def test_whatever_is_wrong_with_it_nothing_is_half_loaded(
    make_desk: Any, n_mutations: int
) -> None:
    one, other = used(make_desk()), make_desk()
    other.ask("advance", by="step", count=5)
    rng, state = random.Random(1), other.session.state
    documents = [
        json.loads(json.dumps(write(capture(one.session.state))))
        for write in (document_of, link_of)
    ]
    n_refused = 0
    for k in range(n_mutations):
        text = json.dumps(mutated(documents[k % 2], rng))
        if k % 10 == 0:
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice('"[]{},:9x') + text[at + 1 :]
        before = other.digest(), len(state.run.timeline.branches), state.run.records
        events = other.send("load", text=text)
        while isinstance(state.seeking, PendingReading):
            other.train()
            events += other.events()
        if not events or not isinstance(events[0], Error):
            other.send("pause")
            continue
        n_refused += 1
        assert events[0].code in ("bad_json", "invalid_value", "limit_exceeded")
        after = other.digest(), len(state.run.timeline.branches), state.run.records
        assert after == before
        assert events[1:] == []
    assert n_refused > n_mutations // 2
    other.ask("advance", by="step", count=5)


@pytest.mark.slow
def test_a_run_from_a_link_is_measured_on_the_way(make_desk: Any) -> None:
    one, other = make_desk(dropout=0.2), make_desk()
    one.ask("advance", by="step", count=150)
    one.send("change", activation="relu")
    one.ask("advance", by="step", count=1000)
    sent(other, json.dumps(link_of(capture(one.session.state))))
    (history,) = other.session.state.run.records.histories()
    assert len(history.step) > 3
    assert (history.step[0] < 150, history.step[-1]) == (True, 1150)
    again = make_desk(dropout=0.2)
    for step, loss, delta in zip(
        history.step, history.train_loss, history.delta_rms, strict=True
    ):
        if again.session.trainer.step_count < 150 <= step:
            again.ask(
                "advance", by="step", count=150 - again.session.trainer.step_count
            )
            again.send("change", activation="relu")
        left = step - again.session.trainer.step_count
        if left:
            again.ask("advance", by="step", count=left)
        assert again.session.trainer.train_loss == loss
        assert (
            list(delta)
            == ARRAYS["delta_rms"](again.session.state.readouts()[0]).tolist()
        )
