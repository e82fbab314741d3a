import pytest
from pydantic import ValidationError

from app.protocol.answers.program import CodeFields, Program


def test_a_program_is_closed_and_names_its_run() -> None:
    fields = {"id": 1, "step": 1, "done": 0, "batch_index": 0, "n_batches": 1}
    program = Program(**fields, run=1, batch=(3, 5), sentence=None, listing=None)
    assert (program.type, program.batch) == ("program", (3, 5))
    with pytest.raises(ValidationError):
        Program(**fields, run=2, batch=(), sentence=None, listing=None)


def test_lines_are_counted() -> None:
    with pytest.raises(ValidationError):
        CodeFields(file="engine/graph.py", line=-1, text="")
