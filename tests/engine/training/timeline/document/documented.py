"""Runs with everything that can happen to one, for the tests of documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from engine import Experiment, Lockstep, Trainer
from engine.training.timeline.document.captured import captured
from engine.training.timeline.document.document import Document, to_plain
from engine.training.timeline.document.loading import Loading
from engine.training.timeline.document.reading import reading
from engine.training.timeline.events import Change, Drop, Edit, Swap, Twin
from engine.training.timeline.timeline import Timeline
from tests.engine.training.runs import experiment

OWN = {
    "x": [[0.5, -1.25], [1.0, 0.0], [-0.0, 2.0], [3.0, 1 / 3]],
    "y": ["a", "b", "a", "b"],
    "names": ["one", "two"],
}


def went(run: Timeline, step: int) -> None:
    seek = run.seek(run.branch.place(step))
    while not seek.proceed(50):
        pass
    run.finish(seek)


def changed() -> Timeline:
    """A run with a change of scalars, of the shape, of a weight and of dropout."""
    run = Timeline(Lockstep(Trainer(experiment({"dropout": 0.2, "patience": 400}))))
    run.step(40)
    run.apply(Change(({"learning_rate": 0.2},)))
    run.apply(Change(({"learning_rate": 0.3},)), continues=True)
    run.step(51)
    run.apply(Change(({"hidden": (5, 2), "optimizer": "adam"},)))
    run.apply(Edit(0, 1, 0, None, 0.25))
    run.step(60)
    return run


def branched() -> Timeline:
    """A run that was changed in the past, under a name."""
    run = changed()
    run.branch.name = "adam, wide"
    went(run, 70)
    run.apply(Change(({"learning_rate": 0.05, "schedule": "cosine"},)))
    run.step(30)
    return run


def twinned() -> Timeline:
    """Twins that were made, exchanged, edited and dropped; and twins again."""
    run = changed()
    run.apply(Twin({"activation": "sigmoid"}))
    run.step(20)
    run.apply(Swap())
    run.apply(Edit(1, 0, 1, 0, -1.0))
    run.step(20)
    run.apply(Drop(0))
    run.step(9)
    run.apply(Twin({"l2": 0.0}))
    run.step(20)
    return run


def own_table() -> Timeline:
    """Two networks on an own table, since the start, in the middle of a step."""
    one = Experiment(dataset=OWN, train_share=1.0, batch_size=3, hidden=(3,))
    pair = Trainer(one), Trainer(one.replace(optimizer="momentum"))
    run = Timeline(Lockstep(*pair))
    run.step(201)
    run.advance("op")
    return run


RUNS: dict[str, Callable[[], Timeline]] = {
    "changed": changed,
    "branched": branched,
    "twinned": twinned,
    "own_table": own_table,
}


def plain(run: Timeline, max_bytes: int = 1 << 20) -> dict[str, Any]:
    """Return the document of a run as it comes out of a file."""
    found: dict[str, Any] = json.loads(json.dumps(to_plain(captured(run), max_bytes)))
    return found


def read(value: Any) -> Document:
    steps = reading(value)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Document = end.value
            return found


def loaded(value: Any, by: int = 30) -> tuple[Timeline, Loading]:
    """Return a timeline that has taken a document."""
    loading = Loading(read(value))
    while not loading.proceed(by):
        pass
    run = Timeline(Lockstep(Trainer(experiment({"hidden": (2,)}))))
    run.step(3)
    loading.finish(run)
    return run, loading


def state(run: Timeline) -> list[str]:
    """Return hashes of everything that determines how a run goes on."""
    begun = run.lockstep.snapshot().between_steps()
    return [each.digest() for each in begun.snapshots]
