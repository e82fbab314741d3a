"""A server process that is really stopped, and goes on."""

import os
import re
import signal
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.server import server

NOTICED_SECONDS = 10.0
"""What is promised; the page looks every few seconds."""
LATENESS_SECONDS = 2.0
"""Of the timers of a page on a busy machine."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nothing stops here"),
]


def steps(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#out-step")))


def test_a_server_that_stands_still_is_noticed_and_its_run_goes_on(
    new_context: Callable[..., BrowserContext], expected_console_errors: list[str]
) -> None:
    expected_console_errors.append("WebSocket")
    page = new_context().new_page()
    body = page.locator("body")
    with server() as (pid, port):
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("body[data-connection=live]")
        page.click("#play")
        expect(page.locator("#out-step")).not_to_have_text("0")
        os.kill(pid, signal.SIGSTOP)
        try:
            stopped_at = time.monotonic()
            expect(body).to_have_attribute(
                "data-connection", "reconnecting", timeout=30_000
            )
            noticed_after = time.monotonic() - stopped_at
            stood = steps(page)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert noticed_after <= NOTICED_SECONDS + LATENESS_SECONDS
        expect(body).to_have_attribute("data-connection", "live", timeout=60_000)
        expect(page.locator("#status")).to_contain_text("Resumed at step")
        assert steps(page) >= stood > 0
        page.goto("about:blank")
