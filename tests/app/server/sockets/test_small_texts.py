"""Small texts are read as websockets reads them, and only between two frames."""

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from app.server.sockets.small_texts import SmallTexts, n_received, small_text

REQUEST = b"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n"


def sent(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 38, 125])
def test_the_text_of_one_small_frame_is_that_which_was_sent(n: int) -> None:
    text = "".join(chr(32 + i % 90) for i in range(n))
    assert small_text(sent(Opcode.TEXT, text.encode())) == text


def test_letters_of_several_bytes_are_read() -> None:
    assert small_text(sent(Opcode.TEXT, "Größe 学".encode())) == "Größe 学"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        sent(Opcode.TEXT, b"x" * 126),
        sent(Opcode.BINARY, b"x"),
        sent(Opcode.PING, b"x"),
        sent(Opcode.TEXT, b"x", fin=False),
        sent(Opcode.CONT, b"x"),
        sent(Opcode.TEXT, b"x") * 2,
        sent(Opcode.TEXT, b"xyz")[:-1],
        sent(Opcode.TEXT, b"\xff"),
        b"\xc1" + sent(Opcode.TEXT, b"x")[1:],
        Frame(Opcode.TEXT, b"12345678").serialize(mask=False),
    ],
)
def test_anything_else_is_left_to_the_parser(data: bytes) -> None:
    assert small_text(data) is None


@pytest.mark.parametrize("n", [0, 125, 126, 127, 65_535, 65_536])
def test_a_frame_of_a_client_has_so_many_bytes(n: int) -> None:
    assert len(sent(Opcode.BINARY, bytes(n))) == n_received(n)


def test_nothing_is_read_before_the_request_has_ended() -> None:
    small = sent(Opcode.TEXT, b"x")
    reader = SmallTexts()
    assert reader.read(small) is None
    reader.begin(REQUEST)
    assert reader.read(small) == "x"


@pytest.mark.parametrize("more", [b"\x81", sent(Opcode.TEXT, b"\r\n\r\n"), b"\r\n\r\n"])
def test_nothing_is_read_of_a_client_that_did_not_wait_for_the_answer(
    more: bytes,
) -> None:
    reader = SmallTexts()
    reader.begin(REQUEST + more)
    reader.add(10)
    reader.subtract(1)
    assert reader.read(sent(Opcode.TEXT, b"x")) is None


INSIDE = b"\x81\x82\0\0\0\0no"
"""What is a small text where no frame is half read."""
ZEROS = bytes(4)
"""A mask that leaves what is inside as it is."""


@pytest.mark.parametrize("head", [b"\x82\x80", b"\x82\xfe\0", b"\x82\xff" + bytes(7)])
def test_what_looks_like_a_text_within_a_frame_is_part_of_it(head: bytes) -> None:
    """Also where the frame has its length in more bytes than it needs."""
    n = 3 * len(INSIDE)
    last = head[-1] | n if len(head) == 2 else n
    head = head[:-1] + bytes((last,)) if len(head) == 2 else head + bytes((last,))
    cut = [head[:1], head[1:], ZEROS, INSIDE, INSIDE, INSIDE]
    assert read_by_both(cut) == ([], [INSIDE * 3])
    whole = [head + ZEROS + INSIDE * 3]
    assert read_by_both([*whole, *cut[:3], *cut[3:]]) == ([], [INSIDE * 3] * 2)


def test_texts_are_read_between_frames_however_those_were_cut() -> None:
    long = sent(Opcode.BINARY, b"y" * 300)
    found = read_by_both([INSIDE, long[:3], long[3:9], long[9:] + long, INSIDE])
    assert found == (["no", "no"], [b"y" * 300] * 2)


def read_by_both(chunks: list[bytes]) -> tuple[list[str], list[bytes]]:
    """Return what was read here, and by websockets, of an open connection."""
    client = ClientProtocol(parse_uri("ws://127.0.0.1/ws"))
    client.send_request(client.connect())
    request = b"".join(client.data_to_send())
    server = ServerProtocol()
    server.receive_data(request)
    (asked,) = server.events_received()
    assert isinstance(asked, Request)
    server.send_response(server.accept(asked))
    reader, small, parsed = SmallTexts(), list[str](), list[bytes]()
    reader.begin(request)
    for chunk in chunks:
        if (text := reader.read(chunk)) is not None:
            small.append(text)
            continue
        server.receive_data(chunk)
        reader.add(len(chunk))
        for event in server.events_received():
            assert isinstance(event, Frame)
            reader.subtract(len(event.data))
            parsed.append(bytes(event.data))
    return small, parsed
