"""Whether a client accepts a compressed answer."""

import gzip
import re

__all__ = ["accepts_gzip", "compressed"]

REFUSED = re.compile(r"q=0(\.0{0,3})?")


def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3).

    ``*`` means every coding that is not named, and a quality of 0 refuses one.
    """
    allowed = {}
    for part in accept_encoding.lower().split(","):
        coding, *parameters = (word.strip() for word in part.split(";"))
        allowed[coding] = not any(map(REFUSED.fullmatch, parameters))
    return allowed.get("gzip", allowed.get("*", False))


def compressed(content: bytes) -> bytes:
    """Return the same bytes for the same content, compressed."""
    return gzip.compress(content, mtime=0)
