"""A run is scrubbed, branched, saved, resumed, and reproduced from a link."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.storage.database import FILE_NAME
from tests.browser.share.saving import free_port, saving_server

Soon = Callable[[Page, Callable[[], Any]], Any]
LIVE, TRACK, RATE = "body[data-connection=live]", "#time-track", "#learning-rate"
NUMBERS = ("#out-step", "#out-train-loss", "#out-test-loss")


@pytest.fixture
def expected_console_errors() -> list[str]:
    return ["WebSocket connection", "Failed to load resource"]


def numbers(page: Page) -> list[str]:
    return [page.inner_text(name) for name in NUMBERS]


def step_of(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#out-step")))


def train(page: Page, soon: Soon, beyond: int) -> None:
    """Play until a step is reached, and pause."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    soon(page, lambda: step_of(page) > beyond)
    page.keyboard.press("Space")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


def saved_paused_at(folder: Path) -> int | None:
    """Return the step of the saved run; None if it is saved as one that trains."""
    with sqlite3.connect(f"file:{folder / FILE_NAME}?mode=ro", uri=True) as saved:
        step, playing = saved.execute("SELECT step, playing FROM runs").fetchone()
    return None if json.loads(playing)["running"] else int(step)


def set_rate(page: Page, rate: str) -> None:
    page.focus(RATE)
    page.keyboard.press("Control+A")
    page.keyboard.type(rate)
    page.keyboard.press("Enter")


def test_the_better_branch_survives_the_server_and_opens_elsewhere(
    new_context: Callable[..., BrowserContext], tmp_path: Path, root: Path, soon: Soon
) -> None:
    """By keyboard, but for the list of branches."""
    port, context = free_port(), new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    with saving_server(port, tmp_path, root) as url:
        page.goto(f"{url}#speed=500")
        page.wait_for_selector(TRACK)
        train(page, soon, 150)
        at = step_of(page)
        set_rate(page, "3")
        expect(page.locator("#status")).to_contain_text("weights kept")
        train(page, soon, at + 150)
        page.focus(TRACK)
        page.keyboard.press("Control+ArrowLeft")
        soon(page, lambda: step_of(page) == at)
        set_rate(page, "0.1")
        expect(page.locator("#time-branches")).to_contain_text("2 branches")
        train(page, soon, at + 150)
        page.click("#time-branches")
        page.locator("#branches input[type=checkbox]").check()
        expect(page.locator(".branch i")).to_have_text("■")
        page.keyboard.press("Escape")
        soon(page, lambda: saved_paused_at(tmp_path) == step_of(page))
        better = numbers(page)
    page.wait_for_selector("body[data-connection=reconnecting]")
    with saving_server(port, tmp_path, root):
        page.wait_for_selector(LIVE)
        expect(page.locator("#status")).to_contain_text("Resumed at step")
        assert numbers(page) == better
        expect(page.locator("#time-branches")).to_contain_text("2 branches")
        page.get_by_role("button", name="Copy link").click()
        expect(page.locator("#status")).to_contain_text("Link copied")
        link = page.evaluate("() => navigator.clipboard.readText()")
        other = new_context().new_page()
        other.goto(link)
        other.wait_for_selector(LIVE)
        soon(other, lambda: numbers(other) == better)
        train(page, soon, step_of(page) + 50)
        page.focus(TRACK)
        page.keyboard.press("Home")
        soon(page, lambda: step_of(page) == 0)
