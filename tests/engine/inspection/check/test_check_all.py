"""All gradients are checked, in turns, and a wrong one is found."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, Trainer, gradcheck
from engine.inspection.check.check_all import (
    MAX_TURNS,
    check_some,
    checked_indices,
    is_ready,
)
from tests.engine.networks_of import EXPERIMENTS


def traced(**changes):
    trainer = Trainer(Experiment(**changes))
    trainer.step(3)
    return trainer.trace()


def all_turns(trace, **options):
    first, turns = 0, []
    while first is not None:
        turns.append(check_some(trace, first, **options))
        first = turns[-1].after
    return turns


def checked(trace):
    return [found for turn in all_turns(trace) for found in turn.checked]


def test_every_parameter_is_checked_once_in_its_order():
    trace = traced(hidden=(4, 3), dropout=0.2)
    found_of_all = checked(trace)
    n = trace.layout.n_parameters
    assert len(found_of_all) == n
    assert {turn.of for turn in all_turns(trace)} == {n}
    for k, found in enumerate(found_of_all):
        vector = np.zeros(n)
        vector[k] = 1
        W, b = trace.layout.pairs(vector)[found.layer]
        part = b if found.column is None else W
        assert part[found.row, found.column or 0] == 1
        alone = gradcheck(trace, found.layer, found.row, found.column)
        assert found.check == alone
        assert found.check.verdict in ("agrees", "rounding")


def test_a_check_waits_for_the_last_gradient():
    trainer = Trainer(Experiment())
    trainer.advance("op", trainer.n_ops)
    assert is_ready(trainer.trace())
    while trainer.next_op.phase != "backward":
        trainer.advance("op")
    assert not is_ready(trainer.trace())


def test_one_wrong_gradient_among_all_is_found():
    trace = traced()
    gradient = trace.gradient.copy()
    k = int(np.argmax(np.abs(gradient)))
    gradient[k] *= 1.001
    found_of_all = checked(replace(trace, gradient=gradient))
    verdicts = [found.check.verdict for found in found_of_all]
    assert verdicts[k] == "differs"
    assert verdicts.count("differs") == 1


def test_turns_are_bounded_and_many_parameters_are_sampled():
    trace = traced(hidden=(20, 20))
    work = 1_000_000
    turns = all_turns(trace, work=work)
    indices = checked_indices(trace, work=work)
    assert turns[0].n == len(indices) < trace.layout.n_parameters
    assert len(turns) <= MAX_TURNS
    assert sum(len(turn.checked) for turn in turns) == len(indices)
    assert {found.layer for turn in turns for found in turn.checked} == {0, 1, 2}
    assert indices[0] == 0
    assert indices[-1] == trace.layout.n_parameters - 1


def test_a_huge_network_is_checked_one_parameter_at_a_time():
    trace = traced(hidden=(3,))
    turn = check_some(trace, 5, work=1)
    assert len(turn.checked) == 1
    assert turn.after == 6


def test_a_network_without_biases_has_no_bias_to_check():
    assert all(found.column is not None for found in checked(traced(use_bias=False)))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_networks_of_every_kind_are_checked_in_turns(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(2)
    trace, first, n = trainer.trace(), 0, 0
    while first is not None:
        turn = check_some(trace, first)
        first, n = turn.after, n + len(turn.checked)
    assert n == turn.n
    assert turn.of == trace.gradient.size
