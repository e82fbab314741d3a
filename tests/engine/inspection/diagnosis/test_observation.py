"""Observation: every figure by its definition, from the trace."""

import numpy as np
import pytest

from engine import Experiment, Trainer, diagnostics
from engine.inspection.diagnosis.observation import observe


def rms(values):
    return np.sqrt(np.mean(np.square(values)))


@pytest.mark.parametrize(
    "fields",
    [
        {"activation": "sigmoid", "loss": "mse"},
        {"loss": "binary_cross_entropy"},
        {"dataset": "iris", "loss": "squared_error", "output": "softmax"},
        {"dataset": "plane", "use_bias": False},
    ],
)
def test_figures_are_those_of_the_step(fields):
    trainer = Trainer(Experiment(hidden=(5, 3), l1=0.01, l2=0.1, **fields))
    trainer.step(7)
    seen, trace = observe(trainer), trainer.trace()
    assert (seen.step, seen.batch) == (7, 10)
    assert (seen.train_loss, seen.test_loss) == trainer.losses
    np.testing.assert_allclose(seen.delta_rms, [rms(x.delta) for x in trace.layers])
    hidden = [rms(x.da) for x in trace.layers[:-1]]
    np.testing.assert_allclose(seen.da_rms, [*hidden, np.nan])
    np.testing.assert_array_equal(seen.update_ratio, diagnostics(trainer).update_ratio)
    g = []
    for layer in trace.layers:
        w = layer.W_before
        g += (layer.dW + 0.1 * w + 0.01 * np.sign(w)).ravel().tolist()
        g += [] if layer.db is None else layer.db.ravel().tolist()
    assert seen.gradient_norm == pytest.approx(np.linalg.norm(g))
    last = trace.layers[-1]
    if not trace.vectors.computes("df", -1):
        assert np.isnan(seen.output_derivative)
    else:
        assert seen.output_derivative == pytest.approx(rms(last.delta) / rms(last.da))


@pytest.mark.parametrize(
    ("fields", "decay"),
    [({}, 0.0), ({"l2": 0.1}, 0.1), ({"l2": 0.1, "momentum": 0.5}, 0.1)],
)
def test_frozen_biases_are_no_part_of_the_norm_that_is_clipped(fields, decay):
    frozen = {"hidden": (3,), "freeze_biases": True, "clip_norm": 0.01}
    trainer = Trainer(Experiment(**frozen, **fields))
    trainer.step(3)
    layers = trainer.trace().layers
    gradient = np.copy(trainer.trace().gradient)
    g = np.concatenate([(x.dW + decay * x.W_before).ravel() for x in layers])
    assert observe(trainer).gradient_norm == pytest.approx(np.linalg.norm(g))
    np.testing.assert_array_equal(trainer.trace().gradient, gradient)


def test_a_loss_of_nothing_has_no_slope():
    W = np.zeros((1, 2))
    data = {"x": [[1, 2], [2, 1], [0, 1]], "y": [[0.0], [0.0], [0.0]]}
    trainer = Trainer(
        Experiment(dataset=data, hidden=(), initial_parameters=[{"W": W, "b": [0]}])
    )
    trainer.step(1)
    assert np.isnan(observe(trainer).output_derivative)


def test_classes_that_are_predicted_are_counted():
    trainer = Trainer(Experiment(initializer="zeros"))
    trainer.step(1)
    assert observe(trainer).n_predicted == 1
    trainer = Trainer(Experiment(dataset="plane"))
    trainer.step(1)
    assert observe(trainer).n_predicted == 0


def test_units_are_the_same_to_1e_12_and_one_unit_is_not():
    trainer = Trainer(Experiment(hidden=(3, 1), initializer="constant"))
    trainer.step(1)
    assert observe(trainer).same_units.tolist() == [True, False, False]
    W, _ = trainer.parameters[0]
    trainer.set_parameter(0, 1, 0, float(W[1, 0]) * (1 + 1e-13))
    assert observe(trainer).same_units[0]
    trainer.set_parameter(0, 1, 0, float(W[1, 0]) * (1 + 1e-11))
    assert not observe(trainer).same_units[0]


def test_without_a_whole_step_nothing_is_seen():
    trainer = Trainer(Experiment())
    assert observe(trainer) is None
    trainer.advance("op")
    assert observe(trainer) is None
    trainer.advance("step")
    assert observe(trainer) is not None
