"""Input gradient: dL/dx of one sample, by the calls of the nodes that read x.

Training needs no gradient of its inputs, so no step computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, execute
from engine.functions.kinds.kind import Operands
from engine.graph import Ref
from engine.inspection.explanation.terms import operand_of
from engine.inspection.inspector.gradient import part_of
from engine.inspection.readout.followed import Followed, followed

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.training.trainer import Trainer

__all__ = ["InputGradient", "gradient_of_input", "input_gradient"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputGradient:
    """The gradient of a sample's inputs.

    Attributes
    ----------
    followed : Followed
        The step, and where the sample is.
    x, dx : Array
        (n_rows, n_positions): the inputs, and dL/dx with the batch's 1/n.
    """

    followed: Followed
    x: Array
    dx: Array


def input_gradient(trainer: Trainer, sample: int) -> InputGradient:
    """Return dL/dx of a training sample in the current step.

    Raises
    ------
    ExperimentError
        If there is no such training sample.
    """
    found = followed(trainer, sample)
    part = part_of(found)
    return InputGradient(followed=found, x=part.x, dx=gradient_of_input(part))


def gradient_of_input(trace: Trace) -> Array:
    """Return dL/dx of all samples of a step, (n_inputs, n_columns)."""
    placement, graph = trace.placement, trace.placement.graph
    found = np.zeros_like(trace.x)
    for node, k in graph.readers[graph.x]:
        if node not in placement.contributions:
            continue
        edge, (_, above) = node.inputs[k], operand_of(node, k)
        assert node.parameter is not None
        W = trace.array(Ref("W", node.parameter))
        o = Operands()
        o.grad, o.k = trace.array(Ref("grad", node)), k
        if node.patches is None:
            o.W = W[:, above : above + edge.n_rows]
        else:
            o.W, o.patches = W, node.patches
        o.out = np.empty((edge.n_rows, trace.x.shape[1]), found.dtype)
        with np.errstate(all="ignore"):
            execute(placement.kinds[node].backward(o))
        found[slice(*edge.span)] += o.out
    return found
