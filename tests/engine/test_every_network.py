"""Every kind of network trains, goes back and is saved alike; the rest is refused."""

import json

import numpy as np
import pytest

from engine import (
    DivergenceError,
    Experiment,
    ExperimentError,
    Lockstep,
    Readout,
    Surface,
    Trainer,
    distributions,
    inspected,
    mean_field,
)
from engine.arrays import execute
from engine.networks.networks import NETWORKS
from engine.training.timeline.events import Change, Edit
from engine.training.timeline.timeline import Timeline
from tests.engine.networks_of import EXPERIMENTS, OTHERS
from tests.engine.training.timeline.document.documented import (
    loaded,
    plain,
    state,
    went,
)

KINDS = list(NETWORKS)
RATES = {"sgd": 0.3, "adam": 0.03}


def trained(name, n_steps=7, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


def digest(trainer):
    return trainer.snapshot().digest()


# ---- training ------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_ops_give_the_bits_of_whole_steps(name):
    whole, by_op = trained(name, 12), Trainer(EXPERIMENTS[name])
    for _ in range(12):
        by_op.advance("op", by_op.n_ops)
    assert digest(whole) == digest(by_op)
    assert whole.batch_index == 2  # 5 batches of an epoch, the last of 3 samples


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_loss_falls(name, optimizer):
    changes = {"optimizer": optimizer, "learning_rate": RATES[optimizer]}
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    before = trainer.train_loss
    trainer.step(300)
    assert trainer.train_loss < 0.7 * before


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "changes",
    [
        {"l1": 0.01, "l2": 0.02, "max_norm": 0.8, "optimizer": "nesterov"},
        {"clip_norm": 0.02, "optimizer": "momentum"},
        {"freeze_biases": True, "optimizer": "adamw"},
        {"use_bias": False},
        {"batch_size": "full", "patience": 3},
    ],
    ids=str,
)
def test_settings_of_the_update_work_for_every_kind(name, changes):
    trainer = trained(name, 9, **changes)
    assert np.isfinite(trainer.vector).all()
    blocks = zip(
        trainer.layout.parameters, trainer.layout.pairs(trainer.vector), strict=True
    )
    for parameter, (W, b) in blocks:
        if changes.get("max_norm"):
            assert np.linalg.norm(W, axis=1).max() <= 0.8 + 1e-12
        if changes.get("freeze_biases"):
            fresh = trained(name, 0).layout.pairs(trained(name, 0).vector)
            first = fresh[trainer.layout.parameters.index(parameter)][1]
            assert np.array_equal(b, first)


@pytest.mark.parametrize("name", KINDS)
def test_the_loss_of_a_trace_is_that_of_its_batch(name):
    trainer = trained(name, 0, batch_size="full")
    before = trainer.train_loss
    trainer.step()
    trace = trainer.trace()
    assert trace.loss == pytest.approx(before, rel=1e-12)
    assert trace.batch_size == len(trace.batch_indices) == trainer.experiment.n_train
    assert np.array_equal(trace.after[0], trainer.vector)


@pytest.mark.parametrize("name", KINDS)
def test_the_gradient_is_the_slope_of_the_loss(name):
    trainer = trained(name, 3, batch_size="full")
    trainer.advance("op", trainer.n_ops - 1)
    gradient, vector = trainer.trace().gradient, trainer.snapshot().state[0]
    run = Trainer(trainer.experiment)
    for k in range(0, len(vector), 5):
        losses = []
        for off in (1e-6, -1e-6):
            np.copyto(run._stepper.work.state[0], vector)
            run._stepper.work.state[0, k] += off
            losses.append(run.train_loss)
        slope = (losses[0] - losses[1]) / 2e-6
        assert gradient[k] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", KINDS)
def test_the_coming_step_is_the_one_that_is_then_made(name):
    trainer = trained(name, 5)
    coming = trainer.next_trace()
    trainer.step()
    made = trainer.trace()
    assert np.array_equal(coming.batch_indices, made.batch_indices)
    assert np.array_equal(coming.x, made.x)
    assert np.array_equal(coming.y, made.y)
    assert coming.tape.shape == made.tape.shape


@pytest.mark.parametrize("name", KINDS)
def test_evaluation_agrees_with_a_forward_pass_of_the_program(name):
    trainer = trained(name, 4, batch_size="full")
    work = trainer._stepper.work
    program = work.program(0)
    program.memory.x[...] = work._x.blocks[0]
    program.memory.y[...] = work._y.blocks[0]
    for op in program.ops:
        if op.phase == "forward":
            execute(op.calls)
    _, edge = trainer.graph.nodes[-1].inputs
    a = program.memory.value(edge)
    evaluation = trainer._stepper.evaluation
    _, outputs = evaluation._outputs()
    np.testing.assert_allclose(outputs[:, : a.shape[1]], a, rtol=1e-12, atol=1e-14)
    if trainer.data.n_classes:
        labels, predicted = trainer.data.train_labels, trainer.predicted("train")
        assert predicted.shape == labels.shape
        assert trainer.train_accuracy == np.mean(labels == predicted)
        confusion = trainer.confusion("train")
        assert confusion.sum() == labels.size
        assert np.trace(confusion) == np.sum(labels == predicted)
    else:
        off = outputs[:, : a.shape[1]] - work.y(0)
        assert trainer.errors[0] == pytest.approx(np.sqrt(np.mean(off**2)))


# ---- going back ----------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_a_snapshot_goes_on_to_the_bit_also_within_a_step(name):
    trainer = trained(name, 6)
    trainer.advance("op", 5)
    snapshot = trainer.snapshot()
    trainer.step(9)
    other = Trainer(EXPERIMENTS[name])
    other.restore(snapshot)
    other.step(9)
    assert digest(trainer) == digest(other)


@pytest.mark.parametrize("name", KINDS)
def test_steps_back_are_exact(name):
    trainer = trained(name, 4)
    wanted = digest(trainer)
    trainer.step(1)
    trainer.advance("op", 3)
    trainer.return_to(4)
    assert digest(trainer) == wanted


@pytest.mark.parametrize("name", KINDS)
def test_any_step_of_the_past_is_had_again_and_written_to_the_bit(name):
    run = Timeline(Lockstep(Trainer(EXPERIMENTS[name])))
    states = [state(run)]
    for step in range(30):
        if step == 11:
            run.apply(Change(({"l2": 0.01},)))
            run.apply(Edit(0, 1, 0, 1, 0.25))
            states[-1] = state(run)
        run.step()
        states.append(state(run))
    for step in (3, 29, 11, 18, 30):
        went(run, step)
        assert state(run) == states[step]
    other, loading = loaded(plain(run))
    assert loading.differs_from is None
    assert state(other) == states[30]
    other.step(9)
    run.step(9)
    assert state(other) == state(run)


def test_twins_of_two_kinds_see_the_same_batches():
    rnn = EXPERIMENTS["rnn"]
    both = Lockstep(Trainer(rnn), Trainer(rnn.replace(network="lstm")))
    assert both.differences == {"network": ("rnn", "lstm")}
    both.step(9)
    first, second = (trainer.trace() for trainer in both.trainers)
    assert np.array_equal(first.batch_indices, second.batch_indices)
    assert np.array_equal(first.x, second.x)
    assert both.first_difference is None  # their shapes differ


@pytest.mark.parametrize("name", KINDS)
def test_an_experiment_is_the_same_after_a_way_through_json(name):
    e = EXPERIMENTS[name]
    assert Experiment.from_dict(json.loads(json.dumps(e.to_dict()))) == e


# ---- changing ------------------------------------------------------------------------


def test_another_kind_needs_a_new_run():
    trainer = trained("rnn")
    assert "network" not in Experiment.live_fields
    with pytest.raises(ExperimentError, match="without a reset"):
        trainer.change(network="lstm")


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_a_truncation_changes_the_program_and_no_weight(name):
    trainer = trained(name)
    before = digest(trainer), trainer.vector.copy()
    report = trainer.change(truncation=2)
    assert (report.weights, report.slots) == ("kept", "kept")
    assert np.array_equal(trainer.vector, before[1])
    free = trained(name)
    assert digest(free) == before[0]
    free.step()
    trainer.step()
    assert not np.array_equal(free.trace().gradient, trainer.trace().gradient)


@pytest.mark.parametrize("name", KINDS)
def test_a_parameter_can_be_set_by_its_block(name):
    trainer = trained(name)
    last = len(trainer.layout.parameters) - 1
    place = (last, 0, 1)
    k = trainer.layout.index(*place)
    former = trainer.vector[k]
    assert trainer.set_parameter(*place, 0.25) == former
    assert trainer.vector[k] == 0.25


@pytest.mark.parametrize("name", OTHERS)
def test_a_divergence_is_named_by_its_node(name):
    trainer = Trainer(EXPERIMENTS[name])
    work = trainer._stepper.work
    work.state[0, -1] = np.inf
    with pytest.raises(DivergenceError, match="are no longer finite") as caught:
        trainer.step(1)
    error = caught.value
    assert error.layer is None
    assert error.quantity == "value"
    assert " of " in error.message


# ---- what no other kind has ----------------------------------------------------------

QUESTIONS = {
    "layers": lambda t: t.layers,
    "trace layers": lambda t: t.trace().layers,
    "forward": lambda t: t.forward(np.zeros((len(t.data.train_x), 1))),
    "unit health": lambda t: t.unit_health(),
    "readout": lambda t: Readout(t).delta(),
    "distributions": lambda t: distributions(t, 0),
    "mean field": mean_field,
    "surface": lambda t: Surface(4).evaluate(t),
    "inspected": lambda t: inspected(t, "weight", 0, 0, 0),
}


@pytest.mark.whole
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_for_dense_networks_is_refused_by_name(name, question):
    with pytest.raises(ExperimentError) as caught:
        QUESTIONS[question](trained(name))
    assert caught.value.field == "network"
