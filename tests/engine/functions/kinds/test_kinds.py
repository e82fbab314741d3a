"""Kinds: the calls of every kind, its terms, and its derivative."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.kinds import KINDS, kind_of
from engine.functions.losses import LOSSES

B, N_IN, N_OUT = 5, 3, 4
MULTILINEAR = [name for name, kind in KINDS.items() if kind.terms]
ALL = [*KINDS, *ACTIVATIONS]


def operands(name):
    """Return random operands of a kind, and the names of the arrays that it reads."""
    rng, o = np.random.default_rng(3), Operands()
    n = N_IN if name.startswith("affine") else N_OUT
    count = 1 + (name in ("add", "product"))
    if name == "join":
        n, count = N_OUT // 2, 2
    o.inputs = tuple(rng.normal(size=(n, B)) for _ in range(count))
    o.W, o.mask = rng.normal(size=(N_OUT, N_IN)), 2.0 * (rng.random((N_OUT, B)) < 0.5)
    o.value, o.t, o.local = (np.empty((N_OUT, B)) for _ in range(3))
    return o


def value(name, o):
    execute(kind_of(name).forward(o))
    return o.value.copy()


def gradient(name, o, grad, k):
    """Return the gradient of input k, or of W for k = "W"."""
    kind, o.grad = kind_of(name), grad
    if k == "W":
        o.dW = np.empty_like(o.W)
        execute(kind.gradient(o))
        return o.dW
    o.out, o.k = np.empty_like(o.inputs[k]), k
    execute(kind.local(o))
    execute(kind.backward(o))
    return grad if kind.passes(k) else o.out


def array(o, k):
    return getattr(o, k) if isinstance(k, str) else o.inputs[k]


@pytest.mark.parametrize("name", MULTILINEAR)
def test_the_terms_of_a_multilinear_kind_are_its_value(name):
    o = operands(name)
    terms = [
        np.einsum(spec, *(array(o, k) for k in names))
        for spec, names in kind_of(name).terms
    ]
    np.testing.assert_allclose(value(name, o), sum(terms), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("name", MULTILINEAR)
def test_with_the_target_in_an_operands_place_the_terms_are_its_gradient(name):
    o, grad = operands(name), np.random.default_rng(4).normal(size=(N_OUT, B))
    for spec, names in kind_of(name).terms:
        inputs, out = spec.split("->")
        letters = inputs.split(",")
        for place, k in enumerate(names):
            if k == "mask":
                continue
            others = [array(o, m) for m in names if m != k]
            from_others = ",".join([out, *(x for x in letters if x != letters[place])])
            if len(letters) == 2 and letters[0] == letters[1]:
                from_others = f"{out},{letters[0]}"
            expected = np.einsum(f"{from_others}->{letters[place]}", grad, *others)
            found = gradient(name, o, grad, k)
            np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", ALL)
def test_the_gradient_is_the_derivative_of_the_value(name):
    """Central differences of sum(grad * value), and a planted fault that they find."""
    o, grad = operands(name), np.random.default_rng(4).normal(size=(N_OUT, B))
    value(name, o)
    targets = list(range(len(o.inputs)))
    targets += ["W"] if name.startswith("affine") else []
    for k in targets:
        found = gradient(name, o, grad, k).copy()
        numeric, x = np.empty_like(found), array(o, k)
        for place in np.ndindex(x.shape):
            kept, sides = x[place], []
            for h in (1e-6, -1e-6):
                x[place] = kept + h
                sides.append((grad * value(name, o)).sum())
            x[place] = kept
            numeric[place] = (sides[0] - sides[1]) / 2e-6
        np.testing.assert_allclose(found, numeric, rtol=1e-7, atol=1e-8)
        assert np.abs(1.001 * found - numeric).max() > 1e-5


@pytest.mark.parametrize("name", [n for n in ALL if kind_of(n).is_elementwise])
def test_an_elementwise_kind_reads_its_own_row_only(name):
    o = operands(name)
    before = value(name, o)
    o.inputs[0][0] += 1
    np.testing.assert_array_equal(value(name, o)[1:], before[1:])


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_passes_its_gradient_to_z_or_to_a(name):
    loss, o = LOSSES[name], Operands()
    z, a, y = np.random.default_rng(2).normal(size=(3, N_OUT, B))
    o.inputs, o.y, o.out, o.t = (z, a), y, np.empty_like(a), np.empty_like(a)
    execute(kind_of(name).backward(o))
    expected, t = np.empty_like(a), np.empty_like(a)
    execute(loss.gradient(a, y, expected, t))
    np.testing.assert_array_equal(o.out, expected)
    assert kind_of(name).into == ((0,) if loss.wrt == "z" else (1,))


@pytest.mark.parametrize("name", [f.name for f in ACTIVATIONS.values() if f.scaled])
def test_f_of_a_scaled_z_is_f(name):
    scale, calls = kind_of(name).scaled
    z = np.linspace(-5, 5, 11)[None]
    o = operands(name)
    o.inputs, o.value, o.t = (z,), np.empty_like(z), np.empty_like(z)
    a = scale * z
    execute(calls(a, a))
    np.testing.assert_allclose(a, value(name, o), rtol=1e-13)
