"""Evaluation: loss and accuracy over whole sets of samples, and probes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.data import accuracy
from engine.forward import Evaluator
from engine.losses import LOSSES

if TYPE_CHECKING:
    from engine.workspace import Workspace

__all__ = ["Evaluation"]


class Evaluation:
    """Forward passes over the training or the test samples of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        data = workspace.data
        self._samples = {
            "train": (data.train_x, data.train_y),
            "test": (data.test_x, data.test_y),
        }
        self._evaluators: dict[str, Evaluator] = {}

    def _evaluated(self, part: str) -> tuple[Evaluator, Array]:
        work = self._workspace
        x, y = self._samples[part]
        if part not in self._evaluators:
            self._evaluators[part] = Evaluator(work.layout, x, dtype=work.dtype)
        self._evaluators[part].evaluate(work.state[0])
        return self._evaluators[part], y

    def loss(self, part: str) -> float:
        """Return the loss over ``"train"`` or ``"test"``; NaN without samples."""
        if self._samples[part][0].shape[1] == 0:
            return math.nan
        evaluator, y = self._evaluated(part)
        loss = LOSSES[self._workspace.experiment.loss]
        with np.errstate(all="ignore"):
            return float(loss.value(evaluator.z[-1], evaluator.a[-1], y).real)

    def accuracy(self, part: str) -> float:
        """Return the share of samples in the right class; NaN for regression."""
        experiment = self._workspace.experiment
        if experiment.task != "classification":
            return math.nan
        evaluator, y = self._evaluated(part)
        return accuracy(evaluator.a[-1], y, middle=experiment.middle)

    def probe(self, x: Array) -> list[tuple[Array, Array]]:
        """Return (z, a) per layer, (fan_out, k), for inputs x (n_inputs, k)."""
        work = self._workspace
        evaluator = Evaluator(work.layout, np.asarray(x), dtype=work.dtype)
        evaluator.evaluate(work.state[0])
        return list(zip(evaluator.z, evaluator.a, strict=True))
