"""What happened to a run happens again the same way."""

import pytest

from engine import ExperimentError, Lockstep, Trainer
from engine.training.timeline.events import (
    Change,
    Drop,
    Edit,
    Event,
    Swap,
    Twin,
    subject,
)
from tests.engine.training.runs import experiment, same, twins

EVENTS: list[tuple[Event, bool]] = [
    (Change(({"learning_rate": 0.3},)), False),
    (Change(({"hidden": (4, 3)}, {"dropout": 0.2})), True),
    (Edit(0, 1, 0, None, 0.25), False),
    (Edit(1, 0, 1, 0, -2.0), True),
    (Twin({"activation": "sigmoid"}), False),
    (Twin({"hidden": (3,), "batch_size": 7}), False),
    (Swap(), True),
    (Drop(0), True),
    (Drop(1), True),
]


def run(*, has_twin: bool) -> Lockstep:
    lockstep = twins({}, {"activation": "relu"}) if has_twin else twins()
    return lockstep if has_twin else Lockstep(lockstep.trainers[0])


@pytest.mark.parametrize(("event", "has_twin"), EVENTS)
@pytest.mark.parametrize("n_ops", [0, 5])
def test_an_event_gives_the_same_twice(
    event: Event, *, has_twin: bool, n_ops: int
) -> None:
    ends = []
    for each in (run(has_twin=has_twin), run(has_twin=has_twin)):
        each.step(13)
        each.advance("op", n_ops)
        end = event.apply(each).lockstep
        end.step(20)
        ends.append(end)
    one, other = (end.trainers for end in ends)
    assert len(one) == len(other)
    assert all(map(same, one, other))


def test_a_twin_has_the_weights_of_the_first_network_and_settings_of_its_own() -> None:
    lockstep = run(has_twin=False)
    lockstep.step(5)
    both = Twin({"learning_rate": 0.5}).apply(lockstep).lockstep
    assert both.differences == {"learning_rate": (0.05, 0.5)}
    assert both.first_difference is None
    assert both.trainers[0] is lockstep.trainers[0]


def test_a_twin_that_is_refused_changes_nothing() -> None:
    lockstep = run(has_twin=False)
    lockstep.step(5)
    lockstep.advance("op", 3)
    with pytest.raises(ExperimentError):
        Twin({"learning_rate": -1}).apply(lockstep)
    assert (lockstep.step_count, lockstep.op_index) == (5, 3)


def test_the_one_that_is_not_dropped_stays() -> None:
    lockstep = run(has_twin=True)
    first, second = lockstep.trainers
    assert Drop(0).apply(lockstep).lockstep.trainers == (second,)
    assert Drop(1).apply(lockstep).lockstep.trainers == (first,)


def test_an_edit_sets_the_parameter() -> None:
    trainer = Trainer(experiment({}))
    old = trainer.parameters[0][0][1, 0]
    assert Edit(0, 0, 1, 0, 0.75).apply(Lockstep(trainer)).former == old
    assert trainer.parameters[0][0][1, 0] == 0.75


def test_a_change_reports_what_it_has_changed() -> None:
    lockstep = run(has_twin=True)
    fields = {"learning_rate": 0.3}, {"activation": "tanh"}
    first, second = Change(fields).apply(lockstep).reports
    assert first.changed == {"learning_rate": (0.05, 0.3)}
    assert set(second.changed) == {"activation"}


def test_changes_of_the_same_settings_have_one_subject() -> None:
    rate, faster = (Change(({"learning_rate": value},)) for value in (0.1, 0.2))
    assert subject(rate) == subject(faster)
    assert subject(rate) != subject(Change(({}, {"learning_rate": 0.1})))
    assert subject(rate) != subject(Change(({"l2": 0.1},)))


def test_edits_of_one_parameter_have_one_subject() -> None:
    weight = Edit(0, 1, 2, 3, 0.5)
    assert subject(weight) == subject(Edit(0, 1, 2, 3, 0.7))
    others = Edit(1, 1, 2, 3, 0.5), Edit(0, 1, 2, None, 0.5), Edit(0, 1, 2, 2, 0.5)
    assert subject(weight) not in map(subject, others)


@pytest.mark.parametrize("event", [Twin({}), Swap(), Drop(0)])
def test_what_concerns_the_pair_has_no_subject(event: Event) -> None:
    assert subject(event) is None
