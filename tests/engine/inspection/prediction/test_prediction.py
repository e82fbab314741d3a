"""The answers to questions about a step are those of its trace."""

import numpy as np
import pytest

from engine import (
    QUESTIONS,
    Experiment,
    ExperimentError,
    ParameterPlace,
    Trainer,
    solve,
    uphill_moves,
)
from engine.inspection.inspector.gradient import gradient_terms
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def traced(**fields):
    trainer = Trainer(Experiment(**{"batch_size": 4, **fields}))
    trainer.step(3)
    return trainer.trace()


FIRST = ParameterPlace(0, 0, 0)


def test_the_sign_of_a_gradient_and_the_direction_of_a_step():
    trace, seen = traced(), set()
    for layer in trace.layers:
        for row, column in np.ndindex(layer.dW.shape):
            place = ParameterPlace(layer.index, row, column)
            g, change = layer.dW[row, column], layer.update_W[row, column]
            sign, direction = (
                solve(trace, "sign", place),
                solve(trace, "direction", place),
            )
            assert sign.value == g
            assert sign.right == ("positive" if g > 0 else "negative",)
            assert direction.value == change
            assert direction.right == ("up" if change > 0 else "down",)
            seen |= {*sign.right, *direction.right}
        bias = solve(trace, "sign", ParameterPlace(layer.index, 0, None))
        assert bias.value == layer.db[0, 0]
    assert seen == {"positive", "negative", "up", "down"}


def test_a_frozen_bias_stays_and_a_dead_unit_has_no_gradient():
    frozen = traced(freeze_biases=True)
    assert solve(frozen, "direction", ParameterPlace(0, 0, None)).right == ("stays",)
    given = [{"W": [[1, 1]], "b": [-100]}, {"W": [[1]], "b": [0]}]
    dead = traced(hidden=(1,), activation="relu", initial_parameters=given)
    assert solve(dead, "sign", FIRST).right == ("zero",)


def test_the_layer_whose_weights_change_most():
    trace = traced(hidden=(5, 4, 3))
    sizes = [np.sqrt((layer.update_W**2).mean()) for layer in trace.layers]
    found = solve(trace, "layer", FIRST)
    assert found.right == (str(int(np.argmax(sizes))),)
    assert found.value == pytest.approx(max(sizes), rel=1e-15)
    assert found.least == pytest.approx(min(sizes), rel=1e-15)


@pytest.mark.parametrize("network", OTHERS)
def test_every_network_has_answers_of_its_blocks(network):
    """Each is compared with the gradient and the change as whole vectors."""
    trainer = Trainer(EXPERIMENTS[network])
    trainer.step(3)
    trace = trainer.trace()
    sizes = [np.sqrt((W**2).mean()) for W, _ in trainer.layout.pairs(trace.update)]
    block = int(np.argmax(sizes))
    assert solve(trace, "layer", FIRST).right == (str(block),)
    assert solve(trace, "layer", FIRST).value == pytest.approx(max(sizes), rel=1e-15)
    index = trainer.layout.index(block, 0, 1)
    place = ParameterPlace(block, 0, 1)
    assert solve(trace, "sign", place).value == trace.gradient[index]
    assert solve(trace, "direction", place).value == trace.update[index]
    found, bars = (
        solve(trace, "sample", place),
        gradient_terms(trainer, *place).bars,
    )
    assert bars.terms.sum() == pytest.approx(trace.gradient[index], rel=1e-9)
    hardest = abs(bars.terms).argmax()
    assert found.right == (str(bars.samples[hardest]),)
    n = uphill_moves(trace).n
    assert n == (trace.gradient * trace.update > 0).sum()
    assert solve(trace, "uphill", place).right == ("yes" if n else "no",)


def test_layers_that_change_alike_are_both_right():
    still = traced(learning_rate=0.0)
    assert solve(still, "layer", FIRST).right == ("0", "1", "2")
    assert solve(still, "layer", FIRST).value == 0


def test_the_sample_that_pulls_hardest():
    trace, signs = traced(), set()
    for layer in trace.layers:
        fan_out, fan_in = layer.dW.shape
        for row in range(fan_out):
            for column in (*range(fan_in), None):
                found = solve(trace, "sample", ParameterPlace(layer.index, row, column))
                a = 1 if column is None else layer.a_prev[column]
                shares = layer.delta[row] * a
                gradient = (layer.db if column is None else layer.dW)[row, column or 0]
                assert shares.sum() == pytest.approx(gradient, rel=1e-12)
                k = int(abs(shares).argmax())
                assert found.right == (str(trace.batch_indices[k]),)
                assert found.value == pytest.approx(shares[k], rel=1e-15)
                assert found.least == pytest.approx(min(shares, key=abs), rel=1e-15)
                signs.add(found.value > 0)
    assert signs == {True, False}


def test_whether_anything_moves_uphill():
    trainer, seen = Trainer(Experiment(optimizer="adam", learning_rate=0.1)), set()
    for _ in range(40):
        trainer.step()
        trace = trainer.trace()
        found = solve(trace, "uphill", FIRST)
        assert found.value == uphill_moves(trace).n
        assert found.right == ("yes" if found.value else "no",)
        seen |= {*found.right}
    assert seen == {"yes", "no"}


def test_no_such_question_or_parameter():
    trace = traced()
    with pytest.raises(ExperimentError, match="question must be one of sign"):
        solve(trace, "why", FIRST)
    for question in ("sign", "direction", "sample"):
        with pytest.raises(ExperimentError, match="row must be"):
            solve(trace, question, ParameterPlace(0, 9, 0))
    assert list(QUESTIONS) == ["sign", "direction", "layer", "sample", "uphill"]
