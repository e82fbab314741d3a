"""The command ``export``: the run, or its step, as a file."""

from base64 import b64encode

from app.protocol.answers.exports import Exported
from app.protocol.commands.commands import Export
from app.protocol.event import Event
from app.session.exports.table import EXPORTS
from app.session.state import SessionState

__all__ = ["export"]


def export(state: SessionState, command: Export, now: float) -> list[Event]:  # noqa: ARG001
    """Write a file of the run.

    Raises
    ------
    ProtocolError
        If there is no such network.
    ExperimentError
        If something of the experiment cannot be expressed in such a file.
    """
    trainer, exporter = state.trainer_of(command.run), EXPORTS[command.kind]
    content = exporter.make(state, command)
    dataset = trainer.experiment.dataset
    name = dataset if isinstance(dataset, str) else "own-data"
    return [
        Exported(
            id=command.id,
            kind=command.kind,
            step=trainer.step_count,
            filename=f"{name}-step-{trainer.step_count}-{exporter.name}",
            mime=exporter.mime,
            content=_text_of(content),
            is_base64=isinstance(content, bytes),
        )
    ]


def _text_of(content: str | bytes) -> str:
    return content if isinstance(content, str) else b64encode(content).decode()
