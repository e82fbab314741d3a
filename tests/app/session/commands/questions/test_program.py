"""The program of a step, as a page reads it."""

from typing import Any

import pytest

from app.protocol.answers.program import Program, ProgramOp
from app.protocol.events import Error
from tests.app.session.helpers import of


def read(desk: Any, run: int = 0) -> Program:
    program = of(desk.send("program", run=run), Program)
    assert program is not None
    return program


def ops_of(program: Program) -> tuple[ProgramOp, ...]:
    assert program.listing is not None
    return program.listing.ops


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
    assert len(ops_of(program)) == n


def test_the_batch_is_the_one_of_the_step(desk: Any) -> None:
    coming = read(desk).batch
    desk.send("advance", by="step", count=1)
    assert read(desk).batch == coming
    assert coming == tuple(desk.session.trainer.trace().batch_indices.tolist())


def test_an_operation_tells_what_it_computes(desk: Any) -> None:
    writes = [op.writes for op in ops_of(read(desk))]
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
    assert len(ops_of(read(desk, run=1))) < len(ops_of(read(desk)))


def test_what_ran_last_is_told(desk: Any) -> None:
    assert read(desk).sentence is None
    desk.ask("advance", by="op", count=7)
    program = read(desk)
    assert program.sentence is not None
    assert program.sentence.key == f"op.did.{ops_of(program)[6].role}"


def test_operations_that_are_known_are_not_sent_again(desk: Any) -> None:
    first = read(desk).listing
    assert first is not None
    desk.ask("advance", by="op", count=4)
    again = of(desk.send("program", known=first.name), Program)
    assert (again.listing, again.done) == (None, 4)
    assert again.sentence is not None
    desk.send("change", optimizer="adam")
    desk.ask("advance", by="step", count=1)
    assert of(desk.send("program", known=first.name), Program).listing is not None


@pytest.mark.slow
def test_an_answer_about_many_time_steps_is_short_but_for_the_first(desk: Any) -> None:
    settings = {"network": "lstm", "dataset": "adding", "sequence_length": 50}
    desk.send("reset", experiment={**settings, "hidden": [16]})
    first = read(desk)
    assert len(ops_of(first)) > 900
    assert first.listing is not None
    assert len(first.text()) < 300_000
    desk.ask("advance", by="op", count=3)
    again = of(desk.send("program", known=first.listing.name), Program)
    assert len(again.text()) < 1_000


@pytest.mark.parametrize("change", [{"optimizer": "adam"}, {"l2": 0.1}])
def test_a_step_before_a_change_has_its_own_operations(
    desk: Any, change: dict[str, Any]
) -> None:
    desk.ask("advance", by="step", count=3)
    before = read(desk)
    desk.send("change", **change)
    after = read(desk)
    assert ops_of(after) == ops_of(before)
    assert place(after) == place(before)
    desk.ask("advance", by="op", count=1)
    assert len(ops_of(read(desk))) > len(ops_of(before))
