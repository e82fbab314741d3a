"""Answers to samples beside the losses and classes of the whole evaluation."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.outputs.inference import infer
from tests.engine.networks_of import EXPERIMENTS


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_answers_to_all_samples_have_the_loss_and_the_classes_of_the_part(kind):
    trainer = Trainer(EXPERIMENTS[kind])
    trainer.step(3)
    data = trainer.data
    for part, x, y, loss in zip(
        ("train", "test"),
        (data.train_x, data.test_x),
        (data.train_y, data.test_y),
        trainer.losses,
        strict=True,
    ):
        found = infer(trainer, x, y)
        assert found.loss == pytest.approx(loss, rel=1e-12)
        assert found.outputs.shape == y.shape
        np.testing.assert_array_equal(found.classes, trainer.predicted(part))
        one = infer(trainer, x[:, 2:3], y[:, 2:3])
        np.testing.assert_allclose(one.outputs[:, 0], found.outputs[:, 2], rtol=1e-12)


def test_a_regression_has_no_classes():
    e = Experiment(network="rnn", dataset="echo", hidden=(4,), loss="mse", n_samples=20)
    trainer = Trainer(e)
    data = trainer.data
    found = infer(trainer, data.test_x, data.test_y)
    assert found.classes is None
    assert found.outputs.shape == data.test_y.shape
