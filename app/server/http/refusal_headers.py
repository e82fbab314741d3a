"""The security headers of answers that are given before the application is called."""

__all__ = ["REFUSAL_HEADERS"]

REFUSAL_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""A malformed request and a refused websocket are answered in plain text, which nothing
may take for a page."""
