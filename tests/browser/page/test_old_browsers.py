"""What a page shows in browsers that lack something, each feature taken away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

TOO_OLD = {
    "no popovers": "() => delete HTMLElement.prototype.popover",
    "no import maps": "() => { HTMLScriptElement.supports = () => false }",
    "no way to ask": "() => { delete HTMLScriptElement.supports }",
}
NO_PAIRS = """() => {
  const { supports } = CSS;
  CSS.supports = (...given) => given.join(' ').includes('light-dark(')
    ? false : supports.apply(CSS, given);
}"""
PALETTE = """() => {
  const style = getComputedStyle(document.documentElement);
  return ['--ground', '--ink', '--shadow', '--class-9'].map(
    (name) => style.getPropertyValue(name).trim());
}"""
NEW_ENOUGH = ("114", "125", "17")
"""The least versions of Chrome, Firefox and Safari."""


@pytest.fixture
def page_without(new_context: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """Return a function that gives a page whose browser lacks something."""

    def opened(script: str) -> Page:
        context = new_context()
        context.add_init_script(f"({script})()")
        return context.new_page()

    return opened


@pytest.mark.parametrize("script", TOO_OLD.values(), ids=TOO_OLD)
def test_a_browser_below_the_floor_shows_which_ones_work(
    page_without: Callable[[str], Page], script: str
) -> None:
    page = page_without(script)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto("/")
    sentence = page.locator(".too-old")
    expect(sentence).to_be_visible()
    for version in NEW_ENOUGH:
        expect(sentence).to_contain_text(version)
    assert page.evaluate("() => document.body.innerText.trim()") == (
        sentence.inner_text().strip()
    ), "nothing else lies about"
    page.wait_for_load_state("networkidle")
    assert not sockets, "a page that shows nothing takes no session"


def test_a_browser_above_it_shows_the_page_only(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator(".too-old")).to_be_hidden()


def test_without_light_dark_both_themes_have_their_colors(
    page_without: Callable[[str], Page],
) -> None:
    page = page_without(NO_PAIRS)
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_function("() => document.adoptedStyleSheets.length === 1")
    light = ["#f5f4ef", "#1c1c22", "rgb(28 28 34 / 14%)", "#2c8a3e"]
    dark = ["#0f1116", "#ececf2", "rgb(0 0 0 / 50%)", "#72d284"]
    assert page.evaluate(PALETTE) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PALETTE) == dark
    page.click("#theme")
    assert page.evaluate(PALETTE) == light
    page.click("#theme")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(PALETTE) == dark


def test_the_readme_states_the_same_floor(root: Path, page: Page) -> None:
    readme = (root / "README.md").read_text("utf-8")
    page.goto("/")
    said = page.text_content(".too-old") or ""
    for name, version in zip(("Chrome", "Firefox", "Safari"), NEW_ENOUGH, strict=True):
        assert f"{name} {version}" in readme
        assert version in said


def test_charts_are_drawn_where_the_language_is_c(
    page_without: Callable[[str], Page],
) -> None:
    page = page_without(
        "() => Object.defineProperty(navigator, 'language', "
        "{ value: 'C', configurable: true })"
    )
    page.goto("/")
    expect(page.locator("#loss-chart canvas")).to_be_visible()
    expect(page.locator("#gradient-chart canvas")).to_be_visible()


def test_canvases_get_the_pixels_of_a_screen_that_the_window_moves_to(
    new_context: Callable[..., BrowserContext],
) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#loss-chart canvas")
    widths = """() => ['#network-edges', '#output', '#loss-chart canvas'].map(
      (name) => document.querySelector(name).width)"""
    before = page.evaluate(widths)
    screen = {"width": 1280, "height": 720, "deviceScaleFactor": 2, "mobile": False}
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setDeviceMetricsOverride", screen)
    # Pretended screens tell no page of themselves; another pretence makes up for it.
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        f"(before) => ({widths})().every((width, i) => width > 1.9 * before[i])",
        arg=before,
    )
