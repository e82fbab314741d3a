"""The table of files: what makes each, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass

from app.protocol.commands.commands import Export, ExportKind
from app.session.exports.curves import curves_npz
from app.session.exports.run_document import run_json, run_link
from app.session.exports.scripts import script_with
from app.session.exports.trace import check_trace, trace_csv, trace_npz
from app.session.state import SessionState
from engine.export.scripts.notebook import notebook
from engine.export.scripts.numpy_script import numpy_script
from engine.export.scripts.pytorch_script import pytorch_script

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
    "run": Exporter(run_json, "run.json", "application/json"),
    "run_link": Exporter(run_link, "link.json", "application/json"),
    "curves_npz": Exporter(curves_npz, "curves.npz", "application/octet-stream"),
    "numpy": Exporter(script_with(numpy_script), "numpy.py", "text/x-python"),
    "pytorch": Exporter(script_with(pytorch_script), "pytorch.py", "text/x-python"),
    "notebook": Exporter(
        script_with(notebook), "notebook.ipynb", "application/x-ipynb+json"
    ),
    "trace_csv": Exporter(trace_csv, "trace.csv", "text/csv"),
    "trace_npz": Exporter(trace_npz, "trace.npz", "application/octet-stream"),
    "checker": Exporter(check_trace, "check_trace.py", "text/x-python"),
}
