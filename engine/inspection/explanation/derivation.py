r"""Derivation: the chain rule behind one number, as a tree of named factors.

Every node holds a value that training computed and the operation that gives it from
its factors; `Factor.derived` computes it again from them.  For sample n of a batch:

    activation   :math:`a_i = f(z_i)`, :math:`z_i = \sum_j w_{ij} a_j + b_i`
    delta        :math:`\delta_i = da_i\,f'(z_i)`, :math:`da_i = \sum_k w_{ki} \delta_k`
    weight       :math:`\partial L / \partial w_{ij} = \sum_n \delta_{in} a_{jn}`
    bias         :math:`\partial L / \partial b_i = \sum_n \delta_{in}`
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from engine.inspection.explanation.explanation import Explanation
from engine.inspection.explanation.factor import Factor
from engine.inspection.explanation.naming import Naming
from engine.limits import ExperimentError, checked_index, checked_parameter

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["TARGETS", "derivation", "explained"]

TARGETS = ("weight", "bias", "delta", "activation")


def derivation(
    trace: Trace,
    target: str,
    layer: int,
    row: int,
    column: int | None = None,
    *,
    sample: int | None = None,
    depth: int = 1,
) -> Factor:
    """Return the derivation of one number of a traced step.

    Parameters
    ----------
    target : {"weight", "bias", "delta", "activation"}
        For a weight or bias its gradient is derived; only a weight has a ``column``.
    sample : int or None
        A sample of the batch, to derive numbers of the loss of that sample.  None means
        the batch: gradients are sums over its samples, a delta or activation is their
        mean.
    depth : int
        The number of layers to go back (activation) or on towards the loss (gradients)
        before numbers are taken as given.

    Raises
    ------
    ExperimentError
        If there is no such target, parameter or sample.
    """
    if target not in TARGETS:
        message = f"target must be one of {', '.join(TARGETS)}, not {target!r}"
        raise ExperimentError("target", target, message, list(TARGETS))
    if target == "weight" and column is None:
        raise ExperimentError("column", None, "a weight needs a column")
    place = column if target == "weight" else None
    if target in ("weight", "bias"):
        checked_parameter(trace.layout.pairs(trace.gradient), layer, row, place)
    else:
        checked_index("layer", layer, len(trace.layers))
        checked_index("row", row, trace.layers[layer].z.shape[0])
    if sample is not None:
        checked_index("sample", sample, trace.batch_size)
        trace = trace.sample(sample)
    graph = trace.placement.graph
    explanation = explained(trace)
    if target in ("weight", "bias"):
        parameter = list(graph.users)[layer]
        return explanation.parameter(parameter, row, place, depth)
    name, make = {
        "delta": ("z", explanation.gradient),
        "activation": ("a", explanation.value),
    }[target]
    node = graph.named(name)[layer]
    terms = [make(node, row, n, depth) for n in range(trace.batch_size)]
    return terms[0] if len(terms) == 1 else _mean(terms, target, layer, row)


def explained(trace: Trace) -> Explanation:
    """Return the explanation of a traced step."""
    names = trace.experiment.input_names
    naming = Naming(trace.placement.graph, trace.batch_indices, names)
    return Explanation(trace.placement, cache(trace.array), naming)


def _mean(terms: list[Factor], target: str, layer: int, row: int) -> Factor:
    """Return the mean over the samples of a batch."""
    n_terms, name = len(terms), r"\delta" if target == "delta" else "a"
    return Factor(
        symbol=rf"\overline{{{name}}}^{{({layer + 1})}}_{{{row + 1}}}",
        value=math.fsum(term.value for term in terms) / n_terms,
        origin=f"mean over the {n_terms} samples of the batch",
        operation="mean",
        formula=rf"\frac{{1}}{{{n_terms}}} \sum_n {name}_n",
        factors=tuple(terms),
    )
