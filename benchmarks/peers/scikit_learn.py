"""scikit-learn's MLP, one ``partial_fit`` per batch.

Its regressor has a linear output instead of tanh or sigmoid, and draws its own weights,
so it is timed but not compared number by number.
"""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

import numpy as np

from benchmarks.task import Peer, Task

__all__ = ["peers"]


def peers(task: Task) -> list[Peer]:
    """Return scikit-learn's step."""
    if importlib.util.find_spec("sklearn") is None:
        return []
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    e, k = task.experiment, 0
    settings: dict[str, Any] = {
        "hidden_layer_sizes": e.hidden,
        "activation": {"sigmoid": "logistic"}.get(e.activations[0], e.activations[0]),
        "solver": "adam" if e.optimizer == "adam" else "sgd",
        "momentum": 0,
        "alpha": 0,
        "learning_rate_init": e.learning_rate,
        "batch_size": task.batches[0][0].shape[1],
        "random_state": 0,
    }
    if task.activations[-1] == "softmax":
        model: Any = MLPClassifier(**settings)
        more = {"classes": np.arange(len(task.batches[0][1]))}
        batches = [(x.T.copy(), y.argmax(axis=0)) for x, y in task.batches]
    else:
        model, more = MLPRegressor(**settings), {}
        batches = [(x.T.copy(), y.T.ravel()) for x, y in task.batches]
    model.partial_fit(*batches[0], **more)

    def run(n_steps: int) -> None:
        nonlocal k
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(n_steps):
                model.partial_fit(*batches[k])
                k = (k + 1) % len(batches)

    return [Peer(name="scikit-learn", run=run)]
