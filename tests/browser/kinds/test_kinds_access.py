"""The pictures of networks that are not dense: for everybody, by touch, by keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access.test_access import (
    SIDEWAYS,
    SMALL_TARGETS,
    Inspection,
    axe_source,
    phone,
    violations,
)
from tests.browser.access.test_touch import Finger
from tests.browser.kinds.test_kinds import SLOW_MS, chosen, opened

__all__ = ["axe_source", "violations"]

PICTURE = "#network-box .picture:not([hidden])"
CANVAS = f"{PICTURE} canvas[tabindex='0']"
WALL = f"{PICTURE} .time-wall"
SAID = {
    "rnn": f"{PICTURE} .time-readout",
    "lstm": f"{PICTURE} .time-readout",
    "convolution": f"{PICTURE} .map-title h3",
    "attention": f"{PICTURE} .attention-name",
}
"""Where each picture names what is selected."""
CELL = {
    "rnn": (0.6, 0.25),
    "lstm": (0.6, 0.25),
    "convolution": (0.205, 0.25),
    "attention": (0.64, 0.2),
}
"""A number of each, as shares of its canvas on a phone."""
FIRST = {
    "rnn": "ArrowUp",
    "lstm": "ArrowUp",
    "convolution": "ArrowRight",
    "attention": "ArrowRight",
}
MOST_PARTS = 60
MARK_REACHED = f"""() => {{
  const part = document.activeElement;
  if (!part.closest(`{PICTURE}`)) return false;
  part.dataset.reached = '';
  return true;
}}"""
UNREACHED = f"""() => [...document.querySelectorAll(
    `{PICTURE} :is(button, input, [tabindex='0']):not([data-reached])`)]
  .filter((part) => part.checkVisibility() && !part.disabled)
  .filter((part) => part.type !== 'radio' || part.checked)
  .map((part) => part.outerHTML)"""


def stepped(page: Page, kind: str) -> None:
    """Open a kind of network, and make one step."""
    opened(page)
    chosen(page, kind)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")


def select_by_keys(page: Page, kind: str) -> None:
    """Select a number with keys alone, from where Tab leads to the picture."""
    page.locator(CANVAS).first.focus()
    for key in (FIRST[kind], "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(SAID[kind])).not_to_be_empty(timeout=SLOW_MS)


@pytest.mark.slow
@pytest.mark.own_page
@pytest.mark.parametrize("kind", SAID)
def test_axe_has_nothing_to_object_to_in_what_a_picture_opens(
    page: Page, violations: Callable[..., list[str]], kind: str
) -> None:
    inspection = Inspection(violations)
    stepped(page, kind)
    select_by_keys(page, kind)
    inspection.look_at(page, f"{kind}, a number selected")
    if kind != "attention":
        page.check("#node-lens input[value=delta]", force=True)
        inspection.look_at(page, "deltas", "#network-box")
    else:
        page.click(f"{PICTURE} .attention-fold")
        expect(page.locator(f"{PICTURE} .attention-parameter")).not_to_be_empty()
        inspection.look_at(page, "parameters", "#network-box")
    page.click("#more-open")
    inspection.look_at(page, "more settings", "[popover]:popover-open")
    page.keyboard.press("Escape")
    page.check("#tab input[value=inside]", force=True)
    page.wait_for_selector("#program-phases .phase")
    inspection.look_at(page, "inside")
    assert not inspection.found, "\n".join(inspection.found)


@pytest.mark.slow
@pytest.mark.own_page
@pytest.mark.parametrize("preset", ["vanishing-in-time", "shifted-digits"])
def test_axe_has_nothing_to_object_to_beside_a_twin_of_another_kind(
    page: Page, violations: Callable[..., list[str]], preset: str
) -> None:
    inspection = Inspection(violations)
    opened(page, f"#preset={preset}")
    expect(page.locator(CANVAS).first).to_be_visible(timeout=SLOW_MS)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    inspection.look_at(page, preset)
    assert not inspection.found, "\n".join(inspection.found)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAID)
def test_keys_alone_reach_every_part_of_a_picture(page: Page, kind: str) -> None:
    stepped(page, kind)
    select_by_keys(page, kind)
    if kind == "attention":
        page.wait_for_selector(f"{PICTURE} .attention-derivation .number-chip")
    page.locator(CANVAS).first.focus()
    for _ in range(MOST_PARTS):
        if not page.evaluate(MARK_REACHED):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail("Tab does not leave the picture")
    assert page.evaluate(UNREACHED) == []


def drag_the_wall(page: Page) -> None:
    """Drag the wall of truncation to the right with a finger."""
    wall = page.locator(WALL)
    wall.scroll_into_view_if_needed()
    box = wall.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 23.9
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    Finger(page).drag((x, y), (x + 30, y), (x + 70, y))
    expect(wall).not_to_have_attribute("aria-valuenow", "0")


@phone
@pytest.mark.slow
@pytest.mark.parametrize("kind", SAID)
def test_a_finger_reaches_every_part_of_a_picture(page: Page, kind: str) -> None:
    stepped(page, kind)
    assert not page.evaluate(SMALL_TARGETS)
    assert page.evaluate(SIDEWAYS) == 0
    canvas = page.locator(CANVAS).first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    across, down = CELL[kind]
    canvas.tap(position={"x": across * box["width"], "y": down * box["height"]})
    expect(page.locator(SAID[kind])).not_to_be_empty(timeout=SLOW_MS)
    assert page.evaluate(SIDEWAYS) == 0
    if kind == "lstm":
        fold = page.locator(f"{PICTURE} .time-fold").first
        fold.tap()
        expect(fold).to_have_attribute("aria-pressed", "true")
    if kind in ("rnn", "lstm"):
        drag_the_wall(page)
    if kind == "attention":
        page.locator(f"{PICTURE} .attention-fold").tap()
        sheet = page.locator(f"{PICTURE} .attention-parameter-sheet")
        sheet.tap(position={"x": 60, "y": 50})
        expect(page.locator(f"{PICTURE} .attention-parameter")).to_contain_text("last")
        assert page.evaluate(SMALL_TARGETS) == []
    if kind == "convolution":
        page.locator(f"{PICTURE} .map-detail .card-close").tap()
        expect(page.locator(f"{PICTURE} .map-detail")).to_be_hidden()


def test_a_selected_number_of_attention_is_open_to_all(
    page: Page, violations: Callable[..., list[str]]
) -> None:
    stepped(page, "attention")
    select_by_keys(page, "attention")
    assert not page.evaluate(SMALL_TARGETS)
    assert violations(page, "#network-box") == []
