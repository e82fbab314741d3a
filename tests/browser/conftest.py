"""The browser of the tests: the system's Chromium, with its network cable pulled."""

import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.settle import LATER, settle

NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
)
"""The shell is Chromium without its windows, and with them goes half of the work."""
SWITCHED_OFF = (
    # All that Playwright switches off, because this replaces its list ...
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # ... and two pages that Chromium loads for the address bar of every new window.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
VIEWPORT = {"width": 1280, "height": 720}
LASTING = {
    "page": (
        *("add_init_script", "expose_binding", "expose_function", "emulate_media"),
        *("on", "once", "route", "route_from_har", "route_web_socket", "close"),
        *("add_locator_handler", "set_default_timeout", "set_extra_http_headers"),
        "set_default_navigation_timeout",
    ),
    "clock": (
        *("install", "fast_forward", "pause_at", "resume", "run_for"),
        *("set_fixed_time", "set_system_time"),
    ),
    "context": (
        *("add_cookies", "add_init_script", "expose_binding", "expose_function"),
        *("grant_permissions", "on", "once", "route", "route_web_socket"),
        *("set_geolocation", "set_offline", "new_page", "new_cdp_session", "close"),
        *("set_extra_http_headers", "set_default_timeout"),
    ),
}
"""What would last beyond the document that a test leaves: on the page of all, none."""
THIS_MACHINE = ("127.0.0.1", "localhost")
VISITED = "try { localStorage.setItem('backprop-live.visited', '1') } catch {}"
UNANSWERED = """(() => {
  const unanswered = window.unanswered = new Set();
  const { send } = WebSocket.prototype;
  const listening = new WeakSet();
  WebSocket.prototype.send = function (text) {
    const { id } = JSON.parse(text);
    if (id !== undefined) unanswered.add(id);
    if (!listening.has(this)) {
      listening.add(this);
      this.addEventListener('close', () => unanswered.clear());
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') unanswered.delete(JSON.parse(data).id);
      });
    }
    return send.call(this, text);
  };
})()"""
"""Keeps the ids of the commands that the server has not answered yet."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """Launch the system's Chromium, quiet and unable to resolve any name."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    assert executable, "no Chromium on the PATH: python3 run.py test installs it"
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"--disable-features={','.join(SWITCHED_OFF)}",
        ],
    }


@pytest.fixture(scope="session")
def base_url(server_url: str) -> str:
    """Open pages relative to the server."""
    return server_url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Give pages a projector's size."""
    return {
        **browser_context_args,
        "viewport": VIEWPORT,
    }


@pytest.fixture
def expected_console_errors() -> list[str]:
    """Return a list to which a test appends patterns of errors that it provokes."""
    return []


class PageGuard:
    """Notes what goes wrong in the pages that it watches."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Note console errors, what nobody caught, and requests to other machines."""
        # A page that nobody touches begins to train by itself on a first visit.
        context.add_init_script(VISITED)
        context.add_init_script(UNANSWERED)
        # Nothing that leaves can arrive, so watching what fails misses none of it,
        # and is not told of each of the page's hundred files.
        context.on("requestfailed", lambda request: self._on_address(request.url))
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"thrown: {error.error}"))
        context.on("page", self._on_page)

    def _note(self, fault: str) -> None:
        self.faults.append(fault)

    def _on_address(self, url: str) -> None:
        parts = urlsplit(url)
        is_local = parts.scheme in ("data", "blob", "about")
        if not is_local and parts.hostname not in THIS_MACHINE:
            self._note(f"left this machine: {url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self._note(f"console error: {message.text} ({where})")

    def _on_page(self, page: Page) -> None:
        page.on("websocket", lambda websocket: self._on_address(websocket.url))


@pytest.fixture(scope="session")
def guard() -> PageGuard:
    """Return the guard that notes what goes wrong in any page."""
    return PageGuard()


@pytest.fixture
def browser_faults(
    guard: PageGuard, expected_console_errors: list[str]
) -> Iterator[list[str]]:
    """Return the list of what went wrong in the pages of a test, and fail on it."""
    guard.faults.clear()
    yield guard.faults
    unexpected = [
        fault
        for fault in guard.faults
        if not any(re.search(pattern, fault) for pattern in expected_console_errors)
    ]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext],
    guard: PageGuard,
    browser_faults: list[str],  # noqa: ARG001
) -> Callable[..., BrowserContext]:
    """Make contexts that fail the test on a console error or a foreign request."""

    def guarded(**options: Any) -> BrowserContext:
        context = new_context(**options)
        guard.watch(context)
        return context

    return guarded


@pytest.fixture(scope="session")
def lasting_page(
    browser: Browser, browser_context_args: dict[str, Any], guard: PageGuard
) -> Iterator[Page]:
    """Return the page that most tests use, one after the other.

    A new one costs twice the work: a process and a hundred modules compiled anew.
    """
    clipboard = ["clipboard-read", "clipboard-write"]
    context = browser.new_context(**browser_context_args, permissions=clipboard)
    guard.watch(context)
    page, close = context.new_page(), context.close
    for owner, names in LASTING.items():
        whose = page if owner == "page" else getattr(page, owner)
        for name in names:
            setattr(whose, name, partial(_refuse, f"{owner}.{name}"))
    _leave(page)
    yield page
    close()


@pytest.fixture(scope="session")
def leave() -> Callable[[Page], None]:
    """Return what is done to the page of all after each test."""
    return _leave


def _refuse(name: str, *_: object, **__: object) -> None:
    pytest.fail(f"what {name} does would last: mark the test with own_page")


def _leave(page: Page) -> None:
    """Leave nothing of what a test did: no document, storage, size, pointer."""
    page.goto("healthz")
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    page.context.clear_cookies()
    page.mouse.move(0, 0)
    page.set_viewport_size(VIEWPORT)


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    browser_faults: list[str],  # noqa: ARG001
) -> Iterator[Page]:
    """Return a page with nothing in it of an earlier test."""
    own = ("own_page", "browser_context_args")
    if any(map(request.node.get_closest_marker, own)):
        context = request.getfixturevalue("context")
        yield context.new_page()
        return
    page = request.getfixturevalue("lasting_page")
    yield page
    _leave(page)


STANDS = """() => {
  const text = (id) => document.getElementById(id).textContent;
  const spoken = document.getElementById('gradient-chart').ariaValueText ?? '';
  return document.body.dataset.running === 'false'
    && spoken.startsWith(`step ${text('out-step')}:`);
}"""


@pytest.fixture(scope="session")
def stands() -> Callable[[Page], None]:
    """Return a function that waits until a paused page shows its last whole step."""

    def wait(page: Page) -> None:
        page.wait_for_function(STANDS)
        page.evaluate(LATER)

    return wait


@pytest.fixture(scope="session")
def settled() -> Callable[..., None]:
    """Return ``settled(page)``: wait until nothing that was begun is still to come."""
    return settle


@pytest.fixture(scope="session")
def soon() -> Callable[[Page, Callable[[], Any]], Any]:
    """Return ``soon(page, check)``: wait until a check gives something true."""

    def wait(page: Page, check: Callable[[], Any], *, within_ms: int = 20_000) -> Any:
        for _ in range(within_ms // 50):
            if found := check():
                return found
            page.wait_for_timeout(50)
        return check()

    return wait
