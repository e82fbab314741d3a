"""Diagnostics: each figure recomputed from the trace by its definition."""

import numpy as np
import pytest

from engine import Experiment, Trainer, diagnostics, gradient_rms
from engine.functions.activations import ACTIVATIONS
from engine.inspection.diagnostics import root_mean_square

FIGURES = (
    "gradient_rms", "delta_rms", "weight_rms", "update_ratio", "mean_df", "saturated",
    "dead",
)  # fmt: skip


def rms(values):
    """Return the root of the mean of squares."""
    return np.sqrt(np.mean(values**2))


def by_definition(trainer):
    """Return every figure per layer, as its documentation defines it."""
    rows = []
    for layer in trainer.trace().layers:
        size = rms(layer.W_before)
        known = layer.activation in ACTIVATIONS
        limit = ACTIVATIONS[layer.activation].saturation if known else np.nan
        rows.append(
            {
                "gradient_rms": rms(layer.dW),
                "delta_rms": rms(layer.delta),
                "weight_rms": size,
                "update_ratio": rms(layer.W_after - layer.W_before) / size,
                "mean_df": layer.df.mean(),
                "saturated": np.mean(layer.df <= limit) if known else 0.0,
                "dead": np.mean((layer.df == 0).all(axis=1)),
            }
        )
    return {name: [row[name] for row in rows] for name in FIGURES}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("use_bias", [True, False])
def test_figures_are_what_their_definition_gives(activation, use_bias):
    trainer = Trainer(
        Experiment(
            hidden=(6, 5, 3), activation=activation, use_bias=use_bias,
            learning_rate=0.1, batch_size=32, seed=2,
        )
    )  # fmt: skip
    for n_steps in (1, 3, 4, 5):  # the eighth batch of an epoch has 26 samples
        trainer.step(n_steps)
        got, want = diagnostics(trainer), by_definition(trainer)
        for name in FIGURES:
            np.testing.assert_allclose(
                getattr(got, name), want[name], rtol=1e-12, err_msg=name
            )
        np.testing.assert_array_equal(gradient_rms(trainer), got.gradient_rms)


@pytest.mark.parametrize(
    ("loss", "output"),
    [
        ("squared_error", "sigmoid"), ("binary_cross_entropy", "sigmoid"),
        ("softmax_cross_entropy", "softmax"), ("mse", "softmax"), ("hinge", "linear"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_figures_hold_for_every_kind_of_output(loss, output, optimizer):
    trainer = Trainer(
        Experiment(
            dataset="blobs", loss=loss, output=output, optimizer=optimizer, l2=0.1
        )
    )
    trainer.step(7)
    got, want = diagnostics(trainer), by_definition(trainer)
    for name in FIGURES:
        np.testing.assert_allclose(
            getattr(got, name), want[name], rtol=1e-12, err_msg=name
        )
    assert np.isnan(got.mean_df[-1]) == (output == "softmax")


def test_before_the_first_step_all_figures_are_zero():
    trainer = Trainer(Experiment(hidden=(4, 2)))
    got = diagnostics(trainer)
    for name in FIGURES:
        assert getattr(got, name).tolist() == [0, 0, 0]
    assert gradient_rms(trainer).tolist() == [0, 0, 0]


def test_update_ratio_of_plain_descent_is_rate_times_gradient_over_weight():
    trainer = Trainer(Experiment(learning_rate=0.03, batch_size="full"))
    trainer.step()
    d = diagnostics(trainer)
    np.testing.assert_allclose(
        d.update_ratio, 0.03 * d.gradient_rms / d.weight_rms, rtol=1e-9
    )


def test_weights_that_are_all_zero_have_an_update_ratio_of_zero():
    trainer = Trainer(Experiment(initializer="zeros", hidden=(3,)))
    trainer.step()
    d = diagnostics(trainer)
    assert d.update_ratio.tolist() == [0, 0]
    assert d.weight_rms.tolist() == [0, 0]


def test_a_relu_layer_pushed_far_down_is_dead_and_saturated():
    trainer = Trainer(Experiment(hidden=(4, 2), activation="relu"))
    for row in range(4):
        trainer.set_parameter(0, row, None, -1e3 if row < 3 else 1e3)
    trainer.step()
    d = diagnostics(trainer)
    assert d.dead[0] == 0.75
    assert d.saturated[0] == 0.75
    assert d.mean_df[0] == 0.25


def test_large_weights_saturate_a_sigmoid():
    shares = []
    for scale in (0.1, 1.0, 10.0, 100.0):
        trainer = Trainer(
            Experiment(
                hidden=(8,), activation="sigmoid", initializer="normal",
                initializer_scale=scale, batch_size="full",
            )
        )  # fmt: skip
        trainer.step()
        shares.append(diagnostics(trainer).saturated[0])
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] > 0.9


def test_gradients_shrink_from_layer_to_layer_in_a_deep_sigmoid_network():
    trainer = Trainer(Experiment(hidden=(8,) * 8, activation="sigmoid"))
    trainer.step()
    d = diagnostics(trainer)
    assert (np.diff(d.gradient_rms[:8]) > 0).all()
    assert d.gradient_rms[7] > 1e3 * d.gradient_rms[0]


def test_reading_figures_changes_nothing_in_the_run():
    plain, watched = (Trainer(Experiment(dropout=0.2)) for _ in range(2))
    for _ in range(30):
        plain.step()
        watched.step()
        diagnostics(watched)
    assert plain.snapshot().digest() == watched.snapshot().digest()


def test_figures_of_one_step_are_not_those_of_the_next():
    trainer = Trainer(Experiment())
    trainer.step()
    first = diagnostics(trainer)
    kept = first.gradient_rms.copy()
    trainer.step()
    second = diagnostics(trainer)
    assert np.array_equal(first.gradient_rms, kept)
    assert not np.array_equal(second.gradient_rms, kept)


def test_figures_follow_a_changed_network():
    trainer = Trainer(Experiment(hidden=(4, 2)))
    trainer.step()
    diagnostics(trainer)
    trainer.change(hidden=(4, 3, 2), activation="relu", batch_size=16)
    trainer.step()
    got, want = diagnostics(trainer), by_definition(trainer)
    for name in FIGURES:
        np.testing.assert_allclose(getattr(got, name), want[name], rtol=1e-12)


def test_in_the_middle_of_a_step_what_is_not_there_yet_is_not_a_number():
    trainer = Trainer(Experiment(hidden=(4, 2)))
    trainer.step()
    trainer.advance("op", count=2)
    d = diagnostics(trainer)
    assert np.isnan(d.gradient_rms).all()
    assert np.isnan(d.delta_rms).all()
    assert np.isfinite(d.weight_rms).all()


@pytest.mark.parametrize(
    ("scale", "below"), [(1e-7, 1e-50), (1e-16, 1e-120), (1e-22, 1e-162)]
)
def test_what_vanishes_is_measured_however_small_it_is(scale, below):
    experiment = Experiment(
        hidden=(8,) * 8, activation="sigmoid", initializer="normal",
        initializer_scale=scale,
    )  # fmt: skip
    trainer = Trainer(experiment)
    trainer.step()
    got = diagnostics(trainer)
    layers = trainer.trace().layers
    assert 0 < got.gradient_rms[0] < below
    for name, arrays in (
        ("gradient_rms", [layer.dW for layer in layers]),
        ("delta_rms", [layer.delta for layer in layers]),
    ):
        # An extended double has the exponents that a double's square lacks.
        wide = [np.sqrt(np.mean(np.longdouble(a) ** 2)) for a in arrays]
        np.testing.assert_allclose(getattr(got, name), np.float64(wide), rtol=1e-12)


def test_what_is_zero_or_not_finite_is_not_made_up():
    assert root_mean_square(np.zeros(3)) == 0
    assert root_mean_square(np.array([1.0, np.inf])) == np.inf
    assert np.isnan(root_mean_square(np.array([1.0, np.nan])))
    assert root_mean_square(np.full(4, 1e200)) == pytest.approx(1e200)
