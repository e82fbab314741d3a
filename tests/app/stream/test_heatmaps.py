from itertools import pairwise

import numpy as np
import pytest

from app.stream.heatmaps import (
    MULTIPLY_ADDS_PER_SECOND,
    Quantizer,
    SurfaceMaps,
    affordable_resolution,
    bounds,
)
from engine import Experiment, LayerSpec, Readout, Surface, Trainer


def quantized(maps: np.ndarray, activation: str) -> tuple[np.ndarray, np.ndarray]:
    maps = maps.astype(np.float32)
    out = np.empty(maps.shape, np.uint8)
    span = np.empty((len(maps), 2), np.float32)
    quantizer = Quantizer([LayerSpec(0, 1, len(maps), activation)], maps.shape[1])
    quantizer.write([maps], out=out, span=span)
    return out, span


def values(out: np.ndarray, span: np.ndarray) -> np.ndarray:
    low, high = span[:, :1, None], span[:, 1:, None]
    return low + out / 255 * (high - low)


def test_bounded_activations_have_their_own_range() -> None:
    assert bounds("tanh") == (-1, 1)
    assert bounds("sigmoid") == bounds("softmax") == (0, 1)
    assert bounds("relu") is None


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "elu"])
def test_the_middle_of_the_colours_of_a_neuron_is_zero(activation: str) -> None:
    trainer = Trainer(Experiment(hidden=(3, 2), activation=activation))
    trainer.step(20)
    maps = SurfaceMaps(trainer, 8, neurons=True)
    out, span = np.empty((5, 8, 8), np.uint8), np.empty((5, 2), np.float32)
    maps.write(Readout(trainer), out, span)
    assert np.array_equal(span[:, 0], -span[:, 1])
    wanted = np.concatenate(Surface(8).evaluate(trainer).neurons)
    assert np.all(out[wanted < 0] <= 128)
    assert np.all(out[wanted > 0] >= 127)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear"])
def test_bytes_are_within_half_a_level(activation: str) -> None:
    rng = np.random.default_rng(1)
    maps = rng.uniform(0, 1, (3, 8, 8))
    out, span = quantized(maps, activation)
    level = (span[:, 1] - span[:, 0]) / 255
    assert np.all(np.abs(values(out, span) - maps) <= 0.51 * level[:, None, None])


def test_an_unbounded_range_grows_at_once_and_falls_slowly() -> None:
    quantizer = Quantizer([LayerSpec(0, 1, 1, "relu")], 2)
    out, span = np.empty((1, 2, 2), np.uint8), np.empty((1, 2), np.float32)
    tops = []
    for peak in (1.0, 8.0, *[2.0] * 200):
        maps = np.full((1, 2, 2), peak, np.float32)
        quantizer.write([maps], out=out, span=span)
        tops.append(float(span[0, 1]))
    assert tops[:2] == [1.0, 8.0]
    assert 7 < tops[2] < 8
    assert tops[-1] == pytest.approx(2.0, rel=1e-3)
    assert all(a >= b for a, b in pairwise(tops[1:]))


@pytest.mark.parametrize("n_steps", [0, 1])
def test_a_run_that_begins_again_has_a_range_of_its_own(n_steps: int) -> None:
    maps = SurfaceMaps(trained("plane", 1e20, n_steps), 4, neurons=False)
    fresh = SurfaceMaps(trained("plane", 1.0, 0), 4, neurons=False)
    span, expected = np.empty((2, 1, 2), np.float32)
    out = np.empty((1, 4, 4), np.uint8)
    maps.write(Readout(trained("plane", 1e20, n_steps)), out=out, span=span)
    maps.write(Readout(trained("plane", 1.0, 0)), out=out, span=span)
    fresh.write(Readout(trained("plane", 1.0, 0)), out=out, span=expected)
    assert np.array_equal(span, expected)


def trained(dataset: str, bias: float, n_steps: int) -> Trainer:
    trainer = Trainer(Experiment(dataset=dataset, learning_rate=0))
    trainer.step(n_steps)
    trainer.set_parameter(len(trainer.layers) - 1, 0, None, bias)
    return trainer


@pytest.mark.filterwarnings("error")
def test_zeros_and_numbers_that_are_not_finite_are_drawn_without_a_fault() -> None:
    assert quantized(np.zeros((1, 2, 2)), "relu")[0].tolist() == [[[128, 128]] * 2]
    strange = np.array([[[np.inf, -np.inf], [np.nan, 1.0]]])
    with np.errstate(all="ignore"):
        out, span = quantized(strange, "linear")
    assert np.isfinite(span).all()
    assert out[0, 0].tolist() == [255, 0]


def test_maps_are_the_engine_s_surface() -> None:
    trainer = Trainer(Experiment(hidden=(3, 2), activation="tanh"))
    trainer.step(50)
    surface = Surface(16).evaluate(trainer)
    for neurons, expected in (
        (False, surface.outputs),
        (True, np.concatenate(surface.neurons)),
    ):
        maps = SurfaceMaps(trainer, 16, neurons=neurons)
        out = np.empty((maps.n_maps, 16, 16), np.uint8)
        span = np.empty((maps.n_maps, 2), np.float32)
        maps.write(Readout(trainer), out=out, span=span)
        assert np.abs(values(out, span) - expected).max() <= 0.51 * 2 / 255


def test_maps_of_scaled_targets_are_in_the_units_of_the_samples() -> None:
    x = [[k % 5 - 2.0, k // 5 - 2.0] for k in range(25)]
    y = [[300.0 + 100 * a - 20 * b, 5.0 + a * b] for a, b in x]
    trainer = Trainer(Experiment(dataset={"x": x, "y": y}, train_share=1.0))
    trainer.step(50)
    maps = SurfaceMaps(trainer, 6, neurons=False)
    out, span = np.zeros((2, 6, 6), np.uint8), np.zeros((2, 2), np.float32)
    maps.write(Readout(trainer), out, span)
    learnt = Surface(6).evaluate(trainer).outputs
    targets = np.array(y).T
    means, deviations = targets.mean(axis=1), targets.std(axis=1)
    own = learnt * deviations[:, None, None] + means[:, None, None]
    np.testing.assert_allclose(values(out, span), own, atol=2 * deviations.max() / 255)
    np.testing.assert_allclose(span.mean(axis=1), means, rtol=1e-6)  # 127.5 is the mean
    hidden = SurfaceMaps(trainer, 6, neurons=True)
    out, span = np.zeros((6, 6, 6), np.uint8), np.zeros((6, 2), np.float32)
    hidden.write(Readout(trainer), out, span)
    assert (span == [-1, 1]).all()


def test_a_large_network_gets_a_coarser_map() -> None:
    small = Trainer(Experiment())
    large = Trainer(Experiment(hidden=(128,) * 8))
    assert affordable_resolution(100, small, 60) == 100
    side = affordable_resolution(100, large, 60)
    weights = sum(layer.fan_in * layer.fan_out for layer in large.layers)
    assert 2 <= side < 16
    assert 60 * side * side * weights <= MULTIPLY_ADDS_PER_SECOND
    assert affordable_resolution(100, large, 10) > 2 * side
    assert affordable_resolution(100, large, 1) == affordable_resolution(100, large, 10)


def test_the_output_is_as_fine_as_in_playground_up_to_6_layers_of_8() -> None:
    assert affordable_resolution(100, Trainer(Experiment(hidden=(8,) * 6)), 60) == 100


def test_when_few_frames_are_asked_for_a_large_network_is_as_fine() -> None:
    assert affordable_resolution(100, Trainer(Experiment(hidden=(32,) * 8)), 10) == 100
