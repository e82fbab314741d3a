"""The networks by hand give the numbers in print, to their last digit."""

import numpy as np
import pytest

from app.web.presets.hand_presets import MAZUR, NEGNEVITSKY, XOR_BY_HAND
from engine import Experiment, Trainer


def trained(preset, n_steps, **changes):
    trainer = Trainer(Experiment(**{**preset, **changes}))
    trainer.step(n_steps)
    return trainer


def as_printed(array, *printed):
    """Compare numbers with those in print, to half a unit of their last digit."""
    values = np.asarray(array).ravel()
    assert len(values) == len(printed)
    for value, text in zip(values, printed, strict=True):
        half = 0.5001 * 10.0 ** -len(text.split(".")[1])
        assert value == pytest.approx(float(text), abs=half, rel=0)


def test_mazurs_step():
    trainer = trained(MAZUR, 0)
    as_printed([trainer.train_loss], "0.298371109")
    trainer.step()
    (W, b), (W_out, b_out) = trainer.parameters
    as_printed(W, "0.149780716", "0.19956143", "0.24975114", "0.29950229")
    as_printed(W_out, "0.35891648", "0.408666186", "0.511301270", "0.561370121")
    assert b.ravel().tolist() == [0.35, 0.35]
    assert b_out.ravel().tolist() == [0.60, 0.60]


def test_the_loss_after_mazurs_step_is_that_of_his_new_weights():
    # He prints 0.291027924: hidden gradients through the new w5 ... w8.  The engine's
    # tests of worked examples reproduce that number, too, by that other rule.
    as_printed([trained(MAZUR, 1).train_loss], "0.291027774")


def test_the_xor_tutorial_after_10000_epochs():
    trainer = trained(XOR_BY_HAND, 10_000)
    assert trainer.epoch == 10_000
    (W, b), (W_out, b_out) = trainer.parameters
    as_printed(W.T, "4.52811853", "6.45848691", "4.53318162", "6.47997478")
    as_printed(b, "-6.953446", "-2.87060319")
    as_printed(W_out, "-10.21388881", "9.49676038")
    as_printed(b_out, "-4.38172664")
    # the outputs that the last step found
    out = trainer.trace().layers[-1].a
    as_printed(out, "0.02019069", "0.98254996", "0.98252557", "0.01811632")


def test_a_rate_that_forgets_the_mean_over_samples_misses_the_tutorial():
    trainer = trained(XOR_BY_HAND, 10_000, learning_rate=0.5)
    assert abs(trainer.parameters[1][0][0, 0] + 10.21388881) > 1


def test_the_textbooks_step():
    trainer = trained(NEGNEVITSKY, 1)
    hidden, output = trainer.trace().layers
    as_printed(hidden.a, "0.5250", "0.8808")
    as_printed(output.a, "0.5097")
    # The book's gradients are of -E: they have the other sign.
    as_printed(-output.delta, "-0.1274")
    as_printed(-hidden.delta, "0.0381", "-0.0147")
    (W, b), (W_out, b_out) = trainer.parameters
    as_printed(W, "0.5038", "0.4038", "0.8985", "0.9985")
    as_printed(W_out, "-1.2067", "1.0888")
    as_printed(-b, "0.7962", "-0.0985")
    as_printed(-b_out, "0.3127")


@pytest.mark.parametrize("preset", [MAZUR, XOR_BY_HAND, NEGNEVITSKY])
def test_another_weight_is_noticed(preset):
    first, *rest = preset["initial_parameters"]
    W = (np.array(first["W"]) * 1.001).tolist()
    other = [{**first, "W": W}, *rest]
    here, there = trained(preset, 1), trained(preset, 1, initial_parameters=other)
    assert abs(here.parameters[1][0] - there.parameters[1][0]).max() > 1e-9
