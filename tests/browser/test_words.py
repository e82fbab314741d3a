"""The page in another language: longer words must not be cut off."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
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


def test_a_cut_off_word_is_noticed(page: Page, base_url: str) -> None:
    page.goto(base_url)
    page.wait_for_selector("body[data-connection=live]")
    assert page.evaluate(CUT_OFF) == []
    page.evaluate(
        "() => { document.getElementById('status').textContent = 'x'.repeat(2000) }"
    )
    assert page.evaluate(CUT_OFF) == ["cut off: " + "x" * 40]
