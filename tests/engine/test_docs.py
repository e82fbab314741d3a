"""docs/engine.md is true: its tables are the code's, and its examples run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Experiment, Trainer


@pytest.fixture(scope="module")
def document() -> str:
    root = Path(__file__).parents[2]
    return (root / "docs" / "engine.md").read_text("utf-8")


def rows(document: str, name: str) -> list[list[str]]:
    """Return the cells of the table between <!-- name --> and <!-- end -->."""
    table = document.split(f"<!-- {name} -->")[1].split("<!-- end -->")[0]
    lines = table.replace(r"\|", "¦").strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_step_in_the_picture_is_the_step_that_runs(document):
    trainer = Trainer(Experiment(hidden=(4, 2), activation="tanh", batch_size=10))
    ops = []
    while not ops or trainer.op_index:
        op = trainer.next_op
        layer = "all" if op.layer is None else str(op.layer)
        calls = ", ".join(function.__name__ for function, _ in op.calls)
        ops.append([op.phase, layer, op.name, calls])
        trainer.advance("op")
    assert [row[:4] for row in rows(document, "the step")] == ops
    assert sum(len(row[3].split(", ")) for row in rows(document, "the step")) == 20
    assert "Twenty calls." in document


def test_the_examples_run(document):
    """In a process of their own, because they add to the registries."""
    code = "\n".join(re.findall(r"```python\n(.*?)```", document, re.DOTALL))
    assert code.count("assert ") >= 5
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
