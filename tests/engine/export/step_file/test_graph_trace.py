"""A step of any network as arrays has every number of its trace, exact."""

import io

import numpy as np
import pytest

from engine import Trainer
from engine.export.statements.graph_names import GraphNames
from engine.export.step_file.graph_trace import graph_quantities, node_lines
from engine.export.step_file.trace import trace_csv, trace_npz
from engine.graph import Ref
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def trained(name, n_steps=3, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


def arrays(trainer):
    return dict(np.load(io.BytesIO(trace_npz(trainer)), allow_pickle=False))


@pytest.mark.parametrize("name", OTHERS)
def test_every_value_and_gradient_is_there_to_the_bit(name):
    trainer = trained(name)
    trace, found = trainer.trace(), arrays(trainer)
    names, seen = GraphNames(trace.graph), 0
    for node in trace.graph.nodes[:-1]:
        for quantity, place in (
            ("value", names.place("", node)),
            ("grad", names.gradient_place(node)),
            ("local", names.place("df_", node)),
        ):
            key = f"{place[0]}{'' if place[1] is None else place[1]}"
            is_made = quantity == "value" or (
                node.inputs and trace.placement.computes(quantity, node)
            )
            assert (key in found) == bool(is_made), key
            if is_made:
                wanted = trace.array(Ref(quantity, node))
                np.testing.assert_array_equal(found[key].reshape(wanted.shape), wanted)
                seen += 1
    assert seen > 8
    for k, (W, b) in enumerate(trace.layout.pairs(trace.gradient), 1):
        np.testing.assert_array_equal(found[f"dW{k}"], W)
        assert (f"db{k}" in found) == (b is not None)
    assert found["loss"] == trace.loss


def test_time_steps_and_blocks_have_numbers_and_what_is_alone_has_none():
    found = arrays(trained("lstm"))
    assert {"h0", "c0", "z1", "z4", "h4", "delta4", "dc2", "df_r3", "o", "a"} <= {
        *found
    }
    assert {"W1", "b1", "W2", "m_W1", "v_b2_after", "update_W1", "W2_after"} <= {*found}
    assert not {"h5", "dh0", "df_a", "z"} & {*found}
    np.testing.assert_array_equal(found["h0"], np.zeros((3, 5)))


def test_positions_are_an_axis_of_their_own():
    trainer = trained("attention")
    trace, found = trainer.trace(), arrays(trainer)
    n, n_samples = trace.graph.n_positions, trace.batch_size
    assert found["A"].shape == (2 * n, n_samples, n)
    assert found["x"].shape[1:] == (n_samples, n)
    np.testing.assert_allclose(found["A"][:n].sum(axis=0), 1)


@pytest.mark.parametrize("name", OTHERS)
def test_the_table_has_the_same_numbers(name):
    trainer = trained(name, batch_size=5)
    found = arrays(trainer)
    samples = found["samples"].tolist()
    for line in trace_csv(trainer).splitlines()[1:]:
        quantity, layer, row, column, sample, value = line.split(",")
        base = quantity.removesuffix("_after")
        array = found[f"{base}{layer}{quantity[len(base) :]}"]
        if array.dtype.kind == "U":
            continue
        at = [int(row) - 1] if row else []
        where = [samples.index(int(sample))] if sample else []
        at += where + ([int(column) - 1] if column else [])
        assert array[tuple(at)] == float(value), line


def test_the_nodes_tell_what_each_value_is_computed_from():
    lines = node_lines(trained("rnn", truncation=2).trace())
    assert lines[:2] == ["x = input", "h0 = start"]
    assert "z1 = affine W1 x[0:1] h0" in lines
    assert "z2 = affine W1 x[1:2] h1!" in lines
    assert "z3 = affine W1 x[2:3] h2" in lines
    assert "all_o = join o1 o2 o3 o4 o5" in lines
    assert lines[-2:] == ["a = tanh all_o", "loss = squared_error all_o a"]
    assert "z1 = convolution W1 x channels=1 rows=8 columns=8 size=3 stride=1" in (
        node_lines(trained("convolution").trace())
    )
    assert "S = scores qkv[0:6] qkv[6:12] positions=3 heads=2" in (
        node_lines(trained("attention").trace())
    )


def test_no_array_has_the_name_of_another():
    for name in OTHERS:
        keys = [each.key for each in graph_quantities(trained(name).trace())]
        assert len(keys) == len(set(keys)), name
