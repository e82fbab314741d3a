"""SmallTexts: reads small text messages of a client without a parser.

Most of what a page sends are acknowledgements of frames, each in one small frame of the
websocket protocol (RFC 6455, 5.2) that arrives alone. The generators and objects of
websockets' parser take three times as long for one. The parser reads everything else,
so it has to be known whether a frame is half read.
"""

__all__ = ["SmallTexts", "n_received", "small_text"]

TEXT = 0x81
"""The first byte of a frame that is a whole text message."""
IS_MASKED = 0x80
"""The bit beside the length of what a client sends."""
TWO_BYTES = 126
"""In place of a length that follows in two bytes, as the shortest such length."""
N_MASK = 4
N_HEAD = 2 + N_MASK
"""The bytes before the text of a small frame."""
END_OF_REQUEST = b"\r\n\r\n"


class SmallTexts:
    """Counts the bytes of one client that belong to no whole frame.

    Each frame is counted with the fewest bytes that it can have, so the rest is never
    too small: if it is 0, no other frame has begun.
    """

    def __init__(self) -> None:
        self._n_unread: int | None = None

    def begin(self, data: bytes) -> None:
        """Count from now on, if the data end with the handshake request."""
        if data.find(END_OF_REQUEST) == len(data) - len(END_OF_REQUEST):
            self._n_unread = 0

    def read(self, data: bytes) -> str | None:
        """Return the text of exactly one small message, if no frame is half read."""
        return small_text(data) if self._n_unread == 0 else None

    def add(self, n: int) -> None:
        """Count bytes that the parser is given."""
        if self._n_unread is not None:
            self._n_unread += n

    def subtract(self, n: int) -> None:
        """Count a frame with so many bytes of a message, which the parser has read."""
        if self._n_unread is not None:
            self._n_unread -= n_received(n)


def small_text(data: bytes) -> str | None:
    """Return the text of exactly one small frame of a client that is a whole message.

    None for anything else, and where the text is not UTF-8.
    """
    n = len(data) - N_HEAD
    if not 0 <= n < TWO_BYTES or data[0] != TEXT or data[1] != IS_MASKED | n:
        return None
    mask = (data[2:N_HEAD] * (n // N_MASK + 1))[:n]
    bits = int.from_bytes(data[N_HEAD:], "little") ^ int.from_bytes(mask, "little")
    try:
        return bits.to_bytes(n, "little").decode()
    except UnicodeDecodeError:
        return None


def n_received(n: int) -> int:
    """Return the fewest bytes in which a client sends a frame with so many in it."""
    n_length = 0 if n < TWO_BYTES else 2 if n < 1 << 16 else 8
    return N_HEAD + n_length + n
