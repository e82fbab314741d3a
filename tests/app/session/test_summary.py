"""What a list shows of a session: numbers and a small picture."""

from base64 import b64decode
from typing import Any

import numpy as np
import pytest

from app.session.summary import COLUMNS, SIDE, summary_of
from engine import Surface


def levels(picture: Any) -> Any:
    return np.frombuffer(b64decode(picture.values), np.uint8)


def trained(make_desk: Any, n_steps: int = 5, **fields: Any) -> Any:
    desk = make_desk(**fields)
    desk.ask("advance", count=n_steps)
    return desk.session.state


def test_numbers_are_those_of_the_first_network(make_desk: Any) -> None:
    state = trained(make_desk, hidden=[3, 2], activation=["relu", "tanh"])
    summary = summary_of(state)
    assert (summary.dataset, summary.hidden) == ("circle", (3, 2))
    assert (summary.activation, summary.has_twin) == ("relu tanh", False)
    assert (summary.train_loss, summary.test_loss) == state.trainer.losses
    assert summary.test_accuracy == state.trainer.test_accuracy


def test_an_activation_of_all_layers_is_named_once(make_desk: Any) -> None:
    assert summary_of(trained(make_desk, hidden=[3, 3])).activation == "tanh"
    state = trained(make_desk, hidden=[3, 3], activation=["relu", "relu"])
    assert summary_of(state).activation == "relu"


def test_the_picture_has_the_answers_over_the_plane(make_desk: Any) -> None:
    state = trained(make_desk, 50)
    picture = summary_of(state).picture
    assert picture is not None
    assert (picture.kind, picture.width, picture.n_classes) == ("surface", SIDE, 0)
    outputs = Surface(SIDE).evaluate(state.trainer).outputs[0].ravel()
    assert np.array_equal(levels(picture) > 127, outputs > 0) or np.all(
        np.abs(outputs[(levels(picture) > 127) != (outputs > 0)]) < 0.01
    )


def test_the_picture_of_classes_has_the_likeliest(make_desk: Any) -> None:
    state = trained(make_desk, 50, dataset="iris")
    picture = summary_of(state).picture
    assert picture is not None
    assert picture.n_classes == 3
    outputs = Surface(SIDE).evaluate(state.trainer).outputs
    likeliest = outputs.argmax(axis=0).ravel()
    assert np.mean(levels(picture) == likeliest) > 0.98


def test_without_a_plane_the_picture_is_the_loss(make_desk: Any) -> None:
    desk = make_desk(dataset="digits", hidden=[4])
    for _ in range(8):
        desk.ask("advance", count=3)
        desk.now += 1
    picture = summary_of(desk.session.state).picture
    assert picture is not None
    assert (picture.kind, picture.width) == ("loss", COLUMNS)
    assert (levels(picture).max(), levels(picture).min()) == (255, 0)


def test_without_points_there_is_no_picture(make_desk: Any) -> None:
    assert (
        summary_of(make_desk(dataset="digits", hidden=[4]).session.state).picture
        is None
    )


def test_a_twin_is_told(make_desk: Any) -> None:
    desk = make_desk()
    desk.send("twin", change={"learning_rate": 0.1})
    assert summary_of(desk.session.state).has_twin


@pytest.mark.parametrize("x", [[[1, 2], [3, 4], [5, 6]], [[1], [2], [3]]])
def test_an_own_table_has_no_name(make_desk: Any, x: Any) -> None:
    desk = make_desk()
    (ack,) = desk.send("table", x=x, y=["a", "b", "a"])
    desk.send("reset", experiment={"dataset": {"table": ack.applied["table"]}})
    assert summary_of(desk.session.state).dataset == "own"
