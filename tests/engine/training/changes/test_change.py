"""Changes in mid-run: what was learnt is kept, and the report names what happened."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine import ChangeReport, Experiment, ExperimentError, Trainer
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS

BASE = {"hidden": (4, 3), "optimizer": "adam", "n_samples": 60, "batch_size": 5}


def trained(n_steps=30, **changes):
    trainer = Trainer(Experiment(**{**BASE, **changes}))
    trainer.step(n_steps)
    return trainer


def outputs(trainer):
    x = trainer.data.inputs_from_axes(np.random.default_rng(0).uniform(-6, 6, (2, 50)))
    return trainer.forward(x)[-1][1]


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.5},
        {"activation": "relu"},
        {"activation": ["sigmoid", "elu"]},
        {"loss": "mse"},
        {"loss": "hinge", "output": "tanh"},
        {"l1": 0.1},
        {"l2": 0.1, "max_norm": 2.0},
        {"dropout": 0.5},
        {"batch_size": "full"},
        {"noise": 0.2},
        {"schedule": "cosine", "schedule_steps": 50},
        {"beta1": 0.5},
        {"patience": 5},
    ],
    ids=str,
)
def test_a_setting_changes_and_weights_and_slots_stay(change):
    trainer = trained()
    before = trainer.snapshot()
    report = trainer.change(**change)
    after = trainer.snapshot()
    np.testing.assert_array_equal(after.state, before.state)
    assert (after.step, after.t) == (before.step, before.t)
    assert (report.weights, report.slots) == ("kept", "kept")
    for field in change:
        assert field in report.changed
        assert report.changed[field][1] == trainer.experiment.to_dict()[field]
    assert report.unused == {}
    trainer.step(5)
    assert np.isfinite(trainer.train_loss)


def test_adam_after_sgd_begins_its_bias_correction_anew():
    """The first Adam step moves every parameter by the learning rate, or nearly."""
    trainer = trained(optimizer="sgd")
    trainer.change(optimizer="adam", learning_rate=0.01)
    trainer.step(1)
    update = trainer.trace().update
    np.testing.assert_allclose(np.abs(update[np.abs(update) > 1e-4]), 0.01, rtol=1e-2)


def test_changing_and_changing_back_is_as_if_nothing_had_been():
    plain, changed = trained(), trained()
    changed.change(learning_rate=3.0, activation="relu", l2=0.5)
    changed.change(learning_rate=0.03, activation="tanh", l2=0.0)
    plain.step(40)
    changed.step(40)
    assert plain.snapshot().digest() == changed.snapshot().digest()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    "settings", [{}, {"schedule": "step", "schedule_steps": 7, "dropout": 0.2}], ids=str
)
def test_new_scalars_give_the_same_bits_as_a_program_compiled_for_them(name, settings):
    scalars = {"learning_rate": 0.02, "eps": 1e-3, "weight_decay": 0.2}
    tuned, compiled = (trained(optimizer=name, **settings) for _ in range(2))
    tuned.change(**scalars)
    snapshot = compiled.snapshot()
    experiment = compiled.experiment.replace(**scalars)
    anew = Trainer(experiment)
    anew.restore(dataclasses.replace(snapshot, experiment=experiment))
    for trainer in (tuned, anew, compiled):
        trainer.step(40)
    assert tuned.snapshot().digest() == anew.snapshot().digest()
    assert not np.array_equal(tuned.vector, compiled.vector)


def test_a_trace_keeps_the_learning_rate_of_its_step():
    trainer = trained()
    trainer.change(learning_rate=0.5)
    assert trainer.trace().experiment.learning_rate == 0.03
    trainer.step(1)
    assert trainer.trace().experiment.learning_rate == 0.5


def test_a_bound_that_is_lifted_is_none():
    trainer = Trainer(Experiment())
    assert trainer.change(clip_norm=1.0).changed == {"clip_norm": (None, 1.0)}
    assert trainer.change(output="linear").changed == {"output": (None, "linear")}


def test_a_change_that_changes_nothing_says_so():
    report = trained().change(learning_rate=0.03)
    assert report.changed == {}
    assert report.unused == {}


def test_one_activation_per_layer_follows_the_depth():
    trainer = trained(activation=["tanh", "relu"])
    report = trainer.change(hidden=[4, 3, 2])
    assert trainer.experiment.activation == ("tanh", "relu", "relu")
    assert report.gave_way == ("activation",)
    trainer.change(hidden=[4])
    assert trainer.experiment.activation == ("tanh",)
    trainer.change(hidden=[])
    assert trainer.experiment.activation == "tanh"
    trainer.change(activation=[])
    trainer.change(hidden=[2, 2])
    assert trainer.experiment.activation == "tanh"


@pytest.mark.parametrize("loss", LOSSES)
def test_any_loss_can_follow_any_other(loss):
    """Targets are coded anew, and an output that cannot carry the loss gives way."""
    for start, output in (("squared_error", "tanh"), ("softmax_cross_entropy", None)):
        trainer = trained(loss=start, output=output, dataset="blobs")
        report = trainer.change(loss=loss)
        assert trainer.experiment.output_activation in LOSSES[loss].outputs
        assert report.gave_way in ((), ("output",))
        trainer.step(5)
        assert np.isfinite(trainer.train_loss)


def test_two_outputs_of_a_softmax_follow_one_of_a_sigmoid():
    trainer = trained(loss="binary_cross_entropy")
    trainer.change(loss="softmax_cross_entropy")
    assert trainer.layers[-1].fan_out == 2
    np.testing.assert_array_equal(trainer.data.train_y.sum(axis=0), 1)


def test_a_new_batch_size_restarts_the_epoch_without_losing_a_step():
    trainer = trained(n_steps=8)
    trainer.change(batch_size=7)
    assert (trainer.step_count, trainer.epoch, trainer.batch_index) == (8, 1, 0)
    seen = []
    for _ in range(5):
        trainer.step(1)
        seen += trainer.trace().batch_indices.tolist()
    assert sorted(seen) == list(range(30))


def test_a_change_in_the_middle_of_a_step_begins_it_again():
    trainer, other = trained(), trained()
    trainer.advance("op", 4)
    for each in (trainer, other):
        each.change(learning_rate=0.5)
        each.step(3)
    assert trainer.snapshot().digest() == other.snapshot().digest()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seed": 3}, "seed"),
        ({"dataset": "xor"}, "dataset"),
        ({"nonsense": 1}, "nonsense"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"hidden": [0]}, "hidden"),
        ({"hidden": [4] * 9}, "hidden"),
        ({"activation": "step"}, "activation"),
        ({"activation": ["tanh"]}, "activation"),
        ({"features": ["x3"]}, "features"),
        ({"loss": "hinge", "output": "sigmoid"}, "output"),
        ({"learning_rate": 0.1, "l2": -1}, "l2"),
    ],
    ids=str,
)
def test_a_change_that_does_not_fit_changes_nothing(change, field):
    trainer = trained()
    before = trainer.snapshot().digest()
    with pytest.raises(ExperimentError) as caught:
        trainer.change(**change)
    assert caught.value.field == field
    assert trainer.snapshot().digest() == before
    trainer.step(1)


def test_a_loss_for_classes_is_refused_on_values():
    trainer = trained(dataset="plane")
    with pytest.raises(ExperimentError, match="needs classes"):
        trainer.change(loss="binary_cross_entropy")


def test_the_report_tells_what_became_of_weights_and_slots():
    report = trained().change(hidden=[2], optimizer="momentum")
    changed = {"hidden": ([4, 3], [2]), "optimizer": ("adam", "momentum")}
    assert report == ChangeReport(
        changed=changed, gave_way=(), weights="resized", slots="reset", unused={}
    )


@pytest.mark.parametrize("place", ["carried_over", "initial_vector"])
def test_a_change_for_which_there_is_no_memory_changes_nothing(monkeypatch, place):
    trainer, same = trained(), trained()

    def no_memory(*_, **__):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(f"engine.training.changes.change.{place}", no_memory)
        with pytest.raises(MemoryError):
            trainer.change(hidden=(9, 9))
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.stepping.stepper.Evaluation", no_memory)
        with pytest.raises(MemoryError):
            trainer.change(hidden=(9, 9))
    for each in (trainer, same):
        each.step(20)
    assert trainer.snapshot().digest() == same.snapshot().digest()
