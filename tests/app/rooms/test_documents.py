"""The steps between a session and its document."""

from typing import Any

from tests.app.rooms.conftest import DOCUMENTS


def test_a_session_comes_back_from_its_document(hub: Any) -> None:
    page = hub.page(dataset="xor")
    page.ask("advance", count=3)
    session = page.room.session
    document = DOCUMENTS.write(DOCUMENTS.capture(session))
    again = DOCUMENTS.read(document, hub.scheduler.now, session.memory)
    snapshots = [each.trainer.snapshot().digest() for each in (session, again)]
    assert snapshots[0] == snapshots[1]
