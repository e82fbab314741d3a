"""Observation: the numbers of one looked-at step that the rules compare."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.inspection.diagnosis.gradient_flow import NO_FLOW, Flow, flow_of
from engine.inspection.figures.diagnostics import diagnostics
from engine.inspection.figures.root_mean_square import root_mean_square
from engine.program.ops.update import gradient_before

if TYPE_CHECKING:
    from engine.layout import ParameterLayout
    from engine.program.trace import StepVectors
    from engine.training.trainer import Trainer

__all__ = ["Observation", "observe"]

SAME = 1e-12
"""Units are the same if their weights differ by no more, relative to the largest."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What was seen after one step.

    Attributes
    ----------
    step : int
        Finished steps.
    batch : int
        Samples of the step.
    train_loss, test_loss, train_accuracy, test_accuracy : float
        Over all samples, after the step; NaN where there is none.
    delta_rms, da_rms : Array
        (n_layers,): root mean squares of dL/dz and of dL/da over units and samples;
        that of da is NaN for the output.
    update_ratio, weight_rms : Array
        (n_layers,): the step's change of the weights over their size, and their size.
    dead, saturated : tuple of Array
        Per layer and unit (fan_out,), over training samples: 1 for a unit with f' = 0
        on all of them, and the share of them on which f' is small. Empty
        where units were not looked at.
    same_units : Array
        (n_layers,) of bool: whether all units of a layer have the same weights.
    gradient_norm : float
        The length of the gradient with its penalties, before clipping.
    output_derivative : float
        What f' of the output leaves of the gradient, rms(delta) over rms(da); NaN where
        training does not compute it, as for softmax.
    n_predicted : int
        How many classes the network predicts for training samples; 0 in a regression.
    flow : Flow
        Figures of the backward pass through a network that is not dense; such a network
        has no figures of layers and units.
    """

    step: int
    batch: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    delta_rms: Array
    da_rms: Array
    update_ratio: Array
    weight_rms: Array
    dead: tuple[Array, ...]
    saturated: tuple[Array, ...]
    same_units: Array
    gradient_norm: float
    output_derivative: float
    n_predicted: int
    flow: Flow = NO_FLOW


def observe(trainer: Trainer, *, with_units: bool = True) -> Observation | None:
    """Observe the step just applied; None within a step and where there is no trace.

    ``with_units`` is whether to look at every unit, which takes long.
    """
    step = None if trainer.op_index else trainer.last_step()
    if step is None:
        return None
    figures, is_dense = diagnostics(trainer), trainer.experiment.is_dense
    with_units = with_units and is_dense
    dead, saturated = trainer.unit_health() if with_units else ((), ())
    train_loss, test_loss = trainer.losses
    with np.errstate(all="ignore"):
        return Observation(
            step=trainer.step_count,
            batch=step.batch_size,
            train_loss=train_loss,
            test_loss=test_loss,
            train_accuracy=trainer.train_accuracy,
            test_accuracy=trainer.test_accuracy,
            delta_rms=figures.delta_rms,
            da_rms=figures.da_rms,
            update_ratio=figures.update_ratio,
            weight_rms=figures.weight_rms,
            dead=tuple(dead),
            saturated=tuple(saturated),
            same_units=_same_units(step.layout, trainer.vector),
            gradient_norm=_gradient_norm(trainer, step),
            output_derivative=_output_derivative(step) if is_dense else math.nan,
            n_predicted=_n_predicted(trainer) if is_dense else 0,
            flow=NO_FLOW if is_dense else flow_of(trainer.trace(is_live=True)),
        )


def _n_predicted(trainer: Trainer) -> int:
    """Return how many classes the training samples are predicted to be in."""
    if trainer.experiment.task != "classification":
        return 0
    return int(np.count_nonzero(np.bincount(trainer.predicted("train"))))


def _output_derivative(step: StepVectors) -> float:
    if not step.computes("df", -1):
        return math.nan
    rows = slice(-step.layout.layers[-1].fan_out, None)
    da = root_mean_square(step.quantity("da")[rows])
    return root_mean_square(step.quantity("delta")[rows]) / da if da else math.nan


def _same_units(layout: ParameterLayout, vector: Array) -> Array:
    """Return whether the units of each layer, two or more, have the same weights."""
    most = SAME * math.sqrt(vector.dot(vector))
    return np.array([_are_same(block, most) for block in layout.blocks(vector)])


def _are_same(block: Array, most: float) -> bool:
    """Return whether all rows of [W | b] are equal, to ``most`` in the first column."""
    if len(block) < 2 or abs(float(block[0, 0]) - float(block[1, 0])) > most:
        return False
    return bool(np.abs(block - block[:1]).max() <= SAME * np.abs(block).max())


def _gradient_norm(trainer: Trainer, step: StepVectors) -> float:
    """Return the norm that `engine.functions.penalties.clip_calls` compares."""
    g = gradient_before(
        "clip_norm",
        trainer.experiment,
        step.layout,
        gradient=step.gradient,
        parameters=step.before[0],
    )
    return root_mean_square(g) * math.sqrt(len(g))
