"""The gradient check that ships: right on right gradients, and seen to fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer, gradcheck
from engine.inspection.check.gradcheck import Checker, relative_error
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def traced(**changes):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), **changes}))
    trainer.step(20)
    return trainer.trace()


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_backpropagation_agrees_with_the_difference(dropout):
    trace = traced(dropout=dropout)
    for layer in trace.layers:
        for column in (*range(layer.dW.shape[1]), None):
            check = gradcheck(trace, layer.index, 0, column)
            found = layer.db[0, 0] if column is None else layer.dW[0, column]
            before = (
                layer.b_before[0, 0] if column is None else layer.W_before[0, column]
            )
            assert check.backprop == found
            assert check.value == before
            assert check.error < 1e-6 or abs(check.backprop) < 1e-7
            slope = (check.loss_plus - check.loss_minus) / (2 * check.h)
            assert check.numeric == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_a_gradient_that_is_wrong_by_a_thousandth_fails():
    trace = traced()
    wrong = replace(trace, gradient=1.001 * trace.gradient)
    right, seen = gradcheck(trace, 2, 0, 0), gradcheck(wrong, 2, 0, 0)
    assert right.error < 1e-7
    assert seen.error == pytest.approx(5e-4, rel=1e-2)


def test_what_a_check_found_has_a_name():
    trace = traced()
    assert gradcheck(trace, 2, 0, 0).verdict == "agrees"
    wrong = replace(trace, gradient=1.001 * trace.gradient)
    assert gradcheck(wrong, 2, 0, 0).verdict == "differs"
    assert gradcheck(trace, 0, 0, 0, h=0.3).verdict == "wide"
    tiny = gradcheck(trace, 0, 0, 0, h=1e-13)
    assert tiny.verdict == "rounding"
    assert abs(tiny.backprop - tiny.numeric) < 100 * tiny.resolution
    dead = gradcheck(traced(activation="relu", initializer="zeros"), 0, 0, 0)
    assert dead.verdict == "zero"


def test_within_a_step_the_gradient_is_pending():
    trainer = Trainer(Experiment(hidden=(3, 2)))
    trainer.advance("op", 3)
    check = gradcheck(trainer.trace(), 0, 0, 0)
    assert check.verdict == "pending"
    assert np.isnan(check.backprop)
    assert np.isfinite(check.numeric)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_a_kink_is_found_where_a_unit_changes_sides(activation):
    """z = 0 for the sample, the first unit: its f' is another one on each side."""
    e = Experiment(
        dataset={"x": [[1.0], [2.0]], "y": [[0.5], [1.0]]},
        train_share=1.0,
        standardize=False,
        hidden=(2,),
        activation=activation,
        batch_size="full",
        initial_parameters=[
            {"W": [[1.0], [1.0]], "b": [-2.0, 0.5]},
            {"W": [[1.0, 1.0]], "b": [0.0]},
        ],
    )
    trainer = Trainer(e)
    trainer.step()
    trace = trainer.trace()
    check = gradcheck(trace, 0, 0, 0)
    assert check.verdict == "kink"
    assert check.n_kinks == 1
    (kink,) = check.kinks
    assert (kink.layer, kink.row, kink.of_loss) == (0, 0, False)
    assert trace.x[0, kink.column] == 2
    assert gradcheck(trace, 0, 1, 0).verdict == "agrees"


def test_the_kink_of_a_loss_is_found():
    """Hinge at a y = 1 exactly."""
    e = Experiment(
        dataset={"x": [[1.0], [-3.0]], "y": [1, 0]},
        train_share=1.0,
        standardize=False,
        hidden=(),
        loss="hinge",
        batch_size="full",
        initial_parameters=[{"W": [[1.0]], "b": [0.0]}],
    )
    trainer = Trainer(e)
    trainer.step()
    check = gradcheck(trainer.trace(), 0, 0, 0)
    assert check.verdict == "kink"
    assert [kink.of_loss for kink in check.kinks] == [True]


def test_zero_beside_zero_is_no_error():
    """A ReLU layer of zero weights passes nothing back."""
    trace = traced(activation="relu", initializer="zeros")
    check = gradcheck(trace, 0, 0, 0)
    assert (check.backprop, check.numeric, check.error) == (0, 0, 0)
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.ones(3), -np.ones(3)) == 1


@pytest.mark.parametrize(
    ("place", "field"),
    [((3, 0, 0), "layer"), ((0, 3, 0), "row"), ((0, 0, 2), "column")],
)
def test_a_parameter_that_is_not_there_is_refused(place, field):
    with pytest.raises(ExperimentError) as caught:
        gradcheck(traced(), *place)
    assert caught.value.field == field


@pytest.mark.parametrize("name", OTHERS)
def test_every_parameter_of_other_networks_agrees_or_tells_why(name):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(4)
    trace = trainer.trace()
    checker = Checker(trace)
    places = [trace.layout.place(k) for k in range(0, trace.gradient.size, 7)]
    verdicts = [checker.check(*place).verdict for place in places]
    assert set(verdicts) <= {"agrees", "zero", "rounding"}
    assert verdicts.count("agrees") > 0.8 * len(verdicts)
    wrong = Checker(replace(trace, gradient=1.001 * trace.gradient))
    again = [wrong.check(*place).verdict for place in places]
    assert again.count("agrees") == 0
    assert again.count("differs") > 0.8 * len(again)


def test_where_another_pixel_is_the_largest_there_is_a_kink():
    trainer = Trainer(EXPERIMENTS["convolution"].replace(activation="tanh"))
    trainer.step(2)
    trace = trainer.trace()
    check = gradcheck(trace, 0, 0, 4, h=1.0)
    assert check.verdict == "kink"
    assert {kink.node for kink in check.kinks} == {"pool"}
    assert all(0 <= kink.column < trace.batch_size for kink in check.kinks)


def test_the_kink_of_a_position_is_one_of_its_sample(monkeypatch):
    monkeypatch.setattr("engine.inspection.check.gradcheck.MAX_KINKS", 1000)
    trainer = Trainer(EXPERIMENTS["attention"])
    trainer.step(2)
    trace = trainer.trace()
    check = gradcheck(trace, 3, 0, 0, h=3.0)
    assert check.n_kinks > 0
    assert {kink.node for kink in check.kinks} == {"a"}
    columns = {kink.column for kink in check.kinks}
    assert columns <= set(range(trace.batch_size))
    assert len(columns) < check.n_kinks == len(check.kinks)
