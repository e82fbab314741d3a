"""Two viewers of one run, each in its own language."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

STATUS = "#status"


@pytest.fixture
def pseudo_observer(page: Page, new_context: Callable[..., BrowserContext]) -> Page:
    """Return a page in the pseudo language that observes the page of the test."""
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#invite")
    expect(page.locator(STATUS)).to_contain_text("cannot change anything")
    page.keyboard.press("Escape")
    link = page.evaluate("navigator.clipboard.readText()")
    observer = new_context().new_page()
    observer.goto(link.replace("/#", "/?lang=en-XA#"))
    observer.wait_for_selector("body[data-connection=live]")
    return observer


def test_the_same_event_is_written_in_the_language_of_each_page(
    page: Page, pseudo_observer: Page
) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(pseudo_observer.locator("html")).to_have_attribute("lang", "en-XA")
    page.select_option("#activation", "relu")
    kept = "Activation tanh → ReLU: weights kept"
    expect(page.locator(STATUS)).to_have_text(kept)
    pseudo = "Ààcttîîvààttîîöönn tanh → ReLU: wééîîghtts kééptt"
    expect(pseudo_observer.locator(STATUS)).to_have_text(pseudo)
    page.locator("#by input[value=op]").check(force=True)
    page.click("#step")
    said = "1 operation on: weighted sum z of layer 1"
    expect(page.locator(STATUS)).to_have_text(said)
    pseudo_said = pseudo_observer.locator(STATUS)
    expect(pseudo_said).to_contain_text("1 ööpéérààttîîöönn öönn: wééîîghttééd")
