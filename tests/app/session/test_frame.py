"""Frames show the session as it is, and only when something has changed."""

from typing import Any

from app.session.frame import frame_of, version_of


def test_equal_versions_give_no_second_frame(desk: Any) -> None:
    desk.send("watch", sections=["W"])
    state, subscription = desk.session._state, desk.session.subscription
    assert frame_of(state, subscription, now=desk.now)
    subscription.window.acknowledge(1, now=desk.now)
    version = version_of(state)
    assert frame_of(state, subscription, now=desk.now + 1) is None
    desk.ask("advance", by="op")
    assert version_of(state) != version
    assert frame_of(state, subscription, now=desk.now + 1)


def test_the_header_tells_the_step(desk: Any, read_header: Any) -> None:
    desk.send("watch", sections=["W"])
    desk.ask("advance", by="step", count=3)
    frame = frame_of(desk.session._state, desk.session.subscription, now=desk.now)
    header = read_header(frame)
    assert header["step"] == 3
    assert header["command"] == desk.session._state.n_commands


def test_a_frame_with_figures_adds_a_point_to_the_curves(desk: Any) -> None:
    desk.send("watch", sections=["gradient_rms"])
    desk.session._state.run.timeline.step(2)
    assert desk.frame()
    (history,) = desk.session._state.run.records.histories()
    assert history.step == (2,)
