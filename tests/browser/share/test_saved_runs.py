"""Saved runs: a run is found again after its server was killed, and gone on with."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.share.saving import free_port, saving_server

LIVE = "body[data-connection=live]"


@pytest.fixture
def port() -> int:
    return free_port()


def begin(page: Page, url: str, dataset: str) -> None:
    page.goto(f"{url}#dataset={dataset}")
    page.wait_for_selector(LIVE)
    if page.locator("body").get_attribute("data-running") != "true":
        page.click("#play")


def step_of(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#out-step").inner_text()))


def open_runs(page: Page, n: int) -> None:
    page.click("#runs-open")
    expect(page.locator("#runs-list li")).to_have_count(n)


@pytest.fixture
def expected_console_errors() -> list[str]:
    return ["WebSocket connection", "Failed to load resource"]


def test_a_run_is_saved_found_renamed_and_gone_on_with(
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
    root: Path,
    port: int,
    soon: Callable[[Page, Callable[[], bool]], None],
) -> None:
    context = new_context()
    page, other = context.new_page(), context.new_page()
    with saving_server(port, tmp_path, root) as url:
        begin(page, url, "spiral")
        begin(other, url, "circle")
        soon(page, lambda: step_of(page) > 1500)
        open_runs(page, 2)
        here = page.locator("#runs-list li", has_text="open on this page")
        here.get_by_role("button", name="Rename").press("Enter")
        page.keyboard.type("My spiral")
        page.keyboard.press("Enter")
        expect(page.locator("#runs-status")).to_have_text(
            "The run is now called My spiral"
        )
    page.wait_for_selector("body[data-connection=reconnecting]")
    with saving_server(port, tmp_path, root):
        page.wait_for_selector(LIVE)
        expect(page.locator("#status")).to_contain_text("Resumed at step")
        assert step_of(page) > 100
        soon(page, lambda: step_of(page) > 3000)
        page.keyboard.press("Escape")
        page.click("#play")
        other.wait_for_selector(LIVE)
        open_runs(other, 2)
        other.fill("#runs-search", "spiral")
        expect(other.locator("#runs-list li")).to_have_count(1)
        at = step_of(page)
        soon(other, lambda: at == _listed_step(other))
        other.get_by_role("button", name="Continue: My spiral").click()
        expect(other.locator("#status")).to_contain_text("Resumed at step")
        assert step_of(other) == at
        assert "dataset=spiral" in other.url
        page.wait_for_selector("body[data-connection=closed]")


def _listed_step(page: Page) -> int:
    """List the runs again, and return the step of the only one."""
    page.keyboard.press("Escape")
    page.click("#runs-open")
    page.fill("#runs-search", "spiral")
    text = page.locator("#runs-list li p").first.inner_text()
    return int(re.sub(r"\D", "", text.split("·")[0]))


def test_what_is_deleted_comes_back_and_axe_has_nothing_to_object_to(
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
    root: Path,
    port: int,
    soon: Callable[[Page, Callable[[], bool]], None],
) -> None:
    page = new_context().new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    with saving_server(port, tmp_path, root) as url:
        begin(page, url, "xor")
        soon(page, lambda: step_of(page) > 600)
        open_runs(page, 1)
        page.get_by_role("button", name="Copy: ").click()
        expect(page.locator("#runs-list li")).to_have_count(2)
        page.evaluate((root / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
        found = page.evaluate(
            "async () => (await axe.run('#runs-sheet')).violations.map((v) => v.id)"
        )
        assert found == []
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= window.innerWidth"
        )
        page.get_by_role("button", name="Delete").click()
        expect(page.locator("#runs-list li")).to_have_count(1)
        expect(page.locator("#runs-undo")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#runs-list li")).to_have_count(2)
