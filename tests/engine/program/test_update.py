"""Update phase: from the gradient to new parameters, in the order of its ops."""

import numpy as np
import pytest

from engine import Experiment
from engine.arrays import execute
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.update_buffers import N_FIXED_ROWS
from engine.layout import ParameterLayout
from engine.program.op import Clock
from engine.program.update import GRADIENT_OPS, UpdatePhase, changes_gradient


def phase_of(**settings):
    """Return an update phase, its matrix, its gradient (P,), and its clock."""
    experiment = Experiment(hidden=(3,), **settings)
    layout = ParameterLayout(experiment.sizes, experiment.activations, use_bias=True)
    n_rows = N_FIXED_ROWS + len(OPTIMIZERS[experiment.optimizer].slots)
    matrix, gradient = np.zeros((n_rows, layout.n_parameters)), np.ones(13)
    clock = Clock()
    phase = UpdatePhase(
        experiment, layout, matrix=matrix, gradient=gradient, clock=clock
    )
    return phase, matrix, gradient, clock


def run(phase):
    for op in phase.ops:
        execute(op.calls)


def test_ops_come_in_order():
    settings = {"l1": 0.1, "l2": 0.1, "clip_norm": 1.0, "optimizer": "adamw"}
    phase, *_ = phase_of(**settings)
    assert [op.name for op in phase.ops] == [
        "l2 penalty", "l1 penalty", "clip", "moments", "step", "weight decay", "apply",
    ]  # fmt: skip
    assert {op.phase for op in phase.ops} == {"update"}
    assert phase.ops[-1].writes == (("update", None), ("W", None))


def test_what_no_setting_asks_for_has_no_op():
    phase, *_ = phase_of()
    assert [op.name for op in phase.ops] == ["step", "apply"]
    assert not changes_gradient(Experiment())


@pytest.mark.parametrize("op", GRADIENT_OPS, ids=lambda op: op.name)
def test_an_op_on_the_gradient_is_there_for_its_setting_alone(op):
    asked = Experiment(hidden=(3,), **{op.setting: 1.0})
    assert changes_gradient(asked)
    phase, *_ = phase_of(**{op.setting: 1.0})
    assert [each.name for each in phase.ops] == [op.name, "step", "apply"]


def test_parameters_are_a_row_of_the_matrix():
    phase, matrix, *_ = phase_of(clip_norm=100.0, learning_rate=0.5)
    run(phase)
    assert phase.parameters.tolist() == matrix[3].tolist() == [-0.5] * 13


def test_max_norm_is_applied_last():
    phase, matrix, *_ = phase_of(clip_norm=100.0, max_norm=0.1, learning_rate=1.0)
    run(phase)
    W = matrix[3][:9].reshape(3, 3)[:, :2]
    np.testing.assert_allclose(np.linalg.norm(W, axis=1), 0.1, rtol=1e-14)


@pytest.mark.parametrize(
    ("settings", "counts"),
    [
        ({"optimizer": "sgd"}, False),
        ({"optimizer": "adam"}, True),
        ({"optimizer": "sgd", "schedule": "cosine"}, True),
        ({"optimizer": "sgd", "warmup_steps": 5}, True),
    ],
)
def test_only_what_depends_on_the_step_counts_it(settings, counts):
    phase, _, _, clock = phase_of(**settings)
    run(phase)
    assert (clock.t, clock.step) == (int(counts), int(counts))


def test_warm_up_multiplies_the_rate():
    phase, matrix, *_ = phase_of(clip_norm=100.0, warmup_steps=4, learning_rate=1.0)
    for expected in (-0.25, -0.75, -1.5, -2.5, -3.5):
        run(phase)
        np.testing.assert_allclose(matrix[3], expected, rtol=1e-15)


def test_new_scalars_apply_to_the_next_update():
    phase, matrix, *_ = phase_of(clip_norm=100.0, learning_rate=1.0)
    run(phase)
    phase.set_scalars(Experiment(hidden=(3,), clip_norm=100.0, learning_rate=0.25))
    run(phase)
    assert matrix[3].tolist() == [-1.25] * 13
