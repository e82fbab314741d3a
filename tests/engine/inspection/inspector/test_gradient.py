"""Gradient: the terms of a gradient, along time, over the picture, by position."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.inspection.inspector.gradient import gradient_terms
from tests.engine.networks_of import EXPERIMENTS

STATES = [range(20), pytest.param(range(20, 100), marks=pytest.mark.slow)]


def trained(name, n_steps=3, **changes):
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


def random_place(trainer, rng):
    block = int(rng.integers(len(trainer.layout.parameters)))
    parameter = trainer.layout.parameters[block]
    row, column = (int(rng.integers(n)) for n in parameter.shape)
    return block, row, None if column == parameter.fan_in else column


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("seeds", STATES)
def test_terms_and_bars_add_up_to_the_gradient(name, seeds):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        trainer = trained(name, int(rng.integers(1, 5)), seed=seed, batch_size=4)
        place, trace = random_place(trainer, rng), trainer.trace()
        sample = int(trace.batch_indices[2])
        whole = gradient_terms(trainer, *place)
        share = gradient_terms(trainer, *place, sample=sample)
        for found in (whole, share):
            terms = found.terms.values
            assert abs(terms.sum() - found.value) <= 1e-12 * np.abs(terms).max()
            bars = found.bars.terms
            assert abs(bars.sum() - found.gradient) <= 1e-12 * np.abs(bars).max()
        assert whole.value == trace.gradient[trainer.layout.index(*place)]
        assert share.value == pytest.approx(whole.bars.terms[2], rel=1e-12, abs=1e-16)
        # of one sample each term is one product
        inputs = share.terms.inputs
        products = share.terms.deltas * (1 if inputs is None else inputs)
        np.testing.assert_array_equal(share.terms.values, products)
        assert (inputs is None) == (place[2] is None)
        if whole.terms.along != "samples":
            assert whole.terms.deltas is None


@pytest.mark.parametrize(
    ("name", "block", "along", "n"),
    [
        ("dense", 0, "samples", 5),
        ("rnn", 0, "sites", 5),
        ("rnn", 1, "sites", 5),
        ("lstm", 1, "samples", 5),
        ("convolution", 0, "grid", 36),
        ("convolution", 1, "samples", 5),
        ("attention", 2, "positions", 3),
    ],
)
def test_terms_are_along_what_shares_the_parameter(name, block, along, n):
    trainer = trained(name, batch_size=5)
    terms = gradient_terms(trainer, block, 0, 1).terms
    assert (terms.along, len(terms.values)) == (along, n)
    assert terms.sites == (tuple(range(n)) if along == "sites" else None)
    assert terms.grid == ((6, 6) if along == "grid" else None)


def test_a_term_of_time_is_delta_times_the_state_before():
    trainer = trained("rnn")
    trace, sample = trainer.trace(), 1
    found = gradient_terms(
        trainer, 0, 2, 1 + 3, sample=int(trace.batch_indices[sample])
    )
    x, h = trace.x, [np.zeros(4)]
    blocks = trace.layout.blocks(trace.before[0])
    n_channels = len(trainer.experiment.channels)
    for t in range(5):
        now = x[t * n_channels : (t + 1) * n_channels, sample]
        h.append(np.tanh(blocks[0] @ np.concatenate([now, h[-1], [1]])))
    np.testing.assert_allclose(
        found.terms.inputs, [state[1 + 3 - n_channels] for state in h[:-1]], rtol=1e-12
    )


def test_a_term_of_a_kernel_is_the_delta_of_its_place_times_the_pixel_there():
    trainer = trained("convolution")
    trace = trainer.trace()
    u, v, f, sample = 2, 1, 1, 3
    found = gradient_terms(
        trainer, 0, f, 3 * u + v, sample=int(trace.batch_indices[sample])
    )
    picture = trace.x[:, sample].reshape(8, 8)
    pixels = picture[u : u + 6, v : v + 6].ravel()
    np.testing.assert_array_equal(found.terms.inputs, pixels)
    assert found.symbol == "K^{(1)}_{2,3,2}"


def test_behind_a_wall_a_step_adds_nothing_but_has_its_input():
    trainer = trained("lstm", truncation=2)
    sample = int(trainer.trace().batch_indices[0])
    terms = gradient_terms(trainer, 0, 0, 1, sample=sample).terms
    assert terms.sites == (0, 1, 2, 3)
    assert not terms.values[:2].any()
    assert not terms.deltas[:2].any()
    assert terms.deltas[2:].all()
    free = gradient_terms(trained("lstm"), 0, 0, 1, sample=sample).terms
    assert free.deltas.all()
    np.testing.assert_array_equal(terms.inputs[0], free.inputs[0])


def test_another_sample_has_terms_of_its_own_and_bars_of_the_batch():
    trainer = trained("rnn")
    batch = trainer.trace().batch_indices.tolist()
    found = gradient_terms(trainer, 0, 0, 1, sample=min(set(range(20)) - set(batch)))
    assert not found.followed.in_batch
    assert found.bars.samples.tolist() == batch
    assert found.terms.values.sum() == pytest.approx(found.value)


def test_what_is_not_computed_yet_is_nan():
    trainer = trained("rnn")
    trainer.advance("op")
    found = gradient_terms(trainer, 0, 0, 1)
    assert np.isnan([found.gradient, found.value]).all()
    assert np.isnan(found.terms.values).all()


@pytest.mark.parametrize(
    ("place", "field"),
    [((2, 0, 0), "block"), ((0, 4, 0), "row"), ((0, 0, 9), "column")],
)
def test_a_parameter_that_is_not_there_is_refused(place, field):
    with pytest.raises(ExperimentError) as caught:
        gradient_terms(trained("rnn"), *place)
    assert caught.value.field == field


def test_a_block_without_biases_has_none():
    with pytest.raises(ExperimentError, match="bias"):
        gradient_terms(trained("attention"), 0, 0, None)


def test_a_large_batch_keeps_its_largest_bars():
    settings = {"n_samples": 4000, "train_share": 0.9, "batch_size": "full"}
    trainer = Trainer(Experiment(hidden=(2,), **settings))
    trainer.step()
    found = gradient_terms(trainer, 0, 0, 1)
    assert found.bars.n_left_out == 1600
    assert len(found.terms.values) == 3600
