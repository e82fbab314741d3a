"""Window: medians, progress, and the two factors of the gradient's way back."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.diagnosis.window import LONGEST, Window, mean
from tests.engine.inspection.diagnosis.windows import losses, per_layer, window


def test_the_factors_multiply_to_the_ratio_to_1e_9():
    trainer = Trainer(Experiment(hidden=(8,) * 6, activation="sigmoid"))
    trainer.step(10)
    one = window(hidden=(8,) * 6, activation="sigmoid")
    weights, derivatives = one.factors
    assert np.prod(weights * derivatives) == pytest.approx(one.ratio, rel=1e-9)
    trainer = Trainer(Experiment(hidden=(8,) * 6, activation="sigmoid"))
    trainer.step(1)
    layers = trainer.trace().layers

    def rms(values):
        return np.sqrt(np.mean(np.square(values)))

    for k in range(6):
        w = rms(layers[k].da) / rms(layers[k + 1].delta)
        assert weights[k] == pytest.approx(w, rel=1e-12)
        s = rms(layers[k].delta) / rms(layers[k].da)
        assert derivatives[k] == pytest.approx(s, rel=1e-12)


@pytest.mark.parametrize(("n", "middle"), [(1, 0), (7, 3), (8, 3.5), (9, 4.5)])
def test_the_median_is_over_recent_steps(n, middle):
    change = {"change": lambda k: {"update_ratio": per_layer(k, 2 * k, 0)}}
    assert window(n, **change).median("update_ratio").tolist() == [
        middle,
        2 * middle,
        0,
    ]


def test_progress_is_the_share_of_the_trivial_loss_that_is_left():
    values = [0.5] * 21 + [0.2, 0.25, 0.3]
    one = window(change=losses(*values))
    assert one.progress == pytest.approx(0.5)
    assert not one.is_solved
    assert window(change=losses(*[0.04] * 24)).is_solved
    assert window(facts={"trivial_loss": 0.0}).is_solved


def test_the_loss_falls_from_the_first_third_to_the_last():
    falling = [0.5] * 8 + [9.0] * 8 + [0.4] * 8
    assert window(change=losses(*falling)).fall == pytest.approx(0.8)
    assert window(change=losses(*[0.0] * 24)).fall == 1
    assert not window(change=losses(*[0.5] * 24)).is_well
    assert window(change=losses(*[0.5] * 16, *[0.48] * 8)).is_well


@pytest.mark.parametrize(
    ("n", "fields", "is_long"),
    [
        (LONGEST, {"every": 20}, True),
        (LONGEST - 1, {"every": 40}, False),
        (LONGEST, {"every": 8}, False),  # 184 steps
        (LONGEST, {"every": 20, "n_samples": 3000}, False),  # 3 epochs
    ],
)
def test_a_long_window_has_many_observations_steps_and_epochs(n, fields, is_long):
    assert window(n, **fields).is_long is is_long


def test_the_first_ratio_is_that_of_the_oldest_observation():
    change = {"change": lambda k: {"delta_rms": per_layer(6, 1, 3 - k)}}
    assert window(2, **change).first_ratio[0] == 2
    assert window(1, change={"delta_rms": per_layer(6, 1, 0)}).first_ratio[0] == 1
    one = window(1)
    empty = Window(experiment=one.experiment, facts=one.facts, observations=())
    assert empty.first_ratio[0] == 1


def test_the_size_of_weights_is_that_of_a_units_vector():
    one = window(2, hidden=(4, 9), change={"weight_rms": per_layer(1, 2, 3)})
    np.testing.assert_allclose(one.weight_sizes, [2**0.5, 4, 9])
    assert one.n_hidden == 2


def test_the_mean_of_huge_numbers_is_finite():
    assert mean([1e308, 1.5e308]) == pytest.approx(1.25e308)
    assert mean([True, False]) == 0.5
