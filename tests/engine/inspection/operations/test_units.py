"""Units: the rows that belong together."""

from __future__ import annotations

import pytest

from engine import Experiment, ExperimentError
from engine.inspection.operations.units import cell_at, weight_at
from engine.networks.networks import graph_of
from tests.engine.networks_of import EXPERIMENTS


def rows(chosen):
    return {(node.name, node.site): row for node, row in chosen.units.items()}


def test_the_units_of_a_weight_are_at_its_two_ends():
    graph = graph_of(Experiment(hidden=(3, 2), dropout=0.2))
    found = weight_at(graph, 1, 1, 2)
    assert rows(found) == {
        ("z", 0): 2, ("a", 0): 2, ("dropout", 0): 2,
        ("z", 1): 1, ("a", 1): 1, ("dropout", 1): 1,
    }  # fmt: skip
    assert found.weight == (graph.parameters[1], 1, 2)
    assert {name for name, _ in rows(weight_at(graph, 1, 1, None))} == {
        *("z", "a", "dropout")
    }


def test_a_shared_weight_has_the_unit_that_it_leads_to_at_every_step():
    graph = graph_of(EXPERIMENTS["rnn"])
    found = rows(weight_at(graph, 0, 2, 1))
    assert found == {(name, t): 2 for name in "zh" for t in range(5)}


def test_a_cell_of_an_lstm_is_one_unit_at_all_time_steps():
    graph = graph_of(EXPERIMENTS["lstm"])
    found = rows(cell_at(graph, "c", 1, 2, None))
    assert {found[name, t] for name in "curh" for t in range(4)} == {2}
    assert found["c", -1] == 2
    # of the gates it is one of those of the unit
    assert found["s", 1] % 3 == 2
    assert found["z", 1] == found["s", 1]


def test_a_weight_of_a_filter_leads_to_no_single_number():
    graph = graph_of(EXPERIMENTS["convolution"])
    assert weight_at(graph, 0, 1, 3).units == {}
    head = rows(weight_at(graph, 1, 4, 7))
    assert head == {("z", 1): 4, ("a", 1): 4, ("pool", 0): 7}


def test_positions_that_are_compared_are_no_unit():
    graph = graph_of(EXPERIMENTS["attention"].replace(hidden=(6,), heads=2))
    found = rows(cell_at(graph, "S", 0, 4, 1))
    assert found == {("S", 0): 4, ("A", 0): 4}
    assert cell_at(graph, "S", 0, 4, 1).position == 1


@pytest.mark.parametrize("place", [(9, 0, 0), (0, 9, 0), (0, 0, 99)])
def test_a_weight_that_is_not_there_is_refused(place):
    with pytest.raises(ExperimentError):
        weight_at(graph_of(EXPERIMENTS["rnn"]), *place)


@pytest.mark.parametrize(
    "place", [("q", 0, 0, 0), ("h", 9, 0, 0), ("h", 1, 9, 0), ("h", 1, 0, 1)]
)
def test_a_number_that_is_not_there_is_refused(place):
    with pytest.raises(ExperimentError):
        cell_at(graph_of(EXPERIMENTS["rnn"]), *place)
