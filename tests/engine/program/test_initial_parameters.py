"""Initial parameters: given, drawn by block, orthogonal where a cell reads itself."""

import numpy as np
import pytest

from engine import Experiment
from engine.graph import Parameter
from engine.layout import ParameterLayout
from engine.networks.networks import layout_of
from engine.program.initial_parameters import initial_vector


def test_given_parameters_are_the_first_ones_and_others_are_drawn():
    layers = [{"W": [[1, 2]], "b": [3]}, {"W": [[4]], "b": [5]}]
    given = Experiment(hidden=(1,), initial_parameters=layers)
    layout = layout_of(given)
    rng = np.random.default_rng(0)
    assert initial_vector(given, layout, rng).tolist() == [1, 2, 3, 4, 5]
    scaled = Experiment(hidden=(1,), initializer="constant", initializer_scale=0.25)
    assert initial_vector(scaled, layout, rng).tolist() == [0.25, 0.25, 0, 0.25, 0]
    default = Experiment(hidden=(1,), initializer="constant")
    assert initial_vector(default, layout, rng).tolist() == [0.5, 0.5, 0, 0.5, 0]


GATES = ("input gate", "forget gate", "output gate", "candidate")


def cell(labels, *, use_bias=True, **settings):
    """Return the initial blocks of a cell of 5 units with 2 inputs, and of a head."""
    rows = tuple((label, 5) for label in labels)
    columns = (("input: value", 1), ("input: mark", 1), ("hidden", 5))
    parameters = (
        Parameter("cell", rows, columns, use_bias),
        Parameter("output", (("output", 5),), (("hidden", 5),), use_bias),
    )
    layout = ParameterLayout(parameters)
    drawn = initial_vector(Experiment(**settings), layout, np.random.default_rng(0))
    return layout.blocks(drawn)


@pytest.mark.parametrize("labels", [("hidden",), GATES])
@pytest.mark.parametrize("radius", [1.0, 1.3])
def test_each_recurrent_matrix_is_orthogonal_times_the_radius(labels, radius):
    block, head = cell(labels, spectral_radius=radius)
    plain, same_head = cell(labels, spectral_radius=None)
    for start in range(0, 5 * len(labels), 5):
        square = block[start : start + 5, 2:7]
        np.testing.assert_allclose(square @ square.T, radius**2 * np.eye(5), atol=1e-14)
        assert np.abs(np.linalg.eigvals(square)).max() == pytest.approx(radius)
        other = plain[start : start + 5, 2:7]
        assert np.abs(other @ other.T - np.eye(5)).max() > 0.1
    np.testing.assert_array_equal(block[:, :2], plain[:, :2])
    np.testing.assert_array_equal(head, same_head)


@pytest.mark.parametrize("labels", [("hidden",), GATES])
def test_biases_start_at_0_but_those_of_forget_gates_at_1(labels):
    block, _ = cell(labels)
    ones = [label == "forget gate" for label in labels]
    assert block[:, -1].tolist() == np.repeat(ones, 5).tolist()
    weights, _ = cell(labels, use_bias=False)
    np.testing.assert_array_equal(weights, block[:, :-1])
