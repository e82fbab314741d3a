"""Evaluation: losses, classes and unit health, computed again from the formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.outputs.inference import infer
from engine.limits import NeedsDenseError
from engine.training.evaluation import n_evaluated
from tests.engine.networks_of import EXPERIMENTS, OTHERS
from tests.engine.training.runs import RUNS, experiment


def test_probe_computes_what_the_formulas_say():
    trainer = Trainer(experiment({}))
    x = np.array([[0.5, -1], [2, 0.25]])
    a = x
    found = trainer.forward(x)
    for (W, b), (z, a_found) in zip(trainer.parameters, found, strict=True):
        np.testing.assert_allclose(z, W @ a + b, rtol=1e-14)
        a = np.tanh(W @ a + b)
        np.testing.assert_allclose(a_found, a, rtol=1e-14)


def test_losses_are_those_of_the_whole_sets():
    trainer = Trainer(experiment({}))
    trainer.step(7)
    for x, y, loss, accuracy in (
        (trainer.data.train_x, trainer.data.train_y, "train_loss", "train_accuracy"),
        (trainer.data.test_x, trainer.data.test_y, "test_loss", "test_accuracy"),
    ):
        a = trainer.forward(x)[-1][1]
        expected = np.mean(np.sum((a - y) ** 2, axis=0)) / 2
        assert getattr(trainer, loss) == pytest.approx(expected, rel=1e-13)
        assert getattr(trainer, accuracy) == np.mean((a > 0) == (y > 0))


@pytest.mark.parametrize("changes", [{}, RUNS[-2]], ids=str)
def test_confusion_counts_every_sample_once(changes):
    trainer = Trainer(experiment(changes))
    for _ in range(3):
        trainer.step(20)
        for part in ("train", "test"):
            x = getattr(trainer.data, f"{part}_x")
            labels = getattr(trainer.data, f"{part}_labels").tolist()
            a = trainer.forward(x)[-1][1]
            classes = (a[0] > 0) * 1 if len(a) == 1 else a.argmax(axis=0)
            expected = np.zeros((trainer.data.n_classes,) * 2)
            for true, taken in zip(labels, classes.tolist(), strict=True):
                expected[true, taken] += 1
            assert trainer.predicted(part).tolist() == classes.tolist()
            assert trainer.confusion(part).tolist() == expected.tolist()
            share = np.trace(expected) / len(labels)
            assert getattr(trainer, f"{part}_accuracy") == pytest.approx(share)


def test_without_test_samples_nothing_is_predicted():
    trainer = Trainer(experiment({"dataset": "xor"}))
    assert trainer.predicted("test").shape == (0,)
    assert not trainer.confusion("test").any()
    assert trainer.confusion("train").sum() == 4


def test_without_test_samples_their_loss_is_not_a_number():
    trainer = Trainer(experiment({"dataset": "xor"}))
    assert math.isnan(trainer.test_loss)
    assert math.isnan(trainer.test_accuracy)
    assert math.isnan(Trainer(experiment({"dataset": "plane"})).train_accuracy)


def test_what_was_read_is_read_anew_after_an_edit():
    trainer = Trainer(experiment({}))
    trainer.step(5)

    def read():
        return (
            trainer.losses,
            trainer.train_accuracy,
            trainer.test_accuracy,
            trainer.predicted("train").tolist(),
            trainer.unit_health()[1][0].tolist(),
        )

    before = read()
    assert read() == before
    assert not trainer.predicted("train").flags.writeable
    trainer.set_parameter(0, 0, 0, -4.0)
    trainer.set_parameter(1, 0, None, 3.0)
    assert all(old != new for old, new in zip(before, read(), strict=True))


def test_the_error_of_a_regression_is_in_the_units_of_its_samples():
    x = [[float(k)] for k in range(30)]
    y = [[2000.0 + 50 * k + (-1) ** k, 3.0 * k] for k in range(30)]
    table = {"x": x, "y": y}
    trainer = Trainer(Experiment(dataset=table, train_share=0.7, learning_rate=0.1))
    trainer.step(40)
    data = trainer.data
    for part, inputs, values in (
        (0, data.train_x, data.train_labels),
        (1, data.test_x, data.test_labels),
    ):
        squares = [
            (float(guess) - value) ** 2
            for column, row in zip(inputs.T, values, strict=True)
            for guess, value in zip(
                data.own_units(trainer.forward(column[:, None])[-1][1])[:, 0],
                row,
                strict=True,
            )
        ]
        expected = math.sqrt(sum(squares) / len(squares))
        assert trainer.errors[part] == pytest.approx(expected, rel=1e-9)
        assert trainer.errors[part] > 5 * math.sqrt(trainer.losses[part])


def test_errors_are_for_regressions_with_samples():
    assert all(map(math.isnan, Trainer(Experiment()).errors))
    alone = Trainer(
        Experiment(dataset={"x": [[1], [2]], "y": [[1], [2]]}, train_share=1)
    )
    assert math.isnan(alone.errors[1])
    assert alone.errors[0] > 0


@pytest.mark.parametrize("output", ["tanh", "sigmoid", "linear", "softmax"])
def test_the_confusion_of_two_classes_is_an_independent_count(output):
    trainer = Trainer(Experiment(dataset="moons", noise=0.3, output=output))
    trainer.step(60)
    data = trainer.data
    middle = 0.5 if output == "sigmoid" else 0.0
    for part, x, labels in (
        ("train", data.train_x, data.train_labels),
        ("test", data.test_x, data.test_labels),
    ):
        expected = [[0, 0], [0, 0]]
        for column, label in zip(x.T, labels, strict=True):
            a = trainer.forward(column[:, None])[-1][1][:, 0]
            taken = a[1] > a[0] if output == "softmax" else a[0] > middle
            expected[int(label)][int(taken)] += 1
        assert trainer.confusion(part).tolist() == expected
        assert min(map(sum, expected)) > 0


def test_the_predictions_of_all_samples_are_those_for_training_then_the_others():
    trainer = Trainer(Experiment(dataset="iris", hidden=(3,)))
    trainer.step(20)
    both = [trainer.predicted(part) for part in ("train", "test")]
    assert trainer.predicted("all").tolist() == np.concatenate(both).tolist()
    assert len(set(trainer.predicted("all").tolist())) > 1


def test_unit_health_is_read_once_while_the_weights_stay_the_same():
    trainer = Trainer(experiment({}))
    trainer.step(3)
    first = trainer.health_of_rows()
    assert trainer.health_of_rows() is first
    trainer.step(1)
    assert trainer.health_of_rows() is not first


@pytest.mark.parametrize(
    ("n_values", "sizes", "expected"),
    [
        (100, (60, 40), (60, 40)),
        (10_000, (60, 40), (60, 40)),
        (10_000, (900, 100), (50, 50)),
        (10_000, (900, 20), (80, 20)),
        (10_000, (20, 900), (20, 80)),
        (10_000, (900, 0), (100, 0)),
        (10**9, (900, 900), (32, 32)),
    ],
)
def test_as_many_samples_are_evaluated_as_time_allows(n_values, sizes, expected):
    class Graph:
        pass

    graph = Graph()
    graph.n_values = n_values
    assert n_evaluated(graph, *sizes) == expected


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_not_evaluated_does_not_count(kind, monkeypatch):
    """With less time the figures are those of the first samples of each part."""
    whole = Trainer(EXPERIMENTS[kind])
    monkeypatch.setattr("engine.training.evaluation.MAX_VALUES", 0)
    monkeypatch.setattr("engine.training.evaluation.FEWEST", 7)
    few = Trainer(EXPERIMENTS[kind])
    assert few.n_evaluated == (7, 7)
    for trainer in (whole, few):
        trainer.step(4)
    data = whole.data
    for part, x, y, labels in (
        ("train", data.train_x, data.train_y, data.train_labels),
        ("test", data.test_x, data.test_y, data.test_labels),
    ):
        found = infer(whole, x[:, :7], y[:, :7])
        assert getattr(few, f"{part}_loss") == pytest.approx(found.loss, rel=1e-12)
        np.testing.assert_array_equal(few.predicted(part), found.classes)
        right = np.mean(found.classes == labels[:7])
        assert getattr(few, f"{part}_accuracy") == pytest.approx(right)
        counts = few.confusion(part)
        assert counts.sum() == found.classes.size
        assert np.trace(counts) == (found.classes == labels[:7]).sum()
    assert whole.n_evaluated == (data.train_x.shape[1], data.test_x.shape[1])


def test_a_dense_network_is_evaluated_on_all_samples(monkeypatch):
    monkeypatch.setattr("engine.training.evaluation.MAX_VALUES", 0)
    trainer = Trainer(Experiment(n_samples=300))
    assert trainer.n_evaluated == (150, 150)


def test_only_a_dense_network_has_the_health_of_its_units():
    with pytest.raises(NeedsDenseError):
        Trainer(EXPERIMENTS["rnn"]).unit_health()
