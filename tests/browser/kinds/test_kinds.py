"""Networks that are not dense, chosen on the page: data, size, presets, phone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

KINDS = {
    "convolution": ("digits", "4 filters"),
    "rnn": ("echo", "8 units"),
    "lstm": ("echo", "8 units"),
    "attention": ("sort", "width 16"),
}
"""What each begins with."""
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
STEPS = "(n) => Number(document.getElementById('out-step').textContent) > n"
SLOW_MS = 30_000
PHONE = {"width": 390, "height": 844}


def opened(page: Page, link: str = "") -> Page:
    page.goto(link)
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector(".kind-size", state="attached")
    return page


def chosen(page: Page, kind: str) -> None:
    page.select_option("#kind", kind)
    expect(page.locator(".picture:not([hidden]) canvas").first).to_be_visible(
        timeout=SLOW_MS
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_begins_with_data_that_it_reads_trains_and_is_undone(
    page: Page, kind: str
) -> None:
    dataset, size = KINDS[kind]
    opened(page)
    chosen(page, kind)
    expect(page.locator("[name=dataset]:checked")).to_have_value(dataset)
    expect(page.locator(".kind-size output")).to_have_text(size)
    expect(page.locator("#status")).to_contain_text("kind of network")
    expect(page.locator("#probe")).to_have_value("1")
    before = float(page.inner_text("#out-train-loss"))
    page.click("#play")
    page.wait_for_function(STEPS, arg=30)
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    assert float(page.inner_text("#out-train-loss")) < before
    expect(page).to_have_url(re.compile(f"network={kind}"))
    page.click("#reset")
    expect(page.locator("#out-step")).to_have_text("0")
    page.locator("body").press("Control+z")
    page.locator("body").press("Control+z")
    expect(page.locator("#kind")).to_have_value("dense")
    expect(page.locator("[name=dataset]:checked")).to_have_value("circle")
    expect(page.locator("#network")).to_be_visible()


def test_data_of_another_form_are_greyed_with_the_reason(page: Page) -> None:
    opened(page)
    expect(page.locator("[name=dataset][value=circle]")).to_be_enabled()
    page.click("#sequences summary")
    echo = page.locator("[name=dataset][value=echo]")
    expect(echo).to_be_disabled()
    expect(echo).to_have_accessible_name(
        "echo. For networks that are recurrent and LSTM."
    )
    chosen(page, "rnn")
    expect(echo).to_be_enabled()
    expect(page.locator("[name=dataset][value=sort]")).to_be_disabled()
    expect(page.locator("#own-show")).to_be_disabled()
    page.locator("label:has([value=temporal_order])").click()
    expect(page.locator("[name=dataset]:checked")).to_have_value("temporal_order")
    expect(page.locator("#dataset-name")).to_contain_text("X and Y")
    page.fill("#sequence-length", "6")
    page.locator("#sequence-length").press("Enter")
    expect(page.locator("#status")).to_contain_text("steps")


@pytest.mark.slow
def test_a_second_stage_is_added_where_pictures_are_large_enough(page: Page) -> None:
    opened(page)
    chosen(page, "convolution")
    stage = page.locator(".kind-size button.quiet")
    expect(stage).to_be_disabled()
    expect(stage).to_have_accessible_description(
        "A second stage has no room: it reads maps of at least 4 by 4, and the first"
        " one leaves 3 by 3. Shifted digits have room for it"
    )
    page.locator("label:has([value=shifted_digits])").click()
    expect(stage).to_be_enabled()
    stage.click()
    expect(page.locator(".kind-size output")).to_have_text(["4 filters", "4 filters"])
    expect(stage).to_have_text("− stage")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    page.locator("label:has([name=dataset][value=digits])").click()
    refused = page.get_by_text(
        "a picture of 8 by 8 pixels is too small for 2 stages of filters"
    )
    expect(refused.first).to_be_visible()
    expect(page.locator("[name=dataset]:checked")).to_have_value("shifted_digits")


def test_settings_of_a_kind_are_there_for_that_kind_alone(page: Page) -> None:
    opened(page, "#network=rnn&dataset=adding&hidden=8&truncation=3")
    expect(page.locator("#truncation")).to_have_value("3")
    page.click("#more-open")
    expect(page.locator("#spectral-radius")).to_be_visible()
    expect(page.locator("#heads")).to_be_hidden()
    page.keyboard.press("Escape")
    chosen(page, "attention")
    page.click("#more-open")
    expect(page.locator("#heads")).to_be_visible()
    expect(page.locator("#truncation")).to_be_hidden()


@pytest.mark.parametrize(
    ("preset", "kinds"),
    [
        ("vanishing-in-time", ("rnn", "lstm")),
        ("clipping-in-time", ("rnn",)),
        ("one-kernel", ("convolution",)),
        ("shifted-digits", ("convolution", "dense")),
        ("sort", ("attention",)),
        ("grokking", ("attention",)),
    ],
)
def test_a_preset_trains_and_shows_its_picture(
    page: Page, preset: str, kinds: tuple[str, ...]
) -> None:
    opened(page, f"#preset={preset}")
    boxes = ("#network-box", "#twin-network-box")
    for kind, box in zip(kinds, boxes, strict=False):
        inside = " > canvas" if kind == "dense" else " .picture:not([hidden]) canvas"
        expect(page.locator(f"{box}{inside}").first).to_be_visible(timeout=SLOW_MS)
    page.click("#play")
    page.wait_for_function(STEPS, arg=10, timeout=SLOW_MS)
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


def test_weights_that_explode_stop_with_a_way_back(page: Page) -> None:
    opened(page, "#preset=exploding-in-time")
    page.click("#play")
    banner = page.locator("#banner")
    expect(banner).to_contain_text("Step 2 gave numbers too large to hold")
    expect(banner).to_contain_text("the terms of the training loss")
    expect(page.locator("#out-step")).to_have_text("1")
    expect(page.locator("#banner-actions button").first).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, kind: str) -> None:
    page.set_viewport_size(PHONE)
    opened(page)
    chosen(page, kind)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


@pytest.mark.quick
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(page: Page, kind: str) -> None:
    opened(page)
    chosen(page, kind)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    page.evaluate(AXE.read_text("utf-8"))
    script = "async () => (await axe.run()).violations.map(({ id, nodes }) =>"
    found = page.evaluate(f"{script} [id, nodes.map((node) => node.html)])")
    assert found == []


@pytest.mark.own_page
def test_what_a_picture_needs_is_asked_for_after_another_preset(
    page: Page, soon: Callable[..., Any]
) -> None:
    sent: list[str] = []
    page.on(
        "websocket", lambda ws: ws.on("framesent", lambda text: sent.append(str(text)))
    )
    opened(page, "#preset=sort")

    def is_asked_for() -> bool:
        watches = [text for text in sent if '"watch"' in text]
        return bool(watches) and '"node_value"' in watches[-1]

    for preset in ("grokking", "one-kernel", "shifted-digits", "vanishing-in-time"):
        page.select_option("#preset", preset)
        expect(page.locator("#preset-text")).not_to_be_empty(timeout=SLOW_MS)
        assert soon(page, is_asked_for), preset
