"""A run without a session: training, losses, curves and marks."""

import math

import pytest

from app.session.cost import new_trainers
from app.session.loss_guard import LOOK_EVERY
from app.session.run import Run
from app.stream.readout import Readout
from engine import DivergenceError, Experiment, Trainer


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
        run.trainer.step(LOOK_EVERY - 1)
    assert math.isinf(run.losses()[0])
    with pytest.raises(DivergenceError) as caught, run.guarded():
        run.trainer.step(1)
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
