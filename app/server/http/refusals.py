"""RefusalLog: a line for the operator when a live connection is refused, and its cure.

The browser tells neither the page nor its user why a websocket was refused.
"""

import logging

from starlette.types import Scope

from app.server.http.security import OriginCheck

__all__ = ["RefusalLog"]

MOST_LINES = 100
"""Different lines that one process logs, so that nobody can fill the disk."""

log = logging.getLogger(__name__)


class RefusalLog:
    """Logs why a websocket was refused, each reason once.

    Parameters
    ----------
    origin_check : OriginCheck
        What has refused it.
    """

    def __init__(self, origin_check: OriginCheck) -> None:
        self._origin_check = origin_check
        self._logged: set[str] = set()

    def report(self, scope: Scope) -> None:
        """Log the reason, unless that has been done or there are too many."""
        line = self._reason(scope)
        if line not in self._logged and len(self._logged) < MOST_LINES:
            self._logged.add(line)
            log.warning(line)

    def _reason(self, scope: Scope) -> str:
        check = self._origin_check
        host, origin = check.host_to_allow(scope), check.origin_to_allow(scope)
        if not check.allows_host(scope):
            cure = f"add {host} to BACKPROP_LIVE_ALLOWED_HOSTS" if host else None
            return _line(f"for the name {host}" if host else "without a name", cure)
        if not check.has_origin(scope):
            return _line(
                "of a program that is no browser",
                "send the header Origin, or Authorization: Bearer and the secret of a"
                " session",
            )
        if origin is None:
            return _line("of a page that is no web site's", None)
        cure = f"add {origin} to BACKPROP_LIVE_ALLOWED_ORIGINS"
        if origin == f"https://{host}":
            cure += ", or have the proxy send X-Forwarded-Proto: https"
        elif origin.startswith("https:"):
            cure += ", or have the proxy pass on the header Host"
        return _line(f"of a page of {origin}", cure)


def _line(whose: str, cure: str | None) -> str:
    return f"Refused a live connection {whose}" + (
        f". To allow it, {cure}." if cure else "."
    )
