"""The browser of the tests: the system's Chromium, with its network cable pulled."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

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
THIS_MACHINE = ("127.0.0.1", "localhost")
VISITED = "try { localStorage.setItem('backprop-live.visited', '1') } catch {}"


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
        "viewport": {"width": 1280, "height": 720},
    }


@pytest.fixture
def expected_console_errors() -> list[str]:
    """Return a list to which a test appends patterns of errors that it provokes."""
    return []


@pytest.fixture
def browser_faults() -> list[str]:
    """Return the list of what went wrong in the pages of a test."""
    return []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext],
    expected_console_errors: list[str],
    browser_faults: list[str],
) -> Iterator[Callable[..., BrowserContext]]:
    """Make contexts that fail the test on a console error or a foreign request."""
    faults = browser_faults

    def on_address(url: str) -> None:
        parts = urlsplit(url)
        is_local = parts.scheme in ("data", "blob", "about")
        if not is_local and parts.hostname not in THIS_MACHINE:
            faults.append(f"left this machine: {url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            faults.append(f"console error: {message.text} ({where})")

    def on_page(page: Page) -> None:
        page.on("websocket", lambda websocket: on_address(websocket.url))

    def guarded(**options: Any) -> BrowserContext:
        context = new_context(**options)
        # A page that nobody touches begins to train by itself on a first visit.
        context.add_init_script(VISITED)
        # Nothing that leaves can arrive, so watching what fails misses none of it,
        # and is not told of each of the page's hundred files.
        context.on("requestfailed", lambda request: on_address(request.url))
        context.on("console", on_console)
        context.on("weberror", lambda error: faults.append(f"thrown: {error.error}"))
        context.on("page", on_page)
        return context

    yield guarded
    unexpected = [
        fault
        for fault in faults
        if not any(re.search(pattern, fault) for pattern in expected_console_errors)
    ]
    assert not unexpected, "\n".join(unexpected)
