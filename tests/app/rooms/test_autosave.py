"""Autosave: when a session is saved, and what its page is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.rooms.autosave import CHANGE_SECONDS, RETRY_SECONDS, TRAINING_SECONDS
from app.storage.database import FILE_NAME, StorageError
from app.storage.records import hash_of
from app.storage.runs import Runs

OWNER = "o" * 22


@pytest.fixture
def saving_house(make_hub: Callable[..., Any], tmp_path: Path) -> Any:
    return make_hub(folder=tmp_path / "data")


def saved(page: Any) -> list[dict[str, Any]]:
    return [event for event in page.events if event["type"] == "saved"]


def heads(hub: Any) -> list[Any]:
    found: list[Any] = []
    hub.storage.ask(lambda runs: runs.of_owner(hash_of(OWNER)), found.append)
    hub.storage.work()
    return list(found[0])


def test_a_change_is_saved_within_a_moment(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.ask("advance", count=3)
    hub.pass_seconds(CHANGE_SECONDS + 0.1)
    assert [event["step"] for event in saved(page)] == [3]
    (head,) = heads(hub)
    assert (head.id, head.step) == (saved(page)[0]["run"], 3)


def test_a_run_that_trains_is_saved_every_few_seconds(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.ask("play", steps_per_second=20.0)
    hub.pass_seconds(4 * TRAINING_SECONDS)
    steps = [event["step"] for event in saved(page)]
    assert 3 <= len(steps) <= 5
    assert steps == sorted(set(steps))
    assert len(heads(hub)) == 1


def test_a_paused_run_is_saved_once(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.ask("advance", count=3)
    hub.pass_seconds(3 * TRAINING_SECONDS)
    assert len(saved(page)) == 1
    assert len(hub.loop.timers) <= 1


def test_the_end_of_training_is_saved(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.ask("play", steps_per_second=30.0)
    hub.pass_seconds(1.0)
    ack = page.ask("pause")
    hub.pass_seconds(TRAINING_SECONDS + 0.1)
    assert saved(page)[-1]["step"] == ack["step"]


def test_a_session_that_has_nothing_to_lose_is_not_saved(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.watch()
    page.ask("change", learning_rate=0.5)
    hub.pass_seconds(2 * TRAINING_SECONDS)
    assert (saved(page), heads(hub)) == ([], [])


def test_nothing_is_told_before_the_disk_has_it(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.ask("advance")
    work, hub.storage.work = hub.storage.work, lambda: None
    hub.pass_seconds(1.0)
    assert saved(page) == []
    hub.storage.work = work
    hub.round()
    assert len(saved(page)) == 1


def test_a_session_is_saved_when_it_is_removed(
    make_hub: Callable[..., Any], tmp_path: Path
) -> None:
    hub = make_hub(folder=tmp_path, survival_seconds=0.0)
    page = hub.page(owner=OWNER)
    page.ask("advance", count=7)
    page.leave()
    hub.rooms.expire(now=hub.loop.now + 1)
    hub.storage.work()
    assert [head.step for head in heads(hub)] == [7]


def test_without_an_owner_only_the_session_has_its_run(saving_house: Any) -> None:
    hub = saving_house
    page = hub.page()
    page.ask("advance")
    hub.pass_seconds(1.0)
    answer = page.ask("runs")
    assert [run["step"] for run in answer["runs"]] == [1]
    assert heads(hub) == []


@pytest.mark.parametrize(
    "problem",
    [
        "full",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("read_only", "busy", "newer", "failed")
        ),
    ],
)
def test_a_problem_is_told_once_and_training_goes_on(
    saving_house: Any, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)

    def fail(*_: object, **__: object) -> None:
        raise StorageError(problem)  # type: ignore[arg-type]

    monkeypatch.setattr(Runs, "save", fail)
    page.ask("play", steps_per_second=5.0)
    hub.pass_seconds(3 * RETRY_SECONDS)
    told = [event for event in page.events if event["type"] == "storage"]
    assert [event["problem"] for event in told] == [problem]
    assert told[0]["message"]["key"] == f"storage.{problem}"
    step = page.room.session.trainer.step_count
    assert step > 100
    monkeypatch.undo()
    hub.pass_seconds(RETRY_SECONDS + 1)
    told = [event for event in page.events if event["type"] == "storage"]
    assert told[-1]["problem"] is None
    assert saved(page)[-1]["step"] > step


def test_a_run_that_is_deleted_while_it_trains_stays_deleted(
    saving_house: Any,
) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    page.ask("advance", count=3)
    hub.pass_seconds(1.0)
    (first,) = saved(page)
    other = hub.page(owner=OWNER)
    other.ask("runs", action="delete", run=first["run"])
    hub.pass_seconds(1.0)
    assert heads(hub) == []
    page.ask("advance", count=2)
    hub.pass_seconds(1.0)
    (head,) = heads(hub)
    assert head.id != first["run"]
    assert head.step == 5
    told = [event for event in page.events if event["type"] == "storage"]
    assert [event["message"]["key"] for event in told] == ["storage.anew"]
    other.ask("runs", action="undelete", run=first["run"])
    assert {head.step for head in heads(hub)} == {3, 5}
    page.ask("advance")
    hub.pass_seconds(1.0)
    assert {head.step for head in heads(hub)} == {3, 6}


def test_a_damaged_file_is_told(saving_house: Any, tmp_path: Path) -> None:
    hub = saving_house
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE_NAME).write_bytes(b"damaged" * 1000)
    page = hub.page(owner=OWNER)
    page.ask("advance")
    hub.pass_seconds(1.0)
    page.ask("advance")
    hub.pass_seconds(1.0)
    told = [event for event in page.events if event["type"] == "storage"]
    assert [event["problem"] for event in told] == ["corrupt"]
    assert told[0]["message"]["values"]["file"].startswith(f"{FILE_NAME}.damaged-")
    assert len(saved(page)) == 2


def test_older_runs_that_gave_way_are_told(
    saving_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = saving_house
    page = hub.page(owner=OWNER)
    monkeypatch.setattr(Runs, "_make_room", lambda *_: 2)
    page.ask("advance")
    hub.pass_seconds(1.0)
    assert saved(page)[0]["n_removed"] == 2
    (told,) = [event for event in page.events if event["type"] == "storage"]
    assert (told["problem"], told["message"]["values"]) == (None, {"n": 2})
