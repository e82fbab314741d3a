"""Update phase: the ops from the gradient to the new parameters.

They are the penalties, clipping, the optimizer's rule, and the addition of its update.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.arrays import Array, Calls, execute
from engine.functions.intermediates import (
    BOUNDED,
    CLIPPED,
    PENALTY_L1,
    PENALTY_L2,
    Intermediate,
)
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.penalties import (
    CLIP_NUMPY,
    clip_calls,
    l1_calls,
    l2_calls,
    max_norm_calls,
)
from engine.functions.schedules import learning_rate_at
from engine.functions.update_buffers import N_FIXED_ROWS, UpdateBuffers
from engine.graph import Ref
from engine.layout import ParameterLayout
from engine.program.ops.op import Clock, Op, known

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = [
    "APPLY",
    "APPLY_BOUNDED",
    "GRADIENT_OPS",
    "GradientOp",
    "UpdatePhase",
    "apply_calls",
    "between",
    "changes_gradient",
    "gradient_before",
    "rate_at",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientOp:
    """An op between backpropagation and the optimizer's rule.

    Attributes
    ----------
    setting : str
        The setting that asks for it, by a value that is not 0, False or None.
    calls : callable
        ``calls(value, layout, source, u)``: from the setting's value and the gradient
        so far, ``source``, which may be ``u.g`` itself, to ``u.g``.
    numpy : str
        The same as a plain NumPy statement on the vectors g, w and is_weight (1 for a
        weight, 0 for a bias) and the setting by its name.
    between : tuple of Intermediate
    """

    setting: str
    name: str
    latex: str
    numpy: str
    calls: Callable[[Any, ParameterLayout, Array, UpdateBuffers], Calls]
    between: tuple[Intermediate, ...] = ()


GRADIENT_OPS: tuple[GradientOp, ...] = (
    GradientOp(
        setting="l2",
        name="l2 penalty",
        latex=r"g = dW + \lambda_2 w",
        numpy="g = g + l2 * w * is_weight",
        calls=lambda l2, layout, source, u: l2_calls(
            layout, l2, gradient=source, parameters=u.parameters, g=u.g
        ),
        between=PENALTY_L2,
    ),
    GradientOp(
        setting="l1",
        name="l1 penalty",
        latex=r"g \leftarrow g + \lambda_1 \mathrm{sign}\, w",
        numpy="g = g + l1 * np.sign(w) * is_weight",
        calls=lambda l1, layout, source, u: l1_calls(
            layout, l1, gradient=source, parameters=u.parameters, g=u.g
        ),
        between=PENALTY_L1,
    ),
    GradientOp(
        setting="freeze_biases",
        name="freeze biases",
        latex=r"g_b \leftarrow 0",
        numpy="g = g * is_weight",
        calls=lambda _on, layout, source, u: (
            (np.copyto, (u.g, source)),
            (u.g.put, (_biases(layout), 0.0)),
        ),
    ),
    GradientOp(
        setting="clip_norm",
        name="clip",
        latex=r"g \leftarrow g \min(1, c / \lVert g \rVert)",
        numpy=CLIP_NUMPY,
        calls=lambda clip_norm, _layout, source, u: clip_calls(source, u.g, clip_norm),
        between=CLIPPED,
    ),
)
"""The ops from the gradient to g, in their order."""

APPLY = r"w \leftarrow w + \Delta"
APPLY_BOUNDED = r"w \leftarrow (w + \Delta) \min(1, r / \lVert w + \Delta \rVert)"
"""The last op, without and with max-norm, which bounds the weights into a unit."""
UpdatePart: TypeAlias = tuple[str, str, Calls, str]
REFS_OF_APPLY = known((Ref("dW", None),), (Ref("update", None), Ref("W", None)))


def between(experiment: Experiment, op: Op) -> tuple[Intermediate, ...]:
    """Return the intermediate numbers of an op of the update."""
    if op.latex == APPLY_BOUNDED:
        return BOUNDED
    for gradient_op in GRADIENT_OPS:
        if (gradient_op.name, gradient_op.latex) == (op.name, op.latex):
            return gradient_op.between
    return OPTIMIZERS[experiment.optimizer].between.get(op.name, ())


def apply_calls(
    layout: ParameterLayout, u: UpdateBuffers, max_norm: float | None
) -> Calls:
    """Return calls for w = w + update; then no unit's weights exceed ``max_norm``."""
    calls: Calls = ((np.add, (u.parameters, u.update, u.parameters)),)
    if max_norm is not None:
        calls += max_norm_calls(layout, u.parameters, max_norm)
    return calls


def _biases(layout: ParameterLayout) -> Array:
    """Return the indices of all biases in the parameter vector."""
    return np.flatnonzero(layout.weight_mask() == 0)


def _gradient_parts(
    ops: Iterable[GradientOp],
    experiment: Experiment,
    layout: ParameterLayout,
    gradient: Array,
    u: UpdateBuffers,
) -> list[UpdatePart]:
    """Return the parts of those ops that are in use, from ``gradient`` to ``u.g``."""
    parts: list[UpdatePart] = []
    for op in ops:
        if value := getattr(experiment, op.setting):
            calls = op.calls(value, layout, u.g if parts else gradient, u)
            parts.append((op.name, op.latex, calls, op.numpy))
    return parts


def gradient_before(
    setting: str,
    experiment: Experiment,
    layout: ParameterLayout,
    *,
    gradient: Array,
    parameters: Array,
) -> Array:
    """Return what the op of a setting gets of a gradient (P,), which is not changed."""
    ops = takewhile(lambda op: op.setting != setting, GRADIENT_OPS)
    u = UpdateBuffers(np.zeros((N_FIXED_ROWS, len(gradient)), gradient.dtype))
    np.copyto(u.parameters, parameters)
    parts = _gradient_parts(ops, experiment, layout, gradient, u)
    execute(call for _, _, calls, _ in parts for call in calls)
    return u.g if parts else gradient


def changes_gradient(experiment: Experiment) -> bool:
    """Return whether g differs from the gradient, so that it needs its own memory."""
    return any(getattr(experiment, op.setting) for op in GRADIENT_OPS)


class UpdatePhase:
    """The update phase of a program.

    Parameters
    ----------
    experiment : Experiment
    layout : ParameterLayout
    matrix : Array
        (4 + k, P), see `engine.functions.update_buffers`.
    gradient : Array
        (P,) of dW and db.
    clock : Clock
        Counts steps; read and advanced by the ops.

    Attributes
    ----------
    parts : list of (str, str, tuple, str)
        Name, LaTeX, calls, and plain NumPy statements of each op.
    parameters : Array
        (P,): the row of the matrix that the ops change.
    """

    def __init__(
        self,
        experiment: Experiment,
        layout: ParameterLayout,
        *,
        matrix: Array,
        gradient: Array,
        clock: Clock,
    ) -> None:
        self._clock, self._buffers = clock, UpdateBuffers(matrix)
        self.parameters = self._buffers.parameters
        self.set_scalars(experiment)
        self.parts = _gradient_parts(
            GRADIENT_OPS, experiment, layout, gradient, self._buffers
        )
        self.parts += self._rule(experiment)
        if experiment.freeze_biases:
            # Momentum from before, and weight decay, would still move them.
            calls = ((self._buffers.update.put, (_biases(layout), 0.0)),)
            words = ("freeze biases", r"\Delta_b \leftarrow 0")
            self.parts.append((*words, calls, "update = update * is_weight"))
        latex = APPLY if experiment.max_norm is None else APPLY_BOUNDED
        applied = apply_calls(layout, self._buffers, experiment.max_norm)
        self.parts.append(("apply", latex, applied, "w += update"))

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        """The parts with their words."""
        *others, (name, latex, calls, numpy) = self.parts
        last = Op("update", None, name, latex, calls, REFS_OF_APPLY, numpy)
        return (
            *(
                Op("update", None, name, latex, calls, numpy=numpy)
                for name, latex, calls, numpy in others
            ),
            last,
        )

    def _rule(self, e: Experiment) -> Iterator[UpdatePart]:
        """Yield the optimizer's parts; the first one sets the step's constants."""
        optimizer = OPTIMIZERS[e.optimizer]
        is_scheduled = e.schedule != "constant" or e.warmup_steps > 0
        first: Calls = ()
        if is_scheduled or optimizer.depends_on_t:
            first = ((self._tick, ()),)
        named = optimizer.build(self._buffers, self._constants)
        for (name, latex, calls), numpy in zip(named, optimizer.numpy, strict=True):
            yield name, latex, (*first, *calls), numpy
            first = ()

    def array(self, quantity: str) -> Array:
        """Return g, the changes, or W with the slots, of all parameters."""
        u = self._buffers
        arrays: dict[str, Array] = {"dW": u.g, "update": u.update, "W": u.state}
        return arrays[quantity]

    def set_scalars(self, experiment: Experiment) -> None:
        """Take over an experiment that differs in the fields `SCALARS` only.

        Constants that no op recomputes at each step are set here.
        """
        self._scalars = OPTIMIZERS[experiment.optimizer].scalars
        self._rate, self._constants = rate_at(experiment), experiment.constants
        scalars = self._scalars(1, experiment.learning_rate, self._constants)
        self._buffers.set_scalars(scalars)

    def _tick(self) -> None:
        """Set the constants of the coming update, and count it."""
        clock = self._clock
        step, t = clock.step, clock.t + 1
        clock.step, clock.t = step + 1, t
        self._buffers.set_scalars(self._scalars(t, self._rate(step), self._constants))


def rate_at(e: Experiment) -> Callable[[int], float]:
    """Return the learning rate after a number of finished steps, as a function."""
    if e.schedule == "constant" and not e.warmup_steps:
        learning_rate = e.learning_rate
        return lambda _step: learning_rate
    return lambda step: learning_rate_at(
        step,
        learning_rate=e.learning_rate,
        schedule=e.schedule,
        schedule_steps=e.schedule_steps,
        schedule_factor=e.schedule_factor,
        warmup_steps=e.warmup_steps,
    )
