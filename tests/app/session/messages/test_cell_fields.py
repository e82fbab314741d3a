"""Cell fields: arrays row by row, and NaN as null."""

import json

from app.protocol.commands.parse import parse
from app.session.messages.cell_fields import (
    full_gradient_found,
    input_gradient_found,
    terms_found,
)
from engine import Trainer
from engine.inspection.inspector.full_gradient import full_gradient
from engine.inspection.inspector.gradient import gradient_terms
from engine.inspection.inspector.input_gradient import input_gradient
from tests.engine.networks_of import EXPERIMENTS


def trained(name: str) -> Trainer:
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(2)
    return trainer


def test_inputs_are_told_row_by_row() -> None:
    command = parse('{"type": "input_gradient", "id": 1, "sample": 3}')
    found = input_gradient(trained("attention"), 3)
    fields = input_gradient_found(command, found, None)  # type: ignore[arg-type]
    n = fields.n_columns
    assert n == 3
    assert fields.inputs[n : 2 * n] == tuple(found.x[1].tolist())
    assert fields.position is None
    assert not fields.in_batch


def test_a_direction_that_is_none_is_null() -> None:
    trainer = trained("rnn")
    trainer._stepper.work.state[0] = 0
    trainer.step()
    command = parse('{"type": "full_gradient", "id": 1, "block": 0}')
    fields = full_gradient_found(command, full_gradient(trainer, 0))  # type: ignore[arg-type]
    answer = json.loads(fields.text())
    assert (answer["share"], answer["cosine"]) == (None, None)
    assert answer["full_norm"] == 0


def test_terms_without_factors_have_none() -> None:
    trainer = trained("lstm")
    command = parse('{"type": "gradient_terms", "id": 1, "block": 0, "row": 0}')
    fields = terms_found(command, gradient_terms(trainer, 0, 0, None))  # type: ignore[arg-type]
    assert (fields.deltas, fields.inputs, fields.grid) == (None, None, None)
    assert fields.sites == (0, 1, 2, 3)
