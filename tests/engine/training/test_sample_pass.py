"""Sample pass: trainers that share one read what each would read alone."""

import gc
import weakref

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.program.evaluator import Evaluator
from engine.training import sample_pass
from engine.training.sample_pass import SamplePass, share_passes
from tests.engine.networks_of import EXPERIMENTS


@pytest.fixture(autouse=True)
def sharing(monkeypatch):
    monkeypatch.setattr(sample_pass, "_GROUP", [lambda: "A"])


def pass_of(trainer):
    return trainer._stepper.evaluation._pass


def figures(trainer):
    read = [trainer.losses, trainer.errors, trainer.predicted("all").tolist()]
    if trainer.experiment.is_dense:
        read += [rows.tolist() for rows in trainer.health_of_rows()]
    return [*read, trainer.train_accuracy, trainer.test_accuracy]


def alone(trainer):
    """Return the figures of a trainer of the same weights that shares with none."""
    other = Trainer(trainer.experiment)
    other.restore(trainer.snapshot())
    work, evaluation = other._stepper.work, other._stepper.evaluation
    evaluation._pass = SamplePass(work, evaluation.n_evaluated)
    assert pass_of(other) is not pass_of(trainer)
    return figures(other)


KINDS = {
    "classes": Experiment(dataset="iris"),
    "regression": Experiment(dataset="sine", hidden=(4,)),
    "rnn": EXPERIMENTS["rnn"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_trainers_in_turns_read_what_each_reads_alone(kind):
    trainers = [Trainer(KINDS[kind].replace(seed=seed)) for seed in range(3)]
    assert len({id(pass_of(trainer)) for trainer in trainers}) == 1
    for n in range(4):
        for trainer in trainers:
            trainer.step(n)
            loss = trainer.train_loss
            for other in trainers:  # each takes the memory away from the one before
                assert np.isfinite(other.test_loss)
            np.testing.assert_equal(figures(trainer), alone(trainer))
            assert figures(trainer)[0][0] == loss
    assert len({trainer.train_loss for trainer in trainers}) == 3


def test_what_was_read_before_is_read_in_one_pass(monkeypatch):
    filled = []
    evaluate = Evaluator.evaluate

    def counted(self, parameters):
        n = self.n_passes
        output = evaluate(self, parameters)
        filled.extend([self] * (self.n_passes - n))
        return output

    monkeypatch.setattr(Evaluator, "evaluate", counted)
    twins = [Trainer(Experiment(seed=seed)) for seed in (1, 2)]
    for n in range(3):
        filled.clear()
        for twin in twins:
            twin.step(1)
        for read in ("losses", "train_accuracy", "errors"):
            for twin in twins:
                getattr(twin, read)
        assert len(filled) == (4 if n == 0 else 2)


@pytest.mark.parametrize(
    "other",
    [{"hidden": (3,)}, {"data_seed": 8}, {"use_bias": False}, {"activation": "relu"}],
    ids=str,
)
def test_other_networks_and_other_samples_have_another_pass(other):
    one, two = Trainer(Experiment()), Trainer(Experiment(**other))
    assert pass_of(one) is not pass_of(two)


def test_other_groups_have_another_pass(monkeypatch):
    one = pass_of(Trainer(Experiment()))
    share_passes(lambda: "B")
    other, same = Trainer(Experiment()), Trainer(Experiment())
    assert one is not pass_of(other) is pass_of(same)
    monkeypatch.setattr(sample_pass, "_GROUP", [])
    alone = [Trainer(Experiment()) for _ in range(2)]
    assert len({id(pass_of(trainer)) for trainer in (*alone, other)}) == 3
    assert figures(alone[0]) == figures(alone[1]) == figures(other)


def test_a_pass_is_gone_with_the_last_trainer_that_shares_it():
    trainers = [Trainer(Experiment(seed=k, data_seed=99)) for k in range(2)]
    gone = weakref.ref(pass_of(trainers[0]))
    assert pass_of(trainers.pop()) is gone()
    assert gone() is not None
    trainers.clear()
    gc.collect()
    assert gone() is None


def test_a_pass_that_was_interrupted_is_made_again(monkeypatch):
    one, two = (Trainer(Experiment(seed=seed)) for seed in (1, 2))
    losses = one.losses
    two.step(1)

    def fail(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("engine.program.evaluator.execute", fail)
        with pytest.raises(MemoryError):
            _ = two.losses
    third = Trainer(Experiment(seed=1))
    assert third.losses == losses
    assert two.losses == alone(two)[0]
