"""Join: parts that are in their places are not copied."""

import numpy as np

from engine.arrays import execute
from engine.functions.kinds.join import JOIN
from engine.functions.kinds.kind import Operands


def test_parts_come_one_below_the_other():
    o = Operands()
    o.inputs = (np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]]))
    o.value = np.empty((3, 2))
    execute(JOIN.forward(o))
    assert o.value.tolist() == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_a_part_that_is_there_already_is_not_copied():
    o = Operands()
    o.value = np.arange(6.0).reshape(3, 2)
    o.inputs = (o.value[:1], np.array([[7.0, 8.0], [9.0, 9.0]]))
    assert len(JOIN.forward(o)) == 1
    o.inputs = (o.value[:1], o.value[1:])
    assert JOIN.forward(o) == ()


def test_each_part_gets_its_rows_of_the_gradient():
    o = Operands()
    o.inputs = (np.empty((1, 2)), np.empty((2, 2)))
    o.grad, o.k, o.out = np.arange(6.0).reshape(3, 2), 1, np.empty((2, 2))
    execute(JOIN.backward(o))
    assert o.out.tolist() == [[2.0, 3.0], [4.0, 5.0]]
