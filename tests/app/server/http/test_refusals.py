"""What the operator is told of a refused websocket, and that the cure cures it."""

import gc
import logging
import re
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from app.config import Settings
from app.server.http.refusals import MOST_LINES, RefusalLog
from app.server.http.security import OriginCheck


def scope_of(host: str | None, origin: str | None) -> dict[str, Any]:
    pairs = {"host": host, "origin": origin}
    return {
        "type": "websocket",
        "scheme": "ws",
        "server": ("127.0.0.1", 8000),
        "headers": [(k.encode(), v.encode()) for k, v in pairs.items() if v],
    }


def lines_of(caplog: pytest.LogCaptureFixture, *scopes: dict[str, Any]) -> list[str]:
    refusals = RefusalLog(OriginCheck(Settings()))
    with caplog.at_level(logging.WARNING):
        for scope in scopes:
            refusals.report(scope)
    return caplog.messages


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("learn.test:8000", "http://learn.test:8000"),
        ("127.0.0.1:8000", "https://127.0.0.1:8000"),
        ("127.0.0.1:8000", "https://learn.test"),
        ("127.0.0.1:8000", "http://other.test:81"),
    ],
)
def test_the_entry_that_the_line_names_allows_what_was_refused(
    caplog: pytest.LogCaptureFixture, host: str, origin: str
) -> None:
    scope = scope_of(host, origin)
    (line,) = lines_of(caplog, scope)
    found = re.search(r"add (\S+) to BACKPROP_LIVE_(\w+)", line)
    assert found
    entry, variable = found.groups()
    cured = OriginCheck(Settings.model_validate({variable.lower(): entry}))
    assert cured.allows_host(scope)
    assert cured.allows_origin(scope)


def test_a_proxy_that_hides_what_the_browser_asked_for_is_another_cure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    local = "127.0.0.1:8000"
    lines = lines_of(
        caplog, scope_of(local, f"https://{local}"), scope_of(local, "https://a.test")
    )
    assert "X-Forwarded-Proto" in lines[0]
    assert "Host" in lines[1]


@pytest.mark.parametrize(
    ("host", "origin", "words"),
    [
        (None, None, "without a name"),
        ("<b>", "http://a.test", "without a name"),
        ("127.0.0.1:8000", None, "no browser"),
        ("127.0.0.1:8000", "null", "no web site"),
        ("127.0.0.1:8000", "http://a\x1b[31m", "no web site"),
    ],
)
def test_what_no_entry_can_allow_is_told_without_repeating_it(
    caplog: pytest.LogCaptureFixture, host: str, origin: str, words: str
) -> None:
    (line,) = lines_of(caplog, scope_of(host, origin))
    assert words in line
    assert "add " not in line
    assert "\x1b" not in line
    assert "<" not in line


def test_each_reason_is_logged_once_and_not_without_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    again = [scope_of("127.0.0.1:8000", "http://a.test")] * 3
    many = [scope_of(f"h{n}.test", None) for n in range(2 * MOST_LINES)]
    assert len(lines_of(caplog, *again)) == 1
    caplog.clear()
    assert len(lines_of(caplog, *many)) == MOST_LINES


def test_a_page_that_is_refused_is_told_to_the_operator(
    server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(InvalidStatus),
        server.connect(origin="https://learn.test"),
    ):
        pass
    gc.collect()  # what a task has raised is logged when nobody asks for it any more
    (line,) = caplog.messages
    assert "https://learn.test" in line
