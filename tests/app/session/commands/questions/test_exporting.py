"""A file of the run is the answer to ``export``."""

import base64
from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.session.exports.table import EXPORTS, Exporter


def test_a_file_is_named_after_data_and_step(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    (answer,) = desk.send("export", kind="curves_npz")
    assert answer.filename == "circle-step-3-curves.npz"
    assert (answer.step, answer.mime) == (3, "application/octet-stream")
    assert answer.is_base64
    assert base64.b64decode(answer.content)[:2] == b"PK"


def test_text_goes_out_as_it_is(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Exporter(lambda _state, command: f"# {command.link}", "a.py", "text/x")
    monkeypatch.setitem(EXPORTS, "curves_npz", script)
    (answer,) = desk.send("export", kind="curves_npz", link="http://a.b/#x")
    assert (answer.content, answer.is_base64) == ("# http://a.b/#x", False)


def test_own_data_have_no_name(desk: Any) -> None:
    rows = {"x": [[0, 1], [1, 0], [2, 2], [3, 1]], "y": ["a", "b", "a", "b"]}
    table = desk.send("table", **rows)[0].applied["table"]
    desk.send("reset", experiment={"dataset": {"table": table}})
    (answer,) = desk.send("export", kind="curves_npz")
    assert answer.filename == "own-data-step-0-curves.npz"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "http://a b", "http://a\nimport os", "http://a\n", "x"],
)
def test_a_link_that_is_no_address_is_refused(desk: Any, link: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        desk.send("export", kind="curves_npz", link=link)
    assert caught.value.field == "link"
