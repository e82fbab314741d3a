"""Op: its phase is known, its calls fill arrays, and its record is frozen."""

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.program.ops.op import PHASES, Clock, Op


def test_an_op_is_a_frozen_record_of_its_calls():
    out = np.empty(1)
    op = Op("update", None, "double", "2x", ((np.add, (2.0, 2.0, out)),))
    execute(op.calls)
    assert out.tolist() == [4.0]
    with pytest.raises(AttributeError):
        op.name = "triple"


def test_every_op_of_a_step_has_a_known_phase_a_formula_and_calls():
    trainer = Trainer(Experiment(dropout=0.1, l1=0.1, l2=0.1, clip_norm=1.0))
    for _ in range(trainer.n_ops):
        op = trainer.next_op
        assert op.phase in PHASES
        assert op.latex
        assert op.calls
        trainer.advance("op")


def test_a_clock_starts_at_zero():
    assert (Clock().t, Clock().step) == (0, 0)
