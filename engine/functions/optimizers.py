r"""Optimizers: the rules that turn a gradient into a change of the parameters.

An optimizer works on whole vectors (P,), all parameters at once: the rows of
`UpdateBuffers`.  ``build(u, c)`` returns the named calls of an update from its buffers
u and constants c; they fill ``u.update``, the change to be added to the parameters.
Numbers that depend on the step (a schedule, Adam's bias correction) are 0-d arrays
that are set before each update.  The conventions are PyTorch's: eps outside the root,
bias correction by division.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Calls, constant
from engine.functions.intermediates import (
    CORRECTED,
    DECAY,
    LOOK_AHEAD,
    SCALED,
    Intermediate,
)
from engine.functions.update_buffers import UpdateBuffers

__all__ = [
    "OPTIMIZERS",
    "Constants",
    "NamedCalls",
    "Optimizer",
]

BROADCAST_FROM = 2048
"""The number of parameters from which Adam broadcasts its constants.

For fewer, reading whole rows of constants is faster.
"""

NamedCalls = tuple[str, str, Calls]
"""Name and LaTeX of an op, and its calls."""


class Constants(NamedTuple):
    """The settings of an update rule apart from the learning rate."""

    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    rho: float = 0.9
    eps: float = 1e-8
    weight_decay: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer:
    """One optimizer.

    Attributes
    ----------
    build : callable
        ``(u, c) -> ((name, latex, calls), ...)``: the ops of an update.
    numpy : tuple of str
        Each op as plain NumPy statements on vectors (P,): g, the parameters w, the
        slots and the constants by name, t, and ``update``; in the order of the calls.
    torch : str
        The optimizer of PyTorch that has the same numbers, for the parameters
        ``learning``; empty if there is none.
    torch_state : tuple of str
        The names of the slots in the state of that optimizer.
    constants : tuple of str
        The experiment's fields that it reads apart from the learning rate.
    slots : tuple of str
        The names of its state vectors, in row order.
    memory : str or None
        The slot that carries earlier gradients with their sign, so that a step can go
        against the present one.
    scalars : callable
        ``(t, learning_rate, c) -> (rate, eps, decay)`` for its t-th update (from 1).
    between : mapping
        The intermediate numbers of an op, by the op's name.
    depends_on_t : bool
        Whether the scalars change with t at a constant learning rate.
    full_batch : bool
        Whether every step uses all training samples, whatever the batch size.
    """

    name: str
    label: str
    help: str
    latex: str
    numpy: tuple[str, ...]
    build: Callable[[UpdateBuffers, Constants], tuple[NamedCalls, ...]]
    constants: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    memory: str | None = None
    scalars: Callable[[int, float, Constants], tuple[float, float, float]]
    between: Mapping[str, tuple[Intermediate, ...]] = field(default_factory=dict)
    torch: str = ""
    torch_state: tuple[str, ...] = ()
    depends_on_t: bool = False
    full_batch: bool = False


def _plain(t: int, learning_rate: float, c: Constants) -> tuple[float, float, float]:  # noqa: ARG001
    return -learning_rate, c.eps, 0.0


def _adam_scalars(
    t: int, learning_rate: float, c: Constants
) -> tuple[float, float, float]:
    r"""Fold both bias corrections into two numbers.

    With :math:`c_i = 1 - \beta_i^t`, the rule :math:`\eta\,(m/c_1) /
    (\sqrt{v/c_2} + \epsilon)` equals
    :math:`(\eta \sqrt{c_2} / c_1)\; m / (\sqrt v + \epsilon \sqrt{c_2})`.
    """
    root = math.sqrt(1 - c.beta2**t)
    return (
        -learning_rate * root / (1 - c.beta1**t),
        c.eps * root,
        -learning_rate * c.weight_decay,
    )


def _sgd(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:  # noqa: ARG001
    return (("step", r"\Delta = -\eta\, g", ((np.multiply, (u.g, u.rate, u.update)),)),)


def _velocity(u: UpdateBuffers, c: Constants) -> NamedCalls:
    v, momentum = u.slots[0], constant(c.momentum, u.g.dtype)
    return (
        "velocity",
        r"v \leftarrow \mu v + g",
        ((np.multiply, (v, momentum, v)), (np.add, (v, u.g, v))),
    )


def _momentum(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:
    return (
        _velocity(u, c),
        (
            "step",
            r"\Delta = -\eta\, v",
            ((np.multiply, (u.slots[0], u.rate, u.update)),),
        ),
    )


def _nesterov(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:
    momentum = constant(c.momentum, u.g.dtype)
    return (
        _velocity(u, c),
        (
            "look ahead",
            r"\Delta = -\eta\, (g + \mu v)",
            (
                (np.multiply, (u.slots[0], momentum, u.t)),
                (np.add, (u.t, u.g, u.t)),
                (np.multiply, (u.t, u.rate, u.update)),
            ),
        ),
    )


def _scaled_step(u: UpdateBuffers, numerator: Array, v: Array) -> Calls:
    """``update = rate * numerator / (sqrt(v) + eps)``."""
    return (
        (np.sqrt, (v, u.t)),
        (np.add, (u.t, u.eps, u.t)),
        (np.divide, (numerator, u.t, u.t)),
        (np.multiply, (u.t, u.rate, u.update)),
    )


def _adagrad(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:  # noqa: ARG001
    s = u.slots[0]
    return (
        (
            "sum of squares",
            r"s \leftarrow s + g^2",
            ((np.square, (u.g, u.t)), (np.add, (s, u.t, s))),
        ),
        (
            "step",
            r"\Delta = -\eta\, g / (\sqrt{s} + \epsilon)",
            _scaled_step(u, u.g, s),
        ),
    )


def _rmsprop(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:
    s = u.slots[0]
    return (
        (
            "mean of squares",
            r"s \leftarrow \rho s + (1 - \rho) g^2",
            (
                (np.square, (u.g, u.t)),
                (np.multiply, (u.t, constant(1 - c.rho, u.g.dtype), u.t)),
                (np.multiply, (s, constant(c.rho, u.g.dtype), s)),
                (np.add, (s, u.t, s)),
            ),
        ),
        (
            "step",
            r"\Delta = -\eta\, g / (\sqrt{s} + \epsilon)",
            _scaled_step(u, u.g, s),
        ),
    )


def _adam(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:
    v, m = u.slots[0], u.slots[1]
    n_columns = len(u.g) if len(u.g) < BROADCAST_FROM else 1
    betas = np.empty((2, n_columns), u.g.dtype)
    betas[0], betas[1] = c.beta2, c.beta1
    return (
        (
            "moments",
            r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad"
            r" v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
            (
                (np.square, (u.g, u.g_pair[0])),
                (np.multiply, (u.g_pair, 1 - betas, u.t2)),
                (np.multiply, (u.slots, betas, u.slots)),
                (np.add, (u.slots, u.t2, u.slots)),
            ),
        ),
        (
            "step",
            r"\Delta = -\eta\, \frac{m / (1 - \beta_1^t)}"
            r"{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
            _scaled_step(u, m, v),
        ),
    )


def _adamw(u: UpdateBuffers, c: Constants) -> tuple[NamedCalls, ...]:
    return (
        *_adam(u, c),
        (
            "weight decay",
            r"\Delta \leftarrow \Delta - \eta \lambda\, w",
            (
                (np.multiply, (u.parameters, u.decay, u.t)),
                (np.add, (u.update, u.t, u.update)),
            ),
        ),
    )


_ADAM_NUMPY = (
    "m = beta1 * m + (1 - beta1) * g\nv = beta2 * v + (1 - beta2) * g**2",
    "root = np.sqrt(1 - beta2**t)\n"
    "rate = learning_rate * root / (1 - beta1**t)\n"
    "update = -rate * (m / (np.sqrt(v) + eps * root))",
)

OPTIMIZERS: dict[str, Optimizer] = {
    entry.name: entry
    for entry in (
        Optimizer(
            name="gradient_descent",
            label="gradient descent",
            help="Every step uses all training samples and goes straight downhill.",
            latex=r"w \leftarrow w - \eta\, g",
            numpy=("update = -learning_rate * g",),
            torch="torch.optim.SGD(learning, lr=learning_rate)",
            build=_sgd,
            scalars=_plain,
            full_batch=True,
        ),
        Optimizer(
            name="sgd",
            label="SGD",
            help="The same rule on a few samples at a time: noisier, far more steps.",
            latex=r"w \leftarrow w - \eta\, g",
            numpy=("update = -learning_rate * g",),
            torch="torch.optim.SGD(learning, lr=learning_rate)",
            build=_sgd,
            scalars=_plain,
        ),
        Optimizer(
            name="momentum",
            label="momentum",
            help="A velocity gathers gradients and rolls through small bumps.",
            latex=r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\, v",
            numpy=(
                "v = momentum * v + g",
                "update = -learning_rate * v",
            ),
            torch="torch.optim.SGD(learning, lr=learning_rate, momentum=momentum)",
            torch_state=("momentum_buffer",),
            build=_momentum,
            constants=("momentum",),
            slots=("v",),
            memory="v",
            scalars=_plain,
        ),
        Optimizer(
            name="nesterov",
            label="Nesterov",
            help="Momentum that looks one step ahead before it turns.",
            latex=r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\,(g + \mu v)",
            numpy=(
                "v = momentum * v + g",
                "update = -learning_rate * (g + momentum * v)",
            ),
            torch="torch.optim.SGD(learning, lr=learning_rate, momentum=momentum,"
            " nesterov=momentum > 0)",
            torch_state=("momentum_buffer",),
            build=_nesterov,
            constants=("momentum",),
            slots=("v",),
            memory="v",
            between={"look ahead": LOOK_AHEAD},
            scalars=_plain,
        ),
        Optimizer(
            name="adagrad",
            label="AdaGrad",
            help="Divides each weight's step by the root of all its squared gradients"
            " so far (Duchi et al., 2011).",
            latex=r"s \leftarrow s + g^2,\quad"
            r" w \leftarrow w - \eta\, g/(\sqrt{s} + \epsilon)",
            numpy=(
                "s = s + g * g",
                "update = -learning_rate * (g / (np.sqrt(s) + eps))",
            ),
            torch="torch.optim.Adagrad(learning, lr=learning_rate, eps=eps)",
            torch_state=("sum",),
            build=_adagrad,
            constants=("eps",),
            slots=("s",),
            between={"step": SCALED},
            scalars=_plain,
        ),
        Optimizer(
            name="rmsprop",
            label="RMSProp",
            help="Divides by the root of a moving mean of squared gradients (Tieleman"
            " and Hinton, 2012).",
            latex=r"s \leftarrow \rho s + (1-\rho) g^2,\quad"
            r" w \leftarrow w - \eta\, g/(\sqrt{s} + \epsilon)",
            numpy=(
                "s = rho * s + (1 - rho) * g**2",
                "update = -learning_rate * (g / (np.sqrt(s) + eps))",
            ),
            torch="torch.optim.RMSprop(learning, lr=learning_rate, alpha=rho, eps=eps)",
            torch_state=("square_avg",),
            build=_rmsprop,
            constants=("rho", "eps"),
            slots=("s",),
            between={"step": SCALED},
            scalars=_plain,
        ),
        Optimizer(
            name="adam",
            label="Adam",
            help="Momentum divided by RMSProp's root, both corrected for starting at 0"
            " (Kingma and Ba, 2015).",
            latex=r"w \leftarrow w - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)",
            numpy=_ADAM_NUMPY,
            torch="torch.optim.Adam(learning, lr=learning_rate, betas=(beta1, beta2),"
            " eps=eps)",
            torch_state=("exp_avg_sq", "exp_avg"),
            build=_adam,
            constants=("beta1", "beta2", "eps"),
            slots=("v", "m"),
            memory="m",
            between={"step": CORRECTED},
            scalars=_adam_scalars,
            depends_on_t=True,
        ),
        Optimizer(
            name="adamw",
            label="AdamW",
            help="Adam, and every parameter shrinks a little at each step (Loshchilov"
            " and Hutter, 2019).",
            latex=r"w \leftarrow w - \eta\, (\hat m / (\sqrt{\hat v} + \epsilon)"
            r" + \lambda w)",
            numpy=(
                *_ADAM_NUMPY,
                "update = update - learning_rate * weight_decay * w",
            ),
            torch="torch.optim.AdamW(learning, lr=learning_rate, betas=(beta1, beta2),"
            " eps=eps, weight_decay=weight_decay)",
            torch_state=("exp_avg_sq", "exp_avg"),
            build=_adamw,
            constants=("beta1", "beta2", "eps", "weight_decay"),
            slots=("v", "m"),
            memory="m",
            between={"step": CORRECTED, "weight decay": DECAY},
            scalars=_adam_scalars,
            depends_on_t=True,
        ),
    )
}
