"""Nothing is cut off: small windows, large text, wide text; rows that stay one row."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

NO_ROOM = "hover-value"
"""Shown where it has room as a whole; its figures are in the card, too."""
CUT_OFF = """(noRoom) => {
  const isCut = (text, element) => {
    for (let box = element; box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(box);
      const area = box.getBoundingClientRect();
      if (clipPath !== 'none' && area.width <= 1) return false;
      if ([overflowX, overflowY].some((way) => way === 'auto' || way === 'scroll')) {
        return false;
      }
      const isAcross = text.right > area.right + 1.5 || text.left < area.left - 1.5;
      const isAlong = text.bottom > area.bottom + 3 || text.top < area.top - 3;
      if (overflowX !== 'visible' && isAcross) return true;
      if (overflowY !== 'visible' && isAlong) return true;
    }
    return text.right > innerWidth + 1 || text.left < -1;
  };
  const page = document.querySelector('.page');
  const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const { currentNode: node } = texts;
    const element = node.parentElement;
    const isSeen = element.checkVisibility({ visibilityProperty: true })
      && !element.closest(`.hidden, option, svg, .${noRoom}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    const area = range.getBoundingClientRect();
    if (isSeen && node.textContent.trim() && area.width && isCut(area, element)) {
      found.push(node.textContent.trim());
    }
  }
  return found;
}"""
COVERED = """() => {
  const toolbar = document.querySelector('.toolbar');
  const buttons = [...toolbar.querySelectorAll('button')];
  const meet = (one, other, from, to) =>
    one[from] < other[to] - 1 && other[from] < one[to] - 1;
  const isOver = (one, other) =>
    meet(one, other, 'left', 'right') && meet(one, other, 'top', 'bottom');
  return [...toolbar.querySelectorAll('.label')].filter((label) => {
    const range = document.createRange();
    range.selectNodeContents(label);
    const area = range.getBoundingClientRect();
    return buttons.some((button) => isOver(area, button.getBoundingClientRect()));
  }).map((label) => label.textContent);
}"""
"""The names of settings that lie under a button."""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
WIDE_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {
    line-height: 1.5 !important;
    letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
  } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""What 1.4.12 of the Web Content Accessibility Guidelines asks a page to bear."""
SIZES = [
    pytest.param((1024, 768), id="tablet"),
    pytest.param((1280, 720), id="projector", marks=pytest.mark.slow),
    pytest.param((390, 844), id="phone", marks=pytest.mark.slow),
    pytest.param((320, 256), id="400 percent"),
]


@pytest.fixture
def page_of(
    new_context: Callable[..., BrowserContext],
) -> Callable[..., Page]:
    """Return a function that opens the page in a window of a size."""

    def opened(width: int, height: int, *, text_px: int = 16) -> Page:
        context = new_context()
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        sizes = {"fontSizes": {"standard": text_px}}
        context.new_cdp_session(page).send("Page.setFontSizes", sizes)
        page.goto("/")
        page.wait_for_selector("body[data-connection=live]")
        page.wait_for_selector("#gradient-chart canvas")
        page.click("#step")
        page.wait_for_function("() => document.fonts.status === 'loaded'")
        return page

    return opened


def assert_whole(page: Page) -> None:
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(CUT_OFF, NO_ROOM) == []
    page.select_option("#preset", "digits")
    page.locator("#samples-grid canvas").first.wait_for()
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(CUT_OFF, NO_ROOM) == []


@pytest.mark.parametrize("size", SIZES)
def test_no_text_is_cut_off(
    page_of: Callable[..., Page], size: tuple[int, int]
) -> None:
    assert_whole(page_of(*size))


@pytest.mark.parametrize("width", [320, 390, 720, 1024])
def test_no_name_of_a_setting_lies_under_a_button(
    page_of: Callable[..., Page], width: int
) -> None:
    """Nor with the button of the saved runs, which a server has that saves them."""
    page = page_of(width, 768)
    page.evaluate("() => document.querySelector('#theme').after(theme.cloneNode(true))")
    assert page.evaluate(COVERED) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (320, 640)])
def test_nor_where_letters_words_and_lines_are_wide_apart(
    page_of: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = page_of(*size)
    page.evaluate(WIDE_TEXT)
    assert_whole(page)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844)])
def test_nor_what_is_said_of_two_networks(
    page_of: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = page_of(*size)
    page.select_option("#preset", "cured-by-relu")
    page.wait_for_function(
        "() => document.querySelector('#headline-b').textContent"
        " && document.querySelector('#twin-sentence').textContent"
    )
    page.evaluate(WIDE_TEXT)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(CUT_OFF, NO_ROOM) == []


def test_a_long_name_in_the_status_line_is_broken(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"/#v=1&preset={'W' * 64}")
    expect(page.locator("#status")).to_contain_text("W" * 31)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(CUT_OFF, NO_ROOM) == []


def test_nor_where_text_is_twice_as_large(page_of: Callable[..., Page]) -> None:
    rem = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
    usual = page_of(1280, 720).evaluate(rem)
    page = page_of(1280, 720, text_px=32)
    assert page.evaluate(rem) >= 2 * usual
    assert_whole(page)


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720)])
def test_each_row_of_controls_is_one_row(
    page_of: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = page_of(*size)
    rows = """(name) => {
      const tops = [...document.querySelectorAll(`${name} > *`)]
        .filter((part) => part.checkVisibility())
        .map((part) => part.getBoundingClientRect())
        .filter(({ width }) => width > 1)
        .map(({ top, bottom }) => (top + bottom) / 2);
      return Math.max(...tops) - Math.min(...tops);
    }"""
    for name in (
        *(".topbar", ".playback", ".toolbar", ".toolbar-fields", ".toolbar-end"),
        *(".network > .panel-head", ".output > .panel-head"),
    ):
        assert page.evaluate(rows, name) < 12, name


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_nothing_moves_when_training_begins_or_pauses(
    page_of: Callable[..., Page], width: int
) -> None:
    page = page_of(width, 844)
    places = """() => ['play', 'step', 'speed', 'reset', 'seed'].map((id) => {
      const { left, top, bottom } = document.getElementById(id).getBoundingClientRect();
      return [left, (top + bottom) / 2];
    })"""
    before = page.evaluate(places)
    assert max(middle for _, middle in before) - before[0][1] < 4, "one row"
    page.click("#play")
    page.wait_for_selector("body[data-running=true]")
    assert page.evaluate(places) == before


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1440, 900), (1920, 1080)])
def test_all_panels_fit_without_scrolling_and_no_line_lies_on_the_next(
    page_of: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = page_of(*size)
    page.wait_for_function(
        "() => document.getElementById('gradient-why').textContent"
        " && getComputedStyle(document.querySelector('.distributions-place')).position"
        " === 'absolute'"
    )
    more = page.evaluate(
        """() => [...document.querySelectorAll('.room > .panel')]
        .filter((panel) => panel.offsetHeight)
        .map((panel) => panel.scrollHeight - panel.clientHeight)"""
    )
    assert more == [0, 0, 0]
    edge = (
        "([name, side]) => document.querySelector(name).getBoundingClientRect()[side]"
    )
    below = page.evaluate(edge, ["#distributions", "top"])
    assert page.evaluate(edge, ["#gradient-why", "bottom"]) <= below


@pytest.mark.quick
def test_on_a_phone_the_network_comes_before_its_settings(
    page_of: Callable[..., Page],
) -> None:
    page = page_of(390, 844)
    top = "(name) => document.querySelector(name).getBoundingClientRect().top"
    network, settings, results = (
        page.evaluate(top, name) for name in ("#network-box", ".toolbar", "#results")
    )
    assert network < 844 / 2
    assert network < settings < results
