"""Commands that inspect the numbers of one step."""

from app.protocol.commands.questions import Inspect
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session.messages.derivation_fields import derivation_fields
from app.session.state import SessionState
from engine import Trainer, inspected

__all__ = ["MAX_FACTORS", "inspect", "n_factors"]

MAX_FACTORS = 5_000
"""Numbers in one answer: about 50 ms of computing and half a megabyte of text."""
FEW = 32
"""More than the factors of an answer that do not depend on the size of the network."""


def inspect(state: SessionState, command: Inspect, now: float) -> list[Event]:  # noqa: ARG001
    """Derive the numbers of one target from those that they came from.

    Raises
    ------
    ProtocolError
        If there is no such network, or if the answer would be too long.
    ExperimentError
        If the network has no such number, or no such sample.
    """
    trainer = state.trainer_of(command.run)
    if n_factors(command, trainer) > MAX_FACTORS:
        message = sentence("error.long_derivation", limit=MAX_FACTORS)
        raise ProtocolError("limit_exceeded", message, field="depth", limit=MAX_FACTORS)
    found = inspected(
        trainer,
        command.target,
        command.layer,
        command.row,
        command.column,
        sample=command.sample,
        depth=command.depth,
    )
    return [derivation_fields(command, found, trainer.data)]


def n_factors(command: Inspect, trainer: Trainer) -> int:
    """Return an upper bound of the factors in an answer, without deriving it."""
    if command.target == "loss":
        output = trainer.graph.nodes[-1].inputs[0].node
        return FEW + 3 * output.n_rows * trainer.graph.n_positions
    layers = trainer.layers
    widest = max(layers[0].fan_in, *(layer.fan_out for layer in layers))
    masked = 2 if trainer.experiment.dropout else 0
    each = 1
    # means are opened by one layer, whatever the depth
    for _ in range(1 if command.sample is None else command.depth):
        each = 5 + masked + widest * (3 + masked + each)
    return FEW + 10 * layers[-1].fan_out + 2 * each
