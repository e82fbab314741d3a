"""Evaluation: loss, accuracy and unit health over whole sets of samples."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, frozen
from engine.functions.losses import LOSSES
from engine.functions.outputs import classes_of, share_right
from engine.limits import NeedsDenseError
from engine.program.batches import in_columns
from engine.program.evaluator import Evaluator
from engine.training.sample_pass import SamplePass, sample_pass

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment
    from engine.graph import Graph
    from engine.program.workspace import Workspace

__all__ = ["Evaluation", "classes_of_steps", "n_evaluated"]

MAX_VALUES = 1_000_000
"""The most numbers that a pass over samples of a network that is not dense computes:
5 to 10 ms."""
FEWEST = 32
"""Samples of each part that are evaluated, however many numbers they have."""
NEVER = -1
"""The count of a pass that was not filled for the present weights."""


class Evaluation:
    """Forward passes over all samples of a workspace, training and test together.

    While the weights stay the same, each result is computed once.  Samples of a network
    that is not dense may have so many numbers that only the first of each part are
    evaluated.

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
        self._classes: Array | None = None
        self._n_passes = NEVER
        self._content = b""
        self._found: dict[str, Any] = {}
        self._accuracies: dict[str, float] = {}

    @cached_property
    def _pass(self) -> SamplePass:
        return sample_pass(self._workspace, self.n_evaluated)

    def _outputs(self) -> tuple[Array, Array]:
        """Return z and a of the output for all samples, (n_outputs, n_columns)."""
        evaluator = self._pass.evaluator
        if evaluator.n_passes != self._n_passes:  # another trainer has filled it
            evaluator.evaluate(self._workspace.state[0])
            self._n_passes = evaluator.n_passes
        return evaluator.output_z, evaluator.output

    def _read(self, name: str) -> Any:
        """Return what one of `_READERS` reads with the present weights, read once.

        What was read with the last ones is read with new ones at once, before another
        trainer fills the pass.
        """
        content = self._workspace.state[0].tobytes()
        again: tuple[str, ...] = ()
        if content != self._content:
            again, self._content = tuple(self._found), content
            self._found, self._accuracies, self._n_passes = {}, {}, NEVER
        if name in self._found:
            return self._found[name]
        with np.errstate(all="ignore"):
            for each in (*again, name):
                if each not in self._found:
                    self._found[each] = _READERS[each](self)
        return self._found[name]

    def _classes_of(self, outputs: Array) -> Array:
        experiment = self._workspace.experiment
        return classes_of_steps(outputs, experiment, self._n_positions)

    def losses(self) -> tuple[float, float]:
        """Return the loss over training and over test samples; NaN without samples."""
        losses: tuple[float, float] = self._read("losses")
        return losses

    def _losses(self) -> tuple[float, float]:
        z, a = self._outputs()
        columns, ones = self._pass.columns, self._pass.ones
        each = self._loss.each(z, a, self._pass.y).real
        return (
            _mean(each[:, columns["train"]], ones["train"]),
            _mean(each[:, columns["test"]], ones["test"]),
        )

    def error(self, part: str) -> float:
        """Return the root mean square error of a regression, in the samples' units.

        Over all outputs together; NaN for classes and without samples.
        """
        if self._has_classes or not len(self._pass.ones[part]):
            return math.nan
        return self._read(f"{part} error")  # type: ignore[no-any-return]

    def _error(self, part: str) -> float:
        here = self._pass.columns[part]
        _, a = self._outputs()
        off = a[:, here].real - self._pass.y[:, here]
        own = off * self._workspace.data.target_scaling.deviations[:, None]
        return math.sqrt(np.mean(np.square(own)))

    def accuracy(self, part: str) -> float:
        """Return the share of samples in the right class; NaN for regression.

        Of sequences with a target at every step it is the share of steps.
        """
        if not self._has_classes:
            return math.nan
        if self._classes is None:
            self._classes = self._classes_of(self._pass.y)
        predicted = self.predicted(part)
        if part not in self._accuracies:
            classes = self._classes[self._samples[part]]
            right = share_right(predicted.ravel(), classes.ravel())
            self._accuracies[part] = right
        return self._accuracies[part]

    def predicted(self, part: str) -> Array:
        """Return the predicted class (n,) of each evaluated sample; test ones are last.

        It is (n, n_steps) for sequences with a target at every step.
        """
        predicted: Array = self._read("predicted")[self._samples[part]]
        return predicted

    def _predicted(self) -> Array:
        _, a = self._outputs()
        return frozen(self._classes_of(a))

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
        dead, saturated = self.health_of_rows()
        parts = self._pass.health.parts
        return [dead[part] for part in parts], [saturated[part] for part in parts]

    def health_of_rows(self) -> tuple[Array, Array]:
        """Return the same, each a number per row of all layers, (n_rows,).

        With biases a row of zeros is below each layer but the last.
        """
        self._require_dense()
        health: tuple[Array, Array] = self._read("health")
        return health

    def _health(self) -> tuple[Array, Array]:
        self._outputs()
        return self._pass.health.read()

    def _require_dense(self) -> None:
        if not self._workspace.experiment.is_dense:
            raise NeedsDenseError

    def forward(self, x: Array) -> list[tuple[Array, Array]]:
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


_READERS: dict[str, Callable[[Evaluation], Any]] = {
    "losses": Evaluation._losses,
    "predicted": Evaluation._predicted,
    "health": Evaluation._health,
    "train error": lambda each: each._error("train"),
    "test error": lambda each: each._error("test"),
}
"""What a pass is read for."""


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
