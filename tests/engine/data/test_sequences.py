"""Sequences: tasks as tables of columns, step by step."""

import numpy as np
import pytest

from engine.data import token_tasks
from engine.data.datasets import DATASETS
from engine.data.sequences import LENGTHS, PRIME, SEQUENCES, named_dataset

N_STEPS = 6


def draw(dataset, n_samples=30, noise=0.0, *, seed=0):
    """Return raw columns (n_raw, n_samples) and labels."""
    return dataset.draw(n_samples, noise, np.random.default_rng(seed), 0)


@pytest.mark.parametrize("name", DATASETS)
def test_another_dataset_is_its_own_entry(name):
    assert named_dataset(name, 10, 3) is DATASETS[name]
    assert DATASETS[name].form == "columns"
    assert (DATASETS[name].n_steps, DATASETS[name].n_target_steps) == (1, 1)


@pytest.mark.parametrize("name", SEQUENCES)
def test_every_task_has_a_column_for_each_channel_of_each_step(name):
    task, dataset = SEQUENCES[name], named_dataset(name, N_STEPS, 4)
    n_steps = min(max(N_STEPS, task.lengths[0]), task.lengths[1])
    assert dataset.n_steps == n_steps
    assert dataset.n_target_steps == (n_steps if task.at_every_step else 1)
    assert len(dataset.columns) == n_steps * len(dataset.channels)
    assert len(set(dataset.columns)) == len(dataset.columns)
    assert dataset.columns[0] == f"{dataset.channels[0]} at 1"
    x, labels = draw(dataset)
    n_samples = task.n_fixed or 30
    assert x.shape == (len(dataset.columns), n_samples)
    assert x.flags.c_contiguous
    of_steps = (n_steps,) if task.at_every_step else ()
    assert labels.shape == (n_samples, *of_steps)
    assert dataset is named_dataset(name, N_STEPS, 4)
    assert (dataset.domain, dataset.axis_names) == ((), ())
    for words in (task.label, task.help):
        assert words
    if task.task == "classification":
        n_classes = len(dataset.class_names) or 4
        assert 0 <= labels.min()
        assert labels.max() < n_classes


@pytest.mark.parametrize("name", SEQUENCES)
def test_lengths_outside_those_of_a_task_become_the_nearest(name):
    low, high = SEQUENCES[name].lengths
    assert LENGTHS[0] <= low <= high <= LENGTHS[1]
    assert named_dataset(name, 0, 3).n_steps == low
    assert named_dataset(name, 99, 3).n_steps == high


def test_columns_come_step_by_step():
    dataset = named_dataset("adding", 3, 0)
    assert dataset.columns == (
        "value at 1", "mark at 1", "value at 2", "mark at 2", "value at 3", "mark at 3",
    )  # fmt: skip
    x, labels = draw(dataset)
    np.testing.assert_allclose((x[0::2] * x[1::2]).sum(axis=0), labels)


@pytest.mark.parametrize("name", ["echo", "sort"])
def test_noise_moves_what_arrives_and_not_the_answers(name):
    dataset = named_dataset(name, N_STEPS, 4)
    (x, labels), (noisy, same) = draw(dataset), draw(dataset, noise=0.25)
    assert np.array_equal(labels, same)
    off = np.abs(noisy - x)
    assert 0.24 < off.max() <= 0.25


@pytest.mark.parametrize("name", ["sort", "reverse", "copy"])
def test_token_tasks_have_a_row_for_each_token_and_for_each_position(name):
    dataset = named_dataset(name, N_STEPS, 4)
    assert dataset.channels == (
        "token 0", "token 1", "token 2", "token 3", "position 1", "position 2",
        "position 3", "position 4", "position 5", "position 6",
    )  # fmt: skip
    x, labels = draw(dataset)
    rng = np.random.default_rng(0)
    tokens, targets = getattr(token_tasks, name)(30, N_STEPS, 4, rng)
    by_step = x.reshape(N_STEPS, 10, 30)
    assert np.array_equal(by_step[:, :4].argmax(axis=1), tokens)
    assert np.array_equal(by_step[:, 4:].argmax(axis=1).T, [range(N_STEPS)] * 30)
    assert np.array_equal(labels, targets.T)


def test_modular_addition_has_every_pair_once():
    dataset = named_dataset("modular_addition", 9, 3)
    x, labels = draw(dataset)
    tokens = x.reshape(2, PRIME + 2, -1)[:, :PRIME].argmax(axis=1)
    assert len(set(map(tuple, tokens.T.tolist()))) == PRIME**2
    assert np.array_equal(labels, np.stack([tokens.sum(axis=0) % PRIME] * 2, axis=1))
