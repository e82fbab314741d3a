"""A run is scrubbed, branched, compared and sent by touch, on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

Soon = Callable[[Page, Callable[[], Any]], Any]
TRACK, RATE, STATUS = "#time-track", "#learning-rate", "#status"
NUMBERS = ("#out-step", "#out-train-loss", "#out-test-loss")
SMALL = """() => [...document.querySelectorAll('#time :is(button, input, select)')]
  .filter((control) => control.checkVisibility())
  .filter((control) => Math.min(control.offsetWidth, control.offsetHeight) < 40)
  .map(({ id }) => id)"""
"""Controls beside the line of time that a finger may miss."""
REM = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"


class Finger:
    """One finger on the screen."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)

    def _touch(self, kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        self._session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
        )

    def drag(self, *places: tuple[float, float]) -> None:
        self._touch("touchStart", places[0])
        for place in places[1:]:
            self._touch("touchMove", place)
        self._touch("touchEnd")


def numbers(page: Page) -> list[str]:
    return [page.inner_text(name) for name in NUMBERS]


def step_of(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#out-step")))


def place(page: Page, step: int, end: int, *, aside: float = 0) -> tuple[float, float]:
    """Return where a step is on the line of time, or so many pixels beside it."""
    box = page.locator(TRACK).bounding_box()
    assert box is not None
    margin = 0.55 * float(page.evaluate(REM))
    x = box["x"] + margin + (box["width"] - 2 * margin) * step / end
    return x + aside, box["y"] + box["height"] / 2


def train(page: Page, soon: Soon, *, beyond: int) -> None:
    """Play until a step is reached, and pause."""
    page.tap("#play")
    soon(page, lambda: step_of(page) > beyond)
    page.tap("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


def set_rate(page: Page, rate: str) -> None:
    page.locator(RATE).tap()
    page.fill(RATE, rate)
    page.press(RATE, "Enter")
    expect(page.locator(STATUS)).to_contain_text("weights kept")


@pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)
def test_the_better_branch_is_found_kept_and_sent(
    page: Page,
    base_url: str,
    new_context: Callable[..., BrowserContext],
    soon: Soon,
) -> None:
    page.goto(f"{base_url}#speed=500")
    page.wait_for_selector(TRACK)
    finger = Finger(page)
    train(page, soon, beyond=150)
    at = step_of(page)
    set_rate(page, "3")
    train(page, soon, beyond=at + 150)
    end, top = step_of(page), place(page, 0, 1)[1]
    assert page.evaluate(SMALL) == []

    finger.drag(*(place(page, end * share // 10, end) for share in (10, 8, 5, 2)))
    soon(page, lambda: abs(step_of(page) - end * 2 // 10) <= end // 40)
    expect(page.locator(STATUS)).to_contain_text("in the past")
    assert place(page, 0, 1)[1] == top, "a long sentence moves the line of time"
    assert page.evaluate("scrollY") == 0, "a drag along the line scrolls nothing"

    finger.drag(place(page, at, end, aside=-10))
    soon(page, lambda: step_of(page) == at)
    expect(page.locator(STATUS)).to_contain_text("before learning rate 0.03 → 3")
    set_rate(page, "0.1")
    train(page, soon, beyond=at + 150)

    page.tap("#time-branches")
    page.locator("#branches input[type=checkbox]").tap()
    expect(page.locator(".branch i")).to_have_text("■")
    page.get_by_role("button", name="Show the curves").tap()
    expect(page.locator("#branches")).to_be_hidden()
    expect(page.locator("#loss-chart")).to_be_in_viewport(ratio=1)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.tap("#copy-link")
    expect(page.locator(STATUS)).to_contain_text("Link copied")
    other = new_context().new_page()
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    soon(other, lambda: numbers(other) == numbers(page))
    assert numbers(other) == numbers(page)
