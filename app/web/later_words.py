"""The words that a page loads when it first needs them."""

import hashlib
import json
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.i18n import Language, languages, load
from app.web.compression import accepts_gzip, compressed

__all__ = ["create_router", "later_words_url"]

IMMUTABLE = "public, max-age=31536000, immutable"


def create_router() -> APIRouter:
    """Return the route of the words."""
    router = APIRouter()

    @router.get("/words/{code}.json", include_in_schema=False)
    def words(request: Request, code: str) -> Response:
        if code not in languages():
            return Response(status_code=404)
        headers = {"cache-control": IMMUTABLE, "vary": "accept-encoding"}
        content = _content(load(code))
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            headers["content-encoding"] = "gzip"
            content = compressed(content)
        return Response(content, headers=headers, media_type="application/json")

    return router


def later_words_url(language: Language) -> str:
    """Return the relative address of the words, with a hash of them."""
    digest = hashlib.sha256(_content(language)).hexdigest()[:12]
    return f"./words/{language.code}.json?v={digest}"


@lru_cache(maxsize=16)
def _content(language: Language) -> bytes:
    text = json.dumps(language.later, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
