"""Command: every message of a page but the acknowledgement of a frame is one."""

from app.protocol.commands.command import Command
from app.protocol.commands.commands import COMMANDS, FrameAck


def test_every_message_has_a_type_and_an_id() -> None:
    for name, model in COMMANDS.items():
        assert issubclass(model, Command) != (model is FrameAck), name
