"""A text in pieces is taken whole, or refused piece by piece."""

from typing import Any

import pytest

from app.protocol.commands.commands import Load
from app.protocol.errors import ProtocolError
from app.session.chunked_text import ChunkedText


def piece(text: str, **fields: Any) -> Load:
    return Load(type="load", id=1, text=text, **fields)


def test_pieces_are_put_together_in_their_order() -> None:
    incoming = ChunkedText(10)
    assert incoming.add(piece("ab", is_last=False)) is None
    assert incoming.add(piece("cd", first=2, is_last=False)) is None
    assert incoming.n_characters == 4
    assert incoming.add(piece("e", first=4)) == "abcde"
    assert incoming.n_characters == 0
    assert incoming.add(piece("whole")) == "whole"


def test_a_new_text_takes_the_place_of_one_that_is_not_complete() -> None:
    incoming = ChunkedText(10)
    incoming.add(piece("ab", is_last=False))
    assert incoming.add(piece("xyz", is_last=False)) is None
    assert incoming.add(piece("!", first=3)) == "xyz!"


def test_the_limit_is_that_of_the_whole_text() -> None:
    incoming = ChunkedText(4)
    assert incoming.add(piece("abcd")) == "abcd"
    with pytest.raises(ProtocolError) as caught:
        incoming.add(piece("abcde"))
    assert (caught.value.code, caught.value.limit) == ("too_large", 4)
    incoming.add(piece("abc", is_last=False))
    with pytest.raises(ProtocolError):
        incoming.add(piece("de", first=3))
    assert incoming.add(piece("d", first=3)) == "abcd"


@pytest.mark.parametrize(
    ("text", "first", "field"), [("x", 1, "first"), ("é", 2, "text"), ("x", 3, "first")]
)
def test_a_piece_that_is_refused_changes_nothing(
    text: str, first: int, field: str
) -> None:
    incoming = ChunkedText(10)
    incoming.add(piece("ab", is_last=False))
    with pytest.raises(ProtocolError) as caught:
        incoming.add(piece(text, first=first))
    assert caught.value.field == field
    assert incoming.add(piece("c", first=2)) == "abc"
