"""Framing: every frame is the one that websockets makes of the same message."""

import pytest
from websockets.frames import Frame, Opcode

from app.server.sockets.framing import framed


@pytest.mark.parametrize("n", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_frame_is_that_of_websockets(n: int) -> None:
    data = bytes(i % 251 for i in range(n))
    expected = Frame(Opcode.BINARY, data).serialize(mask=False)
    assert framed(data) == expected
    text = "x" * n
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_the_length_of_a_text_is_that_of_its_bytes() -> None:
    text = "Größe " * 12
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
