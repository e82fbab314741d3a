"""A document is read whole, or refused with the path of its first fault."""

import json
import random
from typing import Any

import pytest

from engine import ExperimentError
from engine.training.timeline.branches import MAX_BRANCHES
from engine.training.timeline.document.document import VERSION
from engine.training.timeline.document.reading import MAX_REPEATED, MAX_STEP
from engine.training.timeline.events import Change, Edit
from engine.training.timeline.keyframes import Position
from tests.engine.training.timeline.document.documented import (
    RUNS,
    branched,
    changed,
    loaded,
    own_table,
    plain,
    read,
    twinned,
    went,
)
from tests.engine.training.timeline.document.mutations import mutated


@pytest.mark.parametrize("name", RUNS)
def test_branches_are_those_of_the_run(name: str) -> None:
    run = RUNS[name]()
    document = read(plain(run))
    assert document.place == run.place
    for found, branch in zip(document.branches, run.branches, strict=True):
        end = run.end if branch is run.branch else branch.end
        assert (found.id, found.name, found.end) == (branch.id, branch.name, end)
        assert (found.parent, found.forked_at) == (branch.parent, branch.forked_at)
        assert found.origin == branch.origin
        for one, other in zip(found.events, branch.events, strict=True):
            assert one.experiments == other.experiments
            assert (one.step, one.continues) == (other.step, other.continues)


def test_a_branch_has_the_past_of_its_parent_up_to_where_it_left() -> None:
    run = changed()
    run.step(700)
    went(run, 600)
    run.apply(Change(({"learning_rate": 0.05},)))
    document = read(plain(run))
    parent, child = document.branches
    assert child.events[1] is parent.events[1]
    shared = child.keyframes.up_to(child.forked_at)
    assert shared is not None
    assert shared is parent.keyframes.up_to(child.forked_at)


def test_a_branch_that_is_not_like_its_parent_has_states_of_its_own_only() -> None:
    value = plain(branched())
    other = plain(branched())["branches"][1]
    other["experiments"][0]["seed"] = 5
    value["branches"][1] = other
    del other["states"][:], other["digests"][:]
    child = read(value).branches[1]
    assert child.keyframes.positions == []
    value = plain(branched())
    value["branches"][1]["events"][0][1]["fields"][0]["learning_rate"] = 0.25
    value["branches"][1]["states"], value["branches"][1]["digests"] = [], []
    assert read(value).branches[1].keyframes.positions == []


def spoilt(path: str, value: Any, made: Any = None) -> dict[str, Any]:
    """Return a document with another value at a path."""
    document = plain(changed()) if made is None else made
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    holder: Any = document
    for key in way:
        holder = holder[key]
    holder[last] = value
    return dict(document)


FAULTS: list[tuple[str, Any]] = [
    ("format", "other"),
    ("version", 0),
    ("version", VERSION + 1),
    ("more", 1),
    ("machine.numpy", 2),
    ("tables", [{"x": [[1.0]]}]),
    ("tables", [{"x": [["1"]], "y": ["a"]}]),
    ("branches", []),
    ("branches.0.id", -1),
    ("branches.0.name", "n" * 65),
    ("branches.0.name", ""),
    ("branches.0.parent", 0.5),
    ("branches.0.forked_at.step", 10**6),
    ("branches.0.forked_at", {"step": 95, "n_events": 0}),
    ("branches.0.experiments", []),
    ("branches.0.experiments.0", None),
    ("branches.0.experiments.0.dataset", {"table": 0}),
    ("branches.0.experiments.0.dataset", {"table": 0, "x": []}),
    ("branches.0.experiments.0.learning_rate", -1),
    ("branches.0.experiments.0.speed", 1),
    ("branches.0.events.0", [40]),
    ("branches.0.events.0.0", -1),
    ("branches.0.events.0.0", MAX_STEP + 1),
    ("branches.0.events.1.0", 39),
    ("branches.0.events.1.1.type", "other"),
    ("branches.0.events.1.1.fields.0.learning_rate", "fast"),
    ("branches.0.end.step", 90),
    ("branches.0.end.n_events", 5),
    ("branches.0.end.step", MAX_STEP + 1),
    ("branches.0.states.0", []),
    ("branches.0.states.0.at", {"step": 0}),
    ("branches.0.states.0.at.step", 152),
    ("branches.0.states.1.at.step", 30),
    ("branches.0.states.0.networks", []),
    ("branches.0.digests.0", [0, 0]),
    ("branches.0.digests.0.2", "0" * 31),
    ("branches.0.digests.0.0", 10**6),
    ("current.branch", 1),
    ("current.step", 152),
    ("current.n_events", 0),
]


@pytest.mark.whole
@pytest.mark.parametrize(("path", "value"), FAULTS)
def test_the_fault_is_named(path: str, value: Any) -> None:
    with pytest.raises(ExperimentError) as caught:
        read(spoilt(path, value))
    whole = caught.value.field or "more"
    named, given = whole.split("."), path.split(".")
    assert all(a == b for a, b in zip(named, given, strict=False))
    assert caught.value.message


def test_nothing_else_is_a_document() -> None:
    for value in (None, [], 3, "text", {}, {"format": None}):
        with pytest.raises(ExperimentError, match="not a run"):
            read(value)
    with pytest.raises(ExperimentError, match="newer program") as caught:
        read({"format": "backprop-live-run", "version": VERSION + 1})
    assert caught.value.limit == VERSION


def test_no_id_is_used_twice_and_branches_are_not_too_many() -> None:
    value = plain(changed())
    twice = [value["branches"][0]] * 2
    with pytest.raises(ExperimentError, match="another branch"):
        read({**value, "branches": twice})
    each = [{**value["branches"][0], "id": k} for k in range(MAX_BRANCHES + 1)]
    assert len(read({**value, "branches": each[:-1]}).branches) == MAX_BRANCHES
    with pytest.raises(ExperimentError, match="items"):
        read({**value, "branches": each})


def test_a_way_that_is_too_long_is_refused() -> None:
    value = plain(changed())
    branch = value["branches"][0]
    last = branch["states"][-1]["at"]["step"]
    branch["end"]["step"] = last + MAX_REPEATED
    assert read(value).branch.end.step == last + MAX_REPEATED
    value["current"]["step"] = last + MAX_REPEATED
    assert read(value).place.step == last + MAX_REPEATED
    branch["end"]["step"] += 1
    with pytest.raises(ExperimentError, match="after the last state"):
        read(value)
    branch["end"]["step"] -= 1
    branch["states"] = branch["states"][-1:]
    branch["states"][0]["at"]["step"] = last + 1
    value["current"]["step"] = last
    assert read(value).place.step == last


def test_a_repetition_to_the_present_is_not_too_long_either() -> None:
    value = plain(changed())
    branch = value["branches"][0]
    state = branch["states"][-1]
    far = 2 * MAX_REPEATED + 200
    branch["end"]["step"] = state["at"]["step"] = far
    assert read(value).branch.end.step == far
    value["current"]["step"] = far - 100
    with pytest.raises(ExperimentError, match="after the last state") as caught:
        read({**value, "current": value["current"]})
    assert caught.value.field == "current"


def test_events_ahead_of_the_end_are_kept() -> None:
    run = changed()
    made = run.branches.without(run.branch, 0)
    value = plain(run)
    found = read(value).branches[1]
    assert found.end == Position(40, 0) == made.end
    assert len(found.events) == 2
    assert found.events[0].step == 91


@pytest.mark.parametrize("n_mutations", [20, pytest.param(250, marks=pytest.mark.slow)])
@pytest.mark.parametrize("make", [changed, branched, twinned, own_table])
def test_whatever_is_wrong_is_refused_with_its_path(
    make: Any, n_mutations: int
) -> None:
    value, rng = plain(make(), 30_000), random.Random(make.__name__)
    n_refused = n_loaded = 0
    for _ in range(n_mutations):
        wrong = mutated(value, rng)
        try:
            document = read(wrong)
        except ExperimentError:
            n_refused += 1
            continue
        if document.place.step < 400 and n_loaded < n_mutations // 10:
            n_loaded += 1
            run, _ = loaded(wrong)
            run.step(3)
    assert n_refused > n_mutations // 2


def test_only_an_event_like_the_one_before_continues_it() -> None:
    run = changed()
    for value in (0.5, 0.75):
        run.apply(Edit(0, 0, 0, 0, value), continues=True)
    value = plain(run)
    events = value["branches"][0]["events"]
    for _, event in events:
        event["continues"] = True
    found = [each.continues for each in read(value).branch.events]
    assert found == [False, True, False, False, False, True]


def test_what_is_half_read_has_changed_nothing() -> None:
    value = plain(branched())
    text = json.dumps(value)
    value["current"]["branch"] = 9
    with pytest.raises(ExperimentError):
        read(value)
    value["current"]["branch"] = json.loads(text)["current"]["branch"]
    assert json.dumps(value) == text


def test_states_of_a_branch_come_in_their_order() -> None:
    value = plain(changed())
    states = value["branches"][0]["states"]
    states.append(states[0])
    with pytest.raises(ExperimentError, match="later than the one before"):
        read(value)
