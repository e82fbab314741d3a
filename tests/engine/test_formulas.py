"""Every formula that is shown, read as LaTeX, gives the numbers that are computed."""

from __future__ import annotations

import math
import re
from functools import reduce

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.arrays import execute
from engine.functions import intermediates
from engine.functions.activations import ACTIVATIONS
from engine.functions.intermediates import Intermediate
from engine.functions.kinds.kind import Operands
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES
from engine.program.ops.op import Clock
from engine.program.ops.update import UpdatePhase
from tests.engine.latex import evaluated, sides


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"a - b + 2", 5 - 3 + 2),
        (r"-a\, b / (a + 1)", -15 / 6),
        (r"\frac{a}{b}\left(1 - a^2\right)", 5 / 3 * -24),
        (r"\tfrac12 \max(a, b) \sqrt{b + 1}", 5.0),
        (r"[a > b] - [a < b]", 1),
        (r"b^{\lfloor a/b \rfloor}", 3),
        (r"\mathrm{sign}\, (b - a)", -1),
        (r"\ln e^{-b}", -3),
    ],
)
def test_latex_is_read_as_it_is_meant(latex, value):
    assert evaluated(latex, {"a": 5.0, "b": 3.0}) == pytest.approx(value)


def test_what_is_not_understood_is_refused():
    for latex in ("a + ?", "(a", "a)", r"\sqrt{a", "c"):
        with pytest.raises((AssertionError, ValueError, IndexError)):
            evaluated(latex, {"a": 1.0})


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-2.3, -0.4, 0.7, 1.9])
def test_an_activation_and_its_derivative(name, z):
    entry, o = ACTIVATIONS[name], Operands()
    o.inputs, o.value = (np.array([[z]]),), np.empty((1, 1))
    o.local, o.t = np.empty((1, 1)), np.empty((1, 1))
    execute(kind_of(name).forward(o))
    execute(kind_of(name).local(o))
    _, right = sides(entry.latex)
    _, slope = sides(entry.latex_df)
    assert evaluated(right, {"z": z}) == pytest.approx(o.value[0, 0], rel=1e-12)
    t = math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))
    found = evaluated(slope, {"z": z, "a": o.value[0, 0], "t": t})
    assert found == pytest.approx(o.local[0, 0], rel=1e-12)


def of_matrices(latex, arrays):
    """Return what a sum of products of arrays is."""
    total = 0.0
    for term in latex.replace(r"\,", " ").split(" + "):
        if r"\odot" in term:
            product = math.prod(arrays[name.strip()] for name in term.split(r"\odot"))
        else:
            product = reduce(np.matmul, [arrays[name] for name in term.split()])
        total = total + product
    return total


def test_the_operations_of_a_layer():
    trainer = Trainer(Experiment(hidden=(4, 3), loss="mse", batch_size=5))
    trainer.step(3)
    before, layer = trainer.trace().layers[:2]
    arrays = {
        "W": layer.W_before, "W^T": layer.W_before.T, "b": layer.b_before,
        "a_{prev}": layer.a_prev, "a_{prev}^T": layer.a_prev.T,
        r"\delta": layer.delta, "da": layer.da, "f'(z)": layer.df,
    }  # fmt: skip
    affine = kind_of("affine")
    found = dict(map(sides, affine.latex_gradient.split(r",\quad")))
    found |= dict(map(sides, (affine.latex, affine.latex_backward)))
    found |= [sides(kind_of("tanh").latex_backward)]
    assert found.pop("db") == r"\sum \delta"
    expected = {
        "z": layer.z, "dW": layer.dW, "da_{prev}": before.da, r"\delta": layer.delta,
    }  # fmt: skip
    assert found.keys() == expected.keys()
    for name, latex in found.items():
        assert of_matrices(latex, arrays) == pytest.approx(expected[name], rel=1e-12)
    _, without = sides(kind_of("affine without bias").latex)
    assert found["z"] == f"{without} + b"


def test_a_softmax_and_dropout():
    z, da = np.array([[0.3], [-1.2], [0.8]]), np.array([[0.5], [0.1], [-0.4]])
    o, kind = Operands(), kind_of("softmax")
    o.inputs, o.value, o.t, o.out = (z,), z * 0, z * 0, z * 0
    o.grad = da
    execute(kind.forward(o))
    execute(kind.backward(o))
    _, right = sides(kind.latex.replace(r"\sum_j e^{z_j}", "S"))
    _, delta = sides(kind.latex_backward.replace(r"\sum_k a_k\, da_k", "S"))
    for k in range(3):
        names = {"z_k": z[k, 0], "S": float(np.exp(z).sum())}
        assert evaluated(right, names) == pytest.approx(o.value[k, 0], rel=1e-12)
        names = {"a": o.value[k, 0], "da": da[k, 0], "S": float((o.value * da).sum())}
        assert evaluated(delta, names) == pytest.approx(o.out[k, 0], rel=1e-12)
    for latex in (kind_of("dropout").latex, kind_of("dropout").latex_backward):
        name, right = sides(latex)
        for m in (0.0, 1.0):
            found = evaluated(right, {name: 0.6, "m": m, "p": 0.2})
            assert found == pytest.approx(m * 0.75)


def outputs_of(loss):
    """Return outputs and targets (2, 3) that a loss can have."""
    a = np.array([[0.2, 0.7, 0.9], [0.8, 0.3, 0.1]])
    y = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
    if loss.name in ("huber", "hinge"):
        a, y = 3 * a, 2 * y - 1
    return a, y


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_of_a_loss(name):
    loss = LOSSES[name]
    a, y = outputs_of(loss)
    for latex, function in (
        (loss.latex_gradient, loss.gradient),
        (loss.latex_output_gradient, loss.output_gradient),
    ):
        if function is None:
            continue
        out, t = np.empty_like(a), np.empty_like(a)
        execute(function(a, y, out, t))
        wrt, right = sides(latex)
        assert wrt.endswith(f"{loss.wrt if latex is loss.latex_gradient else 'a'}}}")
        for at in np.ndindex(a.shape):
            names = {"a": a[at], "y": y[at], "B": 3.0, "K": 2.0}
            found = evaluated(right, names)
            assert found == pytest.approx(out[at], rel=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss(name):
    loss = LOSSES[name]
    a, y = outputs_of(loss)
    z = np.log(a) if name == "softmax_cross_entropy" else np.log(a / abs(1 - a))
    _, right = sides(loss.latex)
    factor, _, terms = re.sub(r"\\sum_n ?", "", right).partition(r"\sum_k")
    if not terms:
        factor, terms = right.split(r"\sum_n\sum_k")
    number = evaluated(f"{factor} 1", {"B": 3.0, "K": 2.0})
    each = [
        evaluated(branch(terms, a[at] - y[at]), numbers(a[at], y[at]))
        for at in np.ndindex(a.shape)
    ]
    expected = loss.value(z, a, y).real
    assert number * math.fsum(each) == pytest.approx(expected, rel=1e-12)


def numbers(a, y):
    return {"a_k": a, "y_k": y, "e_k": a - y, "|e_k|": abs(a - y)}


def branch(latex, e):
    """Return the case of a formula that is meant for an error e."""
    cases = re.search(r"\\begin\{cases\}(.*) & (.*)\\\\(.*) & .*\\end\{cases\}", latex)
    if cases is None:
        return latex
    assert cases[2].strip() == r"|e_k| \le 1"
    assert latex.endswith("e = a - y")
    return cases[1] if abs(e) <= 1 else cases[3]


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule(name):
    left, right = sides(SCHEDULES[name].latex)
    assert left == r"\eta_s"
    for s in (0, 1, 3, 4, 7, 12):
        names = {r"\eta": 0.3, r"\gamma": 0.6, "s": s, "T": 4}
        expected = 0.3 * SCHEDULES[name].factor(s, 4, 0.6)
        assert evaluated(right, names) == pytest.approx(expected, rel=1e-12, abs=1e-15)


class Phase:
    """The update phase of an experiment, with random numbers before it."""

    def __init__(self, **settings):
        self.e = Experiment(hidden=(3,), learning_rate=0.07, **settings)
        self.layout, self.clock = Trainer(self.e).layout, Clock()
        self.clock.step = self.clock.t = 2
        slots = OPTIMIZERS[self.e.optimizer].slots
        r = np.random.default_rng(1)
        self.matrix = r.normal(size=(4 + len(slots), self.layout.n_parameters))
        self.matrix[4:] **= 2
        self.gradient = self.matrix[1].copy()
        self.ops = UpdatePhase(
            self.e,
            self.layout,
            matrix=self.matrix,
            gradient=self.gradient,
            clock=self.clock,
        ).ops
        self.is_weight = self.layout.weight_mask()
        self.rows = {"g": 1, r"\Delta": 2, "w": 3}
        self.rows |= {name: 4 + k for k, name in enumerate(slots)}

    def names(self, k):
        """Return the numbers that a formula of parameter k may name."""
        e, w = self.e, self.matrix[3] + self.matrix[2]
        of_unit = [
            slice(start, start + spec.fan_in)
            for layer, spec in enumerate(self.layout.layers)
            for row in range(spec.fan_out)
            for start in [self.layout.offsets[layer] + row * (spec.fan_in + 1)]
        ]
        unit = next((u for u in of_unit if u.start <= k < u.stop), slice(0, 0))
        names = {name: self.matrix[row, k] for name, row in self.rows.items()}
        return names | {
            "dW": self.gradient[k], "t": 3.0, r"\eta": e.learning_rate,
            r"\epsilon": e.eps, r"\beta_1": e.beta1, r"\beta_2": e.beta2,
            r"\mu": e.momentum, r"\rho": e.rho, r"\lambda": e.weight_decay,
            r"\lambda_1": e.l1 * self.is_weight[k],
            r"\lambda_2": e.l2 * self.is_weight[k],
            "c": e.clip_norm or 0.0, "r": e.max_norm or 0.0,
            r"\lVert g \rVert": float(np.linalg.norm(self.matrix[1])),
            r"\lVert w + \Delta \rVert": float(np.linalg.norm(w[unit])),
        }  # fmt: skip


PENALTIES = {
    "none": {},
    "all": {"l1": 0.02, "l2": 0.1, "clip_norm": 0.3, "max_norm": 0.9},
    "frozen": {"freeze_biases": True},
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("penalties", PENALTIES)
def test_the_operations_of_an_update(optimizer, penalties):
    phase = Phase(optimizer=optimizer, **PENALTIES[penalties])
    parameters = range(phase.layout.n_parameters)
    for op in phase.ops:
        before = [phase.names(k) for k in parameters]
        execute(op.calls)
        for statement in op.latex.split(r",\quad"):
            target, right = sides(statement)
            for k in parameters:
                if target.endswith("_b") and phase.is_weight[k]:
                    continue
                if r"\min(1, r" in right and not phase.is_weight[k]:
                    continue
                found = phase.matrix[phase.rows[target.removesuffix("_b")], k]
                expected = evaluated(right, before[k])
                assert found == pytest.approx(expected, rel=1e-10, abs=1e-14), op.latex


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_rule_of_an_optimizer_in_one_line(optimizer):
    phase = Phase(optimizer=optimizer)
    before = [phase.names(k) for k in range(phase.layout.n_parameters)]
    execute(call for op in phase.ops for call in op.calls)
    for k, names in enumerate(before):
        after = phase.names(k)
        if "m" in after:
            names[r"\hat m"] = after["m"] / (1 - phase.e.beta1**3)
            names[r"\hat v"] = after["v"] / (1 - phase.e.beta2**3)
        for statement in OPTIMIZERS[optimizer].latex.split(r",\quad"):
            target, right = sides(statement)
            names[target] = evaluated(right, names)
        assert names["w"] == pytest.approx(after["w"], rel=1e-10)


INTERMEDIATES = [
    each
    for name in intermediates.__all__
    if isinstance(found := getattr(intermediates, name), tuple)
    for each in found
    if isinstance(each, Intermediate)
]


@pytest.mark.parametrize("each", INTERMEDIATES, ids=lambda each: each.symbol)
def test_a_number_on_the_way_of_an_update(each):
    known = Phase(optimizer="adam", l1=0.03, l2=0.2, clip_norm=0.3, max_norm=0.9).names(
        1
    )
    known["s"] = 0.3
    for other in (*intermediates.CORRECTED, *intermediates.SCALED):
        known[other.symbol] = evaluated(other.latex, known)
    expected = evaluated(each.latex, known)
    assert each.value(known) == pytest.approx(expected, rel=1e-12)
