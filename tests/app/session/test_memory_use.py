"""What a session holds, and that it asks before it holds more."""

import json
import tracemalloc
from itertools import pairwise
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.protocol.errors import ProtocolError
from app.session.memory_budget import Account, MemoryBudget
from app.session.session import Session
from app.web.presets.presets import PRESETS
from engine import Trainer

LARGE = {"hidden": [128, 128], "n_samples": 2500}


class Page:
    """A session with an account, and its commands."""

    def __init__(self, budget: MemoryBudget, **fields: Any) -> None:
        hello: Any = parse(
            json.dumps({"type": "hello", "id": 1, "experiment": fields or None})
        )
        self.memory = Account(budget)
        self.session = Session(hello.experiment, clock=lambda: 0.0, memory=self.memory)

    def ask(self, type: str, **fields: Any) -> Any:
        command = parse(json.dumps({"type": type, "id": 2, **fields}))
        events = self.session.handle(command, now=0.0)
        return next(event for event in events if event.type in ("ack", "error"))

    def upload(self, value: float, n: int = 400) -> str:
        x = [[value + k, float(k)] for k in range(n)]
        y = [k % 2 for k in range(n)]
        answer = self.ask("table", first=0, x=x, y=y, is_last=True)
        return str(answer.applied["table"])


def budget_of(megabytes: float) -> MemoryBudget:
    return MemoryBudget(int(megabytes * 1_000_000))


def test_a_session_counts_its_network_and_what_it_watches() -> None:
    budget = budget_of(200)
    page = Page(budget)
    alone = page.memory.n_bytes
    assert budget.n_bytes == alone
    page.ask("watch", sections=["surface"], fps=30)
    watching = page.memory.n_bytes
    assert watching > alone
    page.ask("change", hidden=[128])
    assert page.memory.n_bytes > watching
    page.session.leave(now=0.0)
    page.ask("reset", experiment={"hidden": [4, 2]})
    page.memory.close()
    assert budget.n_bytes == 0


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("change", {"hidden": [128, 128]}),
        ("reset", {"experiment": LARGE}),
        ("twin", {"action": "make", "change": {"hidden": [128, 128]}}),
        ("watch", {"sections": ["surface", "neuron_surface"], "fps": 30}),
        (
            "table",
            {"first": 0, "x": [[1.0] * 60] * 99, "y": [0, *[1] * 98]},
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_it_is_made(
    command: str, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = budget_of(200)
    page = Page(budget)
    held = page.memory.n_bytes
    budget.max_bytes = held + 200_000
    monkeypatch.setattr(Trainer, "__init__", None)  # none is made
    refused = page.ask(command, **fields)
    assert (refused.type, refused.code) == ("error", "session_limit")
    assert page.memory.n_bytes == held
    monkeypatch.undo()
    budget.max_bytes = 200_000_000
    assert page.ask(command, **fields).type == "ack"


def test_a_session_for_which_there_is_no_memory_is_not_opened() -> None:
    budget = budget_of(3)
    with pytest.raises(ProtocolError) as caught:
        Page(budget, **LARGE)
    assert caught.value.code == "session_limit"
    assert budget.n_bytes == 0


def test_a_session_can_always_become_smaller() -> None:
    budget = budget_of(200)
    page = Page(budget, **LARGE)
    budget.max_bytes = 1
    assert page.ask("change", hidden=[4]).type == "ack"
    assert page.ask("reset").type == "ack"


def test_a_checkpoint_too_large_for_the_memory_left_is_refused() -> None:
    budget = budget_of(200)
    page = Page(budget, **LARGE)
    removed = page.ask("change", hidden=[4])
    budget.max_bytes = page.memory.n_bytes + 100_000
    assert page.ask("change", restore=removed.command).code == "session_limit"
    budget.max_bytes = 200_000_000
    assert page.ask("change", restore=removed.command).type == "ack"


def test_tables_that_only_undo_keeps_alive_are_counted() -> None:
    page = Page(budget_of(200))
    held = []
    for value in range(7):
        name = page.upload(value)
        page.ask("reset", experiment={"dataset": {"table": name}})
        held.append(page.memory.n_bytes)
    growth = [after - before for before, after in pairwise(held)]
    assert min(growth) > 50_000


def test_equal_tables_of_a_class_are_counted_once() -> None:
    budget = budget_of(200)
    pages = [Page(budget) for _ in range(5)]
    before = budget.n_bytes
    for page in pages:
        page.upload(1.0)
    one = (budget.n_bytes - before) / len(pages)
    assert one < 50_000
    tables = {id(each) for page in pages for each in page.session._state.uploads.tables}
    assert len(tables) == 1


def test_many_large_tables_are_not_kept_for_undo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.session.run.uploaded_tables.MAX_NUMBERS", 2000)
    page = Page(budget_of(200))
    changed = []
    for value in range(5):
        name = page.upload(value)
        experiment = {"dataset": {"table": name}}
        changed.append(page.ask("reset", experiment=experiment).command)
    assert page.ask("change", restore=changed[1]).code == "not_kept"
    assert page.ask("change", restore=changed[-1]).type == "ack"


def test_a_session_takes_no_more_than_it_counts() -> None:
    Page(budget_of(200)).ask("watch", sections=["W", "surface"], fps=30)
    tracemalloc.start()
    page = Page(budget_of(200), **LARGE)
    page.ask("watch", sections=["W", "surface", "neuron_surface"], fps=30)
    for value in range(3):
        name = page.upload(value)
        page.ask("advance", count=20)
        page.session.frame(now=9.0)
        page.ask("change", hidden=[128, 64 + value])
        page.ask("reset", experiment={"dataset": {"table": name}})
    page.ask("advance", count=20)
    page.session.frame(now=99.0)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held <= page.memory.n_bytes <= 2.5 * held


def test_the_wall_can_be_moved_in_the_largest_preset_of_twins() -> None:
    (preset,) = (each for each in PRESETS if each.name == "vanishing-in-time")
    page = Page(budget_of(1000), **preset.experiment)
    page.ask("twin", action="make", change=preset.view["twin"])
    nodes = ["node_value", "node_grad", "node_grad_rms"]
    page.ask("watch", sections=["W", "b", "dW", "db", *nodes], nodes=["h"], fps=30)
    for truncation in (24, 5, None):
        assert page.ask("change", truncation=truncation).type == "ack"
