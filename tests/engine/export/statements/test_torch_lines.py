"""The forward pass of a network in PyTorch, in the order of the graph."""

import pytest

from engine import Trainer
from engine.export.start import Start
from engine.export.statements.torch_lines import TorchLines
from engine.functions.kinds.kinds import KINDS
from tests.engine.networks_of import EXPERIMENTS


def lines_of(name, **changes):
    return TorchLines(Start(Trainer(EXPERIMENTS[name].replace(**changes))))


@pytest.mark.parametrize(
    ("name", "changes", "line"),
    [
        ("rnn", {}, "        h[t] = torch.tanh(z[t])"),
        ("rnn", {}, "    all_o = torch.cat([o[k] for k in range(1, 6)], 1)"),
        ("rnn", {"use_bias": False}, "        o[t] = nn.functional.linear(h[t], W2)"),
        ("rnn", {"truncation": 2}, "        if t in (2, 4):"),
        ("rnn", {"truncation": 2}, "            past_h = past_h.detach()"),
        ("lstm", {"truncation": 2}, "        u[t] = s[t][:, 3:6] * past_c"),
        ("lstm", {}, "    c[0] = torch.zeros(len(x), 3)"),
        ("lstm", {}, "    return o, a"),
        ("convolution", {}, "    a1 = torch.relu(z1)"),
        ("attention", {}, "    x = x.reshape(-1, 7)  # positions are rows"),
        ("attention", {}, "    h2 = h1 + u"),
        ("attention", {}, "    return z2, a2"),
    ],
)
def test_lines_are_those_of_the_kinds_with_the_names_of_formulas(name, changes, line):
    assert line in lines_of(name, **changes).forward()


def test_without_truncation_nothing_is_detached():
    assert not any("detach" in line for line in lines_of("lstm").forward())


def test_blocks_are_parted_into_weights_and_biases():
    lines = lines_of("attention").network()
    assert lines[0].startswith("shapes = [(6, 7), (18, 6), (6, 6), (12, 6), (12,),")
    assert "W1, W2, W3, W4, b4, W5, b5, W6, b6 = parameters" in lines
    assert lines[-1] == "weights = [W1, W2, W3, W4, W5, W6]"


def test_every_kind_but_dropout_has_its_expression():
    assert [name for name, kind in KINDS.items() if not kind.torch] == ["dropout"]
