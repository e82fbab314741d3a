"""Saved runs: sessions come back after a restart, and runs are listed and opened."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.storage.database import StorageError
from app.storage.runs import Runs

OWNER, OTHER = "o" * 22, "p" * 22


@pytest.fixture
def make_saving_hub(make_hub: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Return a function that makes the rooms of a server, with the same saved runs."""
    return lambda **limits: make_hub(folder=tmp_path / "data", **limits)


def digest(page: Any) -> str:
    return str(page.room.session.trainer.snapshot().digest())


def trained(hub: Any, n_steps: int = 5, **fields: Any) -> Any:
    page = hub.page(owner=OWNER, **fields)
    page.ask("advance", count=n_steps)
    hub.pass_seconds(1.0)
    return page


def test_a_restarted_server_resumes_a_session_at_its_exact_step(
    make_saving_hub: Any,
) -> None:
    page = trained(make_saving_hub(), 17)
    key = page.observer_key
    again = make_saving_hub().page(page.secret, owner=OWNER)
    assert again.welcome["resumed"]
    assert (again.welcome["step"], again.secret) == (17, page.secret)
    assert again.observer_key == key
    assert digest(again) == digest(page)


@pytest.mark.parametrize("speed", [5.0, 20.0])
def test_a_run_that_trained_trains_on(make_saving_hub: Any, speed: Any) -> None:
    hub = make_saving_hub()
    page = hub.page(owner=OWNER)
    page.ask("play", steps_per_second=speed)
    hub.pass_seconds(1.0)
    again = make_saving_hub().page(page.secret, owner=OWNER)
    assert again.welcome["running"]
    assert again.welcome["steps_per_second"] == speed
    step = again.welcome["step"]
    again.watch()
    again.hub.pass_seconds(0.5)
    assert again.room.session.trainer.step_count > step


def test_a_run_that_comes_back_is_saved_as_the_same_run(
    make_saving_hub: Any,
) -> None:
    page = trained(make_saving_hub())
    hub = make_saving_hub()
    again = hub.page(page.secret, owner=OWNER)
    hub.pass_seconds(1.0)
    assert not [event for event in again.events if event["type"] == "saved"]
    again.ask("advance")
    hub.pass_seconds(1.0)
    (run,) = again.ask("runs")["runs"]
    assert run["step"] == 6


def test_an_observer_waits_for_the_page_that_controls_a_saved_run(
    make_saving_hub: Any,
) -> None:
    page = trained(make_saving_hub(), 17)
    hub = make_saving_hub()
    with pytest.raises(ProtocolError) as caught:
        hub.page(page.observer_key)
    assert (caught.value.code, caught.value.field) == ("session_away", "session")
    again = hub.page(page.secret, owner=OWNER)
    observer = hub.page(page.observer_key)
    assert (observer.welcome["step"], again.welcome["step"]) == (17, 17)


def test_a_secret_that_was_never_saved_is_unknown(make_saving_hub: Any) -> None:
    with pytest.raises(ProtocolError) as caught:
        make_saving_hub().page("s" * 22)
    assert caught.value.code == "session_unknown"


def test_a_run_that_cannot_be_read_is_an_unknown_session(
    make_saving_hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = trained(make_saving_hub())
    run = page.ask("runs")["current"]
    hub = make_saving_hub()

    def fail(*_: object) -> None:
        raise StorageError("corrupt")

    monkeypatch.setattr(Runs, "_resumed", fail)
    with pytest.raises(ProtocolError) as caught:
        hub.page(page.secret)
    assert caught.value.code == "session_unknown"
    with pytest.raises(ProtocolError) as caught:
        hub.page(owner=OWNER, run=run)
    assert (caught.value.code, caught.value.message.key) == (
        "storage",
        "storage.corrupt",
    )


def test_a_document_that_is_not_valid_takes_no_memory(
    make_saving_hub: Any,
) -> None:
    page = trained(make_saving_hub(), dataset="xor")
    run = page.ask("runs")["current"]
    sql = "UPDATE runs SET document = x'789c535cb5320e00034a0155'"
    page.hub.storage.ask(lambda runs: runs._execute(sql), lambda _: None)
    page.hub.storage.work()
    hub = make_saving_hub()
    for hello in ({"key": page.secret}, {"run": run}):
        with pytest.raises(ProtocolError):
            hub.page(owner=OWNER, **hello)
    assert hub.budget.n_bytes == 0


def test_a_saved_run_is_opened_in_a_session_of_its_own(
    make_saving_hub: Any,
) -> None:
    page = trained(make_saving_hub(), 9)
    run = page.ask("runs")["current"]
    hub = make_saving_hub()
    opened = hub.page(owner=OWNER, run=run)
    assert opened.welcome["resumed"]
    assert opened.welcome["step"] == 9
    assert opened.secret != page.secret
    assert digest(opened) == digest(page)
    assert opened.ask("runs")["current"] == run


def test_a_run_that_is_open_elsewhere_is_taken_over(make_saving_hub: Any) -> None:
    hub = make_saving_hub()
    page = trained(hub, 9)
    page.ask("advance", count=3)
    run = page.ask("runs")["current"]
    other = hub.page(owner=OWNER, run=run)
    assert (other.welcome["step"], other.secret) == (12, page.secret)
    assert page.closed == (4000, "replaced")


def test_the_run_of_somebody_else_is_not_opened(make_saving_hub: Any) -> None:
    hub = make_saving_hub()
    page = trained(hub, 9)
    run = page.ask("runs")["current"]
    for owner in (OTHER, None):
        with pytest.raises(ProtocolError) as caught:
            hub.page(owner=owner, run=run)
        assert (caught.value.code, caught.value.field) == ("storage", "run")
    assert page.closed is None
    assert hub.page(owner=OTHER).ask("runs")["runs"] == []


def test_runs_are_listed_with_what_they_are_about(make_saving_hub: Any) -> None:
    hub = make_saving_hub()
    trained(hub, dataset="xor")
    page = trained(hub, dataset="circle", hidden=[3])
    answer = page.ask("runs")
    first, second = answer["runs"]
    assert (first["id"], first["step"]) == (answer["current"], 5)
    assert first["summary"]["dataset"] == "circle"
    assert first["summary"]["hidden"] == [3]
    assert first["summary"]["train_loss"] > 0
    assert second["summary"]["dataset"] == "xor"


def test_a_run_is_renamed_copied_deleted_and_brought_back(
    make_saving_hub: Any,
) -> None:
    page = trained(make_saving_hub())
    run = page.ask("runs")["current"]

    def names(**command: Any) -> list[str | None]:
        return [each["name"] for each in page.ask("runs", run=run, **command)["runs"]]

    assert names(action="rename", name="deep") == ["deep"]
    assert names(action="duplicate", name="copy") == ["copy", "deep"]
    assert names(action="delete") == ["copy"]
    assert names(action="undelete") == ["copy", "deep"]
    assert names(action="rename") == ["copy", None]


@pytest.mark.parametrize("action", ["rename", "duplicate", "delete", "undelete"])
def test_what_is_not_there_cannot_change(make_saving_hub: Any, action: str) -> None:
    page = trained(make_saving_hub())
    error = page.ask("runs", action=action, run="x" * 22)
    assert (error["code"], error["message"]["key"]) == ("storage", "storage.unknown")
    error = page.ask("runs", action=action)
    assert (error["code"], error["field"]) == ("invalid_value", "run")


def test_without_storage_there_are_no_saved_runs(make_hub: Any) -> None:
    page = make_hub().page(owner=OWNER)
    assert page.ask("runs")["code"] == "storage"


def test_an_answer_for_a_page_that_has_left_is_dropped(make_saving_hub: Any) -> None:
    hub = make_saving_hub()
    page = trained(hub)
    work, hub.storage.work = hub.storage.work, lambda: None
    page.role.handle(page.command("runs"), now=hub.loop.now)
    page.leave()
    work()
    assert not [event for event in page.events if event["type"] == "runs"]
