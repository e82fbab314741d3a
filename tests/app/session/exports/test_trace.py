"""The exported step is the one just applied, and its checker finds it right."""

import csv
import io
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.export.step_file import trace as files

KINDS = ("trace_csv", "trace_npz", "checker")


def arrays(answer: Any) -> dict[str, Any]:
    return dict(np.load(io.BytesIO(b64decode(answer.content)), allow_pickle=False))


def test_the_step_just_applied_is_written_with_the_link(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    (answer,) = desk.send("export", kind="trace_npz", link="http://a.b/#x")
    found = arrays(answer)
    assert answer.filename == "circle-step-3-trace.npz"
    assert (found["step"], str(found["link"])) == (3, "http://a.b/#x")
    trace = desk.session._state.trainer.trace()
    np.testing.assert_array_equal(found["delta1"], trace.layers[0].delta)


def test_the_table_is_text_with_the_same_numbers(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    (table,) = desk.send("export", kind="trace_csv")
    assert (table.filename, table.mime) == ("circle-step-3-trace.csv", "text/csv")
    rows = list(csv.reader(io.StringIO(table.content, "")))
    losses = [row[-1] for row in rows if row[0] == "loss"]
    assert losses == [repr(desk.session._state.trainer.trace().loss)]


def test_the_twin_has_a_step_of_its_own(desk: Any) -> None:
    desk.send("twin", change={"activation": "relu"})
    desk.ask("advance", by="step")
    first, second = (
        arrays(desk.send("export", kind="trace_npz", run=run)[0]) for run in (0, 1)
    )
    assert first["activations"][0] == "tanh"
    assert second["activations"][0] == "relu"
    (script,) = desk.send("export", kind="checker", run=1, link="http://a.b/#x")
    assert "\nhttp://a.b/#x\n" in script.content
    assert '"relu": lambda z:' in script.content


def test_the_checker_of_a_step_finds_it_right(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    desk.send("change", optimizer="adam")
    desk.ask("advance", by="step", count=2)
    (numbers,), (script,) = (
        desk.send("export", kind=kind) for kind in ("trace_npz", "checker")
    )
    assert script.filename == "circle-step-2-check_trace.py"
    path = tmp_path / numbers.filename
    path.write_bytes(b64decode(numbers.content))
    monkeypatch.setattr(sys, "argv", [script.filename, str(path)])
    exec(script.content, {"__name__": "__main__"})
    assert "47 arrays are right" in capsys.readouterr().out


def test_a_step_of_the_past_has_the_numbers_that_it_had(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    (before,) = desk.send("export", kind="trace_csv")
    desk.ask("advance", by="step", count=4)
    desk.ask("seek", step=3)
    (after,) = desk.send("export", kind="trace_csv")
    assert after.content == before.content
    assert after.step == 3


@pytest.mark.parametrize("kind", KINDS)
def test_there_must_be_a_finished_step(desk: Any, kind: str) -> None:
    (error,) = desk.send("export", kind=kind)
    assert (error.type, error.code) == ("error", "not_ready")
    desk.ask("advance", by="step")
    desk.ask("advance", by="op")
    (error,) = desk.send("export", kind=kind)
    assert (error.type, error.code) == ("error", "not_ready")


def test_a_step_that_is_too_large_is_refused_with_the_limit(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_LINES", 100)
    desk.ask("advance", by="step")
    (error,) = desk.send("export", kind="trace_csv")
    assert (error.code, error.limit) == ("limit_exceeded", 100)
