"""Close codes: why a socket ends, and whether another one may take its place."""

from typing import NamedTuple

__all__ = ["CLOSE_CODES", "FINAL_CODES", "CloseCode"]


class CloseCode(NamedTuple):
    """One code.

    Attributes
    ----------
    code : int
    words : str
        The reasons of the event ``closing``, and others, as Markdown.
    reconnect : str
        Whether a client may connect again by itself: begins with ``yes`` or ``no``.
    """

    code: int
    words: str
    reconnect: str


CLOSE_CODES = (
    CloseCode(
        1002,
        "`unsupported_protocol`, or a WebSocket frame that violates RFC 6455",
        "no",
    ),
    CloseCode(1003, "`not_text`: a binary message", "no"),
    CloseCode(1007, "text that is not UTF-8", "no"),
    CloseCode(1008, "`no_hello`, `too_many_commands`", "no"),
    CloseCode(
        1009, "a message that is too long, or in more than {fragments} fragments", "yes"
    ),
    CloseCode(1011, "`internal`; `slow_reader` where no pong came", "yes"),
    CloseCode(1012, "`restart`: the server stops", "yes"),
    CloseCode(
        1013,
        "`slow_reader`, `too_many_sockets`, `too_many_sessions`",
        "yes, after a pause",
    ),
    CloseCode(4000, "`replaced`: another socket has resumed the session", "no"),
    CloseCode(4001, "`session_over`: the observed session has ended", "no"),
)
FINAL_CODES = [each.code for each in CLOSE_CODES if each.reconnect == "no"]
"""The codes after which the server would close another socket, too."""
