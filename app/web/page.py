"""The page: one template, rendered per language from what the engine offers."""

from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.i18n import Language, languages, load
from app.web.assets import import_map, inline_hash, templates_dir
from app.web.compiled_templates import CompiledTemplates
from app.web.compression import accepts_gzip, compressed
from app.web.page_context import page_context

if TYPE_CHECKING:
    from app.config import Settings

__all__ = ["content_security_policy", "create_router", "render"]

MAX_HIDDEN = 100
"""Of the parts of the page that an address may hide."""

_COMPILED = CompiledTemplates()

Addresses = tuple[str, ...] | None
"""Where other computers reach this page; None: where it was opened, as far as known."""


def create_router(
    settings: "Settings",
    *,
    addresses_for: Callable[[str], Addresses] = lambda _: None,
) -> APIRouter:
    """Return the route of the page.

    Parameters
    ----------
    settings : Settings
    addresses_for : callable
        Returns the addresses for other computers, given the Host of a request.
    """
    router = APIRouter()

    @router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def page(
        request: Request, embed: str = "", hide: str = "", lang: str = ""
    ) -> Response:
        language = load(lang if lang in languages() else settings.language)
        parts = frozenset(hide.split(",", MAX_HIDDEN))
        addresses = addresses_for(request.headers.get("host", ""))
        html, compressed = _encoded(
            language, embed == "1", parts, addresses, settings.save
        )
        headers = {"cache-control": "no-cache", "vary": "accept-encoding"}
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            headers["content-encoding"] = "gzip"
            html = compressed
        return Response(html, headers=headers, media_type="text/html")

    return router


@lru_cache(maxsize=64)
def _encoded(
    language: Language,
    embed: bool,
    hide: frozenset[str],
    addresses: Addresses,
    saves: bool,
) -> tuple[bytes, bytes]:
    """Return the page as it is and compressed; it is the same for every visitor."""
    page = render(language, embed=embed, hide=hide, addresses=addresses, saves=saves)
    html = page.encode()
    return html, compressed(html)


def content_security_policy(settings: "Settings") -> str:
    """Return the policy of every response: files of this server and one import map."""
    ancestors = " ".join(settings.allow_embedding) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {inline_hash(import_map())}",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def render(
    language: Language,
    *,
    embed: bool = False,
    hide: Collection[str] = (),
    addresses: Addresses = None,
    saves: bool = True,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    language : Language
        Of all texts, those of the page's scripts included.
    embed : bool
        Whether the page is to be compact, for a frame in another page.
    hide : collection of str
        Names of parts of the page to be hidden; unknown ones are ignored.
    addresses : tuple of str, optional
        Where other computers reach a page that was opened on the server's own.
    saves : bool
        Whether the server saves runs.
    """
    environment = Environment(
        loader=FileSystemLoader(templates_dir()),
        undefined=StrictUndefined,
        bytecode_cache=_COMPILED,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = language.text
    environment.globals["part"] = partial(_part, hide=frozenset(hide))
    template = environment.get_template("page.html")
    return template.render(
        page=page_context(language, embed=embed, saves=saves),
        addresses=None if addresses is None else " ".join(addresses),
    )


def _part(name: str, *, hide: Collection[str]) -> Markup:
    """Return the attributes of a part of the page that can be hidden."""
    hidden = Markup(" data-away") if name in hide else Markup()
    return Markup(' data-part="{}"').format(name) + hidden
