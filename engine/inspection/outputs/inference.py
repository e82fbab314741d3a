"""Inference: outputs, loss and classes of samples, with the present weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array
from engine.functions.losses import LOSSES
from engine.program.batches import in_columns, in_samples
from engine.program.evaluator import Evaluator
from engine.training.evaluation import classes_of_steps

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["Inference", "infer"]


class Inference(NamedTuple):
    """What a network predicts of n samples.

    Attributes
    ----------
    outputs : Array
        (n_outputs, n), as targets come.
    loss : float
        Their mean loss.
    classes : Array or None
        (n,), or (n, n_steps) with a target at every step; None in a regression.
    """

    outputs: Array
    loss: float
    classes: Array | None


def infer(trainer: Trainer, x: Array, y: Array) -> Inference:
    """Return what a network predicts.

    Parameters
    ----------
    trainer : Trainer
    x, y : Array
        Inputs (n_inputs, n) and targets (n_outputs, n), as the data have them.
    """
    experiment, graph = trainer.experiment, trainer.graph
    n_positions = graph.n_positions
    inputs, targets = in_columns(x, n_positions), in_columns(y, n_positions)
    evaluator = Evaluator(graph, trainer.layout, inputs)
    a = evaluator.evaluate(trainer.vector)
    with np.errstate(all="ignore"):
        loss = LOSSES[experiment.loss].value(evaluator.output_z, a, targets)
    classes = None
    if experiment.task == "classification":
        classes = classes_of_steps(a, experiment, n_positions)
    return Inference(in_samples(a, n_positions), float(loss.real), classes)
