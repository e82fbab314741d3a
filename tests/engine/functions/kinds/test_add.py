"""Add: the sum of two values, whose gradient is that of both."""

import numpy as np

from engine.arrays import execute
from engine.functions.kinds.add import ADD
from engine.functions.kinds.kind import Operands


def test_both_inputs_have_the_gradient_of_the_sum():
    assert ADD.passes(0)
    assert ADD.passes(1)


def test_the_sum_is_that_of_each_number():
    o = Operands()
    o.inputs = (np.array([[1.0, 2.0]]), np.array([[0.5, -2.0]]))
    o.value = np.empty((1, 2))
    execute(ADD.forward(o))
    assert o.value.tolist() == [[1.5, 0.0]]
