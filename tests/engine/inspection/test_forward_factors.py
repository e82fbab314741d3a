"""Forward factors: z and a of a trace, as far back as asked for."""

import pytest

from engine import Experiment, Trainer
from engine.inspection.forward_factors import ForwardFactors, cell


@pytest.fixture
def trace():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4, dropout=0.2))
    trainer.step(5)
    return trainer.trace()


def test_a_cell_is_an_array_of_one_number():
    assert cell(2.5).tolist() == [[2.5]]


def test_z_is_the_sum_of_weighted_inputs_and_the_bias(trace):
    factor = ForwardFactors(trace).z(0, 1, 2, 1)
    layer = trace.layers[0]
    assert factor.value == layer.z[1, 2]
    assert factor.derived() == pytest.approx(layer.z[1, 2], rel=1e-12)
    *terms, bias = factor.factors
    assert [term.factors[0].value for term in terms] == layer.W_before[1].tolist()
    assert [term.factors[1].value for term in terms] == trace.x[:, 2].tolist()
    assert bias.value == layer.b_before[1, 0]


def test_depth_decides_how_far_an_activation_is_derived():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    trainer.step(5)
    factors = ForwardFactors(trainer.trace())

    def height(factor):
        return 1 + max(map(height, factor.factors), default=0)

    # each layer adds a, z, the product, and at last the given inputs
    assert [height(factors.activation(2, 0, 0, d)) for d in range(4)] == [1, 4, 7, 10]


def test_inputs_of_the_first_layer_are_features_and_later_ones_after_dropout(trace):
    factors = ForwardFactors(trace)
    assert "input x2" in factors.input(0, 1, 0).origin
    assert factors.input(1, 2, 0).value == trace.layers[1].a_prev[2, 0]
    deep = factors.z(1, 0, 0, 3)
    assert all(not term.factors[1].factors for term in deep.factors[:-1])


def test_a_softmax_is_given_not_derived():
    trainer = Trainer(Experiment(loss="softmax_cross_entropy"))
    trainer.step()
    factor = ForwardFactors(trainer.trace()).activation(2, 0, 0, 3)
    assert factor.operation == "given"
