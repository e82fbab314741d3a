"""Commands about one number of a network of any kind, and about its gradients."""

from app.protocol.commands.questions import (
    Explain,
    FullGradient,
    GradientTerms,
    InputGradient,
)
from app.protocol.errors import ProtocolError
from app.protocol.event import Event
from app.protocol.sentence import sentence
from app.session.messages.cell_fields import (
    explained,
    full_gradient_found,
    input_gradient_found,
    terms_found,
)
from app.session.state import SessionState
from engine.inspection.explanation.factor import TooManyFactorsError
from engine.inspection.inspector.cell import Target, cell
from engine.inspection.inspector.full_gradient import full_gradient as full
from engine.inspection.inspector.gradient import gradient_terms as terms
from engine.inspection.inspector.input_gradient import input_gradient as of_input

__all__ = ["explain", "full_gradient", "gradient_terms", "input_gradient"]

MAX_FACTORS = 2_000
"""Numbers in one explanation: about 50 ms of computing."""


def gradient_terms(
    state: SessionState,
    command: GradientTerms,
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Return the numbers whose sum is the gradient of one parameter.

    Raises
    ------
    ProtocolError
        If there is no such run.
    ExperimentError
        If the network has no such parameter or sample; so do the others.
    """
    trainer = state.trainer_of(command.run)
    place = command.block, command.row, command.column
    return [terms_found(command, terms(trainer, *place, sample=command.sample))]


def explain(state: SessionState, command: Explain, now: float) -> list[Event]:  # noqa: ARG001
    """Derive one number from those that it was computed from.

    Raises
    ------
    ProtocolError
        If there is no such run, or if the answer would be too long.
    """
    names = ("quantity", "node", "site", "block", "row", "column")
    of = Target(**{name: getattr(command, name) for name in names})
    trainer = state.trainer_of(command.run)
    try:
        found = cell(
            trainer, of, sample=command.sample, depth=command.depth, most=MAX_FACTORS
        )
    except TooManyFactorsError as error:
        message = sentence("error.long_derivation", limit=error.most)
        raise ProtocolError(
            "limit_exceeded", message, field="depth", limit=error.most
        ) from error
    return [explained(command, found)]


def input_gradient(
    state: SessionState,
    command: InputGradient,
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Return the gradient of a sample's inputs; see `gradient_terms`."""
    trainer = state.trainer_of(command.run)
    found = of_input(trainer, command.sample)
    return [input_gradient_found(command, found, trainer.experiment.picture)]


def full_gradient(
    state: SessionState,
    command: FullGradient,
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Return a block's gradient with and without truncation; see `gradient_terms`."""
    trainer = state.trainer_of(command.run)
    return [full_gradient_found(command, full(trainer, command.block))]
