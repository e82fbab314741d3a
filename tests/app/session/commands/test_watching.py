"""Commands that choose what is sent."""

from typing import Any

from tests.app.english import english
from tests.app.session.helpers import kinds


def test_a_probe_must_be_a_training_sample(desk: Any) -> None:
    assert kinds(desk.send("watch", sections=["z"], probe=249)) == ["ack", "layout"]
    (error,) = desk.send("watch", sections=["z"], probe=250)
    assert (error.code, error.field, error.limit) == ("limit_exceeded", "probe", 249)


def test_a_probe_that_is_gone_becomes_the_batch(desk: Any) -> None:
    desk.send("watch", sections=["z"], probe=249)
    desk.send("reset", experiment={"n_samples": 100})
    assert desk.frame() is not None
    assert desk.session.subscription.watch.probe is None


def test_an_acknowledged_frame_is_out_of_flight(desk: Any) -> None:
    desk.send("watch", sections=["W"], fps=60)
    desk.frame()
    window = desk.session.subscription.window
    assert window.is_in_flight(1)
    desk.acknowledge(1)
    assert not window.is_in_flight(1)


def test_the_answer_names_what_is_watched(desk: Any) -> None:
    ack, layout = desk.send("watch", sections=["W", "b"], fps=20)
    assert ack.applied["sections"] == ("W", "b")
    assert english(ack.message) == "Watching 2 sections, 20 frames a second"
    assert {section.name for section in layout.sections} == {"W", "b"}
    assert (
        english(desk.send("watch", sections=[], fps=0)[0].message) == "Watching nothing"
    )
    figures = desk.send("watch", sections=[], fps=5)[0].message
    assert english(figures) == "Watching the figures only"
