"""The run as a document, for a file or for a link."""

import json

from app.protocol.commands.commands import Export
from app.session.document import capture, document_of, link_of
from app.session.state import SessionState

__all__ = ["run_json", "run_link"]


def run_json(state: SessionState, command: Export) -> str:  # noqa: ARG001
    """Return the whole run with its branches, as ``load`` takes it."""
    return json.dumps(document_of(capture(state))) + "\n"


def run_link(state: SessionState, command: Export) -> str:  # noqa: ARG001
    """Return what a link needs to repeat the run up to the present."""
    return json.dumps(link_of(capture(state)), separators=(",", ":"))
