"""Losses: values, gradients, stability, with respect to a or to z."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES

IN_A = [name for name, loss in LOSSES.items() if loss.wrt == "a"]
IN_Z = [name for name, loss in LOSSES.items() if loss.wrt == "z"]
RNG_SEED = 5


def softmax(z):
    """Return softmax(z), column by column, by the engine's calls."""
    o = Operands()
    o.inputs, o.value, o.t = (z,), np.empty_like(z), np.empty_like(z)
    with np.errstate(under="ignore"):
        execute(kind_of("softmax").forward(o))
    return o.value


def output(name, z):
    """Return the output of a loss, for (z -> a) of its first kind."""
    kind = LOSSES[name].outputs[0] if name in IN_Z else "linear"
    if kind == "softmax":
        return softmax(z)
    return 1 / (1 + np.exp(-z)) if kind == "sigmoid" else z.copy()


def value(name, z, y, a=None):
    """Return L."""
    with np.errstate(under="ignore", over="ignore"):
        result = LOSSES[name].value(z, output(name, z) if a is None else a, y)
    return complex(result)


def gradient(name, a, y):
    """Return dL/da."""
    da, t = np.empty_like(a), np.empty_like(a)
    execute(LOSSES[name].gradient(a, y, da, t))
    return da


def samples(name, n_outputs=3, n_samples=7):
    """Return z and y (n_outputs, n_samples) that suit a loss."""
    rng = np.random.default_rng(RNG_SEED)
    z = rng.normal(0, 1.5, (n_outputs, n_samples))
    on = np.arange(n_outputs)[:, None] == rng.integers(0, n_outputs, n_samples)
    y = np.where(on, 1.0, -1.0 if name == "hinge" else 0.0)
    if name in ("squared_error", "mse", "huber"):
        y = rng.normal(0, 1.5, z.shape)
    return z, y


# ---- values by hand --------------------------------------------------------------

A = np.array([[2.0, 0.5], [-1.0, 3.0]])
Y = np.array([[1.0, 0.0], [1.0, 0.5]])
# e = a - y = [[1, 0.5], [-2, 2.5]]; squares 1, 0.25, 4, 6.25: sum 11.5
# squared_error: 11.5 / 2 / B = 2.875 with B = 2;  mse: 11.5 / (B K) = 2.875 / 1
# huber: 1/2 + 1/8 + (2 - 1/2) + (2.5 - 1/2) = 4.125, / B = 2.0625
BY_HAND = {"squared_error": 2.875, "mse": 2.875, "huber": 2.0625}


@pytest.mark.parametrize("name", BY_HAND)
def test_value_worked_by_hand(name):
    assert value(name, A, Y, A).real == pytest.approx(BY_HAND[name], rel=1e-15)


def test_mse_is_a_mean_over_outputs_and_squared_error_a_halved_sum():
    # K outputs: mse = 2 / K times squared_error
    rng = np.random.default_rng(0)
    for n_outputs in (1, 2, 5):
        a, y = rng.normal(size=(2, n_outputs, 4))
        ratio = value("mse", a, y, a) / value("squared_error", a, y, a)
        assert ratio.real == pytest.approx(2 / n_outputs, rel=1e-14)


def test_hinge_worked_by_hand():
    # max(0, 1 - a y): a y = 2, -0.5, 1 -> 0, 1.5, 0; mean 0.5
    a, y = np.array([[2.0, 0.5, -1.0]]), np.array([[1.0, -1.0, -1.0]])
    assert value("hinge", a, y, a).real == 0.5
    # gradient -y / B where a y < 1 only; at the margin itself it is 0
    assert gradient("hinge", a, y).tolist() == [[0, 1 / 3, 0]]


def test_binary_cross_entropy_worked_by_hand():
    # a = 0.8 for y = 1: -ln 0.8 = 0.223143551; a = 0.8 for y = 0: -ln 0.2 = 1.609437912
    z, y = np.full((1, 2), np.log(4)), np.array([[1.0, 0.0]])
    got = value("binary_cross_entropy", z, y).real
    assert got == pytest.approx((0.22314355131421 + 1.6094379124341) / 2, rel=1e-13)


def test_softmax_cross_entropy_worked_by_hand():
    # z = ln 1, ln 2, ln 5: probabilities 1/8, 2/8, 5/8; -ln(5/8) = 0.470003629
    z, y = np.log([[1.0], [2.0], [5.0]]), np.array([[0.0], [0.0], [1.0]])
    np.testing.assert_allclose(softmax(z)[:, 0], [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)
    got = value("softmax_cross_entropy", z, y).real
    assert got == pytest.approx(0.4700036292457356, rel=1e-14)


def test_huber_joins_smoothly_at_a_distance_of_one():
    y = np.zeros((1, 1))
    below, above = (np.full((1, 1), 1 + s * 1e-9) for s in (-1, 1))
    assert abs(value("huber", above, y, above) - value("huber", below, y, below)) < 3e-9
    np.testing.assert_allclose(gradient("huber", below, y), 1, rtol=2e-9)
    assert gradient("huber", above, y)[0, 0] == 1
    assert gradient("huber", -5 * above, y)[0, 0] == -1


# ---- gradients -------------------------------------------------------------------


@pytest.mark.parametrize("name", IN_A)
@pytest.mark.parametrize("n_outputs", [1, 3])
def test_gradient_is_the_derivative_of_the_value(name, n_outputs):
    z, y = samples(name, n_outputs)
    da = gradient(name, z, y)
    for place in np.ndindex(z.shape):
        moved = z.astype(complex)
        moved[place] += 1e-30j
        exact = value(name, moved, y, moved).imag / 1e-30
        assert da[place] == pytest.approx(exact, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("name", IN_Z)
def test_gradient_in_z_is_the_derivative_of_the_value(name):
    z, y = samples(name)
    delta, t = np.empty_like(z), np.empty_like(z)
    execute(LOSSES[name].gradient(output(name, z), y, delta, t))
    for place in np.ndindex(z.shape):
        high, low = z.copy(), z.copy()
        high[place] += 1e-5
        low[place] -= 1e-5
        numeric = (value(name, high, y) - value(name, low, y)).real / 2e-5
        assert delta[place] == pytest.approx(numeric, abs=1e-9)
        assert 1.001 * abs(delta[place]) > abs(numeric) + 1e-6


def test_softmax_delta_is_the_jacobian_times_da():
    rng = np.random.default_rng(2)
    z, da = rng.normal(size=(2, 4, 5))
    a = softmax(z)
    o = Operands()
    o.value, o.grad, o.out, o.t = a, da, np.empty_like(z), np.empty_like(z)
    execute(kind_of("softmax").backward(o))
    for n in range(5):
        p = a[:, n]
        jacobian = np.diag(p) - np.outer(p, p)
        np.testing.assert_allclose(o.out[:, n], jacobian @ da[:, n], atol=1e-15)


def test_the_gradient_of_a_batch_is_the_mean_of_its_samples():
    for name in IN_A:
        z, y = samples(name)
        whole = gradient(name, z, y)
        for n in range(z.shape[1]):
            alone = gradient(name, z[:, n : n + 1].copy(), y[:, n : n + 1].copy())
            np.testing.assert_allclose(whole[:, n], alone[:, 0] / 7, rtol=1e-14)


# ---- stability -------------------------------------------------------------------


@pytest.mark.parametrize("size", [1e3, 1e8])
@pytest.mark.parametrize("name", LOSSES)
def test_value_is_finite_and_right_for_huge_z(name, size):
    z = np.array([[size, -size], [-size, size]])
    for on in ([[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]):
        y = np.array(on)
        if name == "hinge":
            y = 2 * y - 1
        with np.errstate(over="ignore"):
            a = output(name, z)
        got = value(name, z, y, a).real
        assert np.isfinite(got)
        assert got >= 0
        if name == "softmax_cross_entropy":
            # right: -ln 1 = 0; wrong: the difference of the two z
            assert got == pytest.approx(0 if on[0][0] else 2 * size, rel=1e-12)
        if name == "binary_cross_entropy":
            assert got == pytest.approx(0 if on[0][0] else 2 * size, rel=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("size", [1e3, -1e3])
def test_a_step_is_finite_for_pre_activations_of_1000(loss, size):
    dataset = "blobs" if loss == "softmax_cross_entropy" else "gauss"
    for output_name in LOSSES[loss].outputs:
        trainer = Trainer(
            Experiment(
                dataset=dataset, loss=loss, output=output_name, hidden=(), n_samples=20
            )
        )
        W, _ = trainer.parameters[0]
        for row, column in np.ndindex(W.shape):
            trainer.set_parameter(0, row, column, 0.0)
        for row in range(W.shape[0]):
            trainer.set_parameter(0, row, None, size * (1 - 2 * (row % 2)))
        trainer.step()
        assert np.isfinite(trainer.trace().loss)
        assert np.isfinite(trainer.trace().gradient).all()
        assert np.isfinite(trainer.train_loss)


def test_softmax_does_not_change_when_a_number_is_added_to_all_z():
    z = np.random.default_rng(1).normal(size=(4, 6))
    np.testing.assert_allclose(softmax(z + 1e3), softmax(z), rtol=1e-12)
    np.testing.assert_allclose(softmax(z).sum(axis=0), 1, rtol=1e-15)


def test_binary_cross_entropy_keeps_its_digits_where_a_rounds_to_one():
    # z = 40, y = 1: ln(1 + e^-40) = e^-40, though sigmoid(40) is 1 in float64
    z, y = np.full((1, 1), 40.0), np.ones((1, 1))
    assert value("binary_cross_entropy", z, y).real == pytest.approx(
        np.exp(-40), rel=1e-14, abs=0
    )


# ---- the table ---------------------------------------------------------------------


@pytest.mark.parametrize("name", LOSSES)
def test_every_output_of_every_loss_trains(name):
    for output_name in LOSSES[name].outputs:
        trainer = Trainer(
            Experiment(
                dataset="gauss", loss=name, output=output_name, hidden=(3,),
                n_samples=60, optimizer="adam", batch_size="full",
            )
        )  # fmt: skip
        before = trainer.train_loss
        trainer.step(200)
        assert trainer.train_loss < before / 2


def test_a_gradient_in_z_fits_one_output_only():
    assert all(len(LOSSES[name].outputs) == 1 for name in IN_Z)


def test_every_loss_has_its_formulas():
    for loss in LOSSES.values():
        assert r"\frac{\partial L}" in loss.latex_gradient
        assert loss.latex.startswith("L = ")
