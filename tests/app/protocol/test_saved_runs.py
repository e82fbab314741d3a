"""Saved runs as messages."""

import json

from app.protocol.saved_runs import RunPicture, RunsListed, RunSummary, SavedRun

SUMMARY = RunSummary(
    dataset="circle",
    hidden=(4, 2),
    activation="tanh",
    has_twin=False,
    train_loss=float("inf"),
    test_loss=0.5,
    test_accuracy=None,
    picture=RunPicture(kind="surface", width=1, values="AA==", n_classes=0),
)


def test_a_number_that_is_not_finite_is_sent_as_null() -> None:
    run = SavedRun(id="a", name=None, created=1, changed=2, step=3, summary=SUMMARY)
    event = RunsListed(id=1, runs=(run,), current=None)
    sent = json.loads(event.text())["runs"][0]["summary"]
    assert (sent["train_loss"], sent["test_loss"]) == (None, 0.5)


def test_a_summary_is_read_from_what_was_written() -> None:
    again = RunSummary.model_validate_json(SUMMARY.model_dump_json())
    assert again == SUMMARY.model_copy(update={"train_loss": None})
