"""Back in time: scrub, change what was, keep both branches, and compare them."""

import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

Soon = Callable[[Page, Callable[[], Any]], Any]
TRACK, STEP, RATE = "#time-track", "#time-step", "#learning-rate"
ENDLESS = """
import sys

from app.__main__ import main
from engine.training.timeline.seek import Seek

repeat = Seek.proceed

def proceed(self, n_steps):
    repeat(self, min(n_steps, self.steps_left - 1))
    return False

Seek.proceed = proceed
sys.exit(main())
"""
"""A server whose ways into the past come to the step before their goal and never end:
on a fast machine no real one takes the half second after which the page shows it."""
IN_THE_PAST = re.compile(r"^Step .* in the past: Play goes on from here")


def number(text: str) -> int:
    """Return a number of the page, which has thin spaces."""
    return int(re.sub(r"\D", "", text))


def step_of(page: Page) -> int:
    return number(page.inner_text("#out-step"))


def end_of(page: Page) -> int:
    return int(page.get_attribute(TRACK, "aria-valuemax") or 0)


def train(page: Page, soon: Soon, *, beyond: int) -> None:
    """Play until a step is reached, and pause."""
    page.keyboard.press("Space")
    soon(page, lambda: step_of(page) > beyond)
    page.keyboard.press("Space")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


def raised(page: Page, base_url: str, soon: Soon) -> int:
    """Train, raise the rate, train on; return the step of the change."""
    page.goto(f"{base_url}#speed=500")
    page.wait_for_selector(TRACK)
    page.click("h1")
    train(page, soon, beyond=100)
    at = step_of(page)
    page.fill(RATE, "0.3")
    page.press(RATE, "Enter")
    expect(page.locator("#status")).to_contain_text("weights kept")
    page.click("h1")
    train(page, soon, beyond=at + 100)
    return at


def x_of(page: Page, share: float) -> tuple[float, float]:
    """Return where the given share of the line of time is."""
    box = page.locator(TRACK).bounding_box()
    assert box is not None
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


@pytest.mark.quick
def test_back_before_a_change_another_one_and_both_curves(
    page: Page, base_url: str, soon: Soon
) -> None:
    """By mouse: a drag, a press on the mark, a branch, its list."""
    at = raised(page, base_url, soon)
    end = end_of(page)
    loss_there = page.inner_text("#out-train-loss")
    page.mouse.move(*x_of(page, 0.9))
    page.mouse.down()
    for share in (0.8, 0.6, 0.3, 0.2):
        page.mouse.move(*x_of(page, share))
    page.mouse.up()
    soon(page, lambda: abs(step_of(page) / end - 0.2) < 0.05)
    expect(page.locator("#status")).to_have_text(IN_THE_PAST)
    assert page.inner_text("#out-train-loss") != loss_there
    assert end_of(page) == end, "what was trained is still there"

    page.mouse.click(*x_of(page, at / end))
    soon(page, lambda: step_of(page) == at)
    expect(page.locator(RATE)).to_have_value("0.03")
    expect(page.locator("#status")).to_contain_text("before learning rate 0.03 → 0.3")
    page.fill(RATE, "0.1")
    page.press(RATE, "Enter")
    expect(page.locator("#time-branches")).to_contain_text("2 branches")
    assert end_of(page) == at
    page.click("h1")
    train(page, soon, beyond=at + 60)

    page.click("#time-branches")
    rows = page.locator(".branch")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("learning rate 0.1 from step")
    page.get_by_label("Show the curve of circle, 4-2, tanh in the charts").check()
    expect(rows.nth(0).locator("i")).to_have_text("■")
    rows.nth(0).locator("button.branch-name").click()
    expect(page.locator(RATE)).to_have_value("0.3")
    soon(page, lambda: step_of(page) == end)
    assert page.inner_text("#out-train-loss") == loss_there, "to the last digit"
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()


def test_the_whole_way_by_keyboard_alone(page: Page, base_url: str, soon: Soon) -> None:
    """Keys on the line, a step that is typed, the list and its undo."""
    at = raised(page, base_url, soon)
    end = end_of(page)
    page.focus(TRACK)
    page.keyboard.press("ArrowLeft")
    soon(page, lambda: step_of(page) == end - 1)
    page.keyboard.press("Home")
    soon(page, lambda: step_of(page) == 0)
    page.keyboard.press("Control+ArrowRight")
    soon(page, lambda: step_of(page) == at)
    track = page.locator(TRACK)
    expect(track).to_have_attribute("aria-valuetext", re.compile("before learning"))
    page.focus(STEP)
    page.keyboard.type(str(end + 1))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("this run has steps 0 to")
    expect(page.locator(STEP)).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Control+A")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    soon(page, lambda: step_of(page) == 40)
    page.focus(RATE)
    page.keyboard.press("Control+A")
    page.keyboard.type("0.1")
    page.keyboard.press("Enter")
    expect(page.locator("#time-branches")).to_contain_text("branches")
    page.focus("h1 >> xpath=ancestor::body")
    page.evaluate("document.activeElement.blur()")
    train(page, soon, beyond=80)

    page.focus("#time-branches")
    page.keyboard.press("Enter")
    first = page.locator(".branch").first
    first.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    expect(first.get_by_role("checkbox")).to_be_checked()
    first.get_by_role("button", name="Rename").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("raised")
    page.keyboard.press("Enter")
    expect(first).to_contain_text("raised")
    first.get_by_role("button", name="Delete raised").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".branch")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator("#time-branches")).to_contain_text("2 branches")


@pytest.mark.slow
def test_a_long_way_shows_how_far_it_is_and_ends_with_escape(
    new_context: Callable[..., BrowserContext],
    serve: Callable[..., AbstractContextManager[str]],
    root: Path,
    soon: Soon,
) -> None:
    """Meanwhile another session trains as before."""
    page, other = new_context().new_page(), new_context().new_page()
    with serve(sys.executable, "-c", ENDLESS, cwd=root) as url:
        for each in (page, other):
            each.goto(f"{url}#v=1&speed=500")
            each.wait_for_selector("body[data-connection=live]")
            each.click("h1")
        train(page, soon, beyond=100)
        before, goal, way = step_of(page), 60, page.locator(".time-progress")
        page.fill(STEP, str(goal))
        page.press(STEP, "Enter")
        progress = way.locator("progress")
        expect(progress).to_have_js_property("max", goal)
        expect(progress).to_have_js_property("value", goal - 1)
        expect(page.locator(".time-way")).to_have_text(f"step {goal - 1} of {goal}")
        train(other, soon, beyond=100)
        expect(way).to_be_visible()
        assert step_of(page) == before
        page.keyboard.press("Escape")
        expect(way).to_be_hidden()
        soon(page, lambda: not page.evaluate("window.unanswered.size"))
        expect(page.locator(STEP)).to_have_value(str(before))
        assert step_of(page) == before != goal
        for each in (page, other):
            each.goto("about:blank")


def test_what_was_trained_is_played_without_training(
    page: Page, base_url: str, soon: Soon
) -> None:
    raised(page, base_url, soon)
    end = end_of(page)
    page.select_option(".time-pace", "4")
    page.click("#time-on")
    soon(page, lambda: 0 < step_of(page) < end)
    expect(page.locator("#time-on")).to_have_attribute("aria-pressed", "true")
    soon(page, lambda: page.get_attribute("#time-on", "aria-pressed") == "false")
    soon(page, lambda: step_of(page) == end)
    assert end_of(page) == end


def test_a_change_is_left_out_and_both_are_compared(
    page: Page, base_url: str, soon: Soon
) -> None:
    raised(page, base_url, soon)
    end = end_of(page)
    page.click("#time-branches")
    page.get_by_role("button", name="Train again without the change at step").click()
    expect(page.locator(".branch")).to_have_count(2)
    soon(page, lambda: step_of(page) == end)
    expect(page.locator(RATE)).to_have_value("0.03")
    here = page.locator(".branch[aria-current]")
    expect(here).to_contain_text("without learning rate 0.3 at step")
    expect(page.locator(".branch").first.get_by_role("checkbox")).to_be_checked()
