"""The name of an array has its number before what is after the step."""

import numpy as np

from engine.export.quantity import Quantity


def test_the_number_follows_the_name_of_the_quantity():
    value = np.zeros((2, 3))
    assert Quantity("W", 2, value).key == "W2"
    assert Quantity("m_W", 2, value).key == "m_W2"
    assert Quantity("m_W_after", 2, value).key == "m_W2_after"
    assert Quantity("h", 0, value).key == "h0"
    assert Quantity("loss", None, value).key == "loss"
