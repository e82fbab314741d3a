"""Framing: a message to a client as one frame of the websocket protocol.

websockets makes one, too, with an object for each and a list of what is to be written,
which takes longer than to write a small message.
"""

from struct import Struct

__all__ = ["framed"]

TEXT, BINARY = 0x81, 0x82
"""The first byte of a frame that is a whole message: the last fragment, its kind."""
TWO_BYTES, EIGHT_BYTES = 126, 127
"""In place of a length that follows in so many bytes."""
_HEAD, _HEAD_16, _HEAD_64 = Struct("!BB"), Struct("!BBH"), Struct("!BBQ")


def framed(message: str | bytes) -> bytes:
    """Return the frame of a message, unmasked, as a server sends it (RFC 6455, 5.2)."""
    if isinstance(message, str):
        kind, data = TEXT, message.encode()
    else:
        kind, data = BINARY, message
    n = len(data)
    if n < TWO_BYTES:
        return _HEAD.pack(kind, n) + data
    if n < 1 << 16:
        return _HEAD_16.pack(kind, TWO_BYTES, n) + data
    return _HEAD_64.pack(kind, EIGHT_BYTES, n) + data
