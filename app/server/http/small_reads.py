"""SmallReads: an asyncio protocol that reads little of one client at a time."""

import asyncio
from typing import ClassVar

__all__ = ["READ_BYTES", "SmallReads"]

READ_BYTES = 16_384
"""asyncio would read 256 KiB, which take half a second if they hold tiny frames."""


class SmallReads(asyncio.BufferedProtocol, asyncio.Protocol):
    """Reads at most `READ_BYTES` of one client before it is the others' turn.

    asyncio reads into the buffer; subclasses define ``data_received`` as usual.
    """

    # One buffer for all connections: every read is copied out at once.
    _buffer: ClassVar[memoryview] = memoryview(bytearray(READ_BYTES))

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        """Return the memory that the next bytes are read into."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Pass on the bytes that have been read into the buffer."""
        self.data_received(bytes(self._buffer[:nbytes]))
