"""The page in a real browser: learning, changes in mid-run, the keyboard."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

CLOSED_WITHIN_MS = 60_000


@pytest.fixture
def live_page(page: Page) -> Page:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    return page


def figure(page: Page, name: str) -> float:
    text = page.inner_text(f"#out-{name}").replace("\u2009", "").replace("−", "-")
    return float(text.replace("%", "").strip() or "nan")


def until(page: Page, name: str, condition: str) -> None:
    """Wait until a figure fulfils a condition such as ``"< 0.05"``."""
    number = f"Number(document.getElementById('out-{name}').textContent"
    cleaned = f"{number}.replace(/[\\u2009%]/g, ''))"
    page.wait_for_function(f"() => {cleaned} {condition}", timeout=CLOSED_WITHIN_MS)


def color_at(page: Page, x: float, y: float) -> tuple[int, ...]:
    """Return the mean colour of a patch of the output's heatmap in [-6, 6] squared."""
    script = """([x, y]) => {
      const canvas = document.getElementById('output');
      const ratio = canvas.width / canvas.clientWidth;
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const [left, bottom, margin] = [3.6 * rem, 2.5 * rem, 0.5 * rem];
      const width = canvas.clientWidth - left - margin;
      const height = canvas.clientHeight - bottom - margin;
      const side = Math.min(width, height);
      const at = [left + (width - side) / 2 + (x + 6) / 12 * side,
                  margin + (6 - y) / 12 * side];
      const patch = canvas.getContext('2d').getImageData(
        Math.round((at[0] - 2) * ratio), Math.round((at[1] - 2) * ratio), 5, 5).data;
      const sum = [0, 0, 0];
      for (let i = 0; i < patch.length; i += 1) if (i % 4 < 3) sum[i % 4] += patch[i];
      return sum.map((v) => Math.round(v / (patch.length / 4)));
    }"""
    return tuple(page.evaluate(script, [x, y]))


def biases(page: Page) -> list[str]:
    """Return every neuron's bias as the table behind the canvas has it."""
    cells = page.locator("#network-rows td:nth-child(5)")
    expect(cells).not_to_have_count(0)
    return cells.all_text_contents()


def test_the_space_bar_plays_and_pauses(
    live_page: Page, stands: Callable[[Page], None]
) -> None:
    live_page.keyboard.press("Space")
    expect(live_page.locator("body")).to_have_attribute("data-running", "true")
    until(live_page, "step", "> 20")
    live_page.keyboard.press("Space")
    expect(live_page.locator("body")).to_have_attribute("data-running", "false")
    stands(live_page)
    step = figure(live_page, "step")
    live_page.keyboard.press("ArrowRight")
    until(live_page, "step", f"== {step + 1:g}")


@pytest.mark.quick
def test_circle_is_learned_and_its_boundary_closes(
    live_page: Page, stands: Callable[[Page], None]
) -> None:
    live_page.keyboard.press("Space")
    until(live_page, "train-loss", "< 0.05")
    live_page.keyboard.press("Space")
    stands(live_page)
    inside = color_at(live_page, 0.1, 0.1)
    corners = [color_at(live_page, x, y) for x in (-5.5, 5.5) for y in (-5.5, 5.5)]
    assert inside[2] > inside[0], f"the inside is not blue but {inside}"
    for corner in corners:
        assert corner[0] > corner[2], f"a corner is not orange but {corner}"


def test_changes_in_mid_run_keep_the_weights_and_are_shown(live_page: Page) -> None:
    live_page.keyboard.press("Space")
    until(live_page, "step", "> 200")
    for field, value in (
        ("activation", "sigmoid"),
        ("activation", "relu"),
        ("optimizer", "adam"),
    ):
        step = figure(live_page, "step")
        live_page.select_option(f"#{field}", value)
        expect(live_page.locator("#status")).to_contain_text(
            re.compile("kept", re.IGNORECASE)
        )
        expect(live_page.locator(f"#{field}")).to_have_value(value)
        until(live_page, "step", f"> {step:g}")
    expect(live_page.get_by_label("Activation of layer 1")).to_have_value("relu")
    expect(live_page.locator("body")).to_have_attribute("data-running", "true")


def test_a_paused_change_keeps_every_bias_and_redraws_at_once(
    live_page: Page, soon: Callable[..., Any], stands: Callable[[Page], None]
) -> None:
    live_page.keyboard.press("Space")
    until(live_page, "step", "> 200")
    live_page.keyboard.press("Space")
    expect(live_page.locator("body")).to_have_attribute("data-running", "false")
    stands(live_page)
    before = biases(live_page), color_at(live_page, 5.5, 5.5)
    live_page.select_option("#activation", "linear")
    expect(live_page.locator("#status")).to_contain_text("kept")
    assert soon(live_page, lambda: color_at(live_page, 5.5, 5.5) != before[1])
    stands(live_page)
    assert biases(live_page) == before[0]


def test_iris_has_three_regions_and_95_percent_right(
    live_page: Page, stands: Callable[[Page], None]
) -> None:
    live_page.select_option("#preset", "iris")
    expect(live_page.locator("#out-step")).to_have_text("0")
    live_page.click("#play")
    until(live_page, "test-accuracy", ">= 95")
    until(live_page, "step", "> 300")
    live_page.click("#play")
    stands(live_page)
    image = live_page.evaluate(
        """() => {
          const canvas = document.getElementById('output');
          const { data } = canvas.getContext('2d')
            .getImageData(0, 0, canvas.width, canvas.height);
          const found = { red: 0, green: 0, blue: 0 };
          for (let i = 0; i < data.length; i += 4) {
            const [r, g, b, a] = data.slice(i, i + 4);
            if (a < 255) continue;
            if (r > g + 40 && r > b + 40) found.red += 1;
            else if (g > r + 40 && g > b - 20) found.green += 1;
            else if (b > g + 40) found.blue += 1;
          }
          return { ...found, all: data.length / 4 };
        }"""
    )
    for hue in ("red", "green", "blue"):
        assert image[hue] > 0.03 * image["all"], json.dumps(image)


def test_every_request_stays_on_this_machine(live_page: Page) -> None:
    # The guard in conftest.py fails any request or error of any of these tests;
    # here is one that loads everything the page has.
    names = live_page.evaluate(
        "() => performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    origin = live_page.evaluate("() => location.origin")
    assert names
    assert all(name.startswith(origin) for name in names)


def test_a_hidden_page_s_run_waits_and_goes_on_when_it_is_seen_again(
    live_page: Page, soon: Callable[..., Any], settled: Callable[..., None]
) -> None:
    live_page.click("#play")
    until(live_page, "step", "> 10")
    show = """value => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }"""

    def stands_still() -> bool:
        before = figure(live_page, "step")
        settled(live_page, timers_ms=400)
        return figure(live_page, "step") == before

    live_page.evaluate(show, True)
    assert soon(live_page, stands_still)
    stood = figure(live_page, "step")
    live_page.evaluate(show, False)
    until(live_page, "step", f"> {stood}")
