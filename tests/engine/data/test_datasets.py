"""Datasets: every entry of the table gives the samples that it describes."""

import numpy as np
import pytest

from engine.data.datasets import DATASETS

GENERATED = [name for name, entry in DATASETS.items() if entry.n_fixed is None]


def draw(name, n_samples=1000, noise=0.0, *, seed=0, n_classes=3):
    """Return raw columns (n_raw, n_samples) and labels."""
    rng = np.random.default_rng(seed)
    return DATASETS[name].draw(n_samples, noise, rng, n_classes)


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("n_samples", [4, 5, 1000])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_as_many_samples_as_asked_for(name, n_samples, noise):
    x, labels = draw(name, n_samples, noise)
    assert x.shape == (len(DATASETS[name].columns), n_samples)
    assert labels.shape == (n_samples,)
    assert np.isfinite(x).all()
    assert np.isfinite(labels).all()


@pytest.mark.parametrize("name", DATASETS)
def test_classes_are_numbered_from_zero_and_all_there(name):
    entry = DATASETS[name]
    _, labels = draw(name)
    if entry.task == "regression":
        assert np.abs(labels).max() <= 1
        assert labels.std() > 0.1
        return
    n_classes = len(entry.class_names) or 3
    assert set(labels.tolist()) == set(range(n_classes))


# ---- the table -------------------------------------------------------------------


@pytest.mark.parametrize("name", DATASETS)
def test_entry_is_consistent(name):
    entry = DATASETS[name]
    assert entry.name == name
    assert entry.help.endswith(".")
    assert set(entry.features) <= set(entry.columns)
    assert len(entry.axis_names) == len(entry.domain)
    assert len(entry.domain) in (0, len(entry.columns))
    assert all(low < high for low, high in entry.domain)
    if entry.n_fixed is not None:
        assert draw(name)[0].shape[1] == entry.n_fixed
