"""What a screen reader is told while a network trains: little."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

SECONDS = 10
MOST = 2
COUNT = """() => {
  const told = window.told = {};
  const isLive = (element) => {
    const live = element.getAttribute('aria-live');
    if (live) return live !== 'off';
    return element.matches('output, [role=status], [role=alert], [role=log]');
  };
  const regionOf = (node) => {
    const decides = 'output, [role=status], [role=alert], [role=log], [aria-live]';
    const start = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const region = start?.closest(decides);
    return region && isLive(region) && region.checkVisibility() ? region : null;
  };
  new MutationObserver((changes) => {
    const regions = new Set(changes.map(({ target }) => regionOf(target)));
    regions.delete(null);
    for (const { id, className } of regions) {
      told[id || className] = (told[id || className] ?? 0) + 1;
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


def with_twin(page: Page) -> None:
    page.locator("#tab input[value=twins]").check(force=True)
    page.locator(".suggestions button").first.click()
    page.wait_for_selector("[data-twin=true] .run-b")


def over_a_point(page: Page) -> None:
    page.locator("#probe").wait_for(state="attached")
    page.hover("#output-box")
    card = page.locator(".point-card").first
    card.wait_for(state="attached")
    box = page.locator("#output").bounding_box()
    assert box
    for share in range(30, 75):
        page.mouse.move(
            box["x"] + box["width"] * share / 100, box["y"] + box["height"] * 0.45
        )
        if card.is_visible():
            return
    pytest.fail("no point under the pointer")


def digits(page: Page) -> None:
    page.select_option("#preset", "digits")
    page.locator("#samples-grid canvas").first.wait_for()


def fresh(page: Page) -> None:
    page.wait_for_selector("#network")


@pytest.mark.parametrize(
    "prepare", [fresh, with_twin, over_a_point, digits], ids=lambda f: f.__name__
)
def test_no_live_region_changes_more_than_twice_in_ten_seconds(
    page: Page, prepare: Callable[[Page], None]
) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#gradient-chart canvas")
    prepare(page)
    page.evaluate(COUNT)
    page.evaluate("() => document.getElementById('play').click()")
    time.sleep(SECONDS)
    told = page.evaluate("() => told")
    assert page.get_attribute("body", "data-running") == "true"
    assert told, "the run itself is told"
    assert max(told.values()) <= MOST, told
