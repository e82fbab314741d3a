"""Layout: every parameter belongs to one layer, as a view of one vector."""

import numpy as np
import pytest

from engine import ExperimentError
from engine.layout import ParameterLayout
from tests.engine.layouts import dense_layout


@pytest.fixture(params=[True, False], ids=["biases", "no biases"])
def layout(request):
    return dense_layout((3, 4, 2), ("tanh", "linear"), use_bias=request.param)


def test_layers_have_the_sizes_of_their_neighbours(layout):
    assert [(e.index, e.fan_in, e.fan_out) for e in layout.layers] == [
        (0, 3, 4),
        (1, 4, 2),
    ]
    assert [e.activation for e in layout.layers] == ["tanh", "linear"]


def test_every_parameter_is_in_one_block(layout):
    vector = np.arange(float(layout.n_parameters))
    blocks = layout.blocks(vector)
    assert [b.shape for b in blocks] == [(4, 3 + layout.extra), (2, 4 + layout.extra)]
    assert np.concatenate([b.ravel() for b in blocks]).tolist() == vector.tolist()
    assert layout.starts.tolist() == [b[0, 0] for b in blocks]
    for i, block in enumerate(blocks):
        one = layout.block(vector, i)
        assert one.tolist() == block.tolist()
        assert np.shares_memory(one, vector)


def test_pairs_are_views_of_weights_and_biases(layout):
    vector = np.zeros(layout.n_parameters)
    for W, b in layout.pairs(vector):
        W += 1
        assert (b is None) == (not layout.extra)
        if b is not None:
            assert b.shape == (len(W), 1)
            b += 2
    assert vector.tolist() == [1 if m else 2 for m in layout.weight_mask()]


def test_a_place_is_where_a_parameter_stands_in_its_pair(layout):
    vector = np.arange(layout.n_parameters)
    pairs = layout.pairs(vector)
    for k in vector.tolist():
        layer, row, column = layout.place(k)
        W, b = pairs[layer]
        assert k == (b[row, 0] if column is None else W[row, column])
        assert layout.index(layer, row, column) == k
    biases = [layout.place(k)[2] is None for k in vector.tolist()]
    assert biases == [not is_weight for is_weight in layout.weight_mask()]


def test_weight_shares_give_the_mean_over_a_layers_weights(layout):
    vector = np.random.default_rng(0).normal(size=layout.n_parameters)
    weighted = vector * layout.weight_shares
    for (W, _), part in zip(layout.pairs(vector), layout.blocks(weighted), strict=True):
        assert part.sum() == pytest.approx(W.mean())


def test_shape_keys_are_equal_if_all_shapes_are():
    layout = dense_layout((3, 4, 2), ("tanh", "linear"))
    other = dense_layout((3, 4, 2), ("relu", "tanh"))
    assert layout.shape_key == other.shape_key
    for sizes, use_bias in (((3, 5, 2), True), ((3, 4, 2), False)):
        changed = dense_layout(sizes, ("tanh", "linear"), use_bias=use_bias)
        assert changed.shape_key != layout.shape_key


@pytest.mark.parametrize("name", ["layers", "activations", "extra"])
def test_without_activations_it_has_blocks_and_no_layers(name):
    parameters = dense_layout((3, 4, 2), ("tanh", "linear")).parameters
    layout = ParameterLayout(parameters)
    assert layout.n_parameters == 4 * 4 + 2 * 5
    with pytest.raises(ExperimentError, match="only a dense network") as caught:
        getattr(layout, name)
    assert (caught.value.field, caught.value.limit) == ("network", "dense")


def test_a_block_may_have_a_bias_where_another_has_none():
    with_bias, without = (
        dense_layout((3, 2), ("tanh",), use_bias=use_bias).parameters[0]
        for use_bias in (True, False)
    )
    layout = ParameterLayout((with_bias, without))
    vector = np.arange(layout.n_parameters)
    assert layout.starts.tolist() == [0, 8]
    assert [layout.place(k) for k in (3, 7, 8, 13)] == [
        (0, 0, None), (0, 1, None), (1, 0, 0), (1, 1, 2),
    ]  # fmt: skip
    assert [layout.index(*layout.place(k)) for k in vector] == vector.tolist()
    assert layout.weight_mask().tolist() == [1, 1, 1, 0, 1, 1, 1, 0] + [1] * 6
    assert layout.pairs(vector)[1][1] is None
