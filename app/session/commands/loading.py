"""The command ``load``: goes on with a run that was exported, or is in a link."""

from app.protocol.commands.commands import Load
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import english, sentence
from app.protocol.strict_json import StrictJsonError, decode
from app.session.chunked_text import MAX_DOCUMENT_BYTES
from app.session.commands.reading import read_document
from app.session.run.pending_seek import PendingReading
from app.session.seeking import begin_loading, begin_reading
from app.session.state import SessionState
from engine.training.timeline.document.document import Document
from engine.training.timeline.document.loading import Loading

__all__ = ["load"]

PARSED = 4
"""Bytes that a character of the text takes while it is read, at most about."""


def load(state: SessionState, command: Load, now: float) -> list[Event]:
    """Append a piece of a document; with the last one, go to its present.

    Raises
    ------
    ProtocolError
        If it is no document, or there is no memory for it. Nothing has changed then.
    """
    state.memory.check(PARSED * len(command.text))
    text = state.uploads.document.add(command)
    if text is None:
        count = state.uploads.document.n_characters
        message = sentence("loading", n=count)
        return [state.ack(command.id, {"n_characters": count}, message)]
    state.memory.check(PARSED * len(text))
    try:
        value = decode(text, max_bytes=MAX_DOCUMENT_BYTES)
    except StrictJsonError as error:
        raise ProtocolError(
            "bad_json", english(error.message), field="text", limit=error.limit
        ) from None
    steps, checked = read_document(state, value)

    def finish(document: Document) -> list[Event]:
        records = checked(document)
        return begin_loading(state, command.id, Loading(document), records, now)

    return begin_reading(state, PendingReading(command.id, steps, finish), now)
