"""Surface: the network over the input plane, row 0 at the top."""

import numpy as np
import pytest

from engine import Experiment, Surface, Trainer
from engine.data.datasets import DATASETS

RESOLUTION = 11


def surfaces(trainer, resolution=RESOLUTION):
    """Return a fresh evaluation."""
    return Surface(resolution).evaluate(trainer)


def middles(low, high, resolution=RESOLUTION):
    """Return the middles of equal cells."""
    return low + (np.arange(resolution) + 0.5) / resolution * (high - low)


def test_row_0_is_the_top_and_column_0_the_left():
    trainer = Trainer(Experiment(hidden=(), output="linear"))
    for column, value in enumerate((10.0, 1.0)):
        trainer.set_parameter(0, 0, column, value)
    got = surfaces(trainer).outputs[0]
    x = middles(-6, 6)
    np.testing.assert_allclose(got, 10 * x[None, :] + x[::-1, None], rtol=1e-6)
    assert got[0, 0] == pytest.approx(10 * x[0] + x[-1], rel=1e-6)


@pytest.mark.parametrize("dataset", [n for n, d in DATASETS.items() if d.domain])
def test_every_cell_is_what_a_probe_of_its_middle_gives(dataset):
    trainer = Trainer(Experiment(dataset=dataset, hidden=(5, 3), optimizer="adam"))
    trainer.step(30)
    result = surfaces(trainer)
    data = trainer.data
    x = middles(*data.domain[0])
    y = middles(*data.domain[-1])[::-1]
    grid = np.array([np.tile(x, RESOLUTION), np.repeat(y, RESOLUTION)])
    inputs = data.inputs_from_axes(grid[: data.n_axes])
    states = [a for _, a in trainer.forward(inputs)]
    shape = (-1, RESOLUTION, RESOLUTION)
    np.testing.assert_allclose(
        result.outputs, states[-1].reshape(shape), rtol=2e-5, atol=2e-6
    )
    assert len(result.neurons) == 2
    for got, want in zip(result.neurons, states[:-1], strict=True):
        np.testing.assert_allclose(got, want.reshape(shape), rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(result.inputs, inputs.reshape(shape), rtol=1e-6)


def test_shapes_and_types():
    trainer = Trainer(
        Experiment(dataset="blobs", hidden=(5, 3), loss="softmax_cross_entropy")
    )
    result = surfaces(trainer, 7)
    assert result.outputs.shape == (3, 7, 7)
    assert [n.shape for n in result.neurons] == [(5, 7, 7), (3, 7, 7)]
    assert result.inputs.shape == (2, 7, 7)
    for values in (result.outputs, *result.neurons, result.inputs):
        assert values.dtype == np.float32


def test_a_line_has_equal_rows():
    trainer = Trainer(Experiment(dataset="sine", hidden=(4,)))
    got = surfaces(trainer).outputs[0]
    # A matrix product may round a column in another way, depending on its position.
    ulp = float(np.spacing(np.abs(got).max()))
    np.testing.assert_allclose(got, np.broadcast_to(got[0], got.shape), atol=4 * ulp)
    assert len(set(got[0].tolist())) > 1


@pytest.mark.parametrize(
    "settings",
    [{"dataset": "digits"}, {"dataset": "iris", "features": ["petal_width"]}],
)
def test_where_nothing_can_be_drawn_surfaces_are_empty(settings):
    trainer = Trainer(Experiment(hidden=(4,), loss="softmax_cross_entropy", **settings))
    result = surfaces(trainer)
    assert result.outputs.shape == (trainer.experiment.n_outputs, 0, 0)
    assert result.neurons[0].shape == (4, 0, 0)


def test_surfaces_follow_the_weights():
    trainer, surface = Trainer(Experiment(optimizer="adam")), Surface(9)
    first = surface.evaluate(trainer).outputs.copy()
    trainer.step(50)
    second = surface.evaluate(trainer).outputs
    assert not np.array_equal(first, second)
    assert np.array_equal(second, Surface(9).evaluate(trainer).outputs)


def test_buffers_are_used_again_while_the_network_stays():
    trainer, surface = Trainer(Experiment()), Surface(9)
    first = surface.evaluate(trainer)
    trainer.step(5)
    assert surface.evaluate(trainer) is first


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({"batch_size": 7}, True),
        ({"standardize_targets": True}, True),
        ({"noise": 0.3}, True),
        ({"data_seed": 5}, False),
        ({"use_bias": False}, False),
    ],
)
def test_the_grid_is_computed_anew_only_where_its_inputs_change(changes, is_kept):
    experiment, surface = Experiment(dataset="plane"), Surface(9)
    first = surface.evaluate(Trainer(experiment))
    other = Trainer(experiment.replace(**changes))
    for _ in range(2):
        got, want = surface.evaluate(other), Surface(9).evaluate(other)
        assert (got is first) == is_kept
        assert np.array_equal(got.outputs, want.outputs)
        assert np.array_equal(got.inputs, want.inputs)


@pytest.mark.parametrize(
    "changes",
    [{"hidden": (3,)}, {"activation": "relu"}, {"features": ("x1", "x1_x2")},
     {"loss": "binary_cross_entropy"}, {"hidden": (4, 2, 2)}],
)  # fmt: skip
def test_surfaces_follow_a_changed_network(changes):
    trainer, surface = Trainer(Experiment()), Surface(9)
    surface.evaluate(trainer)
    trainer.change(**changes)
    got, want = surface.evaluate(trainer), Surface(9).evaluate(trainer)
    assert np.array_equal(got.outputs, want.outputs)
    assert np.array_equal(got.inputs, want.inputs)
    assert len(got.neurons) == len(trainer.experiment.hidden)


def test_one_surface_serves_several_trainers():
    surface = Surface(9)
    trainers = [Trainer(Experiment(dataset=d)) for d in ("circle", "xor")]
    got = [surface.evaluate(trainer).outputs.copy() for trainer in trainers]
    for values, trainer in zip(got, trainers, strict=True):
        assert np.array_equal(values, Surface(9).evaluate(trainer).outputs)


def test_huge_weights_give_no_warning():
    trainer = Trainer(Experiment(hidden=(2,), activation="sigmoid"))
    trainer.set_parameter(0, 0, 0, -1e6)
    assert np.isfinite(surfaces(trainer).outputs).all()


def test_evaluating_changes_nothing_in_the_run():
    plain, watched = (Trainer(Experiment(dropout=0.3, seed=1)) for _ in range(2))
    surface = Surface(9)
    for _ in range(20):
        plain.step()
        watched.step()
        surface.evaluate(watched)
    assert plain.snapshot().digest() == watched.snapshot().digest()


def test_weights_beyond_float32_give_a_surface_without_a_warning():
    trainer = Trainer(Experiment())
    trainer.set_parameter(0, 0, 0, 1e200)
    assert Surface(4).evaluate(trainer).outputs.shape == (1, 4, 4)
