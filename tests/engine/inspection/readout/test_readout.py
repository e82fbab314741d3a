"""A readout: every quantity by its definition, from the trace of the step it reads."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Readout, Trainer, diagnostics, mean_field
from engine.inspection.readout.followed import followed
from engine.inspection.readout.positions import positions, row_starts

FIELDS = {
    "default": {},
    "no biases": {"use_bias": False, "hidden": (3,)},
    "dropout": {"dropout": 0.3, "hidden": (6, 5)},
    "classes": {
        "dataset": "iris", "loss": "softmax_cross_entropy", "output": "softmax",
    },
}  # fmt: skip


def stepped(name="default", n_steps=3):
    trainer = Trainer(Experiment(**FIELDS[name]))
    trainer.step(n_steps)
    return trainer


def units(trainer, vector):
    """Return the numbers of a vector's units, without the rows between layers."""
    return vector[positions(trainer, "unit")]


def of_layers(trainer, read):
    return np.concatenate([read(layer) for layer in trainer.trace().layers])


@pytest.mark.parametrize("name", FIELDS)
def test_signals_are_means_over_the_batch(name):
    trainer = stepped(name)
    readout = Readout(trainer)
    for signal in ("z", "a", "df"):
        want = of_layers(trainer, lambda x, s=signal: getattr(x, s).mean(axis=1))
        got = units(trainer, getattr(readout, signal)())
        np.testing.assert_allclose(got, want, rtol=1e-12)
    want = of_layers(trainer, lambda x: x.delta.sum(axis=1))
    np.testing.assert_allclose(units(trainer, readout.delta()), want, rtol=1e-12)
    want = of_layers(trainer, lambda x: np.sqrt(np.mean(x.delta**2, axis=1)))
    got = units(trainer, readout.unit_delta_rms())
    np.testing.assert_allclose(got, want, rtol=1e-12)
    want = of_layers(trainer, lambda x: x.a_prev.mean(axis=1))
    got = readout.layer_inputs()[positions(trainer, "input")]
    np.testing.assert_allclose(got, want, rtol=1e-12)


def own_numbers(trace, column):
    """Return what a sample has of each quantity, from the arrays of the trace."""
    found = {
        name: np.concatenate([getattr(x, name)[:, column] for x in trace.layers])
        for name in ("z", "a", "df", "delta")
    }
    inputs = np.concatenate([x.a_prev[:, column] for x in trace.layers])
    return found | {"unit_delta_rms": np.abs(found["delta"])}, inputs


@pytest.mark.parametrize("is_in_batch", [True, False])
@pytest.mark.parametrize("name", ["default", "no biases", "dropout"])
@pytest.mark.parametrize("n_ops", [0, 1, 4])
def test_all_numbers_of_a_sample_are_of_one_step(name, is_in_batch, n_ops):
    trainer = stepped(name)
    if n_ops:
        trainer.advance("op", n_ops)
    batch = trainer.trace().batch_indices.tolist()
    outside = next(k for k in range(len(batch) + 1) if k not in batch)
    sample = batch[2] if is_in_batch else outside
    own = followed(trainer, sample)
    assert own.in_batch == is_in_batch
    want, inputs = own_numbers(own.trace, own.column)
    readout = Readout(trainer, probe=sample)
    for quantity, numbers in want.items():
        got = units(trainer, getattr(readout, quantity)())
        np.testing.assert_array_equal(got, numbers)
    got = readout.layer_inputs()[positions(trainer, "input")]
    np.testing.assert_array_equal(got, inputs)
    np.testing.assert_array_equal(readout.forward_parameters(), own.trace.before[0])
    unknown = np.isnan(units(trainer, readout.delta()))
    assert unknown.all() if n_ops else not unknown.any()


@pytest.mark.parametrize("name", FIELDS)
def test_the_gradients_of_the_batchs_samples_add_up_to_its_gradient(name):
    trainer = stepped(name)
    trainer.advance("op", trainer.n_ops - 1)
    trace = trainer.trace()
    samples = trace.batch_indices.tolist()
    parts = [Readout(trainer, probe=k).gradient() for k in samples]
    np.testing.assert_allclose(sum(parts), trace.gradient, rtol=1e-9, atol=1e-15)
    outside = next(k for k in range(len(samples) + 1) if k not in samples)
    own = followed(trainer, outside).trace.gradient
    got = Readout(trainer, probe=outside).gradient()
    np.testing.assert_allclose(got, own, rtol=1e-12)


def test_a_sample_has_no_gradient_before_the_batch_has():
    trainer = stepped()
    trainer.advance("phase", 3)
    while np.isnan(trainer.trace().layers[-1].dW).any():
        sample = int(trainer.trace().batch_indices[0])
        assert np.isnan(Readout(trainer, probe=sample).gradient()).all()
        trainer.advance("op")
    own = trainer.layout.pairs(Readout(trainer, probe=sample).gradient())
    assert np.isfinite(own[-1][0]).all()
    assert np.isnan(own[0][0]).all()


def test_before_the_first_step_a_sample_has_what_the_present_weights_give():
    trainer = Trainer(Experiment())
    readout, x = Readout(trainer, probe=7), trainer.data.train_x[:, [7]]
    pairs = trainer.forward(x)
    for k, signal in enumerate(("z", "a")):
        want = np.concatenate([pair[k][:, 0] for pair in pairs])
        got = units(trainer, getattr(readout, signal)())
        np.testing.assert_array_equal(got, want)
    inputs = [x[:, 0], *(a[:, 0] for _, a in pairs[:-1])]
    got = readout.layer_inputs()[positions(trainer, "input")]
    np.testing.assert_array_equal(got, np.concatenate(inputs))
    assert readout.forward_parameters() is readout.parameters()


def test_parameters_are_those_of_the_step():
    trainer = stepped()
    readout, trace = Readout(trainer), trainer.trace()
    np.testing.assert_array_equal(readout.parameters(), trainer.vector)
    np.testing.assert_array_equal(readout.forward_parameters(), trace.before[0])
    np.testing.assert_array_equal(readout.gradient(), trace.gradient)
    np.testing.assert_array_equal(readout.update(), trace.update)


@pytest.mark.parametrize("name", FIELDS)
def test_figures_are_those_of_the_diagnostics(name):
    trainer = stepped(name)
    readout, figures = Readout(trainer), diagnostics(trainer)
    for figure in ("gradient_rms", "delta_rms", "da_rms", "dead", "mean_df"):
        want = getattr(figures, figure)
        for _ in range(2):  # computed once
            np.testing.assert_array_equal(readout.diagnostic(figure), want)
    dead, saturated = trainer.unit_health()
    for got, want in (
        (readout.unit_dead(), dead), (readout.unit_saturated(), saturated),
    ):  # fmt: skip
        np.testing.assert_array_equal(units(trainer, got), np.concatenate(want))


def test_losses_classes_and_theory_are_those_of_the_network():
    trainer = stepped("classes")
    readout, theory = Readout(trainer), mean_field(trainer)
    assert readout.losses().tolist() == list(trainer.losses)
    accuracies = [trainer.train_accuracy, trainer.test_accuracy]
    assert readout.accuracies().tolist() == accuracies
    parts = [trainer.predicted(part).tolist() for part in ("train", "test")]
    assert readout.predicted().tolist() == parts[0] + parts[1]
    counts = [trainer.confusion(part).tolist() for part in ("train", "test")]
    assert readout.confusion().tolist() == counts
    np.testing.assert_array_equal(readout.delta_theory(), theory.ratio)
    np.testing.assert_array_equal(readout.delta_theory_band(), theory.band)


@pytest.mark.parametrize("probe", [None, 3])
def test_without_a_step_there_is_no_gradient(probe):
    readout = Readout(Trainer(Experiment()), probe=probe)
    for name in ("gradient", "update", "delta", "df", "unit_delta_rms"):
        assert getattr(readout, name)() is None
    for name in ("z", "a", "layer_inputs", "forward_parameters"):
        assert (getattr(readout, name)() is None) == (probe is None)
    for name in ("gradient_rms", "delta_rms", "da_rms"):
        assert np.isnan(readout.diagnostic(name)).all()


def test_a_quantity_is_computed_once(monkeypatch):
    trainer = Trainer(Experiment(dropout=0.3, hidden=(6, 5)))
    trainer.step(2)
    readout = Readout(trainer)
    inputs, a = readout.layer_inputs(), readout.a()
    with monkeypatch.context() as patch:
        patch.setattr("engine.program.trace.StepVectors.quantity", None)
        np.testing.assert_array_equal(readout.a(), a)
    assert inputs is not None
    assert len(inputs) == 2 + 1 + len(a)


@pytest.mark.parametrize("use_bias", [True, False])
def test_layers_begin_where_the_tape_has_them(use_bias):
    trainer = Trainer(Experiment(use_bias=use_bias))
    trainer.step()
    starts, z = row_starts(trainer), Readout(trainer).z()
    for layer, first in zip(trainer.trace().layers, starts, strict=False):
        mean = layer.z.mean(axis=1)
        np.testing.assert_array_equal(z[first : first + len(mean)], mean)


def test_before_the_first_step_only_parameters_are_known():
    readout = Readout(Trainer(Experiment()))
    np.testing.assert_array_equal(readout.parameters(), readout.trainer.vector)
    signals = ("z", "unit_delta_rms", "layer_inputs")
    for name in ("forward_parameters", "gradient", "update", *signals):
        assert getattr(readout, name)() is None


def test_a_regression_has_losses_and_no_accuracies():
    trainer = Trainer(Experiment(dataset="sine", learning_rate=0.001))
    readout = Readout(trainer)
    assert readout.losses().tolist() == [trainer.train_loss, trainer.test_loss]
    assert np.isnan(readout.accuracies()).all()
