"""Numbers in code are exact to the last bit, few as decimals and many compressed."""

import numpy as np
import pytest

from engine.inspection.source.numbers import (
    DECODE,
    DECODE_IMPORTS,
    MAX_DECIMALS,
    array_text,
)


def value(text):
    names = {}
    exec("\n".join(["import numpy as np", *DECODE_IMPORTS, *DECODE]), names)
    return eval(text, names)


@pytest.mark.parametrize(
    "array",
    [
        np.random.default_rng(0).normal(size=(3, 4)),
        np.random.default_rng(0).normal(size=(30, 40)),
        np.random.default_rng(0).normal(size=(40, 30)).T,
        np.array([5e-324, -0.0, 0.1, 1e308]),
        np.zeros((2, 0)),
        np.full((20, 20), np.nan),
        np.array([np.inf, 1.0]),
    ],
)
def test_an_array_comes_back_bit_by_bit(array):
    found = value(array_text(array))
    assert found.shape == array.shape
    assert found.tobytes() == np.ascontiguousarray(array).tobytes()
    found += 1


def test_few_numbers_are_decimals_and_many_are_compressed():
    assert array_text(np.array([0.1, 2.0])) == "np.array([0.1, 2.0])"
    many = np.zeros(MAX_DECIMALS + 1)
    assert array_text(many[1:]).startswith("np.array([0.0, ")
    assert array_text(many).startswith('array("')
    assert len(array_text(many)) < 100
