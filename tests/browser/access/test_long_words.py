"""The page in another language: longer words must not be cut off."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CUT_OFF = """() => {
  const found = [];
  const root = document.documentElement;
  const { clientWidth, clientHeight, scrollWidth, scrollHeight } = root;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
    found.push(`the page scrolls: ${scrollWidth} x ${scrollHeight}`);
  }
  const speaks = ({ childNodes }) =>
    [...childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  for (const element of document.querySelectorAll("body *")) {
    if (!speaks(element) || !element.checkVisibility()) continue;
    if (element.closest(".hidden, .icons, svg, canvas, option, .hover-value")) continue;
    const box = element.getBoundingClientRect();
    const text = element.textContent.trim().slice(0, 40);
    const sheet = element.closest("[popover]");
    if (!sheet && (box.right > clientWidth + 1 || box.bottom > clientHeight + 1)) {
      found.push(`outside: ${text}`);
    }
    const style = getComputedStyle(element);
    if (style.display === "inline" || style.overflowX === "visible") continue;
    if (element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${text}`);
  }
  return found;
}"""


IN_ENGLISH = """() =>
  [...document.querySelectorAll("button, label, legend, h2, dt, th")]
    .filter((element) => element.checkVisibility())
    .filter((element) => !element.closest("#dataset, #features, .brand"))
    .map((element) => element.textContent.trim())
    .filter((text) => /[aeiou]/.test(text) && !/[àéîöûý]/.test(text))"""

STACKED = """(names) => names.map((name) => {
  const parts = [...document.querySelectorAll(`#results .${name}`)];
  const box = parts.find((part) => part.checkVisibility()).getBoundingClientRect();
  return [name, box.top, box.bottom];
})"""
"""The top and the bottom of the first part of each name that can be seen."""


OUT_OF_INVITATION = """() => {
  const box = document.querySelector(".invitation").getBoundingClientRect();
  return [...document.querySelectorAll(".invitation > *")].filter((part) => {
    const { top, bottom } = part.getBoundingClientRect();
    return top < box.top || bottom > box.bottom;
  }).map(({ textContent }) => textContent.trim().slice(0, 40));
}"""


@pytest.fixture(scope="module")
def foreign_url(
    root: Path, serve: Callable[..., AbstractContextManager[str]]
) -> Iterator[str]:
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # for this server alone
            patch.setenv("BACKPROP_LIVE_LANGUAGE", "en-XA")
            url = stack.enter_context(serve(sys.executable, "-m", "app", cwd=root))
        yield url


@pytest.mark.own_page
def test_no_word_is_left_in_english_or_cut_off(page: Page, foreign_url: str) -> None:
    """Words are two fifths longer; the names that the engine gives its parts stay."""
    page.goto(foreign_url)
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("html")).to_have_attribute("lang", "en-XA")
    expect(page.locator("#play-label")).to_have_text("Plààýý")
    assert page.evaluate(IN_ENGLISH) == []
    page.click("#play")
    expect(page.locator("#status")).to_contain_text("Tràà")
    expect(page.locator("#gradient-ratio b")).to_have_text(re.compile(r"\S"))
    assert page.evaluate(CUT_OFF) == []
    page.click("#play")
    for sheet in ("#more", "#help", "#chart-options"):
        page.evaluate("(sheet) => document.querySelector(sheet).showPopover()", sheet)
        assert page.evaluate(CUT_OFF) == [], sheet


@pytest.mark.own_page
def test_long_words_beside_two_networks_are_not_on_top_of_each_other(
    page: Page, foreign_url: str
) -> None:
    page.goto(f"{foreign_url}#v=1&view=twins")
    page.wait_for_selector("body[data-connection=live]")
    assert page.evaluate(OUT_OF_INVITATION) == []
    page.locator(".invitation button", has_text="LU").first.click()
    page.wait_for_selector("body[data-twin=true]")
    expect(page.locator("#share-b")).to_be_visible()
    boxes = page.evaluate(STACKED, ["shares", "legend", "chart", "twin-panel"])
    for (name, _, bottom), (other, top, _) in pairwise(boxes):
        assert bottom <= top + 1, f"{name} reaches into {other}"


SPREAD = """(status) => {
  status.textContent = "x".repeat(2000);
  status.style.whiteSpace = "nowrap";
}"""


def test_a_cut_off_word_is_noticed(page: Page, base_url: str) -> None:
    page.goto(base_url)
    page.wait_for_selector("body[data-connection=live]")
    assert page.evaluate(CUT_OFF) == []
    status = page.locator("#status")
    status.evaluate(SPREAD)
    (scrolls,) = page.evaluate(CUT_OFF)
    assert scrolls.startswith("the page scrolls")
    status.evaluate("status => { status.style.overflow = 'hidden' }")
    assert page.evaluate(CUT_OFF) == ["cut off: " + "x" * 40]
