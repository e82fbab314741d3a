"""The batch of a step, a followed sample, and what is not computed yet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access.test_access import Inspection, axe_source, violations

__all__ = ["axe_source", "violations"]

ROWS = "#inspector-batch tbody tr"
NEXT = "#program-on"


def opened(page: Page, link: str = "view=inside") -> Page:
    page.goto(f"/#v=1&{link}")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#program-phases .op-row", state="attached")
    page.locator("#inspector-parts input[value=batch]").check(force=True)
    page.wait_for_selector(ROWS)
    return page


def numbers(page: Page, column: int) -> list[str]:
    return page.locator(f"{ROWS} > :nth-child({column})").all_inner_texts()


def value(text: str) -> float:
    return float(text.replace("−", "-"))


def test_numbers_of_the_batch_appear_as_they_are_computed(page: Page) -> None:
    opened(page)
    assert page.locator(ROWS).count() == 10
    assert set(numbers(page, 3)) == set(numbers(page, 4)) == {"–"}
    page.click("#program-phase")  # forward
    expect(page.locator(f"{ROWS} > :nth-child(3)").first).not_to_have_text("–")
    outputs, losses = ([value(t) for t in numbers(page, k)] for k in (3, 4))
    targets = [value(text) for text in numbers(page, 2)]
    for output, target, loss in zip(outputs, targets, losses, strict=True):
        assert loss == pytest.approx((output - target) ** 2 / 2, rel=2e-3)
    assert losses == sorted(losses, reverse=True), "those that pull hardest come first"


def test_the_pulls_on_a_weight_add_up_to_its_gradient(page: Page) -> None:
    opened(page, "view=inside&lens=gradients")
    page.click("#program-finish")
    page.focus("#network")
    for key in ("ArrowRight", "e", "Enter"):
        page.keyboard.press(key)
    caption = page.locator(".batch-caption")
    expect(caption).to_have_text(re.compile("^Weight from input x₁ to unit 1 of layer"))
    pulls = [value(text) for text in numbers(page, 5)]
    sizes = [abs(pull) for pull in pulls]
    assert sizes == sorted(sizes, reverse=True)
    assert {pull > 0 for pull in pulls} == {True, False}
    page.locator("#tab input[value=train]").check(force=True)
    card = page.locator("#card dl div", has_text="∂L/∂w").locator("dd")
    expect(card).not_to_have_text("–")
    assert sum(pulls) == pytest.approx(value(card.inner_text()), abs=2e-3 * sizes[0])


def test_a_sample_is_followed_from_the_list_or_the_plane(page: Page) -> None:
    opened(page)
    first = page.locator(f"{ROWS} button").first
    name = first.inner_text()
    first.click()
    expect(page.locator("#probe")).to_have_value(name)
    expect(page.locator(".batch-outside")).to_be_hidden()
    inside = {text.strip() for text in numbers(page, 1)}
    other = next(str(n) for n in range(1, 12) if str(n) not in inside)
    page.fill("#probe", other)
    page.press("#probe", "Enter")
    expect(page.locator(".batch-outside")).to_contain_text(
        f"Sample {other} is followed. It is not in this batch"
    )
    page.locator(".batch-outside button").click()
    expect(page.locator("#probe-field")).to_be_hidden()


def test_what_is_not_computed_yet_is_no_zero(page: Page) -> None:
    opened(page, "view=inside&lens=gradients")
    table = page.locator("#network-rows tr").first
    expect(table.locator("td").nth(0)).to_have_text("–")
    expect(page.locator("#not-yet")).to_be_visible()
    page.click(NEXT)  # z of layer 1
    expect(table.locator("td").nth(0)).not_to_have_text("–")
    for column in (1, 2):  # a and delta
        expect(table.locator("td").nth(column)).to_have_text("–")
    page.click("#program-finish")
    expect(page.locator("#not-yet")).to_be_hidden()
    expect(table.locator("td").nth(2)).not_to_have_text("–")
    page.click(NEXT)  # of the next step
    expect(table.locator("td").nth(2)).to_have_text("–")


def test_a_point_says_what_it_is(page: Page) -> None:
    page.goto("/#v=1")
    page.wait_for_selector("body[data-connection=live]")
    box = page.locator("#output").bounding_box()
    assert box is not None
    card = page.locator("#output-box .point-card")
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    card.wait_for(state="attached")
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(card).to_be_visible()
    expect(card.locator("h3")).to_have_text(re.compile(r"Training sample \d+"))
    expect(card.locator("dt")).to_have_text(
        ["x₁", "x₂", "target", "output", "its loss"]
    )
    target, output, loss = map(value, card.locator("dd").all_inner_texts()[2:])
    assert loss == pytest.approx((output - target) ** 2 / 2, rel=5e-3)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.click(*middle)
    page.mouse.move(0, 0)
    page.focus("#probe")
    expect(card).to_be_visible()
    number = page.locator("#probe").input_value()
    expect(card.locator("h3")).to_have_text(f"Training sample {number}")


def test_biases_and_inputs_answer_and_cards_can_be_closed(page: Page) -> None:
    page.goto("/#v=1")
    page.wait_for_selector("body[data-connection=live]")
    box = page.locator("#network").bounding_box()
    assert box is not None
    column = page.locator("#columns > *").first.evaluate(
        "(node) => new DOMMatrix(getComputedStyle(node).transform).e"
    )
    page.focus("#network")
    page.keyboard.press("ArrowRight")  # What answers loads at the first event.
    expect(page.locator("#card")).to_be_visible()
    headings = []
    for k in range(60):
        page.mouse.move(box["x"] + column, box["y"] + box["height"] * k / 60)
        card = page.locator("#card")
        if card.is_visible():
            headings.append(card.locator("h3").inner_text())
    assert any(heading.startswith("Bias of unit") for heading in headings), headings
    assert "Input x₁" in headings
    page.focus("#network")
    for key in ("ArrowLeft", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#card dt")).to_have_text(["x, mean", "range, training"])
    page.get_by_label("Close the card").click()
    expect(page.locator("#card")).to_be_hidden()
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.focus("#play")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


def test_the_batch_has_no_violations(page: Page, violations: Inspection) -> None:
    opened(page, "view=inside&lens=gradients")
    page.click(NEXT)
    page.locator(f"{ROWS} button").nth(1).click()
    expect(page.locator("#inspector-batch tr.followed")).to_have_count(1)
    assert violations(page) == []
