"""Diagnosis: which observations are kept, and when they are dropped."""

import pytest

from engine import DivergenceError, Experiment, Trainer
from engine.inspection.diagnosis.diagnosis import Diagnosis
from engine.inspection.diagnosis.window import LEAST, LONGEST
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def rules_of(findings):
    return [finding.rule for finding in findings]


@pytest.fixture
def still():
    """A run that does not move, looked at until that is told."""
    trainer, diagnosis = Trainer(Experiment(learning_rate=0.0)), Diagnosis()
    for _ in range(8):
        trainer.step(2)
        diagnosis.look(trainer)
    assert rules_of(diagnosis.findings()) == ["updates_small"]
    return trainer, diagnosis


def test_a_new_diagnosis_finds_nothing():
    diagnosis = Diagnosis()
    assert diagnosis.findings() == ()
    assert diagnosis.look(Trainer(Experiment())) == ()


def test_the_same_step_is_observed_once():
    trainer, diagnosis = Trainer(Experiment(learning_rate=0.0)), Diagnosis()
    trainer.step(20)
    diagnosis.look(trainer)
    n_observations = diagnosis.n_observations
    assert n_observations > 0
    for _ in range(20):
        assert diagnosis.look(trainer) == ()
    assert diagnosis.n_observations == n_observations


def test_within_a_step_the_findings_stay(still):
    trainer, diagnosis = still
    trainer.advance("op")
    assert rules_of(diagnosis.look(trainer)) == ["updates_small"]


def test_a_change_of_settings_begins_anew(still):
    trainer, diagnosis = still
    trainer.change(l2=0.1)
    assert diagnosis.look(trainer) == ()


def test_other_settings_are_looked_at_from_the_start(still):
    trainer, diagnosis = still
    trainer.change(learning_rate=1e-9)
    assert diagnosis.look(trainer) == ()
    trainer.change(loss="huber")
    for _ in range(8):
        trainer.step(2)
        diagnosis.look(trainer)
    assert rules_of(diagnosis.findings()) == ["updates_small"]


def test_steps_that_are_taken_back_are_forgotten(still):
    trainer, diagnosis = still
    start = Trainer(trainer.experiment).snapshot()
    trainer.restore(start)
    assert diagnosis.look(trainer) == ()


def test_only_the_newest_observations_count():
    trainer, diagnosis = Trainer(Experiment(learning_rate=0.0)), Diagnosis()
    for _ in range(LONGEST):
        trainer.step(20)
        diagnosis.look(trainer)
    assert rules_of(diagnosis.findings()) == ["updates_small"]


EXPLODING = {
    "hidden": (8,) * 6,
    "dataset": "plane",
    "activation": "leaky_relu",
    "initializer": "normal",
    "initializer_scale": 0.8,
    "learning_rate": 0.01,
}


def test_a_divergence_is_told_at_once_and_until_the_run_goes_on():
    trainer, diagnosis = Trainer(Experiment(**EXPLODING)), Diagnosis()
    with pytest.raises(DivergenceError) as caught:
        trainer.step(100)
    findings = diagnosis.diverged(trainer, caught.value)
    assert rules_of(findings) == ["diverged"]
    assert findings[0].cause == "weights"
    assert rules_of(diagnosis.look(trainer)) == ["diverged"]
    trainer.restore(Trainer(trainer.experiment).snapshot())
    assert diagnosis.look(trainer) == ()


def test_a_divergence_keeps_what_was_observed_before_it():
    trainer, diagnosis = Trainer(Experiment(**EXPLODING)), Diagnosis()
    for _ in range(3):
        trainer.step(1)
        diagnosis.look(trainer)
    with pytest.raises(DivergenceError) as caught:
        trainer.step(100)
    assert rules_of(diagnosis.diverged(trainer, caught.value)) == ["diverged"]
    assert diagnosis.n_observations >= 3


def test_a_divergence_in_the_first_step_is_told_too():
    trainer, diagnosis = Trainer(Experiment()), Diagnosis()
    for unit in range(4):
        trainer.set_parameter(0, unit, 0, 1e308)
        trainer.set_parameter(0, unit, 1, 1e308)
    error = DivergenceError(1, 0, "z")
    assert rules_of(diagnosis.diverged(trainer, error)) == ["diverged"]


def test_a_divergence_from_the_very_start_has_no_observation():
    huge = [{"W": [[1e200], [1e200]], "b": [0, 0]}, {"W": [[1e200, 1e200]], "b": [0]}]
    data = {"x": [[1.0], [2.0], [3.0]], "y": [[0.0], [1.0], [2.0]]}
    e = Experiment(
        dataset=data, hidden=(2,), activation="linear", initial_parameters=huge
    )
    trainer, diagnosis = Trainer(e), Diagnosis()
    with pytest.raises(DivergenceError) as caught:
        trainer.step(1)
    assert rules_of(diagnosis.diverged(trainer, caught.value)) == ["diverged"]


def test_units_are_looked_at_once_there_may_be_findings(monkeypatch):
    looked = []
    read = Trainer.unit_health
    monkeypatch.setattr(
        Trainer,
        "unit_health",
        lambda self: looked.append(self.step_count) or read(self),
    )
    trainer, diagnosis = Trainer(Experiment()), Diagnosis()
    for _ in range(LEAST + 1):
        trainer.step(2)
        diagnosis.look(trainer)
    assert looked == [2 * LEAST, 2 * LEAST + 2]


def test_observations_of_another_kind_of_network_begin_anew():
    diagnosis = Diagnosis()
    dense = Trainer(Experiment())
    for _ in range(3):
        dense.step(5)
        diagnosis.look(dense)
    assert diagnosis.n_observations == 3
    recurrent = Trainer(EXPERIMENTS["rnn"])
    recurrent.step(20)
    assert diagnosis.look(recurrent) == ()
    assert diagnosis.n_observations == 1


@pytest.mark.parametrize("name", OTHERS)
def test_a_divergence_of_any_network_is_found(name):
    diagnosis, trainer = Diagnosis(), Trainer(EXPERIMENTS[name])
    (finding,) = diagnosis.diverged(trainer, DivergenceError(1, None, "value"))
    assert (finding.rule, finding.cause) == ("diverged", "rate")
    assert finding.advice


def test_a_divergence_by_recurrent_weights_is_blamed_on_them():
    experiment = EXPERIMENTS["rnn"].replace(
        dataset="echo",
        loss="mse",
        activation="linear",
        spectral_radius=1.3,
        sequence_length=20,
    )
    diagnosis, trainer = Diagnosis(), Trainer(experiment)
    (finding,) = diagnosis.diverged(trainer, DivergenceError(2, None, "value"))
    assert finding.cause == "time"
    assert finding.evidence["ratio"] > 1.2**19
    assert finding.advice == {"spectral_radius": 0.9}
