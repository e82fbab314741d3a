"""The bound of a network's outputs holds for every network, and is near to them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.bounds import SAFE
from engine.functions.losses import LOSSES
from engine.inspection.outputs.output_bound import (
    may_diverge,
    output_bound,
    safe_norm,
)
from engine.program.batches import in_columns
from engine.program.evaluator import Evaluator
from tests.engine.networks_of import EXPERIMENTS, OTHERS

KINDS = {
    **{name: EXPERIMENTS[name] for name in OTHERS},
    "relu of 50 steps": replace(
        EXPERIMENTS["rnn"], activation="relu", sequence_length=50, output="linear"
    ),
    "norms": replace(EXPERIMENTS["attention"], rms_norm=True),
}
RNG = np.random.default_rng(3)


def outputs(trainer: Trainer) -> float:
    """Return the largest z or a of the output on the training samples."""
    graph, x = trainer.graph, trainer.data.train_x
    x = in_columns(x, graph.n_positions)
    evaluator = Evaluator(graph, trainer.layout, x)
    a = evaluator.evaluate(trainer.vector)
    return float(max(np.abs(evaluator.output_z).max(), np.abs(a).max()))


def with_weights(trainer: Trainer, scale: float) -> Trainer:
    """Draw all parameters from normal numbers."""
    snapshot = trainer.snapshot()
    state = snapshot.state.copy()
    state[0] = scale * RNG.normal(size=state.shape[1])
    trainer.restore(replace(snapshot, state=state))
    return trainer


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (3,), (5, 4, 3)])
def test_no_output_exceeds_the_bound(
    activation: str, hidden: tuple[int, ...], *, use_bias: bool
) -> None:
    trainer = Trainer(
        Experiment(
            hidden=hidden,
            activation=activation,
            output="linear",
            use_bias=use_bias,
            n_samples=40,
        )
    )
    for scale in (1e-3, 1.0, 1e3, 1e30):
        with_weights(trainer, scale)
        largest, bound = outputs(trainer), output_bound(trainer)
        assert largest <= bound * (1 + 1e-12)
        assert bound < SAFE or len(hidden) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_no_output_of_another_kind_exceeds_the_bound(kind: str) -> None:
    trainer = Trainer(KINDS[kind])
    for scale in (1e-3, 0.3, 1.0, 5.0):
        with_weights(trainer, scale)
        assert outputs(trainer) <= output_bound(trainer) * (1 + 1e-12)
    with_weights(trainer, 1.0)
    norm = safe_norm(trainer.graph)
    assert 1 <= norm <= 1e6
    with_weights(trainer, 0.99 * norm / math.sqrt(len(trainer.vector) * 2))
    assert not may_diverge(trainer)
    assert output_bound(trainer) < SAFE


def test_a_cell_that_is_bounded_may_have_larger_weights_than_one_that_is_not() -> None:
    norms = {name: safe_norm(Trainer(e).graph) for name, e in KINDS.items()}
    assert norms["rnn"] == norms["lstm"] == 1e6
    assert norms["relu of 50 steps"] <= 100


def test_where_no_norm_is_safe_every_network_may_diverge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{may_diverge.__module__}.SAFE", 1.0)
    trainer = Trainer(replace(KINDS["rnn"], output="linear"))
    assert safe_norm.__wrapped__(trainer.graph) == 0


def test_a_recurrent_network_whose_loss_overflows_may_diverge() -> None:
    trainer = with_weights(Trainer(KINDS["relu of 50 steps"]), 1e8)
    assert not math.isfinite(trainer.train_loss)
    assert may_diverge(trainer)


def test_one_weight_has_the_bound_of_its_samples() -> None:
    fields = {"hidden": (), "use_bias": False, "output": "linear"}
    given = [{"W": [[3.0, 0.0]], "b": None}]
    trainer = Trainer(Experiment(**fields, initial_parameters=given))
    x = np.abs(trainer.data.train_x)
    assert output_bound(trainer) == pytest.approx(3 * x.max() + 1)


def test_small_parameters_cannot_diverge() -> None:
    trainer = Trainer(Experiment(hidden=(3,), activation="relu", output="linear"))
    trainer.set_parameter(0, 0, 0, 0.9 * safe_norm(trainer.graph))
    assert not may_diverge(trainer)


def test_of_small_parameters_no_layer_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = Trainer(Experiment())
    monkeypatch.setattr(f"{may_diverge.__module__}.output_bound", None)
    assert not may_diverge(trainer)


def test_a_bounded_activation_ends_the_growth() -> None:
    trainer = Trainer(Experiment(hidden=(4, 2), output="linear"))
    trainer.set_parameter(0, 0, 0, 1e150)
    assert not may_diverge(trainer)
    trainer.set_parameter(2, 0, 0, 1e150)
    assert may_diverge(trainer)


@pytest.mark.parametrize("value", [1e200, math.inf, math.nan])
def test_nothing_is_promised_of_what_is_not_finite(
    value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(Experiment(hidden=(3,), activation="relu", output="linear"))
    assert not may_diverge(trainer)
    vector = trainer.vector.copy()
    vector[-1] = value
    monkeypatch.setattr(Trainer, "vector", vector)
    assert may_diverge(trainer)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_below_the_bound_is_finite(loss: str) -> None:
    trainer = Trainer(Experiment(hidden=(), loss=loss, n_samples=1000))
    for sign in (1, -1):
        for k, value in ((0, 0.4 * SAFE), (1, -0.3 * SAFE)):
            trainer.set_parameter(
                0, 0, k, sign * value / np.abs(trainer.data.train_x).max()
            )
        assert output_bound(trainer) < SAFE
        assert not may_diverge(trainer)
        assert math.isfinite(trainer.train_loss)
