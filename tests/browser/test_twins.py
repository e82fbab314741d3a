"""Two networks side by side: made, trained, swapped, dropped, shared, watched."""

import re

import pytest
from playwright.sync_api import Page, expect

WITHIN_MS = 60_000
VANISHING = "hidden=8,8,8,8,8,8,8,8&activation=sigmoid&speed=full"
SMALL = "hidden=4&speed=full&view=twins&twin.activation=relu"


def opened(page: Page, fragment: str) -> Page:
    page.goto(f"/#v=1&{fragment}")
    page.wait_for_selector("body[data-connection=live]")
    return page


def with_twin(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-twin", "true")


def number(page: Page, name: str) -> float:
    text = page.inner_text(name).replace("\u2009", "")
    return float(text.replace("\u2212", "-"))


def run_to(page: Page, step: int) -> None:
    """Train until a step has passed, and pause."""
    page.click("#play")
    page.wait_for_function(
        "step => Number(document.getElementById('out-step').textContent"
        ".replace(/\\D/g, '')) > step",
        arg=step,
        timeout=WITHIN_MS,
    )
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


@pytest.mark.quick
def test_the_invitation_makes_the_twin_that_solves_the_circle(page: Page) -> None:
    opened(page, VANISHING)
    page.keyboard.press("0")
    expect(page.locator("#invitation")).to_be_visible()
    page.get_by_role("button", name="ReLU", exact=True).click()
    with_twin(page)
    expect(page.locator("#invitation")).to_be_hidden()
    expect(page.locator("#twin-sentence")).to_contain_text("activation")
    run_to(page, 1000)
    expect(page.locator("#what-a")).to_have_text("sigmoid")
    expect(page.locator("#what-b")).to_have_text("ReLU")
    expect(page.locator("#headline-a")).to_contain_text(
        re.compile(r"\d\d\d.000 times smaller")
    )
    assert number(page, "#loss-a") > 0.49
    assert number(page, "#loss-b") < 0.01
    expect(page.locator("#share-b")).to_contain_text("100")


def test_swap_drop_and_promote_are_undone(page: Page, settled) -> None:
    opened(page, SMALL)
    with_twin(page)
    run_to(page, 50)
    settled(page, timers_ms=300)
    step, loss = page.inner_text("#out-step"), number(page, "#loss-b")
    page.click("#twin-swap")
    expect(page.locator("#what-a")).to_have_text("ReLU")
    expect(page.locator("#loss-a")).not_to_have_text("")
    page.click("#undo")
    expect(page.locator("#what-a")).to_have_text("tanh")
    for button in ("#twin-drop", "#twin-promote"):
        page.click(button)
        expect(page.locator("body")).to_have_attribute("data-twin", "false")
        page.click("#undo")
        with_twin(page)
        expect(page.locator("#what-b")).to_have_text("ReLU")
        expect(page.locator("#out-step")).to_have_text(step)
        settled(page, timers_ms=300)
        assert number(page, "#loss-b") == loss


def test_a_setting_of_the_twin_alone_is_changed_and_taken_back(page: Page) -> None:
    opened(page, SMALL)
    with_twin(page)
    page.click("#change-open")
    page.select_option("#change-field", "learning_rate")
    page.fill("#change-value input", "0.3")
    page.click("#change-use")
    expect(page.locator("#what-b")).to_have_text("ReLU, rate 0.3")
    expect(page.locator("#learning-rate")).to_have_value("0.03")
    page.get_by_role("button", name="Give B the activation of A").click()
    expect(page.locator("#what-b")).to_have_text("rate 0.3")
    page.click("#undo")
    expect(page.locator("#what-b")).to_have_text("ReLU, rate 0.3")


@pytest.mark.own_page
def test_the_link_has_the_twin_and_an_observer_sees_it(
    page: Page, new_context, soon
) -> None:
    opened(page, SMALL)
    with_twin(page)
    soon(page, lambda: "twin.activation=relu" in page.url)
    other = new_context().new_page()
    other.goto(page.url)
    other.wait_for_selector("body[data-connection=live]")
    with_twin(other)
    expect(other.locator("#what-b")).to_have_text("ReLU")
    expect(other.locator("#tab input[value=twins]")).to_be_checked()


def test_a_preset_with_a_twin_opens_both_and_the_next_one_alone(page: Page) -> None:
    opened(page, "seed=1")
    page.select_option("#preset", "leaky-relu")
    with_twin(page)
    expect(page.locator("#what-b")).to_have_text("leaky ReLU")
    expect(page.locator("#tab input[value=twins]")).to_be_checked()
    page.select_option("#preset", "xor")
    expect(page.locator("body")).to_have_attribute("data-twin", "false")
    expect(page.locator("#tab input[value=train]")).to_be_checked()
    expect(page.locator("#by input[value=op]")).to_be_checked()


def test_a_neuron_is_lit_up_in_both_with_its_own_numbers(page: Page) -> None:
    opened(page, SMALL)
    with_twin(page)
    page.focus("#twin-network")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#twin-card")).to_be_visible()
    expect(page.locator("#card")).to_be_visible()
    titles = [page.inner_text(f"{card} h3") for card in ("#card", "#twin-card")]
    assert titles[0] == titles[1]
