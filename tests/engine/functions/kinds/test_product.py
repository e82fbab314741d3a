"""Product: the gradient of each factor is the other one's share."""

import numpy as np

from engine.arrays import execute
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.product import PRODUCT


def test_each_factor_multiplies_the_gradient_of_the_other():
    o = Operands()
    o.inputs = (np.array([[1.0, 2.0]]), np.array([[0.5, -3.0]]))
    o.value, o.out, o.grad = np.empty((1, 2)), np.empty((1, 2)), np.array([[1.0, 10.0]])
    execute(PRODUCT.forward(o))
    assert o.value.tolist() == [[0.5, -6.0]]
    for k, expected in enumerate(([[0.5, -30.0]], [[1.0, 20.0]])):
        o.k = k
        execute(PRODUCT.backward(o))
        assert o.out.tolist() == expected
    assert not PRODUCT.passes(0)
