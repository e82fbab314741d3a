"""Leaves: the numbers of a step, each with its reference."""

from __future__ import annotations

import numpy as np

from engine import Experiment, Trainer
from engine.inspection.explanation.explanation import explained


def test_every_leaf_is_the_number_that_its_reference_names():
    trainer = Trainer(Experiment(hidden=(3, 2), batch_size=4, dropout=0.4))
    trainer.step(3)
    trace = trainer.trace()
    leaves, graph = explained(trace).leaves, trace.placement.graph
    layer, sample = trace.layers[1], int(trace.batch_indices[2])
    z, a, dropped = (graph.named(name)[1] for name in ("z", "a", "dropout"))
    parameter = graph.parameters[1]
    loss = graph.nodes[-1]
    cases = [
        (leaves.value(z, 1, 2), layer.z[1, 2], ("value", "z", 1)),
        (leaves.value(a, 1, 2), layer.a[1, 2], ("value", "a", 1)),
        (leaves.gradient(z, 1, 2), layer.delta[1, 2], ("grad", "z", 1)),
        (leaves.local(a, 1, 2, 0.5), layer.df[1, 2], ("local", "a", 1)),
        (leaves.mask(dropped, 1, 2), trace.masks[1][1, 2], ("mask", "dropout", 1)),
    ]
    for factor, value, (quantity, node, at) in cases:
        assert factor.value == value
        assert factor.ref == (quantity, node, at, 1, None, sample)
        assert factor.operation == "given"
    target = leaves.target(loss, 0, 2)
    assert target.value == trace.y[0, 2]
    assert target.ref == ("y", "loss", 2, 0, None, sample)
    weight, bias = leaves.weight(parameter, 1, 2), leaves.weight(parameter, 1, None)
    assert weight.value == layer.W_before[1, 2]
    assert bias.value == layer.b_before[1, 0]
    assert np.isfinite(leaves.number("dW", parameter, 0, 0))
