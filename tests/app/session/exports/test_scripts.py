"""The exported programs continue the run of a session with the same losses."""

import json
from typing import Any

import pytest

from tests.engine.export.runs import executed


def program(answer: Any) -> str:
    """Return the code of an answer."""
    if answer.kind != "notebook":
        return str(answer.content)
    cells = json.loads(answer.content)["cells"][:-1]
    code = ("".join(each["source"]) for each in cells if each["cell_type"] == "code")
    return "\n".join(code)


@pytest.fixture
def trained(desk: Any) -> Any:
    """Return a session within an epoch, with Adam, dropout and a twin."""
    desk.send("change", optimizer="adam", dropout=0.1)
    desk.ask("advance", by="step", count=30)
    differs = {"activation": "relu", "learning_rate": 0.01}
    desk.send("twin", at="now", change=differs)
    desk.ask("advance", by="step", count=3)
    return desk


NAMES = {"numpy": "numpy.py", "pytorch": "pytorch.py", "notebook": "notebook.ipynb"}


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("run", [0, 1])
def test_the_program_makes_the_next_steps_of_the_session(
    trained: Any, kind: str, run: int
) -> None:
    if kind == "pytorch":
        pytest.importorskip("torch")
    link = "http://127.0.0.1:8000/#step=33"
    (answer,) = trained.send("export", kind=kind, run=run, link=link)
    assert answer.filename == f"circle-step-33-{NAMES[kind]}"
    assert not answer.is_base64
    assert link in answer.content
    curve = executed(program(answer))["curve"]
    for step, train, test in curve[::25]:
        trainer = trained.session._state.trainers[run]
        assert trainer.step_count == step
        assert train == pytest.approx(trainer.train_loss, rel=1e-10)
        assert test == pytest.approx(trainer.test_loss, rel=1e-10)
        trained.ask("advance", by="step", count=25)
    assert len(curve) == 101


def test_a_script_of_a_past_step_continues_from_there(trained: Any) -> None:
    trained.ask("seek", step=12)
    (answer,) = trained.send("export", kind="numpy")
    assert answer.step == 12
    curve = executed(program(answer))["curve"]
    assert curve[0][0] == 12
    assert curve[0][1] == trained.session._state.trainers[0].train_loss
