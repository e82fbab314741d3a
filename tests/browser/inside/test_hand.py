"""A network by hand, predictions of its step, and what moves uphill."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.access.test_access import Inspection, axe_source, violations

__all__ = ["axe_source", "violations"]

CELLS = {
    "data.0.0": "0.05", "data.0.1": "0.10", "data.0.2": "0.01", "data.0.3": "0.99",
    "0.0.0": "0.15", "0.0.1": "0.20", "0.0.b": "0.35",
    "0.1.0": "0.25", "0.1.1": "0.30", "0.1.b": "0.35",
    "1.0.0": "0.40", "1.0.1": "0.45", "1.0.b": "0.60",
    "1.1.0": "0.50", "1.1.1": "0.55", "1.1.b": "0.60",
}  # fmt: skip
"""Mazur's step-by-step example, as it is in print."""


def opened(page: Page, address: str = "/") -> Page:
    page.goto(address)
    page.wait_for_selector("body[data-connection=live]")
    return page


def by_hand(page: Page, address: str = "/#v=1&view=inside") -> Page:
    """Open the part of the inspector with predictions."""
    opened(page, address)
    page.locator("#inspector-parts label", has_text="By hand").click()
    expect(page.locator(".predict")).to_be_visible()
    return page


def size(page: Page, name: str, value: str) -> None:
    page.locator("#hand .hand-field", has_text=name).locator("input").fill(value)


def test_mazurs_step_is_typed_and_gives_his_loss(page: Page) -> None:
    opened(page)
    page.click("#hand-open")
    expect(page.locator("#hand")).to_be_visible()
    size(page, "inputs", "2")
    size(page, "hidden units", "2")
    size(page, "outputs", "2")
    size(page, "samples", "1")
    for cell, number in CELLS.items():
        page.fill(f"[data-cell='{cell}']", number)
    for name in ("activation", "output"):
        menu = page.locator("#hand .hand-field", has_text=name).locator("select")
        menu.select_option("sigmoid")
    size(page, "learning rate", "0.5")
    page.locator("#hand label", has_text="freeze biases").locator("input").check()
    page.click("#hand [type=submit]")
    expect(page.locator("#hand")).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-tab", "inside")
    expect(page.locator("#out-train-loss")).to_have_text("0.2984")
    page.wait_for_function("() => location.hash.includes('own=0.05,0.1,=0.01,=0.99')")
    link = page.evaluate("() => location.href")
    page.locator("#program").get_by_role("button", name="Finish").click()
    expect(page.locator("#out-step")).to_have_text("1")
    expect(page.locator("#out-train-loss")).to_have_text("0.2910")
    opened(page, f"{link}&theme=light")
    expect(page.locator("#out-train-loss")).to_have_text("0.2984")
    expect(page.locator("#out-step")).to_have_text("0")


@pytest.mark.quick
def test_a_prediction_is_locked_and_graded_with_the_keyboard_alone(page: Page) -> None:
    by_hand(page)
    answers = page.locator(".predict-answers button")
    answers.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".predict-verdict")).to_contain_text("locked")
    answers.nth(1).focus()
    page.keyboard.press("Enter")
    expect(answers.nth(0)).to_have_attribute("aria-pressed", "true")
    expect(answers.nth(1)).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Run the step").focus()
    page.keyboard.press("Enter")
    verdict = page.locator(".predict-verdict")
    expect(verdict).to_contain_text(re.compile("Right|Not so"))
    text = verdict.inner_text()
    found = re.search(r"∂L/∂w is (−?)[\d.]", text)
    assert found, text
    assert text.startswith("Not so" if found[1] else "Right"), text
    page.get_by_role("button", name="Next question").press("Enter")
    expect(page.locator(".predict-question")).to_contain_text("Step 2 has no gradients")
    expect(answers.nth(0)).to_be_focused()


def test_what_adam_moves_uphill_is_found_and_shown(page: Page) -> None:
    by_hand(page, "/#v=1&view=inside&optimizer=adam&learning_rate=0.1")
    page.get_by_role("button", name="Run on to such a step").click()
    uphill = page.locator(".uphill")
    expect(uphill.get_by_role("status")).to_contain_text("uphill")
    expect(uphill.get_by_role("status")).to_contain_text("m came from earlier steps")
    uphill.get_by_role("button", name="Show").click()
    expect(page.locator("#inspector-parts input[value=numbers]")).to_be_checked()


@pytest.mark.slow
def test_axe_has_nothing_to_object_to_in_a_prediction_and_the_dialog(
    new_context: Callable[..., BrowserContext], violations: Callable[..., list[str]]
) -> None:
    inspection = Inspection(violations)
    page = by_hand(new_context().new_page())
    page.locator(".predict-answers button").first.click()
    inspection.look_at(page, "locked", ".predict")
    page.get_by_role("button", name="Run the step").click()
    expect(page.locator(".predict-verdict")).to_contain_text(re.compile("Right|Not so"))
    inspection.look_at(page, "graded", ".predict")
    page.get_by_role("button", name="Type a network").click()
    expect(page.locator("#hand")).to_be_visible()
    inspection.look_at(page, "dialog", "#hand")
    page.fill("[data-cell='0.0.0']", "a half")
    page.click("#hand [type=submit]")
    expect(page.locator("#hand .fault")).to_contain_text("not a number")
    inspection.look_at(page, "fault", "#hand")
    assert inspection.found == []
