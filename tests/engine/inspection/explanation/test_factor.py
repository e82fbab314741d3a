"""Factor: a value computed again from its leaves, and plain JSON."""

import json

import pytest

from engine import Factor


def given(value):
    return Factor(symbol="x", value=value, origin="a test")


def node(operation, *values, function=None):
    factors = tuple(given(value) for value in values)
    return Factor(
        symbol="y", value=99.0, origin="a test", operation=operation, formula="f(x)",
        factors=factors, function=function,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("factor", "derived"),
    [
        (given(2.5), 2.5),
        (node("sum", 0.1, 0.2, 0.3), 0.6),
        (node("product", 2.0, 3.0, -0.5), -3.0),
        (node("function", 2.0, 5.0, function=lambda a, y: a - y), -3.0),
    ],
)
def test_a_value_is_derived_from_the_factors(factor, derived):
    assert factor.derived() == derived


def test_a_tree_is_derived_from_its_leaves_alone():
    inner = node("product", 2.0, 3.0)
    outer = Factor(
        symbol="s", value=0.0, origin="a test", operation="sum", formula="",
        factors=(inner, given(4.0)),
    )  # fmt: skip
    assert outer.derived() == 10.0


def test_json_has_everything_but_the_function():
    found = node("function", 1.0, function=abs).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert set(found) == {
        "symbol", "value", "origin", "operation", "formula", "factors", "ref",
    }  # fmt: skip
    assert found["factors"][0]["operation"] == "given"
