"""The document of a session: its run as one JSON value."""

from dataclasses import dataclass
from typing import Any

from app.session.run.plain_records import CapturedRecord, records_to_plain
from app.session.state import SessionState
from engine.training.timeline.document.captured import Captured as Past
from engine.training.timeline.document.captured import captured
from engine.training.timeline.document.document import to_plain

__all__ = ["CapturedSession", "capture", "document_of", "link_of"]

STATES_BYTES = 1 << 20
"""Of the states of the past that are written, besides that of the present."""
LINK_DIGESTS = 4


@dataclass(frozen=True, slots=True)
class CapturedSession:
    """A session at one moment; nothing of it changes any more.

    Attributes
    ----------
    past : engine.training.timeline.document.captured.Captured
    records : tuple of CapturedRecord
        The curves of every network.
    """

    past: Past
    records: tuple[CapturedRecord, ...]


def capture(state: SessionState) -> CapturedSession:
    """Return what a session is now, at the cost of one snapshot.

    Within a step it is what it was before the step began.
    """
    records = [
        CapturedRecord(branch, lane, record.curves.copy(), tuple(record.marks))
        for branch, lane, record in state.run.records
    ]
    return CapturedSession(captured(state.run.timeline), tuple(records))


def document_of(
    taken: CapturedSession, *, name: str | None = None, saved_at: str | None = None
) -> dict[str, Any]:
    """Return a session as JSON values; any thread may do it."""
    written = {each.id for each in taken.past.branches}
    records = [each for each in taken.records if each.branch in written]
    return {
        **to_plain(taken.past, STATES_BYTES),
        "name": name,
        "saved_at": saved_at,
        "curves": records_to_plain(records, taken.past.place.branch),
    }


def link_of(taken: CapturedSession) -> dict[str, Any]:
    """Return what a link needs to repeat the run up to the present."""
    document = to_plain(taken.past.without_past(), 0)
    (branch,) = document["branches"]
    digests = branch["digests"]
    stride = -(-len(digests) // LINK_DIGESTS)
    branch["states"], branch["digests"] = [], digests[::-stride][::-1]
    return {**document, "name": None, "saved_at": None, "curves": []}
