"""States are written and read to the bit, and others are refused."""

import json
import math
from typing import Any

import pytest

from engine import ExperimentError, Lockstep, Trainer
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.document.states import state_from, state_to_plain
from engine.training.timeline.keyframes import Keyframe, Position, digest_of
from tests.engine.training.runs import RUNS, experiment, twins


def keyframe(lockstep: Lockstep) -> Keyframe:
    snapshot = lockstep.snapshot()
    return Keyframe(Position(snapshot.step, 0), snapshot, digest_of(snapshot))


def written(lockstep: Lockstep) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(state_to_plain(keyframe(lockstep))))
    return found


def read(lockstep: Lockstep, value: Any) -> Keyframe:
    experiments = tuple(each.experiment for each in lockstep.trainers)
    return state_from(
        DocumentPart(value, "s"), Position(lockstep.step_count, 0), experiments
    )


@pytest.mark.parametrize("changes", RUNS)
def test_a_run_goes_on_from_what_was_written(changes: dict[str, Any]) -> None:
    one = Lockstep(Trainer(experiment({"patience": 90, **changes})))
    one.step(17)
    other = Lockstep(Trainer(experiment({})))
    other.restore(read(one, written(one)).snapshot)
    one.step(40)
    other.step(40)
    assert one.trainers[0].snapshot().digest() == other.trainers[0].snapshot().digest()


@pytest.mark.parametrize("change", [{}, {"l2": 0.1}, {"hidden": (3,)}])
def test_twins_keep_their_first_difference(change: dict[str, Any]) -> None:
    pair = twins(change=change)
    pair.step(9)
    found = read(pair, written(pair)).snapshot
    assert found.first_difference == pair.first_difference
    assert found.equal == ()
    other = twins()
    other.restore(found)
    for each in (pair, other):
        each.change({}, {"learning_rate": 1.0})
        each.step(3)
    assert other.first_difference == pair.first_difference
    assert all(
        a.snapshot().digest() == b.snapshot().digest()
        for a, b in zip(pair.trainers, other.trainers, strict=True)
    )


@pytest.mark.parametrize("best", [math.inf, math.nan, 0.1, 5e-324])
def test_the_lowest_loss_is_kept_to_the_bit(best: float) -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    value = written(lockstep)
    value["networks"][0]["best_loss"] = best.hex()
    (found,) = read(lockstep, value).snapshot.snapshots
    assert found.best_loss == best or math.isnan(best)


BAD: list[tuple[str, Any]] = [
    ("state", "AAAA"),
    ("state", 3),
    ("t", 18),
    ("epoch", -1),
    ("batch_index", 5),
    ("epoch_started", 1),
    ("shuffle", {}),
    ("best_loss", "0x1"),
    ("best_loss", "one"),
    ("best_loss", "0x1p9999999"),
    ("waited", 1.5),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_a_part_that_is_none_of_the_networks_is_refused(field: str, value: Any) -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    lockstep.step(17)
    plain = written(lockstep)
    plain["networks"][0][field] = value
    with pytest.raises(ExperimentError, match=field) as caught:
        read(lockstep, plain)
    assert caught.value.field.startswith(f"s.networks.0.{field}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("increment", "0" * 32),
        ("state", "f" * 31),
        ("has_uint32", 2),
        ("uinteger", 2**32),
    ],
)
def test_a_generator_out_of_range_is_refused(field: str, value: Any) -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    plain = written(lockstep)
    plain["networks"][0]["dropout"][field] = value
    with pytest.raises(ExperimentError, match=field):
        read(lockstep, plain)


def test_the_state_of_other_parameters_is_refused() -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    plain, other = written(lockstep), Lockstep(Trainer(experiment({"seed": 1})))
    text = written(other)["networks"][0]["state"]
    with pytest.raises(ExperimentError, match="digest"):
        read(lockstep, {**plain, "digest": "0" * 32})
    plain["networks"][0]["state"] = text
    with pytest.raises(ExperimentError, match="digest"):
        read(lockstep, plain)


def test_a_number_that_is_not_finite_is_refused() -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    plain = written(lockstep)
    lockstep.trainers[0].vector.base[...] = math.nan  # what no run can come to
    plain["networks"][0]["state"] = written(lockstep)["networks"][0]["state"]
    with pytest.raises(ExperimentError, match="not finite"):
        read(lockstep, plain)


def test_one_network_differs_from_none() -> None:
    lockstep = Lockstep(Trainer(experiment({})))
    with pytest.raises(ExperimentError, match="first_difference"):
        read(lockstep, {**written(lockstep), "first_difference": 0})
