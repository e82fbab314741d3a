"""Formulas of ops, with the symbols of their numbers."""

import re
from typing import Any

import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.inspection.source.listing import role_of
from engine.inspection.source.op_formulas import formula_of
from engine.program.ops.op import Op
from tests.engine.networks_of import EXPERIMENTS

EVERYTHING: dict[str, Any] = {
    "optimizer": "adamw",
    "l2": 0.1,
    "l1": 0.1,
    "clip_norm": 1.0,
    "freeze_biases": True,
    "dropout": 0.25,
}


def trainer(**fields: Any) -> Trainer:
    return Trainer(Experiment(hidden=(4, 2), **fields))


def ops(**fields: Any) -> dict[tuple[str, int | None], Op]:
    return {(role_of(op), op.layer): op for op in trainer(**fields).ops}


@pytest.mark.parametrize(
    ("role", "layer", "formula"),
    [
        ("weighted_sum", 0, "z^{(1)} = W^{(1)} x + b^{(1)}"),
        ("weighted_sum", 1, "z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}"),
        ("activation", 1, r"a^{(2)} = \tanh z^{(2)}"),
        (
            "loss",
            2,
            r"\frac{\partial L}{\partial a^{(3)}} = \frac{1}{B}(a^{(3)} - y)",
        ),
        ("da", 2, r"\partial L/\partial a^{(2)} = {W^{(3)}}^T \delta^{(3)}"),
        (
            "dW",
            0,
            r"\partial L/\partial W^{(1)} = \delta^{(1)}\, {x}^T,"
            r"\quad \partial L/\partial b^{(1)} = \sum \delta^{(1)}",
        ),
        ("local", None, "f'(z) = 1 - a^2"),
        ("apply", None, r"w \leftarrow w + \Delta"),
    ],
)
def test_formulas_have_the_index_of_their_layer(
    role: str, layer: int | None, formula: str
) -> None:
    assert formula_of(ops()[role, layer]) == formula


def test_the_index_of_a_layer_stands_beside_that_of_a_unit() -> None:
    found = ops(dataset="iris", loss="softmax_cross_entropy")
    assert formula_of(found["activation", 2]) == (
        r"{a^{(3)}}_k = e^{{z^{(3)}}_k} / \sum_j e^{{z^{(3)}}_j}"
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_symbol_has_two_superscripts(activation: str) -> None:
    for op in Trainer(Experiment(activation=activation)).ops:
        assert not re.search(r"(?<!\\)[A-Za-z]\^(\w|\{[^{}]*\})\^", formula_of(op))


def formulas(name: str, **changes: Any) -> list[str]:
    return [formula_of(op) for op in Trainer(EXPERIMENTS[name].replace(**changes)).ops]


PARTIAL = r"\partial L/\partial "


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("rnn", "z^{(1)} = W_{xh} x^{(1)} + W_{hh} h^{(0)} + b"),
        ("rnn", r"h^{(2)} = \tanh z^{(2)}"),
        ("rnn", r"o^{(3)} = W_{\text{out}} h^{(3)} + b_{\text{out}}"),
        ("rnn", r"a = \tanh o"),
        ("rnn", rf"{PARTIAL}h^{{(4)}} \mathrel{{+}}= W_{{hh}}^T \delta^{{(5)}}"),
        ("rnn", r"dW_t = \delta^{(t)}\, [x^{(t)};h^{(t-1)};1]^T"),
        ("rnn", rf"dW_t = {PARTIAL}o^{{(t)}}\, [h^{{(t)}};1]^T"),
        ("rnn", r"dW = \sum_t dW_t"),
        ("lstm", "z^{(2)} = W_{x} x^{(2)} + W_{h} h^{(1)} + b"),
        ("lstm", r"s^{(1)} = \frac{1}{1 + e^{-z^{(1)}_{ifo}}}"),
        ("lstm", r"g^{(1)} = \tanh z^{(1)}_{g}"),
        ("lstm", r"u^{(2)} = s^{(2)}_{f} \odot c^{(1)}"),
        ("lstm", "c^{(2)} = u^{(2)} + v^{(2)}"),
        ("lstm", rf"{PARTIAL}h^{{(1)}} = W_{{h}}^T \delta^{{(2)}}"),
        ("lstm", rf"{PARTIAL}s^{{(4)}}_{{o}} = {PARTIAL}h^{{(4)}} \odot r^{{(4)}}"),
        (
            "lstm",
            rf"\delta^{{(4)}}_{{g}} = {PARTIAL}g^{{(4)}} \odot f'(z^{{(4)}}_{{g}})",
        ),
        (
            "convolution",
            r"{z^{(1)}}_{fp} = \sum_k {K^{(1)}}_{fk}\, {x}_{kp} + {b^{(1)}}_f",
        ),
        ("convolution", r"{\mathrm{pool}^{(1)}}_p = \max_m {a^{(1)}}_{mp}"),
        ("convolution", r"z^{(2)} = W^{(2)} \mathrm{pool}^{(1)} + b^{(2)}"),
        ("convolution", "f'(z^{(1)}) = [z^{(1)} > 0]"),
        ("attention", "h^{(1)} = W_{E} x"),
        ("attention", r"\mathrm{qkv}^{(1)} = W_{QKV} h^{(1)}"),
        ("attention", "h^{(2)} = h^{(1)} + u^{(1)}"),
        ("attention", rf"{PARTIAL}h^{{(1)}} = {PARTIAL}h^{{(2)}}"),
        ("attention", r"S = K^T Q / \sqrt d"),
        ("attention", r"dS = A \odot (dA - \sum_k A_k\, dA_k)"),
        ("attention", "z^{(1)} = W_{1} h^{(2)} + b_{1}"),
    ],
)
def test_other_networks_have_the_symbols_of_their_nodes(
    name: str, formula: str
) -> None:
    assert formula in formulas(name)


def test_a_network_without_biases_adds_none() -> None:
    found = formulas("rnn", use_bias=False)
    assert "z^{(1)} = W_{xh} x^{(1)} + W_{hh} h^{(0)}" in found
    assert r"dW_t = \delta^{(t)}\, [x^{(t)};h^{(t-1)}]^T" in found


def test_norms_name_what_they_divide() -> None:
    found = formulas("attention", rms_norm=True)
    assert r"n^{(2)} = h^{(2)} / \sqrt{\overline{{h^{(2)}}^2} + \varepsilon}" in found
    more = [formula for formula in found if r"\mathrel{+}=" in formula]
    assert [formula[: len(PARTIAL) + 7] for formula in more] == [
        f"{PARTIAL}h^{{({k})}}" for k in (2, 1)
    ]
