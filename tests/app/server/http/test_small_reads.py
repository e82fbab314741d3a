"""How much of one client is read before it is the others' turn."""

from app.server.http.small_reads import READ_BYTES, SmallReads


class Reader(SmallReads):
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        self.received.append(data)


def test_no_more_than_the_buffer_is_read_at_a_time() -> None:
    assert len(Reader().get_buffer(1 << 20)) == READ_BYTES


def test_what_is_passed_on_is_a_copy_of_what_was_read() -> None:
    one, other = Reader(), Reader()
    for reader, data in ((one, b"one"), (other, b"other")):
        reader.get_buffer(-1)[: len(data)] = data
        reader.buffer_updated(len(data))
    assert (one.received, other.received) == ([b"one"], [b"other"])
