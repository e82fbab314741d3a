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
from typing import TYPE_CHECKING

from engine.inspection.backward_factors import BackwardFactors
from engine.inspection.factor import Factor
from engine.inspection.forward_factors import ForwardFactors
from engine.limits import ExperimentError, checked_index, checked_parameter

if TYPE_CHECKING:
    from engine.program.trace import Trace

__all__ = ["TARGETS", "derivation"]

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
        return _Derivation(trace.sample(sample)).of(target, layer, row, place, depth)
    return _Derivation(trace).of(target, layer, row, place, depth)


class _Derivation:
    """The derivations of one trace."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._forward, self._backward = ForwardFactors(trace), BackwardFactors(trace)

    def of(
        self, target: str, layer: int, row: int, column: int | None, depth: int
    ) -> Factor:
        samples = range(self._trace.batch_size)
        if target == "weight" and column is not None:
            terms = [self._gradient_term(layer, row, column, n, depth) for n in samples]
            dW = self._trace.layers[layer].dW
            name = rf"w^{{({layer + 1})}}_{{{row + 1},{column + 1}}}"
            return self._gradient(name, float(dW[row, column]), layer, terms)
        if target == "bias":
            terms = [self._backward.delta(layer, row, n, depth) for n in samples]
            db = self._trace.layers[layer].db
            value = math.nan if db is None else float(db[row, 0])
            name = rf"b^{{({layer + 1})}}_{{{row + 1}}}"
            return self._gradient(name, value, layer, terms)
        make = self._backward.delta if target == "delta" else self._forward.activation
        terms = [make(layer, row, n, depth) for n in samples]
        if len(terms) == 1:
            return terms[0]
        name = r"\delta" if target == "delta" else "a"
        return self._mean(name, layer, row, terms)

    def _gradient(
        self, name: str, value: float, layer: int, terms: list[Factor]
    ) -> Factor:
        symbol = rf"\frac{{\partial L}}{{\partial {name}}}"
        origin = f"backward phase, layer {layer + 1}"
        if len(terms) == 1:
            only = terms[0]
            return Factor(
                symbol=symbol,
                value=value,
                origin=origin,
                operation="sum",
                formula=only.formula or only.symbol,
                factors=(only,),
            )
        return Factor(
            symbol=symbol,
            value=value,
            origin=f"{origin}, all {len(terms)} samples of the batch",
            operation="sum",
            formula=r"\sum_n \delta_n a_n" if terms[0].factors else r"\sum_n \delta_n",
            factors=tuple(terms),
        )

    def _mean(self, name: str, layer: int, row: int, terms: list[Factor]) -> Factor:
        n_terms = len(terms)
        return Factor(
            symbol=rf"\overline{{{name}}}^{{({layer + 1})}}_{{{row + 1}}}",
            value=math.fsum(term.value for term in terms) / n_terms,
            origin=f"mean over the {n_terms} samples of the batch",
            operation="function",
            formula=rf"\frac{{1}}{{{n_terms}}} \sum_n {name}_n",
            factors=tuple(terms),
            function=lambda *values: math.fsum(values) / len(values),
        )

    def _gradient_term(
        self, layer: int, row: int, column: int, n: int, depth: int
    ) -> Factor:
        delta = self._backward.delta(layer, row, n, depth)
        a = self._forward.input(layer, column, n)
        return Factor(
            symbol=rf"\delta_{{{row + 1}}} a_{{{column + 1}}}",
            value=delta.value * a.value,
            origin=f"sample {n + 1} of the batch",
            operation="product",
            formula=r"\delta \cdot a",
            factors=(delta, a),
        )
