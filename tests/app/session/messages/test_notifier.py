"""A page is told of the twin and the past when they change."""

from app.protocol.events import History, Timeline, TwinChanged
from app.session.memory_budget import Account, MemoryBudget
from app.session.messages.notifier import TIMELINE_SECONDS, Notifier, twin_event
from app.session.run.run import Run
from app.session.uploads import Uploads
from engine import Experiment, Trainer
from engine.training.timeline.events import Change, Edit, Twin

BUDGET = MemoryBudget(1 << 30)


def new() -> tuple[Run, Notifier, Uploads]:
    assert Account(BUDGET)
    run = Run(Trainer(Experiment()), clock=lambda: 0.0)
    return run, Notifier(run), Uploads(BUDGET)


def test_nothing_is_told_while_nothing_changes() -> None:
    run, notifier, uploads = new()
    run.timeline.step(10)
    assert notifier.events(run, uploads, 0.0) == []


def test_a_change_is_told_once() -> None:
    run, notifier, uploads = new()
    run.apply(Change(({"l2": 0.1},)), now=0.0)
    (event,) = notifier.events(run, uploads, 0.0)
    assert isinstance(event, Timeline)
    assert notifier.events(run, uploads, 0.0) == []


def test_other_networks_are_told_with_their_curves() -> None:
    run, notifier, uploads = new()
    run.apply(Twin({"activation": "relu"}), now=0.0)
    twin, *histories, timeline = notifier.events(run, uploads, 0.0)
    assert isinstance(twin, TwinChanged)
    assert twin == twin_event(run, uploads)
    assert [type(each) for each in histories] == [History, History]
    assert isinstance(timeline, Timeline)
    run.replace(Trainer(Experiment()))
    twin, history, timeline = notifier.events(run, uploads, 0.0)
    assert (twin.experiment, history.step) == (None, ())  # type: ignore[attr-defined]


def test_of_many_changes_of_a_run_that_trains_few_are_told() -> None:
    run, notifier, uploads = new()
    run.play(None, now=0.0)
    times = [0.01 * k for k in range(100)]
    sent = []
    for now in times:
        run.apply(Edit(0, 0, 0, 0, now), now=now)
        sent += [now for _ in notifier.events(run, uploads, now)]
    assert len(sent) == 1 + int(times[-1] / TIMELINE_SECONDS)
    run.running = False
    assert len(notifier.events(run, uploads, times[-1])) == 1
