"""The functions of a network's script, and the samples that they read."""

import pytest

from engine import Trainer
from engine.export.start import Start
from engine.export.statements.network_lines import NetworkLines
from engine.program import chunked_evaluator
from engine.training import evaluation
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def lines_of(name, **changes):
    return NetworkLines(Start(Trainer(EXPERIMENTS[name].replace(**changes))))


def test_the_blocks_are_named_where_they_are_defined():
    lines = lines_of("attention")
    assert lines.title.startswith("Blocks [W | b], or W without biases")
    assert "W2 queries, keys and values, W3 attention output" in lines.title
    assert lines.network()[-1] == "W1, W2, W3, W4, W5, W6 = W"


@pytest.mark.parametrize("name", OTHERS)
def test_the_formulas_are_beside_the_code_that_computes_them(name):
    forward, backward = lines_of(name).functions()
    assert forward.title == "From the inputs to the loss."
    assert forward.lines.count("def losses():") == 1
    assert any("delta" in text or "partial" in text for text in backward.formulas)
    assert len({*forward.formulas}) == len(forward.formulas)
    assert backward.lines[0] == "def gradient(x, y):"


def test_positions_are_columns_of_attention_alone():
    text = "\n".join(lines_of("attention").functions()[0].lines)
    assert "def columns(samples):" in text
    assert "x, y = columns(X), columns(Y)" in text
    assert "each[:, :3 * n], each[:, 3 * n:]" in text
    assert "columns" not in "\n".join(lines_of("rnn").functions()[0].lines)


def test_without_test_samples_there_is_one_loss():
    lines = lines_of("rnn", train_share=1.0).functions()[0].lines
    assert "    parts = (each,)" in lines
    assert "    *_, z, a = forward(x)" in lines


def test_large_data_is_evaluated_in_the_parts_of_the_engine(monkeypatch):
    monkeypatch.setattr(chunked_evaluator, "MAX_NUMBERS", 1000)
    lines = lines_of("rnn").functions()[0].lines
    assert "    for k in range(0, 46, 16):  # in parts" in lines
    assert "        now = slice(min(k, 30), min(k + 16, 46))" in lines


def test_of_very_large_data_the_samples_are_those_of_the_page(monkeypatch):
    monkeypatch.setattr(evaluation, "MAX_VALUES", 100)
    monkeypatch.setattr(evaluation, "FEWEST", 4)
    text = "\n".join(lines_of("rnn").functions()[0].lines)
    assert "some = [*range(4), *range(n, n + 4)]" in text
    assert "x, y = X.take(some, 1), Y.take(some, 1)" in text
    assert "parts = each[:, :4], each[:, 4:]" in text


def test_lines_can_be_read():
    for name in OTHERS:
        for section in lines_of(name, rms_norm=True, causal=True).functions():
            assert all(len(line) <= 105 for line in section.lines), name


def test_a_step_calls_one_function():
    assert lines_of("lstm").gradient() == ["g = gradient(x, y)"]
