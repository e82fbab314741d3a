"""The lines of a graph compute its values and gradients as the program does."""

import itertools
import re

import numpy as np
import pytest

from engine import Trainer
from engine.export.statements.graph_lines import GraphLines
from engine.functions.kinds.kinds import KINDS, kind_of
from engine.inspection.source.listing import ops_of, role_of
from tests.engine.networks_of import EXPERIMENTS
from tests.engine.random_graphs import Step, random_step
from tests.engine.random_pictures import random_pictures
from tests.engine.test_attention_gradients import network, two_blocks_that_share

TOLERANCE = 1e-12


def lines_of(experiment):
    """Return the writer of an experiment's network."""
    trace = Trainer(experiment).next_trace()
    ops = ops_of(trace)
    shared = {op.refs[1][0][0].parameter for op in ops if role_of(op) == "uses"}
    return GraphLines(trace.placement, shared)


def gradients(step, lines):
    """Run the lines on the numbers of a random step; return a gradient per block."""
    blocks = range(1, len(step.parameters) + 1)
    forward = [*lines.forward(), f"return {', '.join(lines.values)}"]
    back = [
        f"{', '.join(lines.targets)} = forward(x)",
        *lines.backward(),
        f"return [{', '.join(f'dW{k}' for k in blocks)}]",
    ]
    text = "\n    ".join(["def forward(x):", *forward])
    text += "\n" + "\n    ".join(["def back(x, y):", *back])
    names = dict(zip((f"W{k}" for k in blocks), step.parameters.values(), strict=True))
    for node, mask in step.masks.items():
        names[f"mask_{node.name}{node.site + 1}"] = mask
        names.setdefault(f"mask_{node.name}", mask)
    exec(text, names := {"np": np, **names})
    with np.errstate(all="ignore"):
        found = names["back"](step.x.copy(), step.y.copy())
    return [np.reshape(g, p.shape) for g, p in zip(found, step.parameters, strict=True)]


def worst(step, change=lambda found: found):
    """Return the largest error of a gradient over the norm of all of them."""
    step.run()
    found = change(gradients(step, GraphLines(step.placement, set())))
    pairs = zip(found, step.gradients.values(), strict=True)
    errors = [np.abs(a - b).max() for a, b in pairs]
    norm = np.sqrt(sum((g * g).sum() for g in step.gradients.values()))
    return max(errors) / max(norm, 1e-300)


def attention_step(number):
    """Return a step of several positions: of a network, or of blocks that share."""
    make = network if number % 3 else two_blocks_that_share
    graph = make(number)
    if graph.n_positions == 1:
        return attention_step(number + 1000)
    return Step(graph, graph.n_positions * (1 + number % 3), number)


@pytest.mark.parametrize("make", [random_step, random_pictures, attention_step])
@pytest.mark.parametrize("n", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_random_graphs_of_all_kinds_have_the_gradients_of_the_program(make, n):
    for number in range(n):
        assert worst(make(number)) <= TOLERANCE, number


def test_the_way_back_is_given_a_start_that_it_reads():
    assert worst(random_step(92)) <= TOLERANCE


def test_a_gradient_that_is_a_thousandth_off_is_seen_to_fail():
    def wrong(found):
        return [1.001 * gradient for gradient in found]

    errors = [worst(random_step(number), wrong) for number in range(5)]
    assert min(errors) > 1e6 * TOLERANCE


def test_every_kind_with_a_parameter_has_statements_on_its_block():
    for name, kind in KINDS.items():
        has_gradient = kind.gradient is not kind_of("add").gradient
        assert (kind.block is not None) == has_gradient, name
        if kind.block is not None:
            assert all(kind.block[:3]), name
            assert bool(kind.block.gradients) == (kind.gradients is not None), name


@pytest.mark.parametrize(
    ("name", "changes", "forward", "backward"),
    [
        ("rnn", {}, "    x_z[t] = np.concatenate([x[t - 1 : t], h[t - 1], one])",
         "    dW1_of[t] = delta[t] @ x_z[t].T"),
        ("rnn", {}, "all_o = np.concatenate([o[k] for k in range(1, 6)])",
         "B = x.shape[1]"),
        ("rnn", {"loss": "mse"}, "    h[t] = np.tanh(z[t])", "dall_o = da * df"),
        ("rnn", {"truncation": 2}, "h[0] = np.zeros((4, x.shape[1]))",
         "    if t in (3, 5):"),
        ("rnn", {"use_bias": False}, "    o[t] = W2.dot(h[t])", "    if t > 1:"),
        ("lstm", {}, "    u[t] = s[t][3:6] * c[t - 1]",
         "    ds[t][6:9] += dh[t] * r[t]"),
        ("lstm", {}, "u_ = np.exp(o - o.max(axis=0))", "dW2 = do.dot(x_o.T)"),
        ("convolution", {}, "a1 = np.maximum(0, z1)", "dpool = W2.T.dot(delta2)[0:18]"),
        ("attention", {}, "h2 = h1 + u", "dh2 += W4.T.dot(delta1)[0:6]"),
    ],
)  # fmt: skip
def test_lines_are_those_of_the_kinds_with_the_names_of_formulas(
    name, changes, forward, backward
):
    lines = lines_of(EXPERIMENTS[name].replace(**changes))
    assert forward in lines.forward()
    assert backward in lines.backward()


def test_what_comes_back_is_only_what_the_way_back_reads():
    lines = lines_of(EXPERIMENTS["lstm"])
    assert lines.values == ("c", "x_z", "z", "s", "g", "r", "x_o", "o", "a")
    assert lines.targets == lines.values


def test_the_lines_do_not_grow_with_the_number_of_time_steps():
    def count(name, **changes):
        lines = lines_of(EXPERIMENTS[name].replace(**changes))
        return len(lines.forward()) + len(lines.backward())

    echo = {"dataset": "echo", "loss": "mse", "n_samples": 10}
    for name, truncation in itertools.product(("rnn", "lstm"), (None, 1, 4)):
        changes = echo | {"truncation": truncation}
        lengths = [count(name, sequence_length=n, **changes) for n in (12, 20)]
        assert lengths[0] == lengths[1] <= 54, (name, truncation)


def test_no_name_of_the_loss_is_a_variable_of_others():
    lines = lines_of(EXPERIMENTS["attention"])
    assert lines.loss("Y")[-1].count("Y") == 1
    assert not re.search(r"\bu\b = .*exp", "\n".join(lines.forward()))
