"""Penalties, dropout, max-norm and early stopping."""

import numpy as np
import pytest

from engine import DivergenceError, Experiment, Trainer
from engine.arrays import execute
from engine.functions.penalties import (
    clip_calls,
    l1_calls,
    l2_calls,
    max_norm_calls,
    penalty_value,
)
from tests.engine.layouts import dense_layout

LAYOUT = dense_layout((3, 4, 2), ("tanh", "linear"))


def vector(seed):
    """Return a vector (P,)."""
    return np.random.default_rng(seed).normal(size=LAYOUT.n_parameters)


def penalized(parameters, gradient, *, l1=0.0, l2=0.0, layout=LAYOUT):
    """Return g (P,)."""
    g, source = np.full_like(gradient, np.nan), gradient
    for calls, strength in ((l2_calls, l2), (l1_calls, l1)):
        if strength:
            vectors = {"gradient": source, "parameters": parameters, "g": g}
            execute(calls(layout, strength, **vectors))
            source = g
    return g


# ---- l1 and l2 -------------------------------------------------------------------


@pytest.mark.parametrize(
    "strengths", [{"l1": 0.3}, {"l2": 0.7}, {"l1": 0.3, "l2": 0.7}]
)
def test_what_is_added_to_the_gradient_is_the_derivative_of_the_penalty(strengths):
    w, gradient = vector(0), vector(1)
    added = penalized(w, gradient, **strengths) - gradient
    both = {"l1": 0.0, "l2": 0.0} | strengths
    for k in range(len(w)):
        high, low = w.copy(), w.copy()
        high[k] += 1e-5
        low[k] -= 1e-5
        rise = penalty_value(LAYOUT, high, **both) - penalty_value(LAYOUT, low, **both)
        assert added[k] == pytest.approx(rise / 2e-5, abs=1e-9)


def test_l1_and_l2_by_hand():
    # w = 2, -3, 0: l2 adds 0.1 w = 0.2, -0.3, 0; l1 adds 0.5 sign w = 0.5, -0.5, 0
    layout = dense_layout((3, 1), ("linear",))
    w = np.array([2.0, -3.0, 0.0, 9.0])
    g = penalized(w, np.zeros(4), l1=0.5, l2=0.1, layout=layout)
    np.testing.assert_allclose(g, [0.7, -0.8, 0, 0], rtol=1e-15)
    # 0.5 (2 + 3) + 0.05 (4 + 9) = 3.15, and nothing for the bias 9
    assert penalty_value(layout, w, l1=0.5, l2=0.1) == pytest.approx(3.15, rel=1e-15)


def test_biases_are_never_penalized():
    w, gradient = vector(0), vector(1)
    g = penalized(w, gradient, l1=1.0, l2=1.0)
    for (_, b), (_, was) in zip(LAYOUT.pairs(g), LAYOUT.pairs(gradient), strict=True):
        assert np.array_equal(b, was)


def test_without_strength_a_penalty_is_0():
    assert penalty_value(LAYOUT, vector(1), l1=0.0, l2=0.0) == 0


def test_the_gradient_that_backpropagation_found_stays_readable():
    settings = {"hidden": (3,), "batch_size": "full", "seed": 4}
    plain, bound = (
        Trainer(Experiment(**settings, **more)) for more in ({}, {"l1": 0.1, "l2": 1.0})
    )
    plain.step()
    bound.step()
    assert np.array_equal(plain.trace().gradient, bound.trace().gradient)
    assert not np.array_equal(plain.vector, bound.vector)


def test_a_step_with_l2_shrinks_every_weight_by_rate_times_strength():
    # w <- w - eta (dW + l2 w): the difference to the plain step is eta l2 w
    settings = {"hidden": (3,), "batch_size": "full", "learning_rate": 0.1, "seed": 4}
    plain, bound = (Trainer(Experiment(**settings, l2=l2)) for l2 in (0.0, 0.5))
    first = [W.copy() for W, _ in plain.parameters]
    plain.step()
    bound.step()
    for (W, b), (W_l2, b_l2), W_first in zip(
        plain.parameters, bound.parameters, first, strict=True
    ):
        np.testing.assert_allclose(W - W_l2, 0.1 * 0.5 * W_first, rtol=1e-9)
        np.testing.assert_allclose(b, b_l2, rtol=1e-13)


def test_l2_makes_weights_smaller_and_l1_makes_many_of_them_nothing():
    def weights(**strength):
        trainer = Trainer(Experiment(hidden=(8,), **strength))
        trainer.step(5000)
        return np.concatenate([W.ravel() for W, _ in trainer.parameters])

    plain, l2, l1 = weights(), weights(l2=0.01), weights(l1=0.01)
    assert np.square(l2).sum() < 0.6 * np.square(plain).sum()
    assert np.mean(np.abs(l1) < 1e-2) > np.mean(np.abs(plain) < 1e-2) + 0.2


def test_reported_losses_are_without_the_penalty():
    trainer = Trainer(Experiment(batch_size="full"))
    penal = Trainer(Experiment(batch_size="full", l1=1.0, l2=1.0))
    assert trainer.train_loss == penal.train_loss


# ---- max-norm -----------------------------------------------------------------------


def test_max_norm_scales_long_rows_and_leaves_short_ones():
    # |(3, 4)| = 5 becomes (0.6, 0.8) * 2; |(0.3, 0.4)| = 0.5 stays; zeros stay zeros
    layout = dense_layout((2, 3), ("linear",))
    w = np.array([3.0, 4.0, 7.0, 0.3, 0.4, 7.0, 0.0, 0.0, 7.0])
    with np.errstate(divide="ignore"):
        execute(max_norm_calls(layout, w, 2.0))
    np.testing.assert_allclose(w, [1.2, 1.6, 7, 0.3, 0.4, 7, 0, 0, 7], rtol=1e-15)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_no_unit_is_ever_longer_than_max_norm(optimizer):
    trainer = Trainer(
        Experiment(max_norm=0.5, optimizer=optimizer, learning_rate=0.3, hidden=(5, 3))
    )
    for _ in range(50):
        trainer.step()
        for W, _ in trainer.parameters:
            assert np.linalg.norm(W, axis=1).max() <= 0.5 * (1 + 1e-12)


def test_a_max_norm_that_is_never_reached_changes_nothing():
    free, bound = (
        Trainer(Experiment(max_norm=max_norm)) for max_norm in (None, 1000.0)
    )
    free.step(100)
    bound.step(100)
    assert np.array_equal(free.vector, bound.vector)


# ---- clipping ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ([3.0, 4.0], [1.2, 1.6]),
        ([-0.3, 0.4], [-0.3, 0.4]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([3e300, -4e300], [1.2, -1.6]),
        ([0.0, -2.0], [0.0, -2.0]),
    ],
)
def test_a_gradient_is_shortened_to_norm_2_and_keeps_its_direction(source, expected):
    g = np.empty(2)
    with np.errstate(all="ignore"):
        execute(clip_calls(np.array(source), g, 2.0))
    np.testing.assert_allclose(g, expected, rtol=1e-15)


def test_clipping_leaves_what_is_not_finite_to_be_found():
    g = np.empty(2)
    with np.errstate(all="ignore"):
        execute(clip_calls(np.array([np.inf, 1.0]), g, 2.0))
    assert not np.isfinite(g).all()


@pytest.mark.parametrize("penalties", [{}, {"l2": 0.5}, {"l1": 0.1, "l2": 0.5}])
def test_sgd_with_clipping_moves_by_at_most_rate_times_norm(penalties):
    settings = {"learning_rate": 0.1, "initializer": "normal", **penalties}
    clipped = Trainer(Experiment(clip_norm=0.05, **settings))
    plain = Trainer(Experiment(**settings))
    clipped.step(1)
    plain.step(1)
    np.testing.assert_array_equal(clipped.trace().gradient, plain.trace().gradient)
    update, whole = clipped.trace().update, plain.trace().update
    length = np.linalg.norm(whole)
    assert length > 0.1 * 0.05
    np.testing.assert_allclose(np.linalg.norm(update), 0.1 * 0.05, rtol=1e-12)
    np.testing.assert_allclose(update / np.linalg.norm(update), whole / length)
    clipped.step(50)
    assert np.linalg.norm(clipped.trace().update) <= 0.1 * 0.05 * (1 + 1e-12)


def test_a_clip_that_is_never_reached_changes_nothing():
    trainers = [Trainer(Experiment(clip_norm=c)) for c in (None, 1000.0)]
    for trainer in trainers:
        trainer.step(50)
    np.testing.assert_array_equal(*(trainer.vector for trainer in trainers))


def test_clipping_saves_a_run_that_explodes():
    fields = {
        "dataset": "plane",
        "hidden": (8,),
        "activation": "relu",
        "learning_rate": 1.0,
    }
    with pytest.raises(DivergenceError):
        Trainer(Experiment(**fields)).step(200)
    trainer = Trainer(Experiment(clip_norm=1.0, **fields))
    trainer.step(200)
    assert np.isfinite(trainer.vector).all()
