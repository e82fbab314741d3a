"""Commands that inspect one number of the step just applied."""

import dataclasses

from app.protocol.commands import CheckGradient, Inspect
from app.protocol.errors import ProtocolError
from app.protocol.events import Derivation, Event, FactorFields, GradientCheck
from app.protocol.sentence import sentence
from app.session.state import SessionState
from engine import Trace, Trainer, derivation, gradcheck
from engine.functions.activations import ACTIVATIONS

__all__ = ["MAX_FACTORS", "check_gradient", "inspect"]

MAX_FACTORS = 5_000
"""Numbers in one answer: about 50 ms of computing and half a megabyte of text."""


def inspect(state: SessionState, command: Inspect, now: float) -> list[Event]:  # noqa: ARG001
    """Derive one number from the numbers that it came from.

    Raises
    ------
    ProtocolError
        Before the first step, or if the answer would be too long.
    ExperimentError
        If the network has no such number.
    """
    trace = _trace(state.trainer)
    if n_factors(command, trace) > MAX_FACTORS:
        message = sentence("error.long_derivation", limit=MAX_FACTORS)
        raise ProtocolError(
            "limit_exceeded", message, field="sample", limit=MAX_FACTORS
        )
    place = command.model_dump(exclude={"type", "id"})
    factor = derivation(trace, **place)
    fields = FactorFields.model_validate(factor.to_dict(), strict=False)
    return [
        Derivation(
            id=command.id, step=trace.step, derived=factor.derived(), factor=fields
        )
    ]


def n_factors(command: Inspect, trace: Trace) -> int:
    """Return an upper bound of the numbers in a derivation, without deriving it."""
    widest = max(layer.fan_out for layer in trace.layout.layers)
    widest = max(widest, trace.layout.layers[0].fan_in)
    masked = 2 if trace.masks else 0
    each = 1
    for _ in range(command.depth):
        each = 5 + masked + widest * (3 + masked + each)
    output = trace.layout.layers[-1]
    if (command.target, command.layer) == ("activation", output.index):
        # softmax depends on the z of all outputs
        each *= 1 if output.activation in ACTIVATIONS else output.fan_out
    return 1 + (2 + each) * (trace.batch_size if command.sample is None else 1)


def check_gradient(
    state: SessionState,
    command: CheckGradient,
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Compare a gradient with its finite difference; raises like `inspect`."""
    trace = _trace(state.trainer)
    found = gradcheck(trace, command.layer, command.row, command.column)
    fields = dataclasses.asdict(found)
    return [GradientCheck(id=command.id, step=trace.step, **fields)]


def _trace(trainer: Trainer) -> Trace:
    if trainer.op_index or trainer.last_step() is None:
        raise ProtocolError("not_ready", sentence("error.no_step"))
    return trainer.trace()
