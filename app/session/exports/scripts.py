"""A run as a program that goes on without this project."""

from collections.abc import Callable
from typing import Protocol

from app.protocol.commands.commands import Export
from app.session.state import SessionState
from engine import Trainer

__all__ = ["ScriptWriter", "script_with"]


class ScriptWriter(Protocol):
    """A function of `engine.export`."""

    def __call__(self, trainer: Trainer, *, link: str = "") -> str:
        """Return the program that continues a run, with the link in it."""


def script_with(write: ScriptWriter) -> Callable[[SessionState, Export], str]:
    """Return what makes such a file of the network that a command is about."""

    def make(state: SessionState, command: Export) -> str:
        return write(state.trainer_of(command.run), link=command.link or "")

    return make
