"""What a change took away comes back, exactly, as long as it is kept."""

from collections.abc import Callable
from typing import Any

import pytest

from app.protocol.events import Event
from app.session.run.checkpoints import MAX_BYTES, MAX_CHECKPOINTS
from app.session.session import Session
from tests.app.english import english


def digest(desk: Any) -> str:
    return desk.session.trainer.snapshot().digest()


def ack_of(events: list[Event]) -> Any:
    return next(event for event in events if event.type in ("ack", "error"))


def test_a_removed_layer_comes_back_with_its_trained_weights(desk: Any) -> None:
    desk.ask("advance", by="step", count=30)
    trained = digest(desk)
    removed = ack_of(desk.send("change", hidden=[4]))
    assert removed.restorable
    desk.ask("advance", by="step", count=20)
    events = desk.send("change", restore=removed.command)
    restored = ack_of(events)
    assert digest(desk) == trained
    assert restored.step == 30
    assert restored.applied == {"hidden": [4, 2]}
    assert english(restored.message) == ("Restored step 30 with all its weights")
    assert [event.type for event in events].count("network") == 1
    assert events[-1].type == "history"


def test_what_an_undo_took_away_comes_back_too(desk: Any) -> None:
    desk.ask("advance", by="step", count=30)
    first = ack_of(desk.send("change", hidden=[4, 2, 2]))
    desk.ask("advance", by="step", count=20)
    learned = digest(desk)
    second = ack_of(desk.send("change", restore=first.command))
    assert second.restorable
    desk.send("change", restore=second.command)
    assert digest(desk) == learned


def test_a_reset_can_be_taken_back(desk: Any) -> None:
    desk.ask("advance", by="step", count=30)
    trained = digest(desk)
    reset = ack_of(desk.send("reset", experiment={"dataset": "spiral"}))
    events = desk.send("change", restore=reset.command)
    assert digest(desk) == trained
    assert "data" in [event.type for event in events]


def test_the_run_goes_on_as_if_nothing_had_been(
    make_desk: Callable[..., Any],
) -> None:
    undisturbed, desk = make_desk(dropout=0.2), make_desk(dropout=0.2)
    undisturbed.ask("advance", by="step", count=60)
    desk.ask("advance", by="step", count=30)
    removed = ack_of(desk.send("change", hidden=[4]))
    desk.send("change", restore=removed.command)
    desk.ask("advance", by="step", count=30)
    assert digest(desk) == digest(undisturbed)


def test_curves_and_marks_come_back(desk: Any) -> None:
    for _ in range(3):
        desk.ask("advance", by="step", count=10)
    desk.send("change", learning_rate=0.5)
    reset = ack_of(desk.send("reset"))
    history = desk.send("change", restore=reset.command)[-1]
    assert history.step == (10, 20, 30)
    assert [mark.step for mark in history.marks] == [30]


def test_changes_that_take_nothing_away_keep_nothing(desk: Any) -> None:
    for fields in ({"learning_rate": 0.1}, {"activation": "relu"}, {"batch_size": 5}):
        assert not ack_of(desk.send("change", **fields)).restorable


def test_only_the_newest_are_kept(desk: Any) -> None:
    commands = []
    for units in range(MAX_CHECKPOINTS + 1):
        commands.append(ack_of(desk.send("change", hidden=[units + 5])).command)
    before = digest(desk)
    refused = ack_of(desk.send("change", restore=commands[0]))
    assert refused.code == "not_kept"
    assert refused.field == "restore"
    assert refused.limit == commands[1]
    assert digest(desk) == before
    assert ack_of(desk.send("change", restore=commands[1])).type == "ack"


@pytest.mark.parametrize("command", [0, 1, 10**9])
def test_what_was_never_kept_is_refused(desk: Any, command: int) -> None:
    refused = ack_of(desk.send("change", restore=command))
    assert refused.code == "not_kept"
    assert refused.limit is None


def test_restore_goes_with_no_other_field(desk: Any) -> None:
    removed = ack_of(desk.send("change", hidden=[4]))
    refused = ack_of(desk.send("change", restore=removed.command, learning_rate=0.1))
    assert refused.code == "invalid_value"
    assert desk.session.trainer.experiment.hidden == (4,)


def n_bytes(session: Session) -> int:
    return session.trainer.snapshot().state.nbytes


def test_memory_is_bounded(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(hidden=(128, 128, 128), optimizer="adam")
    each = n_bytes(desk.session)
    assert MAX_BYTES / 2 < each < MAX_BYTES
    first = ack_of(desk.send("reset", seed=1))
    second = ack_of(desk.send("reset", seed=2))
    assert first.restorable
    assert second.restorable
    assert ack_of(desk.send("change", restore=first.command)).code == "not_kept"
    assert ack_of(desk.send("change", restore=second.command)).type == "ack"


def test_what_is_too_large_is_not_kept(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(hidden=(128,) * 5, optimizer="adam")
    assert n_bytes(desk.session) > MAX_BYTES
    assert not ack_of(desk.send("reset", seed=1)).restorable
