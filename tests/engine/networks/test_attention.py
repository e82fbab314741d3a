"""Attention: the nodes of one block, its parameters, and what its step computes."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.data.token_tasks import one_hot
from engine.networks.attention import WIDENING, attention
from tests.engine.networks.transformers import in_columns, transformer
from tests.engine.random_graphs import Step
from tests.engine.training_loop import TrainingLoop

V, T, WIDTH, B = 5, 6, 16, 32
LATER = np.arange(T)[:, None] > np.arange(T)


def made(loss="softmax_cross_entropy", **settings):
    return attention(transformer(V, T, WIDTH, **settings), loss=loss)


def test_a_block_attends_and_has_a_hidden_layer_beside_its_stream():
    nodes = made().nodes
    assert [(n.kind, n.name, n.site, n.n_rows) for n in nodes] == [
        ("input", "x", None, V + T),
        ("affine without bias", "h", 0, WIDTH),
        ("affine without bias", "qkv", 0, 3 * WIDTH),
        ("scores", "S", 0, T),
        ("attention", "A", 0, T),
        ("weighted values", "C", 0, WIDTH),
        ("affine without bias", "u", 0, WIDTH),
        ("add", "h", 1, WIDTH),
        ("affine", "z", 0, WIDENING * WIDTH),
        ("relu", "a", 0, WIDENING * WIDTH),
        ("affine", "m", 0, WIDTH),
        ("add", "h", 2, WIDTH),
        ("affine", "z", 1, V),
        ("softmax", "a", 1, V),
        ("softmax_cross_entropy", "loss", 1, 1),
    ]


def test_queries_keys_and_values_are_rows_of_one_map():
    graph = made(n_heads=2)
    (S,), (C,), (qkv,) = map(graph.named, ("S", "C", "qkv"))
    assert [(edge.node, edge.rows) for edge in (*S.inputs, C.inputs[1])] == [
        (qkv, (start, start + WIDTH)) for start in (0, WIDTH, 2 * WIDTH)
    ]
    assert S.n_rows == 2 * T
    assert qkv.parameter.rows == (("query", WIDTH), ("key", WIDTH), ("value", WIDTH))


def test_the_network_of_one_head_has_2357_parameters():
    assert sum(np.prod(parameter.shape) for parameter in made().users) == 2357
    assert made(n_heads=4).parameters[1].shape == made().parameters[1].shape


def test_columns_of_the_embedding_are_labelled_by_the_inputs():
    columns = made().parameters[0].columns
    assert columns[0] == ("input: token 0", 1)
    assert columns[-1] == ("input: place 5", 1)


def test_norms_stand_before_attention_and_before_each_layer():
    graph = made(has_norm=True)
    readers = [reader.name for n in graph.named("n") for reader, _ in graph.readers[n]]
    assert readers == ["qkv", "z", "z"]
    assert [n.inputs[0].node for n in graph.named("n")] == graph.named("h")
    assert made().named("n") == []


def test_without_biases_no_map_has_one():
    assert not any(p.use_bias for p in made(use_bias=False).parameters)
    assert [p.use_bias for p in made().parameters] == [False, False, False, *[True] * 3]


def test_a_graph_without_a_loss_ends_with_the_outputs():
    assert made(loss=None).nodes[-1].name == "a"


def test_a_sample_has_as_many_columns_as_positions():
    assert made().n_positions == T


def test_a_graph_is_made_once():
    assert made() is made()
    assert made() is not made(is_causal=True)


# ---- its step ------------------------------------------------------------------------


def step(**settings):
    """Return a step with small weights, on random tokens."""
    found = Step(made(**settings), B * T, 1)
    for block in found.parameters.values():
        block *= 0.4
    tokens = np.random.default_rng(2).integers(0, V, B * T)
    found.x[...] = np.vstack([np.eye(V)[:, tokens], np.tile(np.eye(T), B)])
    return found.run()


def test_a_step_is_52_calls():
    """Forward, loss and backward; a call more is a lost shortcut of the compiler."""
    ops = step().compiled.ops
    assert [
        sum(len(op.calls) for op in ops if op.phase == phase)
        for phase in ("forward", "loss", "local", "backward")
    ] == [22, 2, 2, 26]


@pytest.mark.parametrize("n_heads", [1, 2])
def test_masked_cells_are_0_and_the_gradients_of_a_querys_scores_sum_to_0(n_heads):
    made = step(is_causal=True, n_heads=n_heads)
    (S,), (A,) = map(made.graph.named, ("S", "A"))
    tape = made.compiled.memory.tape
    A, dA, dS = (
        tape.view(*which).reshape(n_heads, T, B, T)
        for which in (("value", A), ("grad", A), ("grad", S))
    )
    expected = A * (dA - (A * dA).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(dS, expected, rtol=1e-12, atol=1e-17)
    assert np.abs(dS).max() > 1e-4
    np.testing.assert_allclose(dS.sum(axis=1), 0, atol=1e-17)
    masked = np.broadcast_to(LATER[:, None], dS.shape)
    assert (A[masked] == 0).all()
    assert (dS[masked] == 0).all()
    np.testing.assert_allclose(A.sum(axis=1), 1, rtol=1e-14)


def test_a_causal_position_does_not_depend_on_later_ones():
    made = step(is_causal=True)
    before = outputs(made).copy()
    made.x[:, T - 1 :: T] += 1
    after = outputs(made.run())
    np.testing.assert_array_equal(after[:, :, :-1], before[:, :, :-1])
    assert (after[:, :, -1] != before[:, :, -1]).any()


def test_samples_do_not_depend_on_each_other():
    made = step()
    before = outputs(made).copy()
    made.x[:, :T] += 1
    after = outputs(made.run())
    np.testing.assert_array_equal(after[:, 1:], before[:, 1:])
    assert (after[:, 0] != before[:, 0]).all()


def outputs(made):
    a = made.graph.named("a")[-1]
    return made.compiled.memory.tape.view("value", a).reshape(V, B, T)


# ---- PyTorch's numbers ---------------------------------------------------------------

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "attention.json").read_text()
)


@pytest.mark.parametrize("name", GOLDEN["runs"])
def test_200_steps_arrive_where_pytorch_does(name):
    run, vocabulary = GOLDEN["runs"][name], GOLDEN["vocabulary"]
    tokens, targets = np.array(run["tokens"]), np.array(run["targets"])
    n_positions, n_samples = tokens.shape
    of = transformer(vocabulary, n_positions, GOLDEN["width"], **run["settings"])
    graph = attention(of, loss="softmax_cross_entropy")
    loop = TrainingLoop(graph, n_samples * n_positions, **run["optimizer"])
    loop.vector[...] = run["start"]
    x, y = one_hot(tokens, targets, vocabulary)
    loop.x[...], loop.y[...] = (in_columns(rows, n_positions) for rows in (x, y))
    for step in range(1, 1 + run["steps"][-1]):
        loop.step()
        if step in run["steps"]:
            k = run["steps"].index(step)
            np.testing.assert_allclose(
                loop.vector, run["parameters"][k], rtol=1e-9, atol=1e-12
            )
            np.testing.assert_allclose(loop.loss(), run["losses"][k], rtol=1e-9)
