"""Which networks are small enough, alone and beside a twin."""

from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.protocol.events import Ack, Error
from app.session.commands.cost import (
    LARGE_EVALUATION,
    check_cost,
    is_large,
    n_samples,
    new_trainers,
)
from engine import Experiment


@pytest.mark.parametrize(
    ("units", "is_taken"), [([128] * 8, True), ([128] * 8 + [1], False), ([129], False)]
)
def test_the_largest_network_is_taken_and_one_unit_more_is_not(
    make_desk: Any, units: list[int], is_taken: bool
) -> None:
    desk = make_desk(n_samples=100)
    events = desk.send("change", hidden=units)
    assert isinstance(events[0], Ack if is_taken else Error)


def test_a_network_too_large_for_its_samples_is_refused(make_desk: Any) -> None:
    desk = make_desk(n_samples=10_000)
    before = desk.digest()
    for send in (
        {"type": "change", "hidden": [128] * 8},
        {"type": "reset", "experiment": {"hidden": [128] * 8}},
    ):
        (error,) = desk.send(**send)
        assert error.code == "limit_exceeded"
        assert 100 < error.limit < 10_000
    assert desk.digest() == before


def test_two_networks_are_counted_together() -> None:
    large = Experiment(hidden=(128,) * 8, n_samples=250)
    check_cost((large, 250))
    with pytest.raises(ProtocolError) as caught:
        check_cost((large, 250), (large, 250))
    assert 200 < caught.value.limit < 250  # type: ignore[operator]
    check_cost((large, 250), (Experiment(), 250))
    with pytest.raises(ProtocolError):
        check_cost((Experiment(), 250), (large, 2500))


def test_samples_are_those_of_training_and_test() -> None:
    first, second = new_trainers(Experiment(n_samples=101), Experiment())
    assert (n_samples(first), n_samples(second)) == (101, 500)


def test_a_network_is_large_by_its_weights_and_its_samples() -> None:
    few, many = new_trainers(
        Experiment(hidden=(100,), n_samples=1000),
        Experiment(hidden=(100, 100), n_samples=1000),
    )
    n_each = [3 * 100 + 101, 3 * 100 + 101 * 100 + 101]
    assert [n * 1000 > LARGE_EVALUATION for n in n_each] == [False, True]
    assert (is_large(few), is_large(many)) == (False, True)
    assert not is_large(*[few] * 4)
    assert is_large(*[few] * 5)


def test_other_kinds_have_as_many_samples_as_they_can() -> None:
    """They are evaluated on some of them, so their number costs no time."""
    lstm = Experiment(
        network="lstm",
        dataset="adding",
        hidden=(16,),
        sequence_length=50,
        loss="mse",
        n_samples=10_000,
    )
    (trainer,) = new_trainers(lstm)
    assert 50 < sum(trainer.n_evaluated) < 200
    check_cost((lstm, 10_000), (lstm, 10_000))
    large = Experiment(hidden=(128,) * 8, n_samples=10_000)
    with pytest.raises(ProtocolError):
        check_cost((lstm, 10_000), (large, 10_000))
