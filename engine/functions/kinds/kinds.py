"""Kinds: a table of all operations that a graph can have.

A kind is used through `kind_of`: activations and losses are kinds by their entry in
their own table, all others are entries of `KINDS`.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from engine.functions.activations import ACTIVATIONS, Activation
from engine.functions.kinds.add import ADD
from engine.functions.kinds.affine import AFFINE, AFFINE_WITHOUT_BIAS
from engine.functions.kinds.attention import (
    ATTENTION,
    CAUSAL_ATTENTION,
    SCORES,
    WEIGHTED_VALUES,
)
from engine.functions.kinds.bounds import of_range
from engine.functions.kinds.convolution import CONVOLUTION, CONVOLUTION_WITHOUT_BIAS
from engine.functions.kinds.dropout import DROPOUT
from engine.functions.kinds.join import JOIN
from engine.functions.kinds.kind import Kind
from engine.functions.kinds.pooling import AVERAGE_POOL, MAX_POOL
from engine.functions.kinds.product import PRODUCT
from engine.functions.kinds.rms_norm import RMS_NORM
from engine.functions.kinds.softmax import SOFTMAX
from engine.functions.losses import LOSSES, Loss

__all__ = ["KINDS", "kind_of"]

MEAN_NUMPY = "L = np.sum(each) / B"
"""L from what each sample adds, as a plain NumPy statement."""


@cache
def kind_of(name: str) -> Kind:
    """Return the kind of a name; an activation and a loss are kinds, too."""
    if name in KINDS:
        return KINDS[name]
    f = ACTIVATIONS.get(name)
    return _of_loss(LOSSES[name]) if f is None else _of_activation(f)


def _of_activation(f: Activation) -> Kind:
    """Return the kind of a = f(z), whose gradient is delta = da f'(z)."""
    return Kind(
        name=f.name,
        latex=f.latex,
        name_backward="delta",
        latex_backward=r"\delta = da \odot f'(z)",
        latex_local=f.latex_df,
        numpy=f.numpy.format(z="{x}", a="{value}"),
        numpy_backward="{out} = {grad} * {local}",
        numpy_local=f.numpy_df.format(z="{x}", a="{value}", df="{local}"),
        torch=re.sub(r"\bz\b", "{x}", f.torch),
        forward=lambda o: f.forward(o.inputs[0], o.value, o.t),
        local=lambda o: f.local(o.inputs[0], o.value, o.local, o.t),
        backward=lambda o: ((np.multiply, (o.grad, o.local, o.out)),),
        is_activation=True,
        has_local=True,
        low=f.low,
        high=f.high,
        bound=of_range(f.low, f.high),
        is_elementwise=True,
        scaled=f.scaled,
    )


def _of_loss(loss: Loss) -> Kind:
    """Return the kind of L(z, a), with a gradient for one of the two."""
    return Kind(
        name=loss.name,
        latex=loss.latex,
        name_backward=loss.name,
        latex_backward=loss.latex_gradient,
        numpy_backward=f"{loss.numpy}\n{MEAN_NUMPY}\n{loss.numpy_gradient}".format(
            z="{x}", a="{x1}", y="{y}", out="{out}"
        ),
        backward=lambda o: loss.gradient(o.inputs[1], o.y, o.out, o.t),
        into=(0,) if loss.wrt == "z" else (1,),
    )


KINDS: dict[str, Kind] = {
    "affine": AFFINE,
    "affine without bias": AFFINE_WITHOUT_BIAS,
    "softmax": SOFTMAX,
    "dropout": DROPOUT,
    "add": ADD,
    "join": JOIN,
    "product": PRODUCT,
    "convolution": CONVOLUTION,
    "convolution without bias": CONVOLUTION_WITHOUT_BIAS,
    "max pool": MAX_POOL,
    "average pool": AVERAGE_POOL,
    "scores": SCORES,
    "attention": ATTENTION,
    "causal attention": CAUSAL_ATTENTION,
    "weighted values": WEIGHTED_VALUES,
    "rms norm": RMS_NORM,
}
"""All kinds but activations and losses; the value of an input is given."""
