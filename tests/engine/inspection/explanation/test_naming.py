"""Naming: symbols that count from 1, and words."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.explanation.naming import Naming
from engine.networks.dense import dense

GRAPH = dense((2, 4, 3), ("tanh", "relu"), use_bias=True, dropout=0.5, loss="mse")
NAMING = Naming(GRAPH, np.array([7, 2]), ["x1", "x2"])
X, Z, A, DROPPED, *_ = GRAPH.nodes
FIRST, SECOND = GRAPH.users


@pytest.mark.parametrize(
    ("node", "symbol", "gradient"),
    [
        (Z, "z^{(1)}_{3}", r"\delta^{(1)}_{3}"),
        (A, "a^{(1)}_{3}", r"\frac{\partial L}{\partial a^{(1)}_{3}}"),
        (DROPPED, "a^{(1)}_{3}", r"\frac{\partial L}{\partial a^{(1)}_{3}}"),
        (X, "x_{3}", r"\frac{\partial L}{\partial x_{3}}"),
    ],
)
def test_symbols_of_values_and_their_gradients(node, symbol, gradient):
    assert NAMING.value(node, 2) == symbol
    assert NAMING.gradient(node, 2) == gradient


def test_symbols_of_weights_biases_and_derivatives():
    assert NAMING.weight(SECOND, 0, 3) == "w^{(2)}_{1,4}"
    assert NAMING.weight(FIRST, 1, None) == "b^{(1)}_{2}"
    assert NAMING.mask(A, 2) == r"\tfrac{m^{(1)}_{3}}{1-p}"
    assert NAMING.target(1) == "y_{2}"
    assert NAMING.local(A, 0) == "f'(z^{(1)}_{1})"


def test_words_for_where_a_number_is_from():
    assert NAMING.sample(0) == "training sample 8"
    assert NAMING.where(A, 1, 1) == "layer 1, unit 2, training sample 3"
    assert NAMING.where(X, 1, 1) == "unit 2, training sample 3"
    assert NAMING.origin_of_value(X, 1, 0) == "input x2 of training sample 8"
    assert NAMING.origin_of_value(A, 0, 0).startswith("forward phase, layer 1")
    assert NAMING.origin_of_weight(SECOND, 0) == "output, weight before the update"
    assert NAMING.origin_of_weight(SECOND, None).startswith("bias of output")
    assert [NAMING.layer(site) for site in (0, 1)] == ["layer 1", "output"]


def test_a_reference_tells_where_a_number_is():
    assert NAMING.ref("grad", A, 3, 1) == ("grad", "a", 0, 3, None, 2)
    assert NAMING.ref("value", X, 1, 0) == ("value", "x", -1, 1, None, 7)
    assert NAMING.parameter_ref("dW", SECOND, 2, 1) == ("dW", "", 1, 2, 1, None)
    assert NAMING.parameter_ref("W", FIRST, 0, None) == ("W", "", 0, 0, None, None)


def test_the_names_of_a_step_are_those_of_its_inputs_layers_and_samples():
    trainer = Trainer(Experiment(hidden=(3, 2), features=("x2", "x1_squared")))
    trainer.step(1)
    trace = trainer.trace()
    graph, naming = trace.placement.graph, Naming.of(trace)
    sample = f"training sample {trace.batch_indices[4] + 1}"
    x, z = graph.nodes[0], graph.named("z")[2]
    assert naming.origin_of_value(x, 0, 4) == f"input x2 of {sample}"
    assert naming.where(z, 0, 4) == f"output, unit 1, {sample}"
