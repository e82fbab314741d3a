"""The exported curves are those of the run."""

import io
from typing import Any

import numpy as np

from app.protocol.commands.commands import Export
from app.session.exports.curves import curves_npz


def arrays(desk: Any, **fields: Any) -> Any:
    command = Export(type="export", id=1, kind="curves_npz", **fields)
    file = io.BytesIO(curves_npz(desk.session._state, command))
    return np.load(file, allow_pickle=False)


def test_every_curve_is_there_with_its_exact_numbers(desk: Any) -> None:
    for _ in range(5):
        desk.ask("advance", by="step")
    found = arrays(desk, link="https://example.org/#view=train")
    (history,) = desk.session._state.run.records.histories()
    assert found["step"].tolist() == list(history.step) == [1, 2, 3, 4, 5]
    assert found["train_loss"].tolist() == list(history.train_loss)
    assert found["delta_rms"].tolist() == [list(row) for row in history.delta_rms]
    assert str(found["link"]) == "https://example.org/#view=train"


def test_the_twin_has_curves_of_its_own(desk: Any) -> None:
    desk.send("twin", change={"activation": "relu"})
    desk.ask("advance", by="step")
    first, second = (arrays(desk, run=run)["train_loss"] for run in (0, 1))
    assert len(first) == len(second) > 0
    assert not np.array_equal(first, second)


def test_before_the_first_step_they_are_empty(desk: Any) -> None:
    assert arrays(desk)["step"].shape == (0,)
