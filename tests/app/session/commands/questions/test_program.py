"""The program of a step, as a page reads it."""

from typing import Any

import pytest

from app.protocol.answers.program import Program
from app.protocol.events import Error
from tests.app.session.helpers import of


def read(desk: Any, run: int = 0) -> Program:
    program = of(desk.send("program", run=run), Program)
    assert program is not None
    return program


def place(program: Program) -> tuple[int, int, int]:
    return program.step, program.done, program.batch_index


def test_a_program_tells_where_the_step_is(desk: Any) -> None:
    trainer = desk.session.trainer
    n = trainer.n_ops
    assert place(read(desk)) == (1, 0, 0)
    desk.ask("advance", by="op", count=4)
    assert place(read(desk)) == (1, 4, 0)
    desk.send("advance", by="step", count=1)
    assert place(read(desk)) == (1, n, 0)
    desk.send("advance", by="op", count=1)
    assert place(read(desk)) == (2, 1, 1)
    desk.ask("advance", by="epoch", count=1)
    program = read(desk)
    assert place(program) == (program.n_batches, n, program.n_batches - 1)
    assert len(program.ops) == n


def test_the_batch_is_the_one_of_the_step(desk: Any) -> None:
    coming = read(desk).batch
    desk.send("advance", by="step", count=1)
    assert read(desk).batch == coming
    assert coming == tuple(desk.session.trainer.trace().batch_indices.tolist())


def test_an_operation_tells_what_it_computes(desk: Any) -> None:
    writes = [op.writes for op in read(desk).ops]
    assert writes[:2] == [("value",), ("value",)]
    assert writes[7:10] == [("local",), ("grad",), ("dW",)]
    assert writes[-2:] == [(), ("update", "W")]


def test_reading_a_program_changes_no_bit(desk: Any) -> None:
    desk.ask("advance", by="op", count=5)
    trainer = desk.session.trainer
    before = trainer.snapshot().digest()
    read(desk)
    assert trainer.snapshot().digest() == before


def test_the_program_of_a_twin(desk: Any) -> None:
    refused = of(desk.send("program", run=1), Error)
    assert refused.code == "not_ready"
    desk.send("twin", action="make", change={"hidden": [3]})
    assert len(read(desk, run=1).ops) < len(read(desk).ops)


@pytest.mark.parametrize("done", [0, 7])
def test_what_has_not_run_is_told_as_coming(desk: Any, done: int) -> None:
    desk.ask("advance", by="op", count=done) if done else None
    keys = [op.sentence.key.split(".")[1] for op in read(desk).ops]
    assert keys == ["did"] * done + ["will"] * (len(keys) - done)


@pytest.mark.parametrize("change", [{"optimizer": "adam"}, {"l2": 0.1}])
def test_a_step_before_a_change_has_its_own_operations(
    desk: Any, change: dict[str, Any]
) -> None:
    desk.ask("advance", by="step", count=3)
    before = read(desk)
    desk.send("change", **change)
    after = read(desk)
    assert after.ops == before.ops
    assert place(after) == place(before)
    desk.ask("advance", by="op", count=1)
    assert len(read(desk).ops) > len(before.ops)
