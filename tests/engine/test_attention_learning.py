"""Attention learns token tasks: stated seeds, numbers of updates and shares."""

import numpy as np
import pytest

from engine.data import token_tasks
from engine.data.token_tasks import modular_addition, one_hot
from engine.networks.attention import attention
from tests.engine.networks.transformers import in_columns, transformer
from tests.engine.training_loop import TrainingLoop

pytestmark = pytest.mark.slow

BATCH, PRIME, WIDTH = 32, 31, 32
SEEDS = pytest.mark.parametrize("seed", [0, 1])


def right(loop):
    """Return the share of sequences of the last forward pass that are all right."""
    n_positions = loop.graph.n_positions
    is_right = loop.outputs().argmax(axis=0) == loop.y.argmax(axis=0)
    return is_right.reshape(-1, n_positions).all(axis=1).mean()


def feed(loop, x, y):
    n_positions = loop.graph.n_positions
    loop.x[...], loop.y[...] = in_columns(x, n_positions), in_columns(y, n_positions)


def learned(task, n_positions, vocabulary, *, n_steps, rate, seed):
    """Train on ever new sequences; return the share that is right of the last 1,000.

    The learning rate falls to 0 in a straight line.
    """
    of = transformer(vocabulary, n_positions, 16)
    graph = attention(of, loss="softmax_cross_entropy")
    loop = TrainingLoop(graph, BATCH * n_positions)
    loop.draw(seed)
    rng, shares = np.random.default_rng(seed), []
    for step in range(n_steps):
        tokens = getattr(token_tasks, task)(BATCH, n_positions, vocabulary, rng)
        feed(loop, *one_hot(*tokens, vocabulary))
        loop.rate = rate * (1 - step / n_steps)
        loop.step()
        shares.append(right(loop))
    return np.mean(shares[-1000 // BATCH :])


@SEEDS
@pytest.mark.parametrize("task", ["sort", "reverse", "copy"])
def test_10_positions_and_8_tokens_are_learned_within_3000_updates(task, seed):
    assert learned(task, 10, 8, n_steps=3000, rate=0.015, seed=seed) >= 0.99


@SEEDS
def test_modular_addition_is_understood_long_after_it_is_known_by_heart(seed):
    """Grokking: 90 % of unseen sums take 5 times the steps of all sums that are seen.

    The training set is 45 % of all pairs; it is one batch.
    """
    of = transformer(PRIME, 2, WIDTH)
    graph = attention(of, loss="softmax_cross_entropy")
    x, y = one_hot(*modular_addition(PRIME), PRIME)
    order = np.random.default_rng(seed).permutation(PRIME**2)
    seen, others = np.split(order, [int(0.45 * PRIME**2)])
    loop = TrainingLoop(
        graph, 2 * len(seen), optimizer="adamw", beta2=0.98, weight_decay=1.0
    )
    test = TrainingLoop(graph, 2 * len(others))
    loop.draw(seed)
    feed(loop, x[:, seen], y[:, seen])
    feed(test, x[:, others], y[:, others])
    known, understood = None, None
    for step in range(10, 2010, 10):
        for _ in range(10):
            loop.step()
        test.forward(loop.vector)
        if known is None and right(loop) == 1:
            known = step
        if right(test) >= 0.9:
            understood = step
            break
    assert known is not None
    assert known <= 150
    assert understood is not None
    assert understood >= 5 * known
