"""Drawn: the kinds of networks that the page can draw."""

from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from engine import Experiment

__all__ = ["require_drawn"]


def require_drawn(*experiments: Experiment) -> None:
    """Refuse networks that the engine trains, but no picture shows.

    Raises
    ------
    ProtocolError
    """
    for each in experiments:
        if not each.is_dense:
            message = sentence("error.not_drawn", network=each.network)
            raise ProtocolError("invalid_value", message, field="network")
