"""A run as a file, and for a link."""

import json
from typing import Any

from app.session.document import capture, document_of, link_of


def test_they_are_the_documents_of_the_session(desk: Any) -> None:
    desk.ask("advance", by="step", count=30)
    desk.send("branch", action="rename", branch=0, name="é 漢 🙂")
    (run,) = desk.send("export", kind="run")
    (link,) = desk.send("export", kind="run_link")
    taken = capture(desk.session.state)
    assert json.loads(run.content) == document_of(taken)
    assert json.loads(link.content) == json.loads(json.dumps(link_of(taken)))
    assert run.filename == "circle-step-30-run.json"
    assert (run.content + link.content).isascii()
    assert '": ' not in link.content
