"""Own samples: brought in pieces, named, held, and never repeated in an answer."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.commands.commands import Table
from app.protocol.errors import ProtocolError
from app.protocol.strict_json import MAX_MESSAGE_BYTES
from app.session.memory_budget import MemoryBudget
from app.session.uploads import MAX_TABLES, Uploads
from engine import Experiment, ExperimentError, UploadedData
from tests.app.english import english

X = [[0.0, 1.0], [2.0, 3.0], [4.0, 5.5], [1.0, 1.0]]
Y = ["a", "b", "a", "b"]


def new() -> Uploads:
    """Return the tables of a session that is alone."""
    return Uploads(MemoryBudget(10**9))


def table(**fields: Any) -> Table:
    given = {"x": X, "y": Y, **fields}
    return Table(type="table", id=1, **given)


def named(tables: Uploads, **fields: Any) -> str:
    name = tables.add(table(**fields))
    assert name is not None
    return name


def test_a_table_in_pieces_is_the_same_as_in_one() -> None:
    tables = new()
    whole = named(tables)
    assert tables.add(table(x=X[:1], y=Y[:1], is_last=False)) is None
    assert tables.add(table(first=1, x=X[1:3], y=Y[1:3], is_last=False)) is None
    assert named(tables, first=3, x=X[3:], y=Y[3:]) == whole
    assert (
        tables.resolved({"dataset": {"table": whole}})["dataset"].x
        == UploadedData.parse({"x": X, "y": Y}).x
    )


def test_a_name_follows_from_what_is_in_the_table() -> None:
    assert named(new()) == named(new())
    others = [
        {"y": ["a", "b", "b", "b"]},
        {"x": [[*row, 0.0] for row in X]},
        {"y": [[0.0], [1.0], [0.0], [1.0]]},
        {"y": [0.0, 1.0, 0.0, 1.0]},
        {"names": ["width", "height"]},
        {"target_names": ["species"]},
    ]
    assert (
        len(
            {
                named(new()),
                *(named(new(), **other) for other in others),
            }
        )
        == 7
    )


def test_rows_that_do_not_follow_are_refused_and_change_nothing() -> None:
    tables = new()
    tables.add(table(is_last=False))
    with pytest.raises(ProtocolError, match="the 4 received so far"):
        tables.add(table(first=5))
    with pytest.raises(ExperimentError):
        tables.add(table(first=4, y=["a"]))
    with pytest.raises(ExperimentError):
        tables.add(table(first=0, y=["a"]))
    name = tables.add(table(first=4))
    assert name is not None
    with pytest.raises(ProtocolError, match="the 0 received so far"):
        tables.add(table(first=8))


@pytest.mark.parametrize(
    "fields",
    [
        {"x": [[0.0, 1.0]], "y": ["a"]},
        {"y": ["a"] * 4},
        {"y": ["a", "b"]},
        {"x": [[1.0], [1.0, 2.0], [1.0], [1.0]]},
        {"y": ["a", "b", "a", 1.5]},
        {"x": [[2e9, 1.0]] * 4},
        {"x": [], "y": []},
    ],
)
def test_what_is_no_table_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ExperimentError):
        new().add(table(**fields))


def test_more_rows_than_allowed_are_refused_as_soon_as_they_come() -> None:
    tables = new()
    rows = {"x": [[1.0]] * 4000, "y": ["a", "b"] * 2000}
    for first in (0, 4000):
        tables.add(table(first=first, is_last=False, **rows))
    with pytest.raises(ExperimentError, match="1 to 10000 samples, not 12000"):
        tables.add(table(first=8000, is_last=False, **rows))


def test_the_newest_tables_are_held() -> None:
    tables = new()
    names = [named(tables, y=["a", "b", "a", str(k)]) for k in range(MAX_TABLES)]
    tables.resolved({"dataset": {"table": names[0]}})
    names.append(named(tables))
    with pytest.raises(ProtocolError, match="no longer has this table"):
        tables.resolved({"dataset": {"table": names[0]}})
    for name in names[1:]:
        assert isinstance(
            tables.resolved({"dataset": {"table": name}})["dataset"], UploadedData
        )


@pytest.mark.slow
def test_all_tables_together_have_so_many_numbers_at_most() -> None:
    tables = new()
    wide = {"x": [[1.0] * 50] * 4000, "y": ["a", "b"] * 2000}
    first = named(tables, **wide)
    assert tables.add(table(is_last=False, **wide)) is None
    last = named(tables, first=4000, **wide)
    tables.resolved({"dataset": {"table": last}})
    with pytest.raises(ProtocolError, match="no longer has"):
        tables.resolved({"dataset": {"table": first}})
    tables.add(table(is_last=False, **wide))
    tables.add(table(first=4000, is_last=False, **wide))
    with pytest.raises(ProtocolError, match="400,000 numbers at most"):
        tables.add(table(first=8000, **wide))


def test_what_names_no_table_stays_as_it_is() -> None:
    tables = new()
    for fields in ({}, {"dataset": "circle"}, {"dataset": {"x": X, "y": Y}}):
        assert tables.resolved(fields) == fields


def test_an_experiment_names_its_table_wherever_that_came_from() -> None:
    tables = new()
    assert tables.to_plain(Experiment()) == Experiment().to_dict()
    plain = tables.to_plain(Experiment(dataset={"x": X, "y": Y}))
    assert plain["dataset"] == {
        "table": named(new()),
        "n_samples": 4,
        "n_features": 2,
        "names": [],
        "target_names": [],
    }
    assert "dataset" in tables.resolved(plain)


def test_a_run_on_own_samples_through_a_session(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk()
    (ack,) = desk.send(
        "table", x=X, y=Y, names=["width", "height"], target_names=["kind"]
    )
    assert english(ack.message) == "Received 4 samples of a table"
    reference = {"table": ack.applied["table"]}
    answer, data, *_ = desk.send("reset", experiment={"dataset": reference})
    assert answer.experiment["dataset"]["n_samples"] == 4
    assert data.class_names == ("a", "b")
    assert data.axis_names == ("width", "height")
    (answer, *_) = desk.send("change", learning_rate=0.5)
    assert answer.experiment["dataset"] == {
        **reference,
        "n_samples": 4,
        "n_features": 2,
        "names": ["width", "height"],
        "target_names": ["kind"],
    }
    back, *_ = desk.send("reset", experiment={"dataset": "circle"})
    desk.send("reset", experiment=answer.experiment)
    assert desk.session.trainer.experiment.uploaded is not None
    assert back.experiment["dataset"] == "circle"
    (error,) = desk.send("reset", experiment={"dataset": {"table": "0" * 16}})
    assert (error.code, error.field) == ("invalid_value", "dataset")
    (error,) = desk.send("change", dataset=reference)
    assert error.type == "error"


def test_a_table_larger_than_a_message_comes_in_pieces(server: Any) -> None:
    rng = np.random.default_rng(0)
    x = np.round(rng.normal(size=(10_000, 2)), 4).tolist()
    y = ["in" if np.hypot(*row) < 1 else "out" for row in x]
    pieces = range(0, len(x), 2000)
    with server.page() as page:
        for first in pieces:
            part = slice(first, first + 2000)
            message = {"first": first, "x": x[part], "y": y[part]}
            assert len(json.dumps(message)) < MAX_MESSAGE_BYTES
            ack = page.ask("table", is_last=first == pieces[-1], **message)
        reset = page.ask("reset", experiment={"dataset": ack["applied"]})
        assert reset["experiment"]["dataset"]["n_samples"] == 10_000
        assert len(json.dumps(reset)) < 5000
        assert page.ask("advance", by="epoch")["type"] == "ack"


def test_one_row_of_values_is_a_table(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    (ack,) = desk.send("table", x=[[0.05, 0.1]], y=[[0.01, 0.99]])
    desk.send("reset", experiment={"dataset": ack.applied})
    trainer = desk.session.trainer
    assert trainer.data.train_x.tolist() == [[0.05], [0.1]]
    desk.ask("advance", by="step")
    assert trainer.step_count == 1
