"""Unit: the numbers of one neuron."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.inspection.inspector.unit import Unit
from engine.inspection.readout.followed import followed

NETWORKS = {
    "plain": {},
    "dropout": {"dropout": 0.5},
    "softmax": {"dataset": "blobs", "loss": "mse", "output": "softmax"},
    "fused": {"dataset": "blobs", "loss": "softmax_cross_entropy"},
    "fused sigmoid": {"loss": "binary_cross_entropy"},
}


def stepped(**settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(3)
    return trainer


def unit_of(trainer, layer, row, n=None, depth=1):
    batch = trainer.trace().batch_indices
    sample = None if n is None else int(batch[n])
    return Unit(followed(trainer, sample), layer, row, depth)


def names_of(name, layer):
    names = ["z", "a"]
    if name == "dropout" and layer < 2:
        names += ["mask", "passed"]
    is_fused = name.startswith("fused") and layer == 2
    names += [] if is_fused else ["da"]
    names += [] if is_fused or (name == "softmax" and layer == 2) else ["df"]
    return [*names, "delta"]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("depth", [1, 2])
def test_each_number_is_that_of_the_step_and_follows_from_its_factors(name, depth):
    trainer = stepped(**NETWORKS[name])
    for layer in trainer.trace().layers:
        n, row = 2, layer.z.shape[0] - 1
        parts = unit_of(trainer, layer.index, row, n, depth).of_sample(n)
        names = names_of(name, layer.index)
        if layer.index == 2:
            names += ["again"] if name.startswith("fused") else []
            names += ["target"]
        assert list(parts) == names
        for each in ("z", "a", "da", "df", "delta"):
            if each in parts:
                assert parts[each].value == getattr(layer, each)[row, n]
        for factor in parts.values():
            again = factor.derived()
            assert again == pytest.approx(factor.value, rel=1e-10, abs=1e-15)
        assert parts["z"].operation == "sum"
        assert all(not each.factors for each in parts["a"].factors)
        assert parts["delta"].factors


@pytest.mark.parametrize("name", NETWORKS)
def test_without_a_sample_numbers_are_means_over_the_batch(name):
    trainer = stepped(**NETWORKS[name])
    for layer in trainer.trace().layers:
        means = unit_of(trainer, layer.index, 0).means()
        names = names_of(name, layer.index)
        assert list(means) == names + (["target"] if layer.index == 2 else [])
        for each in ("z", "a", "da", "df", "delta"):
            if each in means:
                expected = getattr(layer, each)[0].mean()
                assert means[each].value == pytest.approx(expected, rel=1e-12)
                assert means[each].ref.sample is None
                is_sum = each == "z" or (each == "da" and name != "dropout")
                is_sum = is_sum and (each == "z" or layer.index < 2)
                assert means[each].operation == ("sum" if is_sum else "mean")
                assert means[each].derived() == pytest.approx(expected, rel=1e-10)


def test_the_formula_of_a_mean_names_what_it_is_the_mean_of():
    means = unit_of(stepped(), 2, 0).means()
    assert means["a"].formula == r"\frac{1}{4} \sum_n a^{(3)}_{1}"
    assert means["target"].formula == r"\frac{1}{4} \sum_n y_{1}"
    assert means["z"].symbol == r"\overline{z^{(3)}_{1}}"


def test_dropout_is_told_by_its_mask_and_what_it_passes():
    trainer = stepped(dropout=0.5)
    trace = trainer.trace()
    for row in range(3):
        parts = unit_of(trainer, 0, row, 1).of_sample(1)
        assert parts["mask"].value == trace.masks[0][row, 1]
        assert parts["passed"].value == trace.layers[1].a_prev[row, 1]
        assert parts["passed"].operation == "product"


def test_only_an_elementwise_unit_with_a_sample_has_a_curve():
    trainer = stepped(**NETWORKS["softmax"])
    assert unit_of(trainer, 2, 0, 1).curve() is None
    assert unit_of(trainer, 0, 0).curve() is None
    found, layer = unit_of(trainer, 0, 1, 3).curve(), trainer.trace().layers[0]
    assert (found.at_z, found.at_a) == (layer.z[1, 3], layer.a[1, 3])
    assert found.at_df == layer.df[1, 3]


def test_before_the_first_step_only_targets_are_there():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4))
    found = followed(trainer, int(trainer.next_trace().batch_indices[1]))
    parts = Unit(found, 2, 0, 1).of_sample(1)
    assert {name for name, each in parts.items() if np.isfinite(each.value)} == {
        "target"
    }
