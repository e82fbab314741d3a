"""Finding: its identity and its target."""

import pytest

from engine.inspection.diagnosis.finding import Finding


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ({}, None),
        ({"layer": 1}, {"layer": 1}),
        ({"layer": 1, "unit": 0}, {"layer": 1, "unit": 0}),
    ],
)
def test_the_target_is_the_layer_or_the_unit(place, target):
    assert Finding(rule="r", cause="c", evidence={}, **place).target == target


def test_other_numbers_make_no_other_finding():
    one = Finding(rule="r", cause="c", layer=1, evidence={"n": 1.0})
    other = Finding(rule="r", cause="c", layer=1, evidence={"n": 2.0}, unit=3)
    assert one.identity == other.identity == ("r", "c", 1)
