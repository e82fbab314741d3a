"""Rules about units and inputs, at their limits."""

import numpy as np
import pytest

from engine.inspection.diagnosis import unit_rules as rules
from tests.engine.inspection.diagnosis.windows import window


def units(name, *layers):
    return {name: tuple(np.array(layer, float) for layer in layers)}


@pytest.mark.parametrize(("dead", "is_found"), [(3, False), (4, True)])
def test_more_than_30_percent_dead(dead, is_found):
    layer = [0] * (10 - dead) + [1] * dead
    one = window(
        hidden=(2, 10), activation="relu", change=units("dead", [0, 0], layer, [0])
    )
    finding = rules.dead_units(one)
    assert (finding is not None) is is_found
    if finding:
        assert (finding.layer, finding.unit) == (1, 6)
        assert finding.evidence == {"dead": 4, "units": 10, "share": 0.4}
        assert finding.advice == {"activation": "leaky_relu"}


def test_only_the_layers_that_can_die_are_changed():
    one = window(
        hidden=(2, 2),
        activation=("tanh", "relu"),
        change=units("dead", [1, 1], [1, 0], [0]),
    )
    finding = rules.dead_units(one)
    assert finding.layer == 1
    assert finding.advice == {"activation": ["tanh", "leaky_relu"]}


def saturated(share, **more):
    change = units("saturated", [share, share], [0, share], [0])
    return rules.saturated_units(window(hidden=(2, 2), change=change, **more))


@pytest.mark.parametrize(("share", "is_found"), [(0.5, False), (0.51, True)])
def test_more_than_half_saturated(share, is_found):
    assert (saturated(share) is not None) is is_found


def test_an_unbounded_activation_has_no_ends():
    assert saturated(1, activation="softplus") is None


@pytest.mark.parametrize(
    ("more", "cause", "advice"),
    [
        ({}, "rate", {"learning_rate": 0.003}),
        ({"initializer": "normal"}, "weights", {"initializer": "glorot_uniform"}),
        ({"facts": {"input_size": 5.0}}, "inputs", {"standardize": True}),
        (
            {"facts": {"input_size": 5.0}, "standardize": True},
            "rate",
            {"learning_rate": 0.003},
        ),
    ],
)
def test_why_units_are_saturated(more, cause, advice):
    finding = saturated(1, **more)
    assert (finding.cause, finding.advice, finding.layer) == (cause, advice, 0)


@pytest.mark.parametrize(("wide", "is_found"), [(30.0, False), (31.0, True)])
def test_a_spread_of_inputs_above_30(wide, is_found):
    finding = rules.input_spread(window(facts={"input_ranges": (1.0, 0.0, wide)}))
    assert (finding is not None) is is_found
    if finding:
        assert finding.evidence == {"spread": 31, "widest": 31, "narrowest": 1}
        assert finding.target is None


def test_all_is_well_where_the_task_is_learnt():
    well = {"facts": {"trivial_loss": 99.0}}
    assert saturated(1, **well) is None
    dead = units("dead", [1, 1], [1, 1], [0])
    one = window(hidden=(2, 2), activation="relu", change=dead, **well)
    assert rules.dead_units(one) is None
