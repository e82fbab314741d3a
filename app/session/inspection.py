"""Inspection: one number of the step just applied, opened up for a page."""

import dataclasses

from app.i18n import t
from app.protocol.commands import CheckGradient, Inspect
from app.protocol.errors import ProtocolError
from app.protocol.events import Derivation, FactorFields, GradientCheck
from engine import Trace, Trainer, derivation, gradcheck

__all__ = ["MAX_FACTORS", "checked_gradient", "derived"]

MAX_FACTORS = 5_000
"""Numbers in one answer: about 50 ms of work and half a megabyte of text."""


def derived(command: Inspect, trainer: Trainer) -> Derivation:
    """Answer ``inspect``.

    Raises
    ------
    ProtocolError
        Before the first step, or where the answer would be too long.
    ExperimentError
        If there is no such number.
    """
    trace = _trace(trainer)
    if n_factors(command, trace) > MAX_FACTORS:
        message = t("error.long_derivation", limit=MAX_FACTORS)
        raise ProtocolError(
            "limit_exceeded", message, field="sample", limit=MAX_FACTORS
        )
    place = command.model_dump(exclude={"type", "id"})
    factor = derivation(trace, **place)
    fields = FactorFields.model_validate(factor.to_dict(), strict=False)
    return Derivation(
        id=command.id, step=trace.step, derived=factor.derived(), factor=fields
    )


def n_factors(command: Inspect, trace: Trace) -> int:
    """Bound how many numbers a derivation names, without deriving it."""
    widest = max(layer.fan_out for layer in trace.layout.layers)
    widest = max(widest, trace.layout.layers[0].fan_in)
    each = 1
    for _ in range(command.depth):
        each = 5 + widest * (3 + each)
    return 1 + (2 + each) * (trace.batch_size if command.sample is None else 1)


def checked_gradient(command: CheckGradient, trainer: Trainer) -> GradientCheck:
    """Answer ``check_gradient``; raises like `derived`."""
    trace = _trace(trainer)
    found = gradcheck(trace, command.layer, command.row, command.column)
    return GradientCheck(id=command.id, step=trace.step, **dataclasses.asdict(found))


def _trace(trainer: Trainer) -> Trace:
    if trainer.op_index or trainer.last_step() is None:
        raise ProtocolError("not_ready", t("error.no_step"))
    return trainer.trace()
