"""Losses: the loss of each sample of a batch, and what penalties add to their mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.functions.losses import LOSSES
from engine.functions.penalties import penalty_value
from engine.graph import Ref
from engine.inspection.explanation.factor import Factor, NumberRef
from engine.inspection.explanation.leaves import Leaves
from engine.program.trace import Trace

__all__ = [
    "SampleLosses",
    "column_losses",
    "mean_loss",
    "penalties",
    "sample_loss",
    "sample_losses",
]

MAX_NUMBERS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleLosses:
    """The losses of the samples of a batch, in its order.

    Attributes
    ----------
    samples, losses : Array
        (B,): the indices of training samples, and the loss of each, not over B.
    outputs, targets : Array or None
        (n_outputs, B); None of a very large batch, and of samples that have a target
        at each of several steps.
    """

    latex: str
    samples: Array
    losses: Array
    outputs: Array | None
    targets: Array | None


def sample_losses(trace: Trace) -> SampleLosses:
    """Return the loss of each sample, with the weights before the update.

    It is the mean over the positions of a sample that has several.
    """
    _, a = _outputs(trace)
    fits = a.size <= MAX_NUMBERS and trace.experiment.n_target_steps == 1
    return SampleLosses(
        latex=LOSSES[trace.experiment.loss].latex,
        samples=trace.batch_indices,
        losses=column_losses(trace).mean(axis=1),
        outputs=a if fits else None,
        targets=trace.y if fits else None,
    )


def column_losses(trace: Trace) -> Array:
    """Return the losses of all samples and of each position, (B, n_positions)."""
    each: Array = _each(trace, *_outputs(trace), trace.y)
    return each.reshape(trace.batch_size, -1)


def sample_loss(trace: Trace, leaves: Leaves, n: int) -> Factor:
    """Return the loss of sample n, from its z, its outputs and its targets.

    It is the mean over the positions of a sample that has several.
    """
    loss = trace.placement.loss
    assert loss is not None
    z, a = (edge.node for edge in loss.inputs)
    n_positions = trace.placement.graph.n_positions
    columns = range(n * n_positions, (n + 1) * n_positions)
    places = [(row, column) for row in range(a.n_rows) for column in columns]
    factors = (
        *(leaves.value(z, *place) for place in places),
        *(leaves.value(a, *place) for place in places),
        *(leaves.target(loss, *place) for place in places),
    )

    def function(*numbers: float) -> float:
        arrays = np.array(numbers).reshape(3, a.n_rows, n_positions)
        return float(_each(trace, *arrays).mean())

    sample = int(trace.batch_indices[n])
    return Factor(
        symbol=f"L_{{{sample + 1}}}",
        value=function(*(factor.value for factor in factors)),
        origin=f"loss of training sample {sample + 1}",
        operation="function",
        formula=LOSSES[trace.experiment.loss].latex,
        factors=factors,
        function=function,
        ref=_ref(trace, sample),
    )


def mean_loss(trace: Trace) -> Factor:
    """Return the loss of the batch, without penalties."""
    return Factor(
        symbol="L",
        value=trace.loss,
        origin=f"mean over the {trace.batch_size} samples of the batch",
        operation="mean",
        formula=LOSSES[trace.experiment.loss].latex,
        ref=_ref(trace),
    )


def penalties(trace: Trace) -> dict[str, Factor]:
    """Return what each penalty in use adds to the loss, and the total."""
    e, w = trace.experiment, trace.before[0]
    found = {}
    for name, l1, l2, symbol, formula in (
        ("l2", 0.0, e.l2, r"\tfrac{\lambda_2}{2} \sum w^2", r"\lambda_2"),
        ("l1", e.l1, 0.0, r"\lambda_1 \sum |w|", r"\lambda_1"),
    ):
        if l1 or l2:
            found[name] = Factor(
                symbol=symbol,
                value=penalty_value(trace.layout, w, l1=l1, l2=l2),
                origin=f"all weights before the update, {formula} = {l1 + l2:g}",
            )
    if found:
        parts = (mean_loss(trace), *found.values())
        found["total"] = Factor(
            symbol=r"L_{\text{total}}",
            value=sum(part.value for part in parts),
            origin="loss with penalties",
            operation="sum",
            formula=" + ".join(part.symbol for part in parts),
            factors=parts,
        )
    return found


def _ref(trace: Trace, sample: int | None = None) -> NumberRef:
    site = trace.placement.graph.nodes[-1].site
    return NumberRef("loss", "loss", -1 if site is None else site, sample=sample)


def _outputs(trace: Trace) -> tuple[Array, Array]:
    loss = trace.placement.loss
    assert loss is not None
    z, a = (trace.array(Ref("value", edge.node)) for edge in loss.inputs)
    return z, a


def _each(trace: Trace, z: Array, a: Array, y: Array) -> Array:
    """Return the loss of each column, (B,)."""
    with np.errstate(all="ignore"):
        each: Array = LOSSES[trace.experiment.loss].each(z, a, y)
    sums: Array = np.add.reduce(each, axis=0)
    return sums
