"""Inspector: all about one number of the current step, from the outside in.

Every number is from one step, with the weights before its update.  What the step has
not computed yet is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.inspection.explanation.explanation import explained
from engine.inspection.explanation.factor import Factor
from engine.inspection.inspector.bars import Bars, bars, bars_of_parameter
from engine.inspection.inspector.curve import Curve
from engine.inspection.inspector.losses import (
    SampleLosses,
    mean_loss,
    penalties,
    sample_loss,
    sample_losses,
)
from engine.inspection.inspector.matrices import Matrix, matrices
from engine.inspection.inspector.unit import Unit
from engine.inspection.inspector.update import Update, update
from engine.inspection.readout.followed import Followed, followed
from engine.limits import ExperimentError, checked_index, checked_parameter

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["TARGETS", "Inspected", "inspected"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inspected:
    """The answer about one target.

    Attributes
    ----------
    followed : Followed
        The step, and where the followed sample is.
    layer, row, column : int or None
        The target's place; None where it has none.
    parts : dict of str to Factor
        Numbers by name, each with those that it follows from.
    bars : Bars or None
        What each sample of the batch adds.
    curve : Curve or None
        f of the unit, with the followed sample's z.
    update : Update or None
    losses : SampleLosses or None
    matrices : tuple of Matrix
    """

    followed: Followed
    layer: int | None = None
    row: int | None = None
    column: int | None = None
    parts: dict[str, Factor] = field(default_factory=dict)
    bars: Bars | None = None
    curve: Curve | None = None
    update: Update | None = None
    losses: SampleLosses | None = None
    matrices: tuple[Matrix, ...] = ()


def inspected(
    trainer: Trainer,
    target: str,
    layer: int = 0,
    row: int = 0,
    column: int | None = None,
    *,
    sample: int | None = None,
    depth: int = 1,
) -> Inspected:
    """Return all about a weight, bias, neuron, layer, input, output, or the loss.

    A network of any kind has a loss; the others are those of a dense one.

    Parameters
    ----------
    target : str
        One of `TARGETS`; an output is a neuron of the last layer.
    sample : int or None
        The index of a training sample to follow; None means the batch.
    depth : int
        The number of layers to go back, or on to the loss, before numbers are taken as
        given.

    Raises
    ------
    ExperimentError
        If there is no such target, number or sample.
    NeedsDenseError
        If the target is one that other networks do not have.
    """
    if target != "loss":
        trainer.layout.require_layers()
    if target not in TARGETS:
        message = f"target must be one of {', '.join(TARGETS)}, not {target!r}"
        raise ExperimentError("target", target, message, list(TARGETS))
    if target == "weight" and column is None:
        raise ExperimentError("column", None, "a weight needs a column")
    found = followed(trainer, sample)
    if target == "output":
        layer = len(found.step.layers) - 1
    checked_index("layer", layer, len(trainer.layout.parameters))
    inspection = _Inspection(found, layer, row, column, depth)
    return TARGETS[target](inspection)


class _Inspection:
    """One question about the current step."""

    def __init__(
        self, found: Followed, layer: int, row: int, column: int | None, depth: int
    ) -> None:
        self._found = found
        self._layer, self._row, self._column = layer, row, column
        self._trace, self._n = found.trace, found.column
        self._placement = found.trace.placement
        self._unit = Unit(found, layer, row, depth)

    # ---- targets ---------------------------------------------------------------------

    def weight(self) -> Inspected:
        """Return the gradient of a weight, its shares, and its update."""
        return self._parameter(self._column)

    def bias(self) -> Inspected:
        """Return the same of a bias."""
        return self._parameter(None)

    def _parameter(self, column: int | None) -> Inspected:
        step, layer, row = self._found.step, self._layer, self._row
        checked_parameter(step.layout.pairs(step.gradient), layer, row, column)
        parameter = self._placement.graph.parameters[layer]
        (node,) = self._placement.graph.users[parameter]
        gradient = replace(
            explained(step).leaves.parameter_gradient(parameter, row, column),
            operation="sum",
            formula=self._placement.kinds[node].latex_gradient,
        )
        parts, n = {"gradient": gradient}, self._n
        if n is not None:
            share = self._unit.explanation.share(parameter, row, column, n)
            parts |= {"share": share} | self._unit.deltas(n)
        return Inspected(
            followed=self._found,
            layer=layer,
            row=row,
            column=column,
            parts=parts,
            bars=bars_of_parameter(step, parameter, row, column),
            curve=self._unit.curve(),
            update=update(step, layer, row, column),
        )

    def neuron(self) -> Inspected:
        """Return z, a, f' and delta of a unit, and what they follow from."""
        step, layer, row = self._found.step, self._layer, self._row
        checked_index("row", row, step.layout.layers[layer].fan_out)
        deltas = step.layers[layer].delta[row]
        n = self._n
        parts = self._unit.means() if n is None else self._unit.of_sample(n)
        return Inspected(
            followed=self._found,
            layer=layer,
            row=row,
            parts=parts,
            bars=bars(step, deltas, deltas),
            curve=self._unit.curve(),
        )

    def input(self) -> Inspected:
        """Return the value of an input."""
        step, row = self._found.step, self._row
        checked_index("row", row, step.x.shape[0])
        node = self._placement.graph.named("x")[0]
        if self._n is None:
            value = self._unit.mean("value", node)
        else:
            value = self._unit.explanation.leaves.value(node, row, self._n)
        return Inspected(
            followed=self._found,
            layer=-1,
            row=row,
            parts={"value": value},
            bars=bars(step, step.x[row]),
        )

    def layer(self) -> Inspected:
        """Return all matrices of a layer."""
        trace, layer = self._trace, self._layer
        return Inspected(
            followed=self._found,
            layer=layer,
            matrices=matrices(trace, layer, self._n),
        )

    def loss(self) -> Inspected:
        """Return the loss of each sample, of the batch, and of the penalties."""
        step, parts = self._found.step, {}
        if self._n is not None:
            parts["sample_loss"] = sample_loss(
                self._trace, self._unit.explanation.leaves, self._n
            )
        parts["loss"] = mean_loss(step)
        losses = sample_losses(step)
        return Inspected(
            followed=self._found,
            parts=parts | penalties(step),
            bars=bars(step, losses.losses / step.batch_size),
            losses=losses,
        )


TARGETS: dict[str, Callable[[_Inspection], Inspected]] = {
    "weight": _Inspection.weight,
    "bias": _Inspection.bias,
    "neuron": _Inspection.neuron,
    "layer": _Inspection.layer,
    "input": _Inspection.input,
    "output": _Inspection.neuron,
    "loss": _Inspection.loss,
}
