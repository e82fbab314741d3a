"""Evaluation: loss, accuracy and unit health over whole sets of samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.data.shared import shared_inputs, shared_targets
from engine.functions.losses import LOSSES
from engine.functions.outputs import classes_of, share_right
from engine.limits import NeedsDenseError
from engine.program.batches import in_columns
from engine.program.evaluator import Evaluator
from engine.program.in_parts import EvaluatorInParts
from engine.training.unit_health import UnitHealth

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment
    from engine.graph import Graph
    from engine.program.workspace import Workspace

__all__ = ["MAX_HEALTH_SAMPLES", "Evaluation", "classes_of_steps", "n_evaluated"]

MAX_VALUES = 1_000_000
"""The most numbers that a pass over samples of a network that is not dense computes:
5 to 10 ms."""
FEWEST = 32
"""Samples of each part that are evaluated, however many numbers they have."""

MAX_HEALTH_SAMPLES = 512
"""The most training samples that `Evaluation.unit_health` uses: under 1 ms."""


class Evaluation:
    """Forward passes over all samples of a workspace, training and test together.

    While the weights stay the same, all results are taken from one pass, and each is
    computed once.  Samples of a network that is not dense may have so many numbers that
    only the first of each part are evaluated.

    Attributes
    ----------
    n_evaluated : (int, int)
        How many training and test samples are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        data, experiment = workspace.data, workspace.experiment
        self._loss = LOSSES[experiment.loss]
        self._has_classes = experiment.task == "classification"
        graph = workspace.placement.graph
        sizes = data.train_x.shape[1], data.test_x.shape[1]
        self.n_evaluated = sizes if experiment.is_dense else n_evaluated(graph, *sizes)
        n_train, _ = self.n_evaluated
        self._samples = {
            "train": slice(n_train),
            "test": slice(n_train, None),
            "all": slice(None),
        }
        self._n_positions = graph.n_positions
        if experiment.is_dense:
            self._y = shared_targets(data)
        else:
            self._y = self._first_of(data.train_y, data.test_y)
        n_train, n = n_train * self._n_positions, self._y.shape[1]
        self._columns = {"train": slice(n_train), "test": slice(n_train, None)}
        self._ones = {"train": np.ones(n_train), "test": np.ones(n - n_train)}
        self._classes: Array | None = None
        self._evaluator: Evaluator | EvaluatorInParts | None = None
        self._health: UnitHealth | None = None
        self._n_passes = 0
        self._losses: tuple[float, float] | None = None
        self._accuracies: dict[str, float] = {}
        self._predicted: Array | None = None
        self._units: tuple[list[Array], list[Array]] | None = None

    def _first_of(self, train: Array, test: Array) -> Array:
        """Return those of the evaluated samples, with positions as columns."""
        n_train, n_test = self.n_evaluated
        both = np.hstack([train[:, :n_train], test[:, :n_test]])
        return in_columns(both, self._n_positions)

    def _outputs(self) -> tuple[Array, Array]:
        """Return z and a of the output for all samples, (n_outputs, n_columns)."""
        work = self._workspace
        if self._evaluator is None:
            graph, layout, dtype = work.placement.graph, work.layout, work.dtype
            if work.experiment.is_dense:
                x = shared_inputs(work.data, dtype)
                self._evaluator = Evaluator(graph, layout, x, dtype=dtype)
            else:
                x = self._first_of(work.data.train_x, work.data.test_x)
                self._evaluator = EvaluatorInParts(graph, layout, x, dtype=dtype)
        a = self._evaluator.evaluate(work.state[0])
        if self._evaluator.n_passes != self._n_passes:
            self._n_passes = self._evaluator.n_passes
            self._losses = self._predicted = self._units = None
            self._accuracies = {}
        return self._evaluator.output_z, a

    def _classes_of(self, outputs: Array) -> Array:
        experiment = self._workspace.experiment
        return classes_of_steps(outputs, experiment, self._n_positions)

    def losses(self) -> tuple[float, float]:
        """Return the loss over training and over test samples; NaN without samples."""
        z, a = self._outputs()
        if self._losses is None:
            with np.errstate(all="ignore"):
                each = self._loss.each(z, a, self._y).real
                self._losses = (
                    _mean(each[:, self._columns["train"]], self._ones["train"]),
                    _mean(each[:, self._columns["test"]], self._ones["test"]),
                )
        return self._losses

    def error(self, part: str) -> float:
        """Return the root mean square error of a regression, in the samples' units.

        Over all outputs together; NaN for classes and without samples.
        """
        here = self._columns[part]
        if self._has_classes or not len(self._ones[part]):
            return math.nan
        _, a = self._outputs()
        with np.errstate(all="ignore"):
            off = a[:, here].real - self._y[:, here]
            own = off * self._workspace.data.target_scaling.deviations[:, None]
            return math.sqrt(np.mean(np.square(own)))

    def accuracy(self, part: str) -> float:
        """Return the share of samples in the right class; NaN for regression.

        Of sequences with a target at every step it is the share of steps.
        """
        if not self._has_classes:
            return math.nan
        if self._classes is None:
            self._classes = self._classes_of(self._y)
        self._outputs()
        if part not in self._accuracies:
            classes = self._classes[self._samples[part]]
            predicted = self.predicted(part)
            right = share_right(predicted.ravel(), classes.ravel())
            self._accuracies[part] = right
        return self._accuracies[part]

    def predicted(self, part: str) -> Array:
        """Return the predicted class (n,) of each evaluated sample; test ones are last.

        It is (n, n_steps) for sequences with a target at every step.
        """
        _, a = self._outputs()
        if self._predicted is None:
            self._predicted = frozen(self._classes_of(a))
        predicted: Array = self._predicted[self._samples[part]]
        return predicted

    def confusion(self, part: str) -> Array:
        """Return the confusion matrix (n_classes, n_classes).

        Its counts have a row per true class and a column per predicted class.
        """
        data = self._workspace.data
        n = data.n_classes
        labels = data.train_labels if part == "train" else data.test_labels
        predicted = self.predicted(part)
        both = (labels[: len(predicted)] * n + predicted).ravel()
        counts = np.bincount(both, minlength=n * n)
        return counts.reshape(n, n)

    def unit_health(self) -> tuple[list[Array], list[Array]]:
        """Return which units are dead, and how saturated each unit is.

        Both are lists with an array (fan_out,) per layer, over the first
        `MAX_HEALTH_SAMPLES` training samples: 1 for a dead unit, where f' = 0 on every
        sample, and the share of samples on which f' is at most
        `Activation.saturation`.  Zeros for a softmax output, whose derivative is a
        matrix.
        """
        self._require_dense()
        self._outputs()
        if self._health is None:
            assert isinstance(self._evaluator, Evaluator)
            n = min(self._columns["train"].stop, MAX_HEALTH_SAMPLES)
            self._health = UnitHealth(
                self._workspace.layout.layers,
                [z[:, :n] for z in self._evaluator.z],
                [a[:, :n] for a in self._evaluator.a],
            )
        if self._units is None:
            self._units = self._health.read()
        return self._units

    def _require_dense(self) -> None:
        if not self._workspace.experiment.is_dense:
            raise NeedsDenseError

    def probe(self, x: Array) -> list[tuple[Array, Array]]:
        """Return (z, a) per layer, (fan_out, k), for inputs x (n_inputs, k).

        Raises
        ------
        ExperimentError
            If the network is not dense.
        """
        self._require_dense()
        work = self._workspace
        graph = work.placement.graph
        evaluator = Evaluator(graph, work.layout, np.asarray(x), dtype=work.dtype)
        evaluator.evaluate(work.state[0])
        return list(zip(evaluator.z, evaluator.a, strict=True))


def classes_of_steps(outputs: Array, experiment: Experiment, n_positions: int) -> Array:
    """Return the class (n,) of each sample, or (n, n_steps) of all its steps.

    ``outputs`` are (n_rows, n * n_positions).
    """
    n_steps = experiment.n_target_steps
    by_step = in_columns(outputs, n_steps // n_positions)
    classes = classes_of(by_step, middle=experiment.middle)
    return classes if n_steps == 1 else classes.reshape(-1, n_steps)


def n_evaluated(graph: Graph, n_train: int, n_test: int) -> tuple[int, int]:
    """Return how many training and test samples are evaluated: if possible, all.

    Otherwise as many of one part as of the other, as far as there are so many.
    """
    most = max(MAX_VALUES // graph.n_values, 2 * FEWEST)
    of_test = min(n_test, max(most // 2, most - n_train))
    return min(n_train, most - of_test), of_test


def _mean(each: Array, ones: Array) -> float:
    """Return the sum of ``each`` (rows, n) over n; NaN if that is 0."""
    n = len(ones)
    return sum(each.dot(ones).tolist()) / n if n else math.nan
