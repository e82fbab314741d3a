"""Kinds: the calls of every kind, its terms, and its derivative."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import execute
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.kinds import KINDS, kind_of
from engine.functions.losses import LOSSES
from engine.graph import Edge, Node, Parameter
from engine.patches import Patches

B, N_IN, N_OUT, N_POSITIONS = 6, 3, 4, 2
OF_POSITIONS = ["scores", "attention", "causal attention", "weighted values"]
MULTILINEAR = [
    name for name, kind in KINDS.items() if kind.terms and name not in OF_POSITIONS
]
WITH_TWO_INPUTS = ["add", "product", "scores", "weighted values"]
ALL = [*KINDS, *ACTIVATIONS]
N_FILTERS = 3
PATCHES = {
    "convolution": Patches(2, 5, 4, 3),
    "convolution without bias": Patches(2, 5, 4, 3),
    "max pool": Patches(2, 5, 6, 2, 2),
    "average pool": Patches(2, 5, 6, 2, 2),
}


def node_of_patches(name):
    """Return a node that reads a small picture."""
    patches, parameter = PATCHES[name], None
    n_maps = patches.channels
    if name.startswith("convolution"):
        use_bias, n_maps = name == "convolution", N_FILTERS
        columns = (("pixels", patches.n_members),)
        parameter = Parameter("K", (("filters", N_FILTERS),), columns, use_bias)
    x = Node("input", (), patches.n_rows, "x")
    size = n_maps * patches.n_positions
    return Node(name, (Edge(x),), size, "n", 0, parameter, patches=patches)


def operands_of_patches(name):
    rng, o, node = np.random.default_rng(3), Operands(), node_of_patches(name)
    o.patches = PATCHES[name]
    o.inputs = (rng.normal(size=(o.patches.n_rows, B)),)
    o.value = np.empty((node.n_rows, B))
    o.kept = np.ones((kind_of(name).n_kept(o.patches), B))
    if node.parameter is not None:
        o.W = rng.normal(size=node.parameter.shape)
    return o


def operands(name):
    """Return random operands of a kind."""
    if name in PATCHES:
        return operands_of_patches(name)
    rng, o = np.random.default_rng(3), Operands()
    n = N_IN if name.startswith("affine") else N_OUT
    o.n_positions = N_POSITIONS if name in OF_POSITIONS else 1
    count = 1 + (name in WITH_TWO_INPUTS)
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


def places(name, k):
    """Return the places of an operand's letters: of kinds without any, all."""
    kind = kind_of(name)
    is_as_it_is = kind.places is None or k in ("W", "mask")
    return ... if is_as_it_is else kind.places(node_of_patches(name), k, B)


def elements(name, o, k):
    """Return the elements of an operand that its letters count."""
    if k == "share":
        return kind_of(name).share(node_of_patches(name))
    found = array(o, k)
    if places(name, k) is ...:
        return found
    return np.vstack([found, np.ones((1, B))])[places(name, k)]


@pytest.mark.parametrize("name", MULTILINEAR)
def test_the_terms_of_a_multilinear_kind_are_its_value(name):
    o = operands(name)
    terms = [
        np.einsum(spec, *(elements(name, o, k) for k in names))
        for spec, names in kind_of(name).terms
    ]
    found = value(name, o)[places(name, "grad")]
    np.testing.assert_allclose(found, sum(terms), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("name", MULTILINEAR)
def test_with_the_target_in_an_operands_place_the_terms_are_its_gradient(name):
    o = operands(name)
    value(name, o)
    o.grad = np.random.default_rng(4).normal(size=o.value.shape)
    for spec, names in kind_of(name).terms:
        inputs, out = spec.split("->")
        letters = inputs.split(",")
        for place, k in enumerate(names):
            if k in ("mask", "share"):
                continue
            others = [elements(name, o, m) for m in ("grad", *names) if m != k]
            from_others = ",".join([out, *(x for x in letters if x != letters[place])])
            if len(letters) == 2 and letters[0] == letters[1]:
                from_others = f"{out},{letters[0]}"
            ones = np.ones_like(elements(name, o, k))
            from_others += f",{letters[place]}->{letters[place]}"
            made = np.einsum(from_others, *others, ones)
            size = len(array(o, k))
            expected = made
            if places(name, k) is not ...:
                expected = np.zeros((size + 1, B))
                np.add.at(expected, places(name, k), made)
            found = gradient(name, o, o.grad, k)
            np.testing.assert_allclose(found, expected[:size], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", ALL)
def test_the_gradient_is_the_derivative_of_the_value(name):
    """Central differences of sum(grad * value), and a planted fault that they find."""
    o = operands(name)
    grad = np.random.default_rng(4).normal(size=value(name, o).shape)
    targets = list(range(len(o.inputs)))
    targets += ["W"] if name.startswith(("affine", "convolution")) else []
    for k in targets:
        value(name, o)
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


def test_only_blocks_of_an_elementwise_kind_align_but_not_of_a_product():
    found = {name for name in ALL if kind_of(name).aligns}
    assert found == {"add", "dropout", *ACTIVATIONS}


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


def test_an_entry_that_is_added_to_a_table_is_a_kind(monkeypatch):
    for table, entry in (
        (KINDS, KINDS["add"]),
        (ACTIVATIONS, ACTIVATIONS["tanh"]),
        (LOSSES, LOSSES["mse"]),
    ):
        monkeypatch.setitem(table, "new", entry)
        assert kind_of.__wrapped__("new").name == entry.name
        monkeypatch.delitem(table, "new")
