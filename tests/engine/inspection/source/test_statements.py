"""Statements: the names of arrays, and what is added to what."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.graph import Edge, Node
from engine.inspection.source.statements import Statements
from tests.engine.networks_of import EXPERIMENTS
from tests.engine.program.graphs import B, Step, block, with_loss


def statements(experiment):
    """Return the lines of all ops but those of the update."""
    trainer = Trainer(experiment)
    writer = Statements(trainer._stepper.work.placement)
    ops = [op for op in trainer.ops if op.phase != "update"]
    return list(writer.states()), [line for op in ops for line in writer.of(op)]


def test_a_dense_network_has_the_names_of_its_layers():
    states, lines = statements(Experiment(hidden=(3,), dropout=0.5))
    assert states == []
    assert lines[0] == "z1 = W1 @ X + b1"
    assert "z2 = W2 @ kept1 + b2" in lines
    assert "df1 = 1 - a1 * a1" in lines
    assert all(lines)
    assert "delta2 = da2 * df2" in lines
    assert "dW2 = delta2 @ kept1.T" in lines


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("rnn", "z1 = W1 @ np.concatenate([X[0:1], h0]) + b1"),
        ("rnn", "o = np.concatenate([o1, o2, o3, o4, o5])"),
        ("rnn", "do5 = do[4:5]"),
        ("rnn", "dh4 = dh4 + W1[:, 1:5].T @ delta5"),
        ("rnn", "dW1_2 = delta2 @ np.concatenate([X[1:2], h1]).T"),
        ("rnn", "db1 = db1_1 + db1_2 + db1_3 + db1_4 + db1_5"),
        ("rnn", "df3 = 1 - h3 * h3"),
        ("rnn", "df = 1 - a * a"),
        ("lstm", "u2 = s2[3:6] * c1"),
        ("lstm", "ds4 = np.zeros((9, B))"),
        ("lstm", "ds4[6:9] += dh4 * r4"),
        ("lstm", "dv4 = dc4"),
        ("lstm", "delta4[0:9] += ds4 * df_s4"),
        ("convolution", "u = X.reshape(1, 8, 8, -1)"),
        ("convolution", "z2 = W2 @ pool1 + b2"),
        ("convolution", "delta1 = da1 * df1"),
        ("attention", "h1 = W1 @ X"),
        ("attention", "qkv1 = W2 @ h1"),
        ("attention", "dm1 = dh3"),
        ("attention", "dh2 = dh3"),
        ("attention", "dh2 = dh2 + W4.T @ delta1"),
        ("attention", "dqkv1 = np.zeros((18, B))"),
    ],
)
def test_other_networks_have_the_names_of_their_nodes(name, line):
    assert line in statements(EXPERIMENTS[name])[1]


def test_the_states_before_the_first_step_are_0():
    states, _ = statements(EXPERIMENTS["lstm"])
    assert states == ["h0 = np.zeros((3, B))", "c0 = np.zeros((3, B))"]


def test_a_part_of_a_join_that_is_read_twice_is_passed_its_rows():
    x = Node("input", (), 2, "x")
    one, other = (
        Node("affine", (Edge(x),), 2, "z", k, block(f"map {k}", 2, 2)) for k in (0, 1)
    )
    both = Node("join", (Edge(one), Edge(other)), 4, "j")
    out = Node("affine", (Edge(both),), 2, "o", 0, block("out", 2, 4))
    last = Node("add", (Edge(out), Edge(one)), 2, "s")
    step = Step(with_loss(x, one, other, both, out, last)).run()
    writer = Statements(step.placement)
    lines = [line for op in step.compiled.ops for line in writer.of(op)]
    assert "delta1 = delta1 + dj[0:2]" in lines
    names = {"np": np, "X": step.memory.x[:2], "Y": step.memory.y, "B": B}
    for i, each in enumerate(step.graph.parameters, 1):
        W = step.parameters[each]
        names |= {f"W{i}": W[:, :-1], f"b{i}": W[:, -1:]}
    exec("\n".join(lines), names)
    for i, each in enumerate(step.graph.parameters, 1):
        found = np.hstack([names[f"dW{i}"], names[f"db{i}"]])
        np.testing.assert_allclose(found, step.gradients[each], rtol=1e-12)


def test_behind_a_wall_there_are_no_gradients():
    _, lines = statements(EXPERIMENTS["lstm"].replace(truncation=2))
    assert "dW1 = dW1_3 + dW1_4" in lines
    assert not any(line.startswith("delta2") for line in lines)
