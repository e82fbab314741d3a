"""A run without a session: training, losses, curves and marks."""

import json
import math
from typing import Any

import pytest

from app.session.commands.cost import new_trainers
from app.session.run.loss_guard import LOOK_EVERY
from app.session.run.run import Run
from engine import DivergenceError, Experiment, Readout, Trainer


@pytest.fixture
def run() -> Run:
    return Run(*new_trainers(Experiment()), clock=lambda: 0.0)


def test_a_paused_run_does_not_train(run: Run) -> None:
    assert run.due_at() is None
    run.train(0.01, now=0.0)
    assert run.trainer.step_count == 0


def test_a_free_run_is_always_due(run: Run) -> None:
    run.play(None, now=0.0)
    assert run.due_at() == -math.inf
    run.train(0.01, now=0.0)
    assert run.trainer.step_count == 1  # the cost of a step is not known yet


def test_a_paced_run_is_due_at_its_next_step(run: Run) -> None:
    run.play(10, now=5.0)
    run.train(1.0, now=5.0)
    assert run.trainer.step_count == 1
    assert run.due_at() == pytest.approx(5.1)
    run.train(1.0, now=5.05)
    assert run.trainer.step_count == 1


def test_idle_time_is_not_made_up_for(run: Run) -> None:
    run.play(10, now=0.0)
    run.skip_idle_time(now=100.0)
    for _ in range(3):
        run.train(1.0, now=100.0)
    assert run.trainer.step_count == 1


def test_losses_are_computed_once_per_step(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run.losses()
    with monkeypatch.context() as patch:
        patch.setattr(type(run.trainer), "losses", property(lambda _: 1 / 0))
        assert run.losses() == before
    run.trainer.step()
    assert run.losses() != before


def test_a_parameter_set_by_hand_gives_other_losses_and_a_mark(run: Run) -> None:
    run.trainer.step()
    before = run.losses()
    old = float(run.trainer.parameters[0][0][1, 0])
    run.set_parameter(0, 1, 0, 2.5, now=0.0)
    assert run.losses() != before
    (mark,) = run.marks
    (change,) = mark.changes
    assert (change.field, change.before, change.after) == ("W", old, 2.5)
    assert (change.layer, change.row, change.column) == (0, 1, 0)


def test_a_divergence_is_traced_back_to_the_first() -> None:
    fields = {"dataset": "plane", "activation": "relu", "learning_rate": 100.0}
    run = Run(*new_trainers(Experiment(**fields)), clock=lambda: 0.0)
    reference = Trainer(run.trainer.experiment)
    while math.isfinite(reference.train_loss):
        reference.step()
    with pytest.raises(DivergenceError) as caught, run.guarded():
        run.trainer.step(1000)
    assert (caught.value.step, caught.value.quantity) == (reference.step_count, "loss")
    assert run.trainer.step_count == reference.step_count - 1
    assert all(map(math.isfinite, run.losses()))
    assert run.trainer.last_step() is not None


def test_a_long_run_is_judged_though_nobody_looks() -> None:
    slow = {"dataset": "plane", "hidden": (), "learning_rate": 0.3}
    falling = {"schedule": "step", "schedule_steps": 370, "schedule_factor": 1e-6}
    run = Run(*new_trainers(Experiment(**slow, **falling)), clock=lambda: 0.0)
    with run.guarded():
        run.trainer.step(60)
    with pytest.raises(DivergenceError) as caught, run.guarded():
        run.trainer.step(LOOK_EVERY)
    assert caught.value.step == run.trainer.step_count + 1 == 364


def test_a_checkpoint_brings_the_run_back(run: Run) -> None:
    run.trainer.step(3)
    run.add_points([Readout(run.trainer)], now=0.0)
    run.mark({"l2": (0, 0.1)}, now=0.0)
    digest, checkpoint = run.trainer.snapshot().digest(), run.checkpoint()
    run.replace(*new_trainers(Experiment(hidden=(7,))))
    assert (len(run.curves), list(run.marks)) == (0, [])
    run.restore(checkpoint)
    assert run.trainer.snapshot().digest() == digest
    assert (len(run.curves), len(list(run.marks))) == (1, 1)


def test_points_are_added_now_and_then_and_at_a_pause(run: Run) -> None:
    run.play(None, now=0.0)
    for now in (0.0, 0.01, 0.02, 0.1):
        run.trainer.step()
        run.add_points([Readout(run.trainer)], now=now)
    assert [len(run.curves), run.curves.last_step] == [2, 4]
    run.running = False
    run.trainer.step()
    run.add_points([Readout(run.trainer)], now=0.11)
    run.add_points([Readout(run.trainer)], now=0.5)
    assert [len(run.curves), run.curves.last_step] == [3, 5]


def measured(desk: Any) -> dict[int, Any]:
    """Return the points of a desk's curves by step."""
    event = desk.session._state.run.histories()[0]
    names = set(type(event).model_fields) - {"type", "run", "step", "marks"}
    columns = [getattr(event, name) for name in sorted(names)]
    rows = zip(*columns, strict=True)
    return dict(zip(event.step, map(repr, rows), strict=True))


def go(desk: Any, by: str, count: int) -> None:
    """Advance unit by unit, with a frame after each."""
    for _ in range(count):
        desk.ask("advance", by=by)
        desk.now += 1
        assert desk.frame()
        desk.acknowledge(desk.session.subscription.seq)


@pytest.mark.parametrize("by", ["op", "layer", "phase"])
def test_stepping_in_pieces_measures_what_whole_steps_do(
    make_desk: Any, by: str
) -> None:
    whole, pieces = make_desk(dropout=0.2), make_desk(dropout=0.2)
    for desk in (whole, pieces):
        desk.send("watch", sections=["gradient_rms", "delta_rms"], fps=60)
    go(whole, "step", 6)
    while pieces.session.trainer.step_count < 6:
        go(pieces, by, 1)
    assert list(measured(whole)) == [1, 2, 3, 4, 5, 6]
    assert measured(pieces) == measured(whole)


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.5},
        {"activation": "relu"},
        {"loss": "huber"},
        {"hidden": [3]},
        {"batch_size": 5},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("n_phases", [0, 3])
def test_a_change_leaves_the_past_alone(
    make_desk: Any, change: dict[str, Any], n_phases: int
) -> None:
    """Also within a step, which then starts again."""
    desk = make_desk()
    desk.send("watch", sections=["delta_rms"], fps=60)
    go(desk, "step", 3)
    go(desk, "phase", n_phases)
    before = measured(desk)
    desk.send("change", **change)
    desk.send("set_parameter", layer=0, row=0, column=0, value=9.0)
    desk.now += 1
    desk.frame()
    desk.acknowledge(desk.session.subscription.seq)
    assert measured(desk) == before
    go(desk, "step", 1)
    after = measured(desk)
    assert list(after) == [1, 2, 3, 4]
    assert {step: after[step] for step in before} == before


def test_the_step_of_a_change_is_measured_before_it(make_desk: Any) -> None:
    desk = make_desk()
    desk.send("play")
    desk.train(3)
    trainer = desk.session.trainer
    step, loss = trainer.step_count, trainer.train_loss
    desk.send("change", loss="huber")
    event = desk.session._state.run.histories()[0]
    assert (event.step[-1], event.train_loss[-1]) == (step, loss)
    assert len(event.gradient_rms[-1]) == len(event.delta_rms[-1]) == 3


def test_before_the_first_step_there_is_no_past(make_desk: Any) -> None:
    desk = make_desk()
    desk.send("watch", sections=["gradient_rms"], fps=60)
    desk.frame()
    assert list(measured(desk)) == [0]
    desk.send("change", loss="huber")
    desk.send("set_parameter", layer=0, row=0, column=0, value=9.0)
    desk.acknowledge(1)
    desk.now += 1
    desk.frame()
    event = desk.session._state.run.histories()[0]
    assert (event.step, event.train_loss) == ((0,), (desk.session.trainer.train_loss,))
    assert all(map(math.isnan, event.delta_rms[0]))


@pytest.mark.parametrize("section", ["gradient_rms", "delta_rms"])
def test_the_history_has_the_numbers_of_the_frames(
    make_desk: Any, read_header: Any, read_sections: Any, section: str
) -> None:
    desk = make_desk()
    layout = json.loads(desk.send("watch", sections=[section], fps=30)[1].text())
    desk.send("play", steps_per_second=500)
    shown: dict[int, list[float]] = {}
    for _ in range(60):
        desk.train(seconds=0.033)
        if frame := desk.frame():
            values = read_sections(frame, layout)[section, None]
            shown[read_header(frame)["step"]] = values.tolist()
            desk.acknowledge(desk.session.subscription.seq)
    event = desk.session._state.run.histories()[0]
    rows = dict(zip(event.step, getattr(event, section), strict=True))
    common = rows.keys() & shown.keys()
    assert len(common) > 15
    for step in common:
        assert list(rows[step]) == shown[step]
