"""Recurrent: time steps that share parameters, their calls, and their gradients."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from engine.graph import START, Ref
from engine.inspection.check.gradcheck import relative_error
from engine.networks.recurrent import Recurrence, recurrent, walls
from tests.engine.random_graphs import PAIRS, Step

PLAIN = Recurrence(
    cell="tanh",
    n_units=3,
    n_steps=4,
    inputs=("u", "v"),
    n_outputs=2,
    output="linear",
)
LSTM = replace(PLAIN, cell="lstm")
CELLS = ("tanh", "relu", "lstm")


def step_of(of, *, loss="squared_error", n_columns=5, seed=0):
    return Step(recurrent(of, loss=loss), n_columns, seed)


def n_calls(of):
    step = step_of(of, n_columns=32)
    return sum(len(op.calls) for op in step.compiled.ops)


# ---- the graph -----------------------------------------------------------------------


def test_a_plain_cell_is_a_map_and_f_in_every_step():
    graph = recurrent(PLAIN)
    names = [(node.kind, node.name, node.site) for node in graph.nodes]
    assert names[:2] == [("input", "x", None), (START, "h", -1)]
    assert names[2:4] == [("affine", "z", 0), ("tanh", "h", 0)]
    assert names[-2:] == [("affine", "o", 3), ("linear", "a", 3)]
    assert graph.x.n_rows == 8


@pytest.mark.parametrize("use_bias", [True, False])
def test_all_steps_use_one_block_of_labelled_rows_and_columns(use_bias):
    graph = recurrent(replace(LSTM, use_bias=use_bias))
    cell, output = graph.parameters
    assert cell.shape == (12, 5 + use_bias)
    assert cell.columns == (("input: u", 1), ("input: v", 1), ("hidden", 3))
    assert [label for label, _ in cell.rows] == [
        "input gate", "forget gate", "output gate", "candidate",
    ]  # fmt: skip
    assert output.shape == (2, 3 + use_bias)
    assert [node.site for node in graph.users[cell]] == [0, 1, 2, 3]
    assert {node.kind for node in graph.users[cell]} == {
        "affine" if use_bias else "affine without bias"
    }


def test_each_step_reads_its_own_rows_of_the_input():
    rows = [node.inputs[0].rows for node in recurrent(PLAIN).named("z")]
    assert rows == [(0, 2), (2, 4), (4, 6), (6, 8)]


def test_a_graph_is_made_once():
    assert recurrent(PLAIN, loss="mse") is recurrent(replace(PLAIN), loss="mse")
    assert recurrent(PLAIN, loss="mse") is not recurrent(PLAIN)


# ---- its values ----------------------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize("cell", CELLS)
def test_its_output_follows_from_the_formulas(cell):
    step = step_of(replace(PLAIN, cell=cell)).run()
    W, head = step.parameters.values()
    h, c = np.zeros((2, 3, 5))
    for x in step.x.reshape(4, 2, 5):
        z = W[:, :2] @ x + W[:, 2:5] @ h + W[:, 5:]
        if cell == "lstm":
            i, f, o, g = z.reshape(4, 3, 5)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        else:
            h = np.tanh(z) if cell == "tanh" else np.maximum(z, 0)
    (a,) = step.graph.named("a")
    found = step.compiled.array(Ref("value", a))
    np.testing.assert_allclose(found, head[:, :3] @ h + head[:, 3:], rtol=1e-13)


# ---- calls: a peephole that is lost is noticed ---------------------------------------


@pytest.mark.parametrize("f", ["tanh", "relu"])
def test_a_plain_cell_is_four_calls_a_step(f):
    """[z, h] and [delta, dh] of each step; the others do not depend on T."""
    of = replace(PLAIN, cell=f, n_units=8)
    counts = {T: n_calls(replace(of, n_steps=T)) for T in (5, 20, 50)}
    assert counts[20] == 91
    assert counts[20] - counts[5] == 15 * 4
    assert counts[50] - counts[20] == 30 * 4


def test_an_lstm_is_22_calls_a_step():
    counts = {T: n_calls(replace(LSTM, n_units=8, n_steps=T)) for T in (5, 20, 50)}
    assert counts[20] == 453
    assert counts[20] - counts[5] == 15 * 22
    assert counts[50] - counts[20] == 30 * 22


@pytest.mark.parametrize("of", [PLAIN, LSTM, replace(PLAIN, use_bias=False)])
def test_one_op_has_all_derivatives_of_an_f_and_one_all_gradients_of_a_block(of):
    ops = step_of(of).compiled.ops
    sizes = Counter(len(op.writes) for op in ops if op.phase == "local")
    assert sizes == {4: 1 if of.cell == "tanh" else 3, 1: 1}
    gradients = [len(op.writes) for op in ops if op.name == "gradient"]
    assert gradients == [1, 4]
    assert [op.name for op in ops if op.name == "sum"] == ["sum"]


def test_the_input_is_copied_to_all_steps_at_once():
    first = step_of(PLAIN).compiled.ops[0]
    (copy, _), (dot, _) = first.calls
    assert copy is np.copyto
    assert dot is not np.copyto


@pytest.mark.parametrize(("cell", "first"), [("tanh", 149), ("lstm", 511)])
def test_outputs_of_every_step_are_three_calls_each_and_none_joins_them(cell, first):
    """One forward, two back, where the gradient is added; all maps have one product."""
    of = replace(PLAIN, cell=cell, n_units=8, n_steps=20, outputs_every_step=True)
    assert n_calls(of) == first
    per_step = 4 if cell == "tanh" else 22
    assert n_calls(replace(of, n_steps=30)) == first + 10 * (per_step + 3)
    ops = step_of(of).compiled.ops
    assert [len(op.writes) for op in ops if op.name == "gradient"] == [20, 20]
    assert all(op.name != "join" for op in ops)


# ---- gradients -----------------------------------------------------------------------


def random_recurrence(number):
    """Return a random network: every cell, loss and truncation in turn."""
    rng = np.random.default_rng(number)
    loss, output = PAIRS[number % len(PAIRS)]
    n_steps = int(rng.integers(1, 13))
    cut = int(rng.integers(1, n_steps + 1)) if number % 3 == 0 else None
    of = Recurrence(
        cell=("lstm", "tanh", "relu", "lstm", "sigmoid")[number % 5],
        n_units=int(rng.integers(1, 9)),
        n_steps=n_steps,
        inputs=tuple("uvw"[: rng.integers(1, 4)]),
        n_outputs=int(rng.integers(1 + (output == "softmax"), 4)),
        output=output,
        use_bias=number % 4 > 0,
        truncation=cut,
        outputs_every_step=number % 7 < 3,
        outputs_apart=output == "softmax",
    )
    return step_of(of, loss=loss, n_columns=1 + number % 7, seed=number).run().run()


def test_every_step_has_an_output_of_its_own():
    of = replace(PLAIN, outputs_every_step=True)
    step = step_of(of).run()
    head = step.parameters[step.graph.parameters[1]]
    values = [step.compiled.array(Ref("value", h)) for h in step.graph.named("h")[1:]]
    joined = step.compiled.array(Ref("value", step.placement.loss.inputs[1].node))
    assert step.y.shape == joined.shape == (8, 5)
    expected = [head[:, :3] @ h + head[:, 3:] for h in values]
    np.testing.assert_allclose(joined, np.concatenate(expected), rtol=1e-13)


def test_a_softmax_is_of_one_step():
    of = replace(PLAIN, output="softmax", n_outputs=3, outputs_every_step=True)
    of = replace(of, outputs_apart=True)
    step = step_of(of, loss="softmax_cross_entropy").run()
    a = step.compiled.array(Ref("value", step.placement.loss.inputs[1].node))
    np.testing.assert_allclose(a.reshape(4, 3, 5).sum(axis=1), 1, rtol=1e-13)


@pytest.mark.parametrize("number", range(120))
def test_gradients_equal_autodiff_and_the_complex_step(number):
    step = random_recurrence(number)
    found, exact = step.flat(step.gradients), step.flat(step.exact.parameters)
    assert relative_error(found, exact) <= 1e-12
    assert relative_error(1.001 * found, exact) > 1e-12
    rng = np.random.default_rng(number)
    along = {p: rng.normal(size=p.shape) for p in step.parameters}
    terms = step.flat(along) * found
    error = abs(terms.sum() - step.oracle().along(along))
    assert error <= 1e-12 * np.abs(terms).sum()


@pytest.mark.parametrize("cell", CELLS)
def test_the_gradients_of_the_steps_add_up(cell):
    step = step_of(replace(PLAIN, cell=cell, n_steps=20)).run()
    block = step.graph.parameters[0]
    bars = [step.compiled.array(Ref("dW", node)) for node in step.graph.users[block]]
    assert relative_error(sum(bars), step.gradients[block]) <= 1e-12
    assert relative_error(sum(bars[:-1]), step.gradients[block]) > 1e-6


def test_in_a_linear_network_a_gradient_shrinks_by_rho_each_step():
    """With W_hh = rho Q and Q orthogonal, |dL/dh_(t-k)| = rho^k |dL/dh_t|."""
    rho, of = 0.9, replace(PLAIN, cell="linear", n_units=6, n_steps=30)
    step = step_of(of)
    q, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(6, 6)))
    step.parameters[step.graph.parameters[0]][:, 2:8] = rho * q
    step.run()
    *states, last = (
        np.linalg.norm(step.compiled.array(Ref("grad", node)), axis=0)
        for node in step.graph.named("h")[1:]
    )
    for k, norm in enumerate(reversed(states), 1):
        np.testing.assert_allclose(norm / last, rho**k, rtol=1e-12)


# ---- truncation ----------------------------------------------------------------------


def test_walls_are_counted_from_the_last_step():
    assert list(walls(10, 4)) == [6, 2]
    assert list(walls(8, 4)) == [4]
    assert list(walls(4, 4)) == list(walls(4, None)) == []


@pytest.mark.parametrize("of", [PLAIN, LSTM])
def test_behind_a_wall_there_is_no_gradient(of):
    step = step_of(replace(of, n_steps=6, truncation=2)).run()
    norms = [
        np.abs(step.compiled.array(Ref("grad", node))).max()
        for node in step.graph.named("z")
    ]
    assert norms[:4] == [0] * 4
    assert min(norms[4:]) > 0


@pytest.mark.parametrize("of", [PLAIN, LSTM])
def test_with_a_wall_the_gradient_is_that_of_the_steps_after_it(of):
    """The bars of those steps are the same as without a wall."""
    whole, cut = (step_of(replace(of, n_steps=6, truncation=t)) for t in (None, 2))
    bars = []
    for step in (whole.run(), cut.run()):
        users = step.graph.users[step.graph.parameters[0]]
        last = [step.compiled.array(Ref("dW", node)) for node in users[-2:]]
        bars.append(sum(last))
    (found, _) = cut.gradients.values()
    assert relative_error(bars[1], bars[0]) <= 1e-13
    assert relative_error(bars[1], found) <= 1e-13
