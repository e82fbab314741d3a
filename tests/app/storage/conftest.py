"""What the tests of saved runs share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.protocol.saved_runs import RunSummary
from app.storage.database import open_database
from app.storage.records import Limits, Save, hash_of, new_id
from app.storage.runs import Runs

SUMMARY = RunSummary(
    dataset="circle",
    hidden=(4, 2),
    activation="tanh",
    has_twin=False,
    train_loss=0.25,
    test_loss=float("nan"),
    test_accuracy=None,
    picture=None,
)


@pytest.fixture
def make_save() -> Callable[..., Save]:
    """Return ``make_save(...)``: a run with any fields given."""

    def make(**fields: Any) -> Save:
        given: dict[str, Any] = {
            "id": new_id(),
            "owner": hash_of("owner"),
            "session": hash_of("session"),
            "observer_key": "key",
            "step": 10,
            "summary": SUMMARY,
            "playing": {"running": True, "steps_per_second": 500.0},
            "document": {"step": 10},
        }
        return Save(**{**given, **fields})

    return make


@pytest.fixture
def make_runs(tmp_path: Path) -> Iterator[Callable[..., Runs]]:
    """Return ``make_runs(limits)``: the runs of one file."""
    opened = []

    def make(limits: Limits | None = None) -> Runs:
        connection, _ = open_database(tmp_path / "data")
        opened.append(connection)
        return Runs(connection, limits or Limits())

    yield make
    for connection in opened:
        connection.close()


@pytest.fixture
def runs(make_runs: Callable[..., Runs]) -> Runs:
    return make_runs()
