"""The bounds of values, operation by operation."""

import math

import numpy as np
import pytest

from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.bounds import FURTHER, no_bound
from engine.functions.kinds.kinds import KINDS, kind_of
from engine.graph import Edge, Node


@pytest.mark.parametrize(
    ("kind", "before", "bound"),
    [
        ("add", [2.0, 3.0], 5.0),
        ("product", [2.0, 3.0], 6.0),
        ("scores", [2.0, 3.0], 24.0),
        ("weighted values", [1.0, 3.0], 3.0),
        ("rms norm", [1e139], 2.0),
        ("rms norm", [1e141], math.nan),
        ("softmax", [1e139], 1.0),
        ("softmax", [1e141], math.nan),
        ("attention", [math.inf], math.nan),
        ("causal attention", [math.nan], math.nan),
        ("join", [2.0, 3.0], 3.0),
        ("join", [2.0, math.nan], math.nan),
        ("max pool", [3.0], 3.0),
        ("average pool", [3.0], 3.0),
        ("dropout", [3.0], 3.0),
        ("tanh", [3.0], 1.0),
        ("sigmoid", [0.0], 1.0),
        ("relu", [3.0], 4.0),
        ("relu", [math.nan], math.nan),
        ("affine", [3.0], math.inf),
    ],
)
def test_the_bound_of_an_operation_on_four_rows(
    kind: str, before: list[float], bound: float
) -> None:
    node = Node(kind, (Edge(Node("input", (), 4, "x")),), 4, "y")
    np.testing.assert_equal(kind_of(kind).bound(node, before), bound)


def test_every_operation_but_the_maps_has_a_bound() -> None:
    """A map has that of its weights."""
    without = {name for name, kind in KINDS.items() if kind.bound is no_bound}
    assert without == {name for name, kind in KINDS.items() if kind.block is not None}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_activation_is_beyond_its_bound(name: str) -> None:
    f = ACTIVATIONS[name]
    z = np.linspace(-50, 50, 10_001)[None]
    a, t = np.empty_like(z), np.empty_like(z)
    for function, arguments in f.forward(z, a, t):
        function(*arguments)
    node = Node(name, (Edge(Node("input", (), 1, "x")),), 1, "a")
    bounds = [kind_of(name).bound(node, [each]) for each in np.abs(z[0])]
    assert (np.abs(a[0]) <= bounds).all()
    assert max(bounds) <= 50 + FURTHER
