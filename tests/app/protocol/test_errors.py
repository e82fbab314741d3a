"""The exception that carries all that the answer to a refused message needs."""

from typing import get_args

import pytest

from app.protocol.errors import ErrorCode, ProtocolError
from app.protocol.events import Error
from app.protocol.sentence import english, sentence


def test_its_text_is_english_for_the_log() -> None:
    error = ProtocolError("limit_exceeded", sentence("error.probe", most=1249))
    assert str(error) == "probe must be 0 to 1,249"
    assert str(ProtocolError("bad_message", english("Expected {n}"))) == "Expected {n}"


def test_an_answer_carries_everything() -> None:
    message = sentence("error.probe", most=9)
    error = ProtocolError("limit_exceeded", message, id=4, field="probe", limit=9)
    answer = Error.answering(error)
    assert (answer.id, answer.code, answer.field, answer.limit, answer.message) == (
        *(4, "limit_exceeded", "probe", 9, message),
    )
    assert Error.answering(error, 7).id == 7


@pytest.mark.parametrize("code", get_args(ErrorCode))
def test_every_code_is_in_the_protocol_s_document(code: str, root) -> None:  # type: ignore[no-untyped-def]
    assert f"`{code}`" in (root / "docs" / "protocol.md").read_text("utf-8")
