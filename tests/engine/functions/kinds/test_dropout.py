"""Dropout: the mask is drawn by its probability, or it is one that is given."""

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.kinds.dropout import DROPOUT
from engine.functions.kinds.kind import Operands


@pytest.fixture
def o():
    found = Operands()
    found.inputs = (np.random.default_rng(3).normal(size=(4, 5)),)
    found.mask, found.value = np.full((4, 5), 2.0), np.empty((4, 5))
    return found


def test_a_drawn_mask_keeps_with_probability_1_minus_p(o):
    o.rng, o.option = np.random.default_rng(1), 0.25
    execute(DROPOUT.forward(o))
    draw = np.random.default_rng(1).random((4, 5))
    np.testing.assert_array_equal(o.mask, (draw >= 0.25) * (1 / 0.75))
    np.testing.assert_array_equal(o.value, o.inputs[0] * o.mask)


def test_a_mask_that_is_given_stays(o):
    execute(DROPOUT.forward(o))
    assert (o.mask == 2).all()
    np.testing.assert_array_equal(o.value, 2 * o.inputs[0])


def test_it_is_masked_and_elementwise():
    assert DROPOUT.is_masked
    assert DROPOUT.is_elementwise
