"""The document of a session has all that it was, at one moment."""

import json
from typing import Any

import pytest

from app.session.document import capture, document_of, link_of


def used(desk: Any) -> Any:
    """Return a desk with a branch, a twin, a hand edit and curves."""
    desk.ask("advance", by="step", count=40)
    desk.send("change", learning_rate=0.2)
    desk.ask("advance", by="step", count=40)
    desk.ask("seek", step=20)
    desk.send("change", hidden=[5, 3])
    desk.ask("advance", by="step", count=30)
    desk.send("set_parameter", layer=0, row=1, column=0, value=0.5)
    desk.send("twin", at="now", change={"activation": "relu"})
    desk.ask("advance", by="step", count=30)
    return desk


def test_it_is_json_with_the_curves_of_every_branch(desk: Any) -> None:
    document = document_of(capture(used(desk).session.state), name="a", saved_at="now")
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["name"], document["saved_at"]) == ("a", "now")
    assert {each["branch"] for each in document["curves"]} == {0, 1}
    assert document["current"] == {"branch": 1, "step": 80, "n_events": 3}
    assert "é" not in json.dumps(document)


def test_what_was_captured_does_not_change_any_more(desk: Any) -> None:
    state = used(desk).session.state
    taken = capture(state)
    before = json.dumps(document_of(taken))
    desk.ask("advance", by="step", count=100)
    desk.send("change", l2=0.1)
    desk.send("branch", action="rename", branch=0, name="first")
    assert json.dumps(document_of(capture(state))) != before
    again = json.loads(json.dumps(document_of(taken)))
    again["branches"][0]["name"] = None
    assert json.dumps(again) == before


def test_within_a_step_it_is_what_it_was_before(desk: Any) -> None:
    desk.ask("advance", by="step", count=3)
    before = document_of(capture(desk.session.state))
    desk.ask("advance", by="op", count=4)
    after = document_of(capture(desk.session.state))
    assert after["current"] == before["current"]
    states = [each["branches"][0]["states"][-1] for each in (before, after)]
    assert states[0]["digest"] == states[1]["digest"]


def test_a_link_has_what_repeats_the_run_to_the_present(desk: Any) -> None:
    document = link_of(capture(used(desk).session.state))
    (branch,) = document["branches"]
    assert (branch["states"], document["curves"]) == ([], [])
    assert branch["end"] == {"step": 80, "n_events": 3}
    assert len(branch["events"]) == 3
    assert branch["digests"][-1][:2] == [80, 3]
    assert len(json.dumps(document, separators=(",", ":"))) < 3000


@pytest.mark.slow
def test_a_link_of_a_long_run_has_few_hashes(desk: Any) -> None:
    desk.send("play")
    for _ in range(60):
        desk.train(100)
    desk.send("pause")
    (branch,) = link_of(capture(desk.session.state))["branches"]
    assert 2 <= len(branch["digests"]) <= 4
    assert branch["digests"][-1][0] == desk.session.trainer.step_count
