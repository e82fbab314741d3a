"""A readout against the trace of the step that it reads."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from app.stream.readout import Readout, row_starts
from engine import Experiment, Trainer
from tests.app.stream.helpers import FLOATS, watched

PROBED = ["W_before", "a_prev", "z", "a", "df", "delta", "unit_delta_rms"]


def test_before_the_first_step_there_are_weights_and_nothing_else(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, FLOATS)
    found = read_sections(desk.frame(), layout)
    W = desk.session.trainer.parameters[0][0]
    np.testing.assert_array_equal(found["W", 0], W.astype(np.float32))
    for name in ("a_prev", "z", "a", "delta", "dW", "update_W"):
        assert np.isnan(found[name, 0]).all()
    for name in ("gradient_rms", "delta_rms", "da_rms", "update_ratio", "mean_df"):
        assert np.isnan(found[name, None]).all()
    assert found["losses", None].tolist() == list(desk.session.trainer.losses)
    assert found["delta_theory", None][-1] == 1


def test_in_the_middle_of_a_step_the_rest_is_nan(desk: Any, read_sections: Any) -> None:
    layout = watched(desk, FLOATS)
    desk.ask("advance", by="layer")
    found = read_sections(desk.frame(), layout)
    assert np.isfinite(found["z", 0]).all()
    assert np.isfinite(found["a_prev", 0]).all()
    assert np.isnan(found["z", 1]).all()
    assert np.isnan(found["unit_delta_rms", 0]).all()
    assert np.isnan(found["dW", 0]).all()


def test_a_probe_shows_one_sample(desk: Any, read_sections: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(1)
    inside, *_ = trainer.trace().batch_indices.tolist()
    outside = next(k for k in range(250) if k not in trainer.trace().batch_indices)
    for probe in (inside, outside):
        layout = watched(desk, PROBED, probe=probe)
        found = read_sections(desk.frame(), layout)
        x = trainer.data.train_x[:, probe : probe + 1]
        np.testing.assert_array_equal(found["a_prev", 0], x[:, 0].astype(np.float32))
        np.testing.assert_array_equal(found["a_prev", 1], found["a", 0])
        for layer, (W, _) in enumerate(trainer.parameters):
            np.testing.assert_array_equal(
                found["W_before", layer], W.astype(np.float32)
            )
        for layer, (z, a) in enumerate(trainer.probe(x)):
            np.testing.assert_array_equal(found["z", layer], z[:, 0].astype(np.float32))
            np.testing.assert_array_equal(found["a", layer], a[:, 0].astype(np.float32))
        desk.now += 1
        if probe == inside:
            delta = trainer.trace().sample(0).layers[0].delta[:, 0]
            np.testing.assert_array_equal(found["delta", 0], delta.astype(np.float32))
            size = np.abs(delta).astype(np.float32)
            np.testing.assert_array_equal(found["unit_delta_rms", 0], size)
        else:
            assert np.isnan(found["delta", 0]).all()
            assert np.isnan(found["unit_delta_rms", 0]).all()
            assert np.isnan(found["df", 1]).all()


def test_a_probe_before_the_first_step_has_no_gradient(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["a", "delta", "unit_delta_rms"], probe=3)
    found = read_sections(desk.frame(), layout)
    assert found["a", 0].any()
    assert np.isnan(found["delta", 0]).all()
    assert np.isnan(found["unit_delta_rms", 0]).all()


def test_where_there_is_no_trace_diagnostics_are_no_numbers(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["gradient_rms"])
    key = ("gradient_rms", None)
    assert np.isnan(read_sections(desk.frame(), layout)[key]).all()
    trainer = desk.session.trainer
    trainer.step(3)
    snapshot = trainer.snapshot()
    trainer.step()
    trainer.restore(snapshot)
    desk.acknowledge(1)
    desk.now += 1
    assert np.isnan(read_sections(desk.frame(), layout)[key]).all()


def test_a_quantity_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(Experiment(dropout=0.3, hidden=(6, 5)))
    trainer.step(2)
    readout = Readout(trainer)
    inputs, a = readout.layer_inputs(), readout.a()
    with monkeypatch.context() as patch:
        patch.setattr("engine.program.trace.StepVectors.quantity", None)
        np.testing.assert_array_equal(readout.a(), a)
    assert inputs is not None
    assert len(inputs) == 2 + 1 + len(a)


@pytest.mark.parametrize("use_bias", [True, False])
def test_layers_begin_where_the_tape_has_them(use_bias: bool) -> None:
    trainer = Trainer(Experiment(use_bias=use_bias))
    trainer.step()
    starts, z = row_starts(trainer), Readout(trainer).z()
    for layer, first in zip(trainer.trace().layers, starts, strict=False):
        mean = layer.z.mean(axis=1)
        np.testing.assert_array_equal(z[first : first + len(mean)], mean)


def test_before_the_first_step_only_parameters_are_known() -> None:
    readout = Readout(Trainer(Experiment()))
    np.testing.assert_array_equal(readout.parameters(), readout.trainer.vector)
    signals = ("z", "unit_delta_rms", "layer_inputs")
    for name in ("forward_parameters", "gradient", "update", *signals):
        assert getattr(readout, name)() is None


def test_a_regression_has_losses_and_no_accuracies() -> None:
    trainer = Trainer(Experiment(dataset="sine", learning_rate=0.001))
    readout = Readout(trainer)
    assert readout.losses().tolist() == [trainer.train_loss, trainer.test_loss]
    assert np.isnan(readout.accuracies()).all()


def rms_in_decimal(values: Any) -> float:
    """Return a root mean square without underflow: a decimal has any exponent."""
    squares = [Decimal(value) ** 2 for value in values.ravel().tolist()]
    return float((sum(squares) / len(squares)).sqrt())


@pytest.mark.parametrize("exponent", [-50, -100, -149])
def test_gradients_down_to_1e_300_are_read_truly(
    make_desk: Any, read_sections: Any, exponent: int
) -> None:
    """The layers are linear; two of them have weights of this power of ten."""
    small = 10.0**exponent
    layers = [
        {"W": [[0.3, -0.2], [0.1, 0.4]], "b": [0.0, 0.1]},
        {"W": [[small, -2 * small], [3 * small, small]], "b": [0.0, 0.0]},
        {"W": [[small, 2 * small]], "b": [0.5]},
    ]
    desk = make_desk(hidden=[2, 2], activation="linear", initial_parameters=layers)
    layout = watched(desk, ["gradient_rms", "delta_rms"])
    desk.ask("advance", by="step")
    found = read_sections(desk.frame(), layout)
    trace = desk.session.trainer.trace()
    for name, quantity in (("gradient_rms", "dW"), ("delta_rms", "delta")):
        expected = [rms_in_decimal(getattr(layer, quantity)) for layer in trace.layers]
        assert 0 < expected[0] < 10.0 ** (2 * exponent + 2)
        np.testing.assert_allclose(found[name, None], expected, rtol=1e-12)


def test_an_exact_zero_is_zero_and_what_is_not_known_is_not(
    make_desk: Any, read_sections: Any
) -> None:
    desk = make_desk(hidden=[2, 2], initializer="zeros")
    layout = watched(desk, ["gradient_rms", "delta_rms"])

    def read() -> list[list[float]]:
        desk.now += 1
        found = read_sections(desk.frame(), layout)
        desk.acknowledge(desk.session.subscription.seq)
        return [found[name, None].tolist() for name in ("gradient_rms", "delta_rms")]

    assert np.isnan(read()).all()
    desk.ask("advance", by="step")
    dW, delta = read()
    assert dW == [0, 0, 0]
    assert delta[:2] == [0, 0]
    assert delta[2] > 0
    desk.ask("advance", by="phase", count=3)
    desk.ask("advance", by="op")
    dW, delta = read()
    assert np.isnan(dW[:2]).all()
    assert np.isnan(delta[0])
    assert delta[2] > 0
