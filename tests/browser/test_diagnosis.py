"""The card about what hinders learning, from the words to place and cure."""

import re

from playwright.sync_api import Page, expect

FACTORS = re.compile(
    r"multiplies it by about ([\d.]+): the derivatives of sigmoid let ([\d.]+) through"
    r" \(they cannot exceed 0\.25\), the weights ([\d.]+)\. 8 times over"
)


def open_preset(page: Page, base_url: str, name: str) -> None:
    page.goto(f"{base_url}#preset={name}")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")


def test_vanishing_is_said_shown_and_cured_in_a_twin(page: Page, base_url: str) -> None:
    open_preset(page, base_url, "vanishing")
    card = page.locator("#diagnosis")
    expect(card).to_be_visible(timeout=30_000)
    expect(card.locator("h3")).to_have_text("The gradient of layer 1 vanishes")
    found = FACTORS.search(card.inner_text())
    assert found
    each, derivatives, weights = map(float, found.groups())
    assert derivatives < 0.25
    assert abs(each - derivatives * weights) < 0.01

    card.get_by_text("Show me").click()
    expect(page.locator("#card")).to_contain_text("Layer 1: all units")
    expect(page.locator("#lens input[value=gradients]")).to_be_checked()

    card.get_by_text("Try it in a twin").click()
    page.wait_for_selector("body[data-tab=twins][data-twin=true]")
    expect(page.locator("#activation")).to_have_value("sigmoid")
    expect(card).to_be_hidden()


def test_a_healthy_run_has_no_card(page: Page, base_url: str) -> None:
    open_preset(page, base_url, "iris")
    page.wait_for_function(
        "() => Number(document.getElementById('out-epoch').textContent) > 20"
    )
    expect(page.locator("#diagnosis")).to_be_hidden()
    sources = page.evaluate(
        "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    )
    assert not [name for name in sources if "/panels/diagnosis/" in name]
