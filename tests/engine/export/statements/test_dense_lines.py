"""The lines of a dense network loop over its layers, whatever their number."""

import pytest

from engine import Experiment, Trainer
from engine.export.start import Start
from engine.export.statements.dense_lines import DenseLines


def lines_of(**settings):
    return DenseLines(Start(Trainer(Experiment(**settings))))


def test_the_blocks_have_a_column_of_biases_if_there_are_some():
    assert lines_of().title == "The network: [W | b] of each layer, a view of w."
    assert lines_of(use_bias=False).title.startswith("The network: W of each layer")


@pytest.mark.parametrize("n_layers", [1, 8])
def test_the_way_back_has_one_loop_for_all_layers(n_layers):
    lines = lines_of(hidden=(3,) * n_layers).gradient()
    assert len(lines) == 8
    assert "for W_k, x, df in reversed(layers):" in lines
    assert "    da = W_k.T.dot(delta)[:-1]" in lines


def test_without_biases_no_row_is_taken_off():
    lines = lines_of(use_bias=False)
    assert "    da = W_k.T.dot(delta)" in lines.gradient()
    assert not any("ones_like" in line for line in lines.functions()[1].lines)


def test_dropout_has_its_mask_in_both_directions():
    lines = lines_of(dropout=0.3)
    assert any("delta = da * mask * df" in line for line in lines.gradient())
    assert "        x = a * mask" in lines.functions()[1].lines


def test_the_jacobian_of_a_softmax_is_taken_once():
    settings = {"loss": "squared_error", "output": "softmax", "dataset": "iris"}
    lines = lines_of(**settings).gradient()
    assert any(line.startswith("delta = a * (da") for line in lines)


def test_formulas_are_in_the_section_of_their_code():
    of_f, layers = lines_of(activation="gelu").functions()
    assert of_f.title.startswith("Activations")
    assert not {*of_f.formulas}.intersection(layers.formulas)
    assert lines_of().network()[0] == 'activations = ["tanh", "tanh", "tanh"]'
