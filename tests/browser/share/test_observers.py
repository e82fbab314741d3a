"""Observers see the run of the controller and cannot change it."""

import base64
import json
import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from app.protocol.commands.commands import PROTOCOL
from app.server.listening.addresses import own_addresses

STATUS = "#status"


@pytest.fixture
def link(page: Page) -> str:
    """Return the link that the page of the test gives to others."""
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#invite")
    expect(page.locator(STATUS)).to_contain_text("cannot change anything")
    page.keyboard.press("Escape")
    found: str = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"#look=[\w-]{16,}$", found)
    return found


@pytest.fixture
def observer(link: str, new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context().new_page()
    page.goto(link)
    page.wait_for_selector("body[data-connection=live]")
    return page


def test_an_observer_sees_the_run_and_its_changes(page: Page, observer: Page) -> None:
    expect(observer.locator("#connection-text")).to_have_text("observing")
    expect(page.locator("#observers")).to_have_text("1 observer")
    page.locator("#by input[value=step]").check(force=True)
    page.click("#step")
    expect(observer.locator("#out-step")).to_have_text("1")
    for name in ("#out-train-loss", "#out-test-loss"):
        expect(page.locator(name)).not_to_have_text("–")
        expect(observer.locator(name)).to_have_text(page.inner_text(name))
    page.select_option("#activation", "relu")
    expect(observer.locator(STATUS)).to_contain_text("ReLU", ignore_case=True)
    expect(observer.locator("#activation")).to_have_value("relu")
    page.click("#play")
    expect(observer.locator("#out-step")).to_have_text(re.compile(r"^\d.?\d\d"))
    expect(observer.locator("body")).to_have_attribute("data-running", "true")
    page.click("#play")
    observer.close()
    expect(page.locator("#observers")).to_be_hidden()


def test_an_observer_can_look_where_it_likes_and_change_nothing(
    page: Page, observer: Page, settled: Callable[[Page], None]
) -> None:
    for part in observer.locator("[data-controller-only]").all():
        assert part.evaluate("part => part.inert")
    observer.keyboard.press("Space")
    observer.keyboard.press("r")
    observer.locator("#lens input[value=gradients]").check(force=True)
    expect(page.locator("#lens input[value=weights]")).to_be_checked()
    settled(observer)
    settled(page)
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    assert observer.url.endswith(observer.evaluate("location.hash"))
    assert "#look=" in observer.url


def test_an_observer_sees_both_of_two_networks(
    page: Page, observer: Page, soon: Callable[..., Any]
) -> None:
    body, seen = page.locator("body"), observer.locator("body")
    page.locator("#tab input[value=twins]").check(force=True)
    page.locator("#suggestions button").first.click()
    expect(body).to_have_attribute("data-twin", "true")
    expect(seen).to_have_attribute("data-twin", "true")
    expect(observer.locator("#tab input[value=train]")).to_be_checked()
    observer.locator("#tab input[value=twins]").check(force=True)
    page.locator("#by input[value=step]").check(force=True)
    page.click("#step")
    for name in ("#what-a", "#what-b", "#loss-a", "#loss-b", "#headline-b"):
        soon(page, lambda name=name: "–" not in page.inner_text(name))
        expect(observer.locator(name)).to_have_text(page.inner_text(name))
    for name in ("#twin-swap", "#twin-drop", "#change-open"):
        assert observer.locator(name).evaluate("part => !!part.closest('[inert]')")
    before = page.inner_text("#what-b")
    page.click("#twin-swap")
    expect(page.locator("#what-b")).not_to_have_text(before)
    expect(observer.locator("#what-b")).to_have_text(page.inner_text("#what-b"))
    page.click("#twin-drop")
    expect(seen).to_have_attribute("data-twin", "false")


def test_a_run_that_waits_for_its_page_is_shown_standing(
    page: Page, observer: Page
) -> None:
    page.click("#play")
    expect(observer.locator("body")).to_have_attribute("data-running", "true")
    page.goto("about:blank")
    expect(observer.locator(STATUS)).to_contain_text("training waits for it")
    expect(observer.locator("body")).to_have_attribute("data-running", "false")
    expect(observer.locator("#out-speed")).to_have_text("0")
    page.go_back()
    expect(observer.locator("body")).to_have_attribute("data-running", "true")


def test_an_observer_who_reloads_is_back(page: Page, observer: Page) -> None:
    observer.reload()
    observer.wait_for_selector("body[data-connection=live]")
    expect(observer.locator("#connection-text")).to_have_text("observing")
    page.click("#step")
    expect(observer.locator("#out-step")).not_to_have_text("0")


def test_an_invitation_of_this_computer_opens_on_others(
    new_context: Callable[..., BrowserContext],
    serve: Callable[..., AbstractContextManager[str]],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = own_addresses()
    if not addresses:
        pytest.skip("this computer has no network")
    monkeypatch.setenv("BACKPROP_LIVE_ALLOWED_HOSTS", addresses[0])
    command = (sys.executable, "-m", "app", "--host", "0.0.0.0")
    with serve(*command, cwd=root) as url:
        context = new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{url}?autoplay=0&hide=help")
        page.wait_for_selector("body[data-connection=live]")
        page.click("#invite")
        expect(page.locator("#invite-sheet .qr-code")).to_be_visible()
        expect(page.locator("#invite-link")).to_be_focused()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert read_code(page, root) == page.input_value("#invite-link")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link == page.input_value("#invite-link")
        parts = urlsplit(link)
        assert parts.hostname == addresses[0]
        assert parts.query == "hide=help"
        # The browser of the tests opens no address but 127.0.0.1.
        with urlopen(link, timeout=20) as answer:
            assert b"<title>" in answer.read()
        origin = Origin(f"http://{parts.netloc}")
        with connect(
            f"ws://{parts.netloc}/ws",
            origin=origin,
            subprotocols=[Subprotocol(PROTOCOL)],
        ) as socket:
            key = parts.fragment.removeprefix("look=")
            socket.send(json.dumps({"type": "hello", "id": 1, "session": key}))
            assert json.loads(socket.recv(timeout=20))["type"] == "welcome"
        context.close()


def read_code(page: Page, root: Path) -> str | None:
    """Return what a camera reads on the screen, by another library than the page's."""
    reader = (root / "node_modules/jsqr/dist/jsQR.js").read_text("utf-8")
    page.evaluate(f"() => {{ {reader} }}")
    screen = base64.b64encode(page.screenshot()).decode()
    found: str | None = page.evaluate(
        """async (screen) => {
          const bytes = Uint8Array.from(atob(screen), (c) => c.charCodeAt(0));
          const picture = await createImageBitmap(new Blob([bytes]));
          const { width, height } = picture;
          const context = new OffscreenCanvas(width, height).getContext("2d");
          context.drawImage(picture, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          return self.jsQR(data, width, height)?.data ?? null;
        }""",
        screen,
    )
    return found


def test_a_run_that_is_over_is_said(page: Page) -> None:
    page.goto("/#look=AAAAAAAAAAAAAAAAAAAAAA")
    expect(page.locator("#banner")).to_contain_text("is over")
