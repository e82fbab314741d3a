"""The page in Firefox and in WebKit: it connects, trains, draws, and has room.

    python -m pytest -m browsers

The tests of everything else use Chromium.
"""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.browser.page.webdriver import Driver, Firefox, firefox, missing, webkit

pytestmark = pytest.mark.browsers

BROWSERS = {"firefox": firefox, "webkit": webkit}
STEP = "Number(document.getElementById('out-step').textContent.replace(/\\D/g, ''))"
LEAST_COLORS = 500
"""Of a picture of the page: the plain ground and its text have fewer."""


@pytest.fixture(scope="module", params=BROWSERS)
def browser_window(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """Start a browser for all tests of this file."""
    if lacks := missing(request.param):
        pytest.skip(f"{lacks} is not installed: CONTRIBUTING.md names the packages")
    with BROWSERS[request.param]() as driver:
        yield driver


@pytest.fixture
def window(browser_window: Driver, base_url: str) -> Driver:
    """Open the page anew in a window of a projector's size."""
    browser_window.resize(1280, 720)
    # Another document of the server, which is no JSON: Firefox keeps nothing for that.
    browser_window.go(f"{base_url}static/icon.svg")
    browser_window.run(
        "() => { sessionStorage.clear(); localStorage.clear();"
        " localStorage.setItem('backprop-live.visited', '1'); }"
    )
    browser_window.go(base_url)
    browser_window.until("() => document.body.dataset.connection === 'live'")
    browser_window.until("() => document.querySelector('#gradient-chart canvas')")
    return browser_window


def colors(window: Driver) -> int:
    """Return how many colours are seen."""
    picture = Image.open(io.BytesIO(window.picture())).convert("RGB")
    return len(picture.getcolors(picture.width * picture.height) or [])


def test_a_network_is_trained_and_drawn(window: Driver) -> None:
    window.click("#play")
    window.until(f"() => {STEP} > 300")
    window.click("#play")
    window.until("() => document.body.dataset.running === 'false'")
    loss = "() => Number(document.getElementById('out-train-loss').textContent)"
    assert 0 < window.run(loss) < 0.5
    drawn = """(name) => {
      const canvas = document.querySelector(name);
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const ctx = copy.getContext('2d');
      ctx.drawImage(canvas, 0, 0);
      const { data } = ctx.getImageData(0, 0, copy.width, copy.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    for name in ("#network-edges", "#output", "#factors canvas"):
        assert window.run(drawn, name) > 20, name
    for name in ("#loss-chart canvas", "#gradient-chart canvas"):
        assert window.run(drawn, name) > 10, name
    assert colors(window) > LEAST_COLORS


def test_settings_change_by_their_lists(window: Driver) -> None:
    choose = """(name, value) => {
      const list = document.querySelector(name);
      list.value = value;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    }"""
    status = "() => document.getElementById('status').textContent"
    window.run(choose, "#activation", "relu")
    window.until(f"() => ({status})().includes('ReLU')")
    window.run(choose, "#preset", "iris")
    window.until("() => document.querySelectorAll('#output-classes .class').length > 2")
    window.click("#undo")
    window.until("() => document.getElementById('redo').disabled === false")


def test_each_view_opens(window: Driver) -> None:
    window.click("#step")
    window.until(f"() => {STEP} === 1")
    window.click("#tab input[value=inside]")
    window.until("() => document.querySelectorAll('#program button').length > 5")
    window.click("#tab input[value=twins]")
    window.until("() => document.querySelector('.suggestions button')")
    window.click(".suggestions button")
    window.until("() => document.body.dataset.twin === 'true'")
    window.click("#help-open")
    window.until("() => document.getElementById('help').matches(':popover-open')")


@pytest.mark.parametrize("kind", ["convolution", "rnn", "lstm", "attention"])
def test_the_picture_of_each_kind_is_drawn_and_fits(window: Driver, kind: str) -> None:
    window.until("() => document.querySelector('.kind-size')")
    window.run(
        "() => { const menu = document.getElementById('kind');"
        f" menu.value = '{kind}';"
        " menu.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    window.until("() => document.querySelector('.picture:not([hidden]) canvas')")
    window.click("#step")
    window.until(f"() => {STEP} === 1")
    window.until("() => document.body.dataset.running === 'false'")
    assert colors(window) > LEAST_COLORS
    width = "() => document.documentElement.scrollWidth - innerWidth"
    assert window.run(width) <= 0


def test_each_row_of_controls_is_one_row(window: Driver) -> None:
    """With one button more, which a server has that saves runs."""
    window.run("() => theme.after(theme.cloneNode(true))")
    height = "(name) => document.querySelector(name).getBoundingClientRect().height"
    for width, height_px in ((1280, 720), (1024, 768)):
        window.resize(width, height_px)
        window.until("(width) => innerWidth === width", width)
        for name in (".topbar", ".toolbar", ".network > .panel-head"):
            assert window.run(height, name) < 60, (name, width)
        assert (
            window.run("() => document.documentElement.scrollWidth - innerWidth") == 0
        )


def test_what_is_chosen_in_a_list_is_not_cut_off(window: Driver) -> None:
    """Where a list cannot be as wide as its choice, its width is a fixed one."""
    cut = """() => [...document.querySelectorAll('select')]
      .filter((list) => list.offsetWidth > 1 && list.selectedOptions[0])
      .filter((list) => {
        const text = document.createElement('span');
        const style = getComputedStyle(list);
        text.textContent = list.selectedOptions[0].textContent;
        Object.assign(text.style, { position: 'absolute', whiteSpace: 'nowrap' });
        for (const each of ['fontFamily', 'fontSize', 'fontWeight', 'letterSpacing']) {
          text.style[each] = style[each];
        }
        document.body.append(text);
        const needed = text.getBoundingClientRect().width;
        text.remove();
        const { paddingLeft, paddingRight } = style;
        const padding = parseFloat(paddingLeft) + parseFloat(paddingRight);
        const room = list.clientWidth - padding;
        return needed > room + 1;
      })
      .map((list) => list.id || list.className)"""
    for size in ((1280, 720), (1024, 768)):
        window.resize(*size)
        window.until("(width) => innerWidth === width", size[0])
        assert window.run(cut) == [], size


def test_all_panels_fit_a_projector_without_scrolling(window: Driver) -> None:
    more = """() => [...document.querySelectorAll('.room > .panel')]
      .filter((panel) => panel.offsetHeight)
      .map((panel) => panel.scrollHeight - panel.clientHeight)"""
    window.until("() => document.fonts.status === 'loaded'")
    assert max(window.run(more)) <= 0


def test_what_stands_above_the_layers_is_seen(window: Driver) -> None:
    """WebKit clips what overflows a box without height, whichever way it overflows."""
    at = """(name) => {
      const area = document.querySelector(name).getBoundingClientRect();
      const [x, y] = [area.x + area.width / 2, area.y + area.height / 2];
      return document.elementFromPoint(x, y)?.closest(name) !== null;
    }"""
    for name in ("#columns .column-title", "#columns .column-units button"):
        window.until(f"() => document.querySelector('{name}')")
        assert window.run(at, name), name


def test_further_settings_lie_in_columns_and_leave_no_room_below(
    window: Driver,
) -> None:
    window.click("#more-open")
    lefts, below = window.run(
        "() => { const sheet = document.getElementById('more');"
        " const boxes = (name) => [...sheet.querySelectorAll(name)]"
        "   .filter((part) => part.checkVisibility())"
        "   .map((part) => part.getBoundingClientRect());"
        " const lowest = Math.max(...boxes('.field').map(({ bottom }) => bottom));"
        " return [boxes('fieldset').map(({ left }) => left),"
        "   sheet.getBoundingClientRect().bottom - lowest]; }"
    )
    assert len(set(lefts)) == len(lefts) >= 3
    assert below < 40


def test_the_page_outlives_the_question_for_encoders_of_films(window: Driver) -> None:
    window.click("#export-open")
    window.until("() => document.querySelector('.film p')?.textContent")
    assert window.run("() => document.getElementById('film-gif').checkVisibility()")


def test_files_to_export_are_seen_above_the_foot_of_their_sheet(window: Driver) -> None:
    window.click("#export-open")
    window.until("() => document.getElementById('export-checker')")
    low, high, foot = window.run(
        "() => { const box = (name) => document.querySelector(name)"
        "   .getBoundingClientRect();"
        " const body = box('.export-body');"
        " return [body.top, body.bottom, box('.export-end').top]; }"
    )
    assert high - low > 300
    assert high <= foot


def test_no_error_is_written_to_the_console(window: Driver) -> None:
    """Firefox tells of errors; WebKit's driver does not."""
    if not isinstance(window, Firefox):
        pytest.skip("WebKitGTK's driver does not tell of errors")
    window.click("#play")
    window.until(f"() => {STEP} > 50")
    assert window.errors == []
