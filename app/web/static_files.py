"""Static files, served from memory: read, compressed and hashed once."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.web.compression import accepts_gzip, compressed

__all__ = ["MIME_TYPES", "StaticFiles", "minified_script", "minified_style"]

MIME_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain",
    ".png": "image/png",
}
"""Listed here, because the tables of some systems call .js plain text."""
COMPRESSED = frozenset({".woff2", ".png"})
DOC_COMMENT = re.compile(rb"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*$", re.M | re.S)
"""A comment with types and explanations on lines of its own."""
LINE_COMMENT = re.compile(rb"^[ \t]*//[^\n]*$", re.M)
TYPE_CAST = re.compile(rb"(?<=[ (])/\*\* @type (?:(?!\*/).)*\*/ (?=\()")
"""The type of an expression in parentheses."""
COMMENT = re.compile(rb"/\*(?:(?!\*/).)*\*/", re.S)
INDENTATION = re.compile(rb"^[ \t]+", re.M)
VERSION = re.compile(r"[0-9a-f]{12}/(?=js/)")
"""The folder in the addresses of modules."""
IMMUTABLE = "public, max-age=31536000, immutable"


def minified_script(script: bytes) -> bytes:
    """Return a script without casts, indentation and comments on lines of their own.

    Each line stays where it was. All that is more than a quarter of what a page has to
    load, compressed. No string of a script may have a second line.
    """
    minified = LINE_COMMENT.sub(b"", DOC_COMMENT.sub(_lines, script))
    return INDENTATION.sub(b"", TYPE_CAST.sub(b"", minified))


def minified_style(style: bytes) -> bytes:
    """Return a style sheet without comments and indentation, like a script."""
    return INDENTATION.sub(b"", COMMENT.sub(_lines, style))


def _lines(found: re.Match[bytes]) -> bytes:
    """Return as many line ends as were found."""
    return b"\n" * found[0].count(b"\n")


MINIFIERS = {".js": minified_script, ".css": minified_style}


def _is_library(path: Path) -> bool:
    return path.parent.name == "vendor"


@dataclass(frozen=True)
class _File:
    """One version of a file."""

    path: Path
    changed_ns: int

    @cached_property
    def content(self) -> bytes:
        content = self.path.read_bytes()
        minify = MINIFIERS.get(self.path.suffix)
        return content if minify is None or _is_library(self.path) else minify(content)

    @cached_property
    def compressed(self) -> bytes:
        return compressed(self.content)

    @cached_property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'


class StaticFiles:
    """An ASGI application that serves a folder.

    Only files that exist when it is created are served, so no address leads out of the
    folder. A response to an address with a hash, in ``?v=`` or as the folder of a
    module, never expires; a file that changes is read again.
    """

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _File(path, path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*"))
            if path.suffix in MIME_TYPES
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._response(scope)(scope, receive, send)

    def _response(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            allowed = {"allow": "GET, HEAD"}
            return PlainTextResponse("Method Not Allowed", 405, allowed)
        root: str = scope.get("root_path", "")
        name = scope["path"].removeprefix(root).lstrip("/")
        version = VERSION.match(name)
        file = self._newest(name[version.end() :] if version else name)
        if file is None:
            return PlainTextResponse("Not Found", 404)
        asked = Headers(scope=scope)
        has_query = scope.get("query_string", b"").startswith(b"v=")
        is_hashed = has_query or version is not None
        headers = {
            "cache-control": IMMUTABLE if is_hashed else "no-cache",
            "etag": file.tag,
            "vary": "accept-encoding",
        }
        if file.tag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        content, kind = file.content, file.path.suffix
        if accepts_gzip(asked.get("accept-encoding", "")) and kind not in COMPRESSED:
            content = file.compressed
            headers["content-encoding"] = "gzip"
        return Response(content, headers=headers, media_type=MIME_TYPES[kind])

    def _newest(self, name: str) -> _File | None:
        file = self._files.get(name)
        if file is None:
            return None
        try:
            changed_ns = file.path.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if changed_ns != file.changed_ns:
            file = self._files[name] = _File(file.path, changed_ns)
        return file
