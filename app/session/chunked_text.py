"""ChunkedText: a text that is larger than a message, and comes in pieces."""

from app.protocol.commands.commands import Load
from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence

__all__ = ["MAX_DOCUMENT_BYTES", "ChunkedText"]

MAX_DOCUMENT_BYTES = 24 << 20
"""Of a document: two networks of the largest size with their slots, and more."""


class ChunkedText:
    """The pieces of a text that is not complete yet.

    Parameters
    ----------
    most : int
        Characters of the whole text; they are of ASCII.

    Attributes
    ----------
    n_characters : int
        That have come so far.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: list[str] = []
        self.n_characters = 0

    def add(self, command: Load) -> str | None:
        """Append the next piece; return the text when it is complete.

        A piece that is refused changes nothing: another one may come in its place.

        Raises
        ------
        ProtocolError
            If the piece does not follow those before, is not of ASCII, or makes the
            text too long.
        """
        known = self.n_characters if command.first else 0
        if command.first != known:
            message = sentence("error.load_first", n=self.n_characters)
            raise ProtocolError("invalid_value", message, field="first")
        if not command.text.isascii():
            message = sentence("error.load_ascii")
            raise ProtocolError("invalid_value", message, field="text")
        if known + len(command.text) > self._most:
            limit = self._most >> 20
            message = sentence("error.load_size", limit=limit)
            raise ProtocolError("too_large", message, field="text", limit=self._most)
        pieces = [*(self._pieces if command.first else []), command.text]
        self._pieces, self.n_characters = pieces, known + len(command.text)
        if not command.is_last:
            return None
        self._pieces, self.n_characters = [], 0
        return "".join(pieces)
