"""The page for everybody: rules of axe-core, the keyboard alone, touch, zoom."""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

phone = pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)
zoomed = pytest.mark.browser_context_args(viewport={"width": 640, "height": 360})
ANNOUNCED_EVERY_MS = 5000
SMALL_TARGETS = """() =>
  [...document.querySelectorAll('button, select, input, summary, a[href]')]
    .map((element) => {
      const isTicked = element.matches('[type=radio], [type=checkbox]');
      const area = (isTicked && element.closest('label')) || element;
      const { width, height } = area.getBoundingClientRect();
      const name = element.id || element.value || element.textContent;
      return { width, height, text: `${name}: ${width} x ${height}` };
    })
    .filter(({ width, height }) => width > 0 && Math.min(width, height) < 23.9)
    .map(({ text }) => text)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="session")
def axe_source(root: Path) -> str:
    return (root / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def violations(axe_source: str) -> Callable[..., list[str]]:
    """Return a function that gives what axe-core objects to, best practice too."""
    script = """async ([within, only]) => {
      const { violations } = await axe.run(within ?? document, {
        resultTypes: ['violations'],
        ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }),
      });
      const why = ({ any, all }) => [...any, ...all].map((c) => c.message).join(' ');
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${why(node)}`));
    }"""

    def run(
        page: Page, within: str | None = None, only: list[str] | None = None
    ) -> list[str]:
        if not page.evaluate("() => 'axe' in globalThis"):
            page.evaluate(axe_source)
        return page.evaluate(script, [within, only])

    return run


def opened(page: Page) -> Page:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    return page


def figure(page: Page, name: str) -> float:
    return float(page.inner_text(f"#out-{name}").replace("\u2009", ""))


def until(page: Page, name: str, condition: str) -> None:
    """Wait until a figure fulfils a condition such as ``"< 0.05"``."""
    text = f"document.getElementById('out-{name}').textContent.replace(/\\u2009/g, '')"
    page.wait_for_function(f"() => Number({text}) {condition}", timeout=60_000)


OPEN = "[popover]:popover-open"
COLORS = ["color-contrast", "link-in-text-block"]


class Inspection:
    """What there is to object to in the states of a page, in each of its looks.

    Names, roles and order are the same in all, so they are looked at in one. Where
    colours are forced, the browser sees to contrast, but sizes may be others.
    """

    def __init__(self, violations: Callable[..., list[str]]) -> None:
        self.violations = violations
        self.found: list[str] = []

    def look_at(self, page: Page, state: str, within: str | None = None) -> None:
        """Inspect a whole page from its start, or only the element ``within``.

        Further down, what the head of the page half covers counts as too small.
        """
        page.evaluate("scrollTo(0, 0)")
        page.emulate_media(color_scheme="light", forced_colors="none")
        light = self.violations(page, within)
        page.emulate_media(color_scheme="dark")
        dark = self.violations(page, within, COLORS)
        page.emulate_media(forced_colors="active")
        forced = page.evaluate(SMALL_TARGETS)
        looks = {"light": light, "dark": dark, "forced": forced}
        self.found += [f"{state}, {look}: {x}" for look in looks for x in looks[look]]


@pytest.mark.slow
def test_axe_has_nothing_to_object_to_in_any_state(
    new_context: Callable[..., BrowserContext], violations: Callable[..., list[str]]
) -> None:
    inspection = Inspection(violations)
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    sockets: list[WebSocketRoute] = []
    is_reachable = True

    def on_socket(socket: WebSocketRoute) -> None:
        if is_reachable:
            socket.connect_to_server()
        sockets.append(socket)

    context.route_web_socket(re.compile("/ws$"), on_socket)
    page = opened(context.new_page())

    def look_at(state: str, within: str | None = None) -> None:
        inspection.look_at(page, state, within)

    look_at("fresh")
    page.click("#invite")
    expect(page.locator("#status")).to_contain_text("cannot change anything")
    look_at("inviting")
    page.keyboard.press("Escape")
    other = context.new_page()
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    other.wait_for_selector("body[data-observer=true]")
    inspection.look_at(other, "observing")
    other.goto("about:blank")
    other.goto("/?embed=1&hide=data,presets")
    other.wait_for_selector("body[data-connection=live]")
    inspection.look_at(other, "embedded")
    other.close()

    page.select_option("#preset", "iris")
    page.click("#play")
    until(page, "step", "> 100")
    text = page.locator("#preset-text")
    expect(text).to_have_text("One output per species, and three regions.")
    look_at("iris, running")
    page.click("#play")
    page.click("#distributions summary")
    page.locator("#distributions svg").first.wait_for()
    look_at("distributions", "#distributions")
    page.click("#distributions summary")
    page.click("#keep-curves")
    page.click("[popovertarget=chart-options]")
    page.locator("#chart-values summary").click()
    page.locator("#chart-values-body td").first.wait_for()
    look_at("a kept run, chart options")
    page.keyboard.press("Escape")
    page.locator("#network").focus()
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.locator("#card h3").wait_for()
    look_at("a neuron's card", "#card")
    page.keyboard.press("Escape")
    page.select_option("#preset", "digits")
    page.locator("#samples-grid canvas").first.wait_for()
    page.check("#answers input[value=confusion]", force=True)
    page.locator("#confusion-rows td").first.wait_for()
    look_at("confusion matrix")

    page.click("#own-show")
    page.fill("#own-text", "1, one")
    page.click("#own-use")
    page.locator("#own-fault").wait_for()
    look_at("own data, a fault", OPEN)
    page.keyboard.press("Escape")
    page.click("#draw-open")
    page.keyboard.press("Space")
    look_at("drawing")
    page.click("#draw-close")
    page.select_option("#preset", "dead-relu")
    page.locator(".column-health.dead").first.wait_for()
    look_at("dead neurons")

    page.click("#help-open")
    look_at("help", OPEN)
    page.keyboard.press("Escape")
    page.click("#more-open")
    look_at("more settings", OPEN)
    page.keyboard.press("Escape")
    page.click("#export-open")
    page.locator("#export-checker").evaluate("e => e.scrollIntoView({ block: 'end' })")
    look_at("export", OPEN)
    page.keyboard.press("Escape")

    page.select_option("#preset", "rate-too-high")
    page.locator("#speed").fill("13")
    page.click("#play")
    page.locator("#banner[data-kind=diverged]").wait_for()
    look_at("diverged")

    is_reachable = False
    sockets[0].close(code=1001)
    page.locator("#banner[data-kind=lost]").wait_for()
    look_at("reconnecting")
    page.add_init_script("delete window.WebSocket")
    page.reload()
    page.locator("#banner[data-kind=closed]").wait_for()
    look_at("no WebSocket")
    assert not inspection.found, "\n".join(inspection.found)


@phone
def test_axe_has_nothing_to_object_to_on_a_phone(
    page: Page, violations: Callable[..., list[str]]
) -> None:
    inspection = Inspection(violations)
    opened(page)
    inspection.look_at(page, "fresh")
    assert not page.evaluate(SMALL_TARGETS)
    assert page.evaluate(SIDEWAYS) == 0
    for selector in ("#more-open", "#help-open", "#own-show"):
        page.tap(selector)
        page.wait_for_selector(OPEN)
        inspection.look_at(page, selector, OPEN)
        assert page.evaluate(SIDEWAYS) == 0
        page.keyboard.press("Escape")
    page.select_option("#preset", "digits")
    page.locator("#samples-grid canvas").first.wait_for()
    inspection.look_at(page, "samples")
    assert page.evaluate(SIDEWAYS) == 0
    assert not inspection.found, "\n".join(inspection.found)


@zoomed
def test_at_200_percent_nothing_is_cut_off_sideways(page: Page) -> None:
    opened(page)
    assert page.evaluate(SIDEWAYS) == 0
    for selector in ("#more-open", "#help-open", "#own-show"):
        page.click(selector)
        assert page.evaluate(SIDEWAYS) == 0
        box = page.locator("[popover]:popover-open").bounding_box()
        assert box, selector
        assert box["y"] >= 0, selector
        assert box["y"] + box["height"] <= page.viewport_size["height"], selector
        page.keyboard.press("Escape")


def test_targets_are_large_enough_for_a_finger(page: Page) -> None:
    opened(page)
    for selector in ("#more-open", "#help-open", "#own-show"):
        page.click(selector)
        assert not page.evaluate(SMALL_TARGETS)
        page.keyboard.press("Escape")
    page.click("#draw-open")
    assert not page.evaluate(SMALL_TARGETS)
    page.select_option("#preset", "digits")
    page.locator("#samples-grid canvas").first.wait_for()
    assert not page.evaluate(SMALL_TARGETS)


def test_an_experiment_from_start_to_end_with_the_keyboard_alone(page: Page) -> None:
    opened(page)
    press, status = page.keyboard.press, page.locator("#status")
    tab_to(page, "[name=dataset]:checked")
    press("ArrowRight")
    expect(page.locator("[name=dataset]:checked")).not_to_have_value("circle")
    press("ArrowLeft")
    expect(page.locator("[name=dataset]:checked")).to_have_value("circle")

    tab_to(page, "#learning-rate")
    press("Control+A")
    page.keyboard.type("0,1")
    press("Tab")
    expect(status).to_contain_text("0.1")
    tab_to(page, "#activation")
    page.keyboard.type("sigm")
    expect(status).to_contain_text("sigmoid")
    tab_to(page, "[aria-label='Add a neuron to layer 1']")
    press("Enter")
    expect(page.locator("#network-table th[scope=row]")).to_have_count(5 + 2 + 1)

    said = page.evaluate_handle(
        """() => {
          const said = [];
          const spoken = document.getElementById('spoken');
          new MutationObserver(() => said.push(performance.now()))
            .observe(spoken, { childList: true });
          return said;
        }"""
    )
    tab_to(page, "#play")
    press("Enter")
    until(page, "train-loss", "< 0.1")
    until(page, "step", "> 600")
    times = said.json_value()
    gaps = [b - a for a, b in pairwise(times[1:])]
    assert all(gap > ANNOUNCED_EVERY_MS - 200 for gap in gaps), times
    press("Space")
    expect(page.locator("body")).to_have_attribute("data-running", "false")

    tab_to(page, "[name=by]:checked")
    for _ in range(3):
        press("ArrowLeft")
    expect(page.locator("[name=by]:checked")).to_have_value("op")
    tab_to(page, "#step")
    press("Enter")
    expect(page.locator("#phases [aria-current=step]")).to_have_count(1)

    tab_to(page, "#network")
    press("ArrowRight")
    expect(page.locator("#network-spoken")).to_contain_text(re.compile("Unit 1.*bias"))
    press("ArrowDown")
    expect(page.locator("#network-spoken")).to_contain_text("Unit 2 of layer 1")
    press("e")
    expect(page.locator("#network-spoken")).to_contain_text("Weight from")
    press("Escape")
    press("l")
    expect(page.locator("#spoken")).to_contain_text("training loss")
    tab_to(page, "#reset")
    press("Enter")
    expect(page.locator("#out-step")).to_have_text("0")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus, which must be seen at each stop."""
    script = """(selector) => {
      const now = document.activeElement;
      const drawn = (element) => element
        && getComputedStyle(element).outlineStyle !== 'none';
      const isSeen = now === document.body || drawn(now)
        || drawn(now.nextElementSibling);
      return [now.matches(selector), isSeen, now.outerHTML.slice(0, 120)];
    }"""
    for _ in range(100):
        page.keyboard.press("Tab")
        is_there, is_seen, element = page.evaluate(script, selector)
        assert is_seen, f"the focus cannot be seen on {element}"
        if is_there:
            return
    pytest.fail(f"Tab never comes to {selector}")


@phone
def test_an_experiment_from_start_to_end_by_touch(page: Page) -> None:
    opened(page)
    page.locator("label:has([value=gauss])").tap()
    expect(page.locator("[name=dataset]:checked")).to_have_value("gauss")
    page.select_option("#activation", "relu")
    expect(page.locator("#status")).to_contain_text("relu", ignore_case=True)
    page.locator("[aria-label='Add a neuron to layer 2']").tap()
    expect(page.locator("#network-table th[scope=row]")).to_have_count(4 + 3 + 1)
    page.locator("#learning-rate-slider").tap(position={"x": 78, "y": 12})
    expect(page.locator("#learning-rate")).not_to_have_value("0.03")

    page.tap("#play")
    until(page, "train-loss", "< 0.1")
    page.tap("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    page.locator("#by label", has_text="op").tap()
    page.tap("#step")
    expect(page.locator("#phases [aria-current=step]")).to_have_count(1)

    box = page.locator("#network").bounding_box()
    assert box is not None
    for share in (0.5, 0.55, 0.6, 0.65, 0.7):
        output = {"x": box["width"] * 0.86, "y": box["height"] * share}
        page.locator("#network").tap(position=output)
        with suppress(AssertionError):  # What answers to a tap loads at the first one.
            expect(page.locator("#card")).to_be_visible(timeout=1000)
            break
    expect(page.locator("#card h3")).to_have_text("Output unit 1")
    page.fill("#card .box", "0.5")
    page.locator("#card .box").press("Enter")
    expect(page.locator("#status")).to_contain_text("0.5")
    page.tap("#reset")
    expect(page.locator("#out-step")).to_have_text("0")


def test_the_text_of_the_output_says_what_is_there(page: Page) -> None:
    opened(page)
    page.click("#play")
    until(page, "train-loss", "< 0.05")
    label = "() => document.getElementById('output').ariaLabel"
    while_it_trains = page.evaluate(label)
    page.click("#play")
    said = re.compile("of the plane, most of: middle.*boundary goes through.*Right: ")
    expect(page.locator("#output")).to_have_attribute("aria-label", said)
    assert page.evaluate(label) != while_it_trains
    train, test = (page.inner_text(f"#out-{of}-accuracy") for of in ("train", "test"))
    shares = f"Right: {train} of the training samples, {test} of the test samples."
    expect(page.locator("#output")).to_have_attribute("aria-label", re.compile(shares))
