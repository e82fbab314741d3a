"""Diagnostics: each figure recomputed from the trace by its definition."""

import numpy as np
import pytest

from engine import Experiment, Trainer, diagnostics
from engine.functions.activations import ACTIVATIONS
from engine.inspection.figures.diagnostics import ALONE
from engine.inspection.figures.step_roots import step_roots
from tests.engine.autodiff import ACTIVATIONS as DEFINITIONS
from tests.engine.networks_of import EXPERIMENTS, OTHERS

FIGURES = (
    "gradient_rms", "da_rms", "delta_rms", "weight_rms", "update_ratio", "mean_df",
    "saturated", "dead",
)  # fmt: skip


def rms(values):
    """Return the root of the mean of squares."""
    return np.sqrt(np.mean(values**2))


def by_definition(trainer):
    """Return every figure per layer, as its documentation defines it."""
    rows = []
    layers = trainer.trace().layers
    for layer in layers:
        size = rms(layer.W_before)
        known = layer.activation in ACTIVATIONS
        limit = ACTIVATIONS[layer.activation].saturation if known else np.nan
        rows.append(
            {
                "gradient_rms": rms(layer.dW),
                "da_rms": rms(layer.da) if layer is not layers[-1] else np.nan,
                "delta_rms": rms(layer.delta),
                "weight_rms": size,
                "update_ratio": rms(layer.W_after - layer.W_before) / size,
                "mean_df": layer.df.mean(),
                "saturated": np.mean(layer.df <= limit) if known else 0.0,
                "dead": np.mean((layer.df == 0).all(axis=1)),
            }
        )
    return {name: [row[name] for row in rows] for name in FIGURES}


def check_alone(trainer, want, names=tuple(ALONE)):
    """Check that a figure is the same to the bit when it is computed alone."""
    for name in names:
        alone = step_roots(trainer.last_step())[ALONE[name]]
        np.testing.assert_array_equal(alone, getattr(want, name), err_msg=name)


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
        check_alone(trainer, got)


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


def test_before_the_first_step_there_are_no_figures():
    trainer = Trainer(Experiment(hidden=(4, 2)))
    got = diagnostics(trainer)
    for figure in (getattr(got, name) for name in FIGURES):
        assert figure.shape == (3,)
        assert np.isnan(figure).all()


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
    check_alone(trainer, got, ("da_rms", "delta_rms"))
    for name, arrays in (
        ("gradient_rms", [layer.dW for layer in layers]),
        ("delta_rms", [layer.delta for layer in layers]),
        ("da_rms", [layer.da for layer in layers[:-1]]),
    ):
        # An extended double has the exponents that a double's square lacks.
        wide = [np.sqrt(np.mean(np.longdouble(a) ** 2)) for a in arrays]
        values = getattr(got, name)[: len(arrays)]
        np.testing.assert_allclose(values, np.float64(wide), rtol=1e-12)


def numpy_backward(trace):
    """Return da per hidden layer and delta per layer, from the output's delta.

    Weights, z and dropout masks are the engine's, the derivatives are not.
    """
    layers = trace.layers
    deltas, das = [layers[-1].delta], []
    for layer, after in zip(layers[-2::-1], layers[:0:-1], strict=True):
        da = after.W_before.T @ deltas[0]
        if layer.index in trace.masks:
            da = da * trace.masks[layer.index]
        das.insert(0, da)
        deltas.insert(0, da * by_complex_step(DEFINITIONS[layer.activation], layer.z))
    return das, deltas


def by_complex_step(f, z):
    """Return f'(z), exact to rounding (Squire and Trapp, 1998)."""
    return np.imag(f(z + 1e-30j)) / 1e-30


@pytest.mark.parametrize("n_hidden", [1, 2, 5, 8])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"dropout": 0.3, "l2": 0.01, "use_bias": False},
        {"dataset": "blobs", "loss": "softmax_cross_entropy", "output": "softmax"},
        {"loss": "binary_cross_entropy", "output": "sigmoid", "dropout": 0.5},
        {"dataset": "blobs", "loss": "mse", "output": "softmax"},
    ],
    ids=["plain", "dropout", "fused softmax", "fused sigmoid", "softmax"],
)
def test_the_factors_of_the_way_back_are_exact(n_hidden, activation, fields):
    trainer = Trainer(
        Experiment(
            hidden=(7, 5, 6, 4, 8, 3, 6, 5)[:n_hidden], activation=activation,
            initializer="normal", initializer_scale=0.6, batch_size=16, seed=n_hidden,
            learning_rate=1e-3, **fields,
        )
    )  # fmt: skip
    trainer.step(3)
    figures = diagnostics(trainer)
    das, deltas = numpy_backward(trainer.trace())
    np.testing.assert_allclose(figures.da_rms[:-1], [rms(da) for da in das], rtol=1e-12)
    np.testing.assert_allclose(
        figures.delta_rms, [rms(delta) for delta in deltas], rtol=1e-12
    )
    assert np.isnan(figures.da_rms[-1])
    by_weights = figures.da_rms[:-1] / figures.delta_rms[1:]
    by_derivatives = figures.delta_rms[:-1] / figures.da_rms[:-1]
    ratio = figures.delta_rms[0] / figures.delta_rms[-1]
    assert np.prod(by_weights * by_derivatives) == pytest.approx(ratio, rel=1e-9)
    if activation == "sigmoid":
        assert (by_derivatives <= 0.25).all()


def test_exact_zeros_on_the_way_back_are_zeros():
    trainer = Trainer(Experiment(hidden=(3, 2), initializer="zeros"))
    trainer.step()
    figures = diagnostics(trainer)
    assert figures.da_rms[:-1].tolist() == [0, 0]
    assert figures.delta_rms[:-1].tolist() == [0, 0]


def test_what_the_way_back_has_not_reached_is_not_a_number():
    trainer = Trainer(Experiment(hidden=(4, 3, 2)))
    trainer.step()
    while not (trainer.next_op.phase == "backward" and trainer.next_op.layer == 1):
        trainer.advance("op")
    figures = diagnostics(trainer)
    assert np.isnan(figures.da_rms).tolist() == [True, False, False, True]
    assert np.isnan(figures.delta_rms).tolist() == [True, True, False, False]


@pytest.mark.parametrize("kind", OTHERS)
def test_blocks_of_other_networks_have_the_figures_of_their_weights(kind):
    trainer = Trainer(EXPERIMENTS[kind])
    n_blocks = len(trainer.graph.parameters)
    assert np.isnan(diagnostics(trainer).figures).all()
    assert diagnostics(trainer).gradient_rms.shape == (n_blocks,)
    trainer.step(3)
    got, trace = diagnostics(trainer), trainer.trace()
    pairs = trace.layout.pairs
    dW, update, before = (
        np.array([rms(W) for W, _ in pairs(vector)])
        for vector in (trace.gradient, trace.update, trace.before[0])
    )
    np.testing.assert_allclose(got.gradient_rms, dW, rtol=1e-12)
    np.testing.assert_allclose(got.update_ratio, update / before, rtol=1e-12)
    np.testing.assert_allclose(got.weight_rms, before, rtol=1e-12)
    of_signals = (*("da_rms", "delta_rms", "mean_df"), "saturated", "dead")
    for name in of_signals:
        assert np.isnan(getattr(got, name)).all()
        assert getattr(got, name).shape == (n_blocks,)
    check_alone(trainer, got)
