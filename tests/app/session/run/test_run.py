"""A run without a session: training, losses, curves and marks."""

import json
import math
from typing import Any

import pytest

from app.session.commands.cost import new_trainers
from app.session.run.loss_guard import LOOK_EVERY
from app.session.run.run import Run
from engine import DivergenceError, Experiment, Readout, Trainer
from engine.training.timeline.branch import TimelinePlace
from engine.training.timeline.events import Change, Edit, Swap, Twin

DIVERGING = {"dataset": "plane", "activation": "relu", "learning_rate": 100.0}


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
    before = run.records.losses()
    with monkeypatch.context() as patch:
        patch.setattr(type(run.trainer), "losses", property(lambda _: 1 / 0))
        assert run.records.losses() == before
    run.trainer.step()
    assert run.records.losses() != before


def test_a_parameter_set_by_hand_gives_other_losses_and_a_mark(run: Run) -> None:
    run.trainer.step()
    before = run.records.losses()
    old = float(run.trainer.parameters[0][0][1, 0])
    run.set_parameter(0, 1, 0, 2.5, now=0.0)
    assert run.records.losses() != before
    (mark,) = run.records.present[0].marks
    (change,) = mark.changes
    assert (change.field, change.before, change.after) == ("W", old, 2.5)
    assert (change.layer, change.row, change.column) == (0, 1, 0)


def test_a_divergence_is_traced_back_to_the_first() -> None:
    run = Run(*new_trainers(Experiment(**DIVERGING)), clock=lambda: 0.0)
    reference = Trainer(run.trainer.experiment)
    while math.isfinite(reference.train_loss):
        reference.step()
    with pytest.raises(DivergenceError) as caught, run.guarded():
        run.trainer.step(1000)
    assert (caught.value.step, caught.value.quantity) == (reference.step_count, "loss")
    assert run.trainer.step_count == reference.step_count - 1
    assert all(map(math.isfinite, run.records.losses()))
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


def trained(run: Run, n_steps: int) -> None:
    assert run.timeline.step(n_steps) == n_steps


def sought(run: Run, place: TimelinePlace) -> None:
    seek = run.timeline.seek(place)
    assert seek.proceed(10_000)
    run.arrive(seek)


def add_point(run: Run) -> None:
    run.records.add_points([Readout(run.trainer)], now=0.0)


def test_a_former_run_can_be_returned_to(run: Run) -> None:
    trained(run, 3)
    add_point(run)
    run.records.mark({"l2": (0, 0.1)})
    digest, place = run.trainer.snapshot().digest(), run.timeline.place
    run.replace(*new_trainers(Experiment(hidden=(7,))))
    (record,) = run.records.present
    assert (len(record.curves), list(record.marks)) == (0, [])
    sought(run, place)
    (record,) = run.records.present
    assert run.trainer.snapshot().digest() == digest
    assert (len(record.curves), len(list(record.marks))) == (1, 1)


def test_a_change_in_the_past_goes_on_with_the_curves_up_to_there(run: Run) -> None:
    for _ in range(5):
        trained(run, 1)
        add_point(run)
    sought(run, TimelinePlace(0, 3, 0))
    assert run.records.histories()[0].step == (1, 2, 3, 4, 5)
    run.apply(Change(({"learning_rate": 0.5},)), now=0.0)
    trained(run, 1)
    add_point(run)
    assert run.records.histories()[0].step == (1, 2, 3, 4)
    old = run.timeline.branches[0]
    (history,) = run.records.histories_of(old)
    assert (history.branch, history.step) == (0, (1, 2, 3, 4, 5))
    assert run.records.last_loss(old) == history.train_loss[-1]


def test_moves_of_one_slider_are_one_gesture(run: Run) -> None:
    for now, fields in [
        (0.0, {"learning_rate": 0.1}), (0.5, {"learning_rate": 0.2}),
        (3.0, {"learning_rate": 0.3}), (3.1, {"l2": 0.1}), (3.2, {"l2": 0.2}),
    ]:  # fmt: skip
        run.apply(Change((fields,)), now=now)
        run.timeline.step(1)
    for now, row in ((3.3, 0), (3.4, 0), (3.5, 1)):
        run.apply(Edit(0, 0, row, 0, now), now=now)
    run.apply(Twin({}), now=3.6)
    for now in (3.7, 3.8):
        run.apply(Swap(), now=now)
    continues = [dated.continues for dated in run.timeline.branch.events]
    assert continues == [
        *(False, True, False, False, True), *(False, True, False), *3 * [False]
    ]  # fmt: skip


def test_a_gesture_has_one_mark(run: Run) -> None:
    run.timeline.step(1)
    (record,) = run.records.present
    for now in (0.0, 0.5, 1.0):
        run.set_parameter(0, 1, 0, now, now=now)
        run.timeline.step(1)
    assert [mark.step for mark in record.marks] == [1]
    run.set_parameter(0, 1, 0, 2.0, now=9.0)
    assert [mark.step for mark in record.marks] == [1, 4]


def test_a_run_with_a_goal_goes_there_at_full_speed_and_pauses(run: Run) -> None:
    run.play(0.001, now=0.0)
    run.play_to(1000)
    assert run.due_at() == -math.inf
    turns = 0
    while run.running:
        run.train(1.0, now=0.0)
        turns += 1
    assert run.trainer.step_count == 1000
    assert turns > 200
    run.play_to(1000)
    assert not run.running
    run.play(20, now=0.0)
    assert not run.has_goal


def test_a_divergence_drops_what_was_recorded_after_it() -> None:
    run = Run(*new_trainers(Experiment(**DIVERGING)), clock=lambda: 0.0)
    with pytest.raises(DivergenceError), run.guarded():
        run.timeline.step(5000)
    assert run.timeline.end == run.timeline.position
    assert not run.timeline.is_past


def test_what_happened_in_the_past_happens_again(run: Run) -> None:
    trained(run, 5)
    run.apply(Change(({"learning_rate": 0.5},)), now=0.0)
    trained(run, 5)
    digest = run.trainer.snapshot().digest()
    sought(run, TimelinePlace(0, 5, 0))
    assert run.repeat_events()
    assert not run.repeat_events()
    trained(run, 5)
    assert run.trainer.snapshot().digest() == digest
    sought(run, TimelinePlace(0, 5, 0))
    run.leave()
    assert not run.repeat_events()


def test_points_are_added_now_and_then_and_at_a_pause(run: Run) -> None:
    records = run.records
    run.play(None, now=0.0)
    for now, is_lacking in ((0.0, True), (0.01, False), (0.02, False), (0.1, True)):
        trained(run, 1)
        lacks = records.lacks_points(now=now, is_running=True)
        assert lacks == is_lacking
        assert records.lacks_points(now=now, is_running=True, at_once=True)
        if lacks:
            records.add_points([Readout(run.trainer)], now=now)
    assert records.histories()[0].step == (1, 4)
    trained(run, 1)
    assert records.lacks_points(now=0.11, is_running=False)
    records.add_points([Readout(run.trainer)], now=0.11)
    assert not records.lacks_points(now=0.5, is_running=False)
    run.timeline.advance("op")
    assert not records.lacks_points(now=0.9, is_running=False)


def measured(desk: Any) -> dict[int, Any]:
    """Return the points of a desk's curves by step."""
    event = desk.session._state.run.records.histories()[0]
    names = set(type(event).model_fields) - {"type", "run", "branch", "step", "marks"}
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
    event = desk.session._state.run.records.histories()[0]
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
    event = desk.session._state.run.records.histories()[0]
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
    event = desk.session._state.run.records.histories()[0]
    rows = dict(zip(event.step, getattr(event, section), strict=True))
    common = rows.keys() & shown.keys()
    assert len(common) > 15
    for step in common:
        assert list(rows[step]) == shown[step]
