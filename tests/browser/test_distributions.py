"""The card of distributions, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

CARD, SCOPE = "#distributions", "#distributions-scope"
SUMMARY = f"{CARD} summary"
LINK = "/#hidden=8,8&initializer=normal&initializer_scale=3"


def opened(page: Page, link: str = LINK) -> None:
    page.goto(link)
    page.wait_for_selector("body[data-connection=live]")
    page.click(SUMMARY)
    page.wait_for_selector(f"{CARD} svg")


def test_saturation_is_seen_where_it_happens_and_for_one_neuron(page: Page) -> None:
    """And the card fits beside twins."""
    opened(page)
    expect(page.locator(SCOPE)).to_have_text("no step yet")
    page.locator("#by input[value=step]").check(force=True)
    page.click("#step")
    expect(page.locator(SCOPE)).to_have_text(re.compile("8 units × 10 samples, step 1"))
    share = page.inner_text(f"{CARD} .key:has(.flat)")
    found = re.fullmatch(r"f′ nearly 0: (\d+)\s%", share)
    assert found
    assert int(found[1]) > 50
    assert page.get_attribute(f"{CARD} .bar-flat", "d")

    page.focus("#network")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(SCOPE)).to_contain_text("1 unit × 10 samples")
    page.select_option("#distributions-layer", label="output")
    expect(page.locator(SCOPE)).to_contain_text("1 unit × 10 samples")
    expect(page.locator("#card.pinned")).to_have_count(0)

    page.focus("#network")
    page.keyboard.press("0")
    expect(page.locator("body")).to_have_attribute("data-tab", "twins")
    card = page.locator(CARD).bounding_box()
    footer = page.locator(".footer").bounding_box()
    assert card is not None
    assert footer is not None
    assert card["y"] + card["height"] <= footer["y"]


@pytest.mark.own_page
def test_what_draws_the_card_is_loaded_when_it_is_opened(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#gradient-chart canvas")
    assert not [url for url in loaded if "distributions/pictures" in url]
    page.click(SUMMARY)
    page.wait_for_selector(f"{CARD} svg")
    assert [url for url in loaded if "distributions/pictures" in url]


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["screen", "phone"])
def test_the_card_fits_in_the_page(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    opened(page)
    page.click("#step")
    expect(page.locator(SCOPE)).not_to_have_text("no step yet")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    if width > height:
        assert page.evaluate("() => document.documentElement.scrollHeight") <= height
        places = (CARD, ".footer", "#output-box")
        boxes = [page.locator(place).bounding_box() for place in places]
        card, footer, plot = (box for box in boxes if box is not None)
        assert card["y"] + card["height"] <= footer["y"]
        assert plot["height"] > 140
    for text in page.locator(f"{CARD} figcaption, {CARD} .figure-legend").all():
        assert text.evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")


def test_a_link_opens_the_card_and_the_charts_come_back_when_it_is_folded(
    page: Page,
) -> None:
    page.goto("/#distributions=true")
    page.wait_for_selector(f"{CARD} svg")
    expect(page.locator(CARD)).to_have_attribute("open", "")
    expect(page.locator("#loss-chart")).to_be_hidden()
    page.focus(SUMMARY)
    page.keyboard.press("Space")  # folds the card, and does not start the training
    expect(page.locator("#loss-chart canvas")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    box = page.locator("#loss-chart canvas").bounding_box()
    assert box is not None
    assert box["width"] > 100
