"""A dense network in PyTorch is a list of its linear layers."""

from engine import Experiment, Trainer
from engine.export.start import Start
from engine.export.statements.dense_torch_lines import DenseTorchLines


def lines_of(**settings):
    return DenseTorchLines(Start(Trainer(Experiment(**settings))))


def test_layers_are_made_from_their_sizes():
    lines = lines_of(hidden=(3, 5)).network()
    assert lines[0] == "sizes = [2, 3, 5, 1]"
    assert "nn.Linear(m, n) for" in lines[2]
    assert "bias=False" in lines_of(use_bias=False).network()[2]


def test_each_activation_is_one_function():
    lines = lines_of(activation=("relu", "relu"), output="sigmoid").forward()
    assert lines[:4] == [
        "f = {",
        '    "relu": lambda z: torch.relu(z),',
        '    "sigmoid": lambda z: torch.sigmoid(z),',
        "}",
    ]


def test_only_with_dropout_units_are_dropped():
    assert "def forward(a, drops=False):" in lines_of(dropout=0.2).forward()
    assert "def forward(a):" in lines_of().forward()
    assert not any("kept" in line for line in lines_of().forward())
