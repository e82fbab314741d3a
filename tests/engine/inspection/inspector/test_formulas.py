"""Formulas: what an op reads and writes, by the letters of its LaTeX."""

from __future__ import annotations

import pytest

from engine import Experiment, Trainer
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.inspector.formulas import SYMBOLS, statements


def ops(**settings):
    trainer = Trainer(Experiment(hidden=(2,), **settings))
    return [op for op in trainer.ops if op.phase == "update"]


def test_a_formula_says_what_is_written_and_what_is_read():
    m, v = statements(
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad"
        r" v \leftarrow \beta_2 v + (1 - \beta_2) g^2"
    )
    assert m == ("m", True, False, (r"\beta_1", "m", "g"))
    assert v == ("v", True, False, (r"\beta_2", "v", "g"))


def test_an_equals_sign_gives_a_first_value():
    (found,) = statements(r"g = dW + \lambda_2 w")
    assert found == ("g", False, False, ("dW", r"\lambda_2", "w"))


def test_an_index_b_means_biases_only():
    (found,) = statements(r"\Delta_b \leftarrow 0")
    assert found == (r"\Delta", True, True, ())


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_formula_of_an_update_has_known_letters_only(optimizer):
    everything = {
        "l1": 0.1, "l2": 0.1, "clip_norm": 1.0, "max_norm": 1.0, "freeze_biases": True,
    }  # fmt: skip
    for settings in ({}, everything):
        for op in ops(optimizer=optimizer, **settings):
            for found in statements(op.latex):
                assert {found.target, *found.reads} <= set(SYMBOLS)


@pytest.mark.parametrize("latex", [r"g = dW + \kappa w", r"g = q", r"g = wx"])
def test_an_unknown_letter_is_refused(latex):
    with pytest.raises(ValueError, match="no symbol at"):
        list(statements(latex))
