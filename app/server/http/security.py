"""Host and Origin checks, and the security headers of every response.

Host and Origin are compared with exact lists, never by prefix or pattern. The same two
checks guard HTTP requests and, before it is accepted, the websocket.
"""

import ipaddress
from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import HOST, ORIGIN, Settings

__all__ = ["OriginCheck", "SecurityMiddleware", "bearer_token", "header_values"]

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_WILDCARDS = ("0.0.0.0", "::", "")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
    " magnetometer=(), microphone=(), payment=(), usb=()"
)


def header_values(scope: Scope, name: bytes) -> list[str]:
    """Return all values of a header; several of one name may be an attack."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def bearer_token(scope: Scope) -> str | None:
    """Return the token of an ``Authorization: Bearer`` header."""
    values = header_values(scope, b"authorization")
    if len(values) != 1 or not values[0].startswith("Bearer "):
        return None
    return values[0].removeprefix("Bearer ").strip()


class OriginCheck:
    """Compares the Host and Origin headers with the names of this server.

    A server that listens on one address accepts that address and, on the loopback, its
    names; a server that listens on all addresses accepts the address at which the
    connection arrived. A foreign name that resolves to this server (DNS rebinding) is
    refused.
    """

    def __init__(self, settings: Settings) -> None:
        # A browser leaves out the port that is the scheme's own.
        self._extra_hosts = {
            host.removesuffix(end)
            for host in settings.allowed_hosts
            for end in ("", ":80", ":443")
        }
        self._extra_names = {
            host for host in settings.allowed_hosts if not _has_port(host)
        }
        self._origins = frozenset(settings.allowed_origins)
        bound = settings.host.lower()
        self._wildcard = bound in _WILDCARDS
        names = set() if self._wildcard else {_bracketed(bound)}
        if self._wildcard or names & set(_LOOPBACK):
            names |= set(_LOOPBACK)
        self._names = frozenset(names)

    def allows_host(self, scope: Scope) -> bool:
        """Return whether there is one Host header and it names this server."""
        values = header_values(scope, b"host")
        if len(values) != 1:
            return False
        host = values[0].lower()
        return host in self._extra_hosts or host in self._own_hosts(scope)

    def host_to_allow(self, scope: Scope) -> str | None:
        """Return the Host header as an entry of BACKPROP_LIVE_ALLOWED_HOSTS."""
        values = header_values(scope, b"host")
        host = values[0].lower() if len(values) == 1 else ""
        return host if HOST.fullmatch(host) else None

    def origin_to_allow(self, scope: Scope) -> str | None:
        """Return the Origin header as an entry of BACKPROP_LIVE_ALLOWED_ORIGINS."""
        values = header_values(scope, b"origin")
        origin = values[0].lower() if len(values) == 1 else ""
        return origin if ORIGIN.fullmatch(origin) else None

    def allows_origin(self, scope: Scope) -> bool:
        """Return whether there is one Origin header, of this server or a listed one."""
        origins, hosts = header_values(scope, b"origin"), header_values(scope, b"host")
        if len(origins) != 1 or len(hosts) != 1:
            return False
        own = f"{_http_scheme(scope)}://{hosts[0].lower()}"
        return origins[0].lower() in self._origins | {own}

    def has_origin(self, scope: Scope) -> bool:
        """Return whether there is an Origin header; a browser always sends one."""
        return bool(header_values(scope, b"origin"))

    def _own_hosts(self, scope: Scope) -> set[str]:
        address, port = scope.get("server") or ("", None)
        names = self._names | self._extra_names
        if self._wildcard and _is_address(address):
            names |= {_bracketed(_unmapped(address.lower()))}
        hosts = {f"{name}:{port}" for name in names}
        return hosts | names if port == _DEFAULT_PORTS[_http_scheme(scope)] else hosts


def _http_scheme(scope: Scope) -> str:
    """Return "http" or "https": the scheme of a page on the same connection."""
    return "https" if scope["scheme"] in ("https", "wss") else "http"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")


def _unmapped(address: str) -> str:
    """Return the IPv4 address by which a dual-stack socket was reached, if it was."""
    return address.removeprefix("::ffff:") if "." in address else address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class SecurityMiddleware:
    """ASGI middleware: refuses foreign hosts and cross-site changes, adds headers.

    The websocket endpoint makes its own checks, so websocket scopes pass.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origin_check: OriginCheck,
        content_security_policy: str,
        embeddable: bool = False,
    ) -> None:
        self._app = app
        self._origin_check = origin_check
        self._headers = security_headers(content_security_policy, embeddable=embeddable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(message, self._headers.items())
            await send(message)

        refusal = self._refusal(scope)
        app = self._app if refusal is None else refusal
        await app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if not self._origin_check.allows_host(scope):
            return PlainTextResponse(self._host_refusal(scope), status_code=421)
        if scope["method"] in _SAFE_METHODS:
            return None
        site = Headers(scope=scope).get("sec-fetch-site", "same-origin")
        if site != "same-origin" or not self._origin_check.allows_origin(scope):
            return PlainTextResponse("Refused: another site asked.\n", status_code=403)
        return None

    def _host_refusal(self, scope: Scope) -> str:
        host = self._origin_check.host_to_allow(scope)
        if host is None:
            return "This server does not answer to that host name.\n"
        return (
            f"This server does not answer to the name {host}. To allow it, add {host}"
            " to BACKPROP_LIVE_ALLOWED_HOSTS and start the server again.\n"
        )


def security_headers(
    content_security_policy: str, *, embeddable: bool
) -> Mapping[str, str]:
    """Return the headers of every response."""
    headers = {
        "content-security-policy": content_security_policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": _PERMISSIONS,
    }
    if not embeddable:
        headers["x-frame-options"] = "DENY"
    return headers


def add_headers(message: Message, items: Iterable[tuple[str, str]]) -> None:
    """Add headers to a response start, unless it has them already."""
    headers = MutableHeaders(raw=message.setdefault("headers", []))
    for name, value in items:
        headers.setdefault(name, value)
