"""Activations as functions of a script give what their definitions give."""

import numpy as np
import pytest

from engine.export.statements.functions import expression, functions
from engine.functions.activations import ACTIVATIONS
from tests.engine.autodiff import ACTIVATIONS as DEFINITIONS

Z = np.linspace(-4, 4, 33).reshape(3, 11) + 0.01


@pytest.mark.parametrize("is_compact", [False, True])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_function_returns_a_and_its_derivative(name, is_compact):
    names = {"np": np}
    exec("\n".join(functions([name], is_compact=is_compact)), names)
    a, df = names["f"][name](Z)
    h = 1e-20
    exact = DEFINITIONS[name](Z + 1j * h)
    np.testing.assert_allclose(a, np.real(exact), rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(df, np.imag(exact) / h, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("is_compact", [False, True])
def test_softmax_has_no_derivative_of_one_number(is_compact):
    names = {"np": np}
    exec("\n".join(functions(["softmax"], is_compact=is_compact)), names)
    a, df = names["f"]["softmax"](Z)
    np.testing.assert_allclose(
        a, np.exp(Z) / np.exp(Z).sum(axis=0), rtol=1e-14, atol=1e-14
    )
    assert df is None


def test_a_is_named_where_its_derivative_reads_it():
    lines = functions(["tanh", "linear"], is_compact=False)
    assert lines == [
        "f = {",
        '    "tanh": lambda z: (a := np.tanh(z), 1 - a * a),',
        '    "linear": lambda z: (z, np.ones_like(z)),',
        "}",
    ]


def test_statements_become_one_expression():
    assert expression("a = z + 1") == "z + 1"
    assert expression("u = z + 1\na = uu + u * u") == "uu + (u := z + 1) * u"
    assert (
        expression("u = z\nv = u * 2\na = (u + v) * v")
        == "((u := z) + (v := u * 2)) * v"
    )


def test_an_expression_has_the_value_of_its_statements():
    text = "u = z + 1\nv = u * u\na = v - u"
    names = {"z": 4.0}
    exec(text, names)
    assert eval(expression(text), {"z": 4.0}) == names["a"] == 20.0
