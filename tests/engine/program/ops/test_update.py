"""Update phase: from the gradient to new parameters, in the order of its ops."""

import numpy as np
import pytest

from engine import SETTINGS, Experiment, Trainer, gradcheck
from engine.arrays import execute
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.update_buffers import N_FIXED_ROWS
from engine.networks.networks import layout_of
from engine.program.ops.op import Clock
from engine.program.ops.update import GRADIENT_OPS, UpdatePhase, changes_gradient


def phase_of(**settings):
    """Return an update phase, its matrix, its gradient (P,), and its clock."""
    experiment = Experiment(hidden=(3,), **settings)
    layout = layout_of(experiment)
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
    value = True if SETTINGS[op.setting].kind == "flag" else 1.0
    assert changes_gradient(Experiment(hidden=(3,), **{op.setting: value}))
    phase, *_ = phase_of(**{op.setting: value})
    assert [each.name for each in phase.ops][:2] == [op.name, "step"]


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


# ---- frozen biases ---------------------------------------------------------------

FROZEN = {"hidden": (4, 3), "freeze_biases": True, "n_samples": 40, "seed": 3}
ALL = {"l1": 0.001, "l2": 0.01, "clip_norm": 0.05, "weight_decay": 0.5}


@pytest.mark.parametrize("more", [{}, ALL, {"max_norm": 0.5}], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_at_0_they_are_as_if_there_were_none(optimizer, more):
    """A network without biases has no ones row: it is compiled in another way."""
    settings = FROZEN | {"optimizer": optimizer, "learning_rate": 0.05} | more
    frozen = Trainer(Experiment(**settings))
    without = Trainer(
        Experiment(**settings | {"use_bias": False, "freeze_biases": False})
    )
    for trainer in (frozen, without):
        trainer.step(60)
    for (W, b), (expected, _) in zip(
        frozen.parameters, without.parameters, strict=True
    ):
        np.testing.assert_allclose(W, expected, rtol=1e-9, atol=1e-12)
        assert not b.any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_in_mid_run_they_keep_their_values_to_the_bit(optimizer):
    """Whatever momentum or weight decay is left."""
    settings = FROZEN | {"freeze_biases": False, "optimizer": optimizer}
    trainer = Trainer(Experiment(**settings, momentum=0.99, weight_decay=1.0))
    trainer.step(30)
    before = [(W.copy(), b.copy()) for W, b in trainer.parameters]
    assert all(b.any() for _, b in before)
    assert trainer.change(freeze_biases=True).weights == "kept"
    trainer.step(30)
    for (W, b), (W_before, b_before) in zip(trainer.parameters, before, strict=True):
        assert np.array_equal(b, b_before)
        assert not np.array_equal(W, W_before)
    trainer.change(freeze_biases=False)
    trainer.step(3)
    for (_, b), (_, b_before) in zip(trainer.parameters, before, strict=True):
        assert not np.array_equal(b, b_before)


def test_the_optimizer_gets_0_as_their_gradient_and_the_trace_has_what_was_found():
    trainer = Trainer(
        Experiment(**FROZEN | {"freeze_biases": False, "optimizer": "momentum"})
    )
    trainer.step(10)
    trainer.change(freeze_biases=True)
    trainer.step()
    trace = trainer.trace()
    for layer in trace.layers:
        before, after = layer.slots["v"]["b"]
        np.testing.assert_array_equal(after, 0.9 * before)
        assert layer.db.all()
        assert not layer.update_b.any()
        assert layer.update_W.any()
    for index in range(3):
        check = gradcheck(trace, index, 0, None)
        assert check.error < 1e-7
        assert check.backprop == trace.layers[index].db[0, 0]


def test_their_ops_come_before_clipping_and_after_the_rule():
    phase, matrix, gradient, _ = phase_of(
        freeze_biases=True, clip_norm=1.0, optimizer="adamw"
    )
    names = [op.name for op in phase.ops]
    assert names == [
        "freeze biases", "clip", "moments", "step", "weight decay", "freeze biases",
        "apply",
    ]  # fmt: skip
    run(phase)
    assert gradient.tolist() == [1.0] * 13
    g = matrix[1]
    assert np.linalg.norm(g) == pytest.approx(1, rel=1e-15)
    assert np.flatnonzero(g == 0).tolist() == [2, 5, 8, 12]
