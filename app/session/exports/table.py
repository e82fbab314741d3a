"""The table of files: what makes each, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass

from app.protocol.commands import Export, ExportKind
from app.session.exports.curves import curves_npz
from app.session.state import SessionState

__all__ = ["EXPORTS", "Exporter"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """How one kind of file is made.

    Attributes
    ----------
    make : callable
        Takes the state of the session and the command; returns text or bytes. It raises
        `ProtocolError` or the engine's `ExperimentError` where that cannot be written.
    name : str
        The end of its name, after the dataset and the step.
    mime : str
    """

    make: Callable[[SessionState, Export], str | bytes]
    name: str
    mime: str


EXPORTS: dict[ExportKind, Exporter] = {
    "curves_npz": Exporter(curves_npz, "curves.npz", "application/octet-stream"),
}
