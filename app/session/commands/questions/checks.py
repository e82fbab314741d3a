"""Commands that check a step: by finite differences, and by code that runs."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from app.protocol.answers.checks import (
    CheckedPlace,
    GradientCheck,
    GradientsChecked,
    StepScript,
)
from app.protocol.commands.questions import (
    CheckAll,
    CheckGradient,
    ParameterPlace,
    Script,
)
from app.protocol.errors import ProtocolError
from app.protocol.event import Event
from app.protocol.sentence import sentence
from app.session.state import SessionState
from engine import (
    CheckedParameter,
    Trace,
    check_some,
    gradcheck,
    loss_curve,
)
from engine import GradientCheck as Check
from engine import script as written
from engine.inspection.check.check_all import is_ready
from engine.inspection.readout.followed import current

__all__ = ["check_all", "check_gradient", "script"]

N_WORST = 5
RANKS = ("zero", "agrees", "rounding", "wide", "kink", "differs")
"""Verdicts, the worst last."""


def check_gradient(
    state: SessionState,
    command: CheckGradient,
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Compare a gradient with its finite difference.

    Raises
    ------
    ProtocolError
        If there is no such run.
    ExperimentError
        If the network has no such parameter.
    """
    trace = current(state.trainer_of(command.run))
    place = command.layer, command.row, command.column
    check = gradcheck(trace, *place, h=command.h)
    values, losses = loss_curve(trace, *place)
    return [
        GradientCheck(
            id=command.id,
            run=command.run,
            step=trace.step,
            done=trace.done,
            values=tuple(values.tolist()),
            losses=tuple(losses.tolist()),
            **_fields(check, trace),
        )
    ]


def check_all(
    state: SessionState,
    command: CheckAll,
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Compare the gradients of one turn with their differences.

    Raises
    ------
    ProtocolError
        If there is no such run, and while gradients of the step are not computed yet.
    """
    trace = current(state.trainer_of(command.run))
    if not is_ready(trace):
        raise ProtocolError("not_ready", sentence("error.check_pending"))
    turn = check_some(trace, command.first)
    return [
        GradientsChecked(
            id=command.id,
            run=command.run,
            step=trace.step,
            first=command.first,
            after=turn.after,
            n=turn.n,
            of=turn.of,
            errors=tuple(found.check.error for found in turn.checked),
            verdicts=tuple(found.check.verdict for found in turn.checked),
            worst=tuple(
                CheckedPlace(
                    place=ParameterPlace(
                        layer=found.layer, row=found.row, column=found.column
                    ),
                    **_fields(found.check, trace),
                )
                for found in worst_of(turn.checked)
            ),
        )
    ]


def worst_of(checked: Iterable[CheckedParameter]) -> list[CheckedParameter]:
    """Return the worst, first those whose verdict is worst."""
    return sorted(
        checked,
        key=lambda found: (RANKS.index(found.check.verdict), found.check.error),
        reverse=True,
    )[:N_WORST]


def script(state: SessionState, command: Script, now: float) -> list[Event]:  # noqa: ARG001
    """Write the step as code.

    Raises
    ------
    ProtocolError
        If there is no such run.
    """
    trace = current(state.trainer_of(command.run))
    found = written(trace)
    return [
        StepScript(
            id=command.id,
            run=command.run,
            step=trace.step,
            done=trace.done,
            code=found.text,
            ops=found.ops,
            has_numbers=found.has_numbers,
        )
    ]


def _fields(check: Check, trace: Trace) -> dict[str, Any]:
    """Return the fields of a check, with samples in the place of columns."""
    fields = dataclasses.asdict(check)
    fields["kinks"] = tuple(
        {
            "node": kink.node,
            "layer": kink.layer,
            "row": kink.row,
            "sample": int(trace.batch_indices[kink.column]),
            "of_loss": kink.of_loss,
        }
        for kink in check.kinks
    )
    return fields
