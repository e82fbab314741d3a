"""The charts: crosshair, keyboard, touch, marks, axes, table, files."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import Experiment, Trainer

WITHIN_MS = 60_000
PNG = b"\x89PNG\r\n\x1a\n"


def run_to(page: Page, step: int) -> None:
    """Train until a step has passed, pause, and wait for the charts to be drawn."""
    if page.get_attribute("body", "data-running") != "true":
        page.click("#play")
    page.wait_for_function(
        "step => Number(document.getElementById('out-step').textContent"
        ".replace(/\\D/g, '')) > step",
        arg=step,
        timeout=WITHIN_MS,
    )
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    page.wait_for_function(
        "() => ['loss-chart', 'gradient-chart'].every((id) => {"
        " const chart = document.getElementById(id);"
        " const text = chart.getAttribute('aria-valuetext') ?? '';"
        " const step = document.getElementById('out-step').textContent;"
        " return text.startsWith(`step ${step}:`); })",
        timeout=WITHIN_MS,
    )


@pytest.fixture
def trained_page(page: Page) -> Page:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    run_to(page, 200)
    return page


def spoken(page: Page, chart: str) -> str:
    """Return what a screen reader reads of the chart's crosshair."""
    text = page.get_attribute(f"#{chart}-chart", "aria-valuetext")
    assert text
    return text.replace("\u2009", "")


def step_of(text: str) -> int:
    found = re.search(r"step (\d+)", text.replace("\u2009", ""))
    assert found, text
    return int(found[1])


def shown_step(page: Page) -> int:
    return int(page.inner_text("#out-step").replace("\u2009", ""))


def set_rate(page: Page, value: str) -> None:
    page.fill("#learning-rate", value)
    page.press("#learning-rate", "Enter")
    expect(page.locator("#status")).to_contain_text("earning rate")


@pytest.mark.quick
def test_pointer_and_keyboard_read_the_charts(
    trained_page: Page, soon: Callable[..., Any]
) -> None:
    """The crosshair is in both, at one step, which it keeps while training."""
    page = trained_page
    box = page.locator("#loss-chart .u-over").bounding_box()
    assert box
    card = page.locator("#chart-card")
    expect(card).to_be_hidden()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(card).to_be_visible()
    names = ["train", "test", "layer 1", "layer 2", "output"]
    expect(card.locator("dt")).to_have_text(names)
    expect(card).to_contain_text("rms of delta")
    lines = page.locator("#gradient-chart .u-cursor-x:not(.u-off)")
    here = page.locator("#loss-chart .u-cursor-x")

    def are_in_line() -> bool:
        one, other = here.bounding_box(), lines.bounding_box()
        assert one
        assert other
        return abs(one["x"] - other["x"]) <= 1

    assert soon(page, are_in_line)  # each moves its line when it next draws
    expect(card.locator(".by-mouse")).to_be_visible()
    page.mouse.down()
    page.mouse.up()
    gone_to = step_of(card.locator("h3").inner_text())
    expect(page.locator("#out-step")).to_have_text(str(gone_to))
    page.locator("#time-to-end").click()
    page.mouse.move(300, 300)
    expect(card).to_be_hidden()

    page.focus("#loss-chart")
    page.keyboard.press("Home")
    assert spoken(page, "loss").startswith("step 0: train 0.")
    page.keyboard.press("ArrowRight")
    first = step_of(spoken(page, "loss"))
    assert first > 0
    expect(page.locator("#chart-card h3")).to_have_text(f"step {first}")
    page.keyboard.press("End")
    assert step_of(spoken(page, "loss")) == shown_step(page)
    page.keyboard.press("Escape")
    expect(page.locator("#chart-card")).to_be_hidden()
    assert page.get_attribute("body", "data-running") == "false"

    page.focus("#gradient-chart")
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    held = spoken(page, "gradient")
    assert "layer 1" in held
    assert "output" in held
    before = shown_step(page)
    page.evaluate("document.getElementById('play').click()")
    page.wait_for_function(
        "step => Number(document.getElementById('out-step').textContent"
        ".replace(/\\D/g, '')) > step + 100",
        arg=before,
        timeout=WITHIN_MS,
    )
    assert spoken(page, "gradient") == held


def test_changes_in_mid_run_keep_the_curves_and_are_marked(trained_page: Page) -> None:
    page = trained_page
    page.focus("#gradient-chart")
    page.keyboard.press("Home")
    first = spoken(page, "gradient")
    page.select_option("#activation", "relu")
    expect(page.locator("#status")).to_contain_text("kept")
    page.focus("#gradient-chart")
    page.keyboard.press("End")
    assert step_of(spoken(page, "gradient")) > step_of(first)
    page.keyboard.press("Home")
    assert spoken(page, "gradient") == first
    page.keyboard.press("Escape")

    step = shown_step(page)
    set_rate(page, "0.3")
    run_to(page, step + 50)
    page.click("[popovertarget=chart-options]")
    page.click("#chart-values summary")
    row = page.locator("#chart-values-body tr", has_text="rate 0.03 → 0.3")
    expect(row).to_have_count(1)
    assert abs(step_of(f"step {row.locator('th').inner_text()}") - step) <= 1
    page.keyboard.press("Escape")
    page.click("#reset")
    expect(page.locator("#out-step")).to_have_text("0")
    page.click("[popovertarget=chart-options]")
    expect(page.locator("#chart-values-body")).not_to_contain_text("→")


def test_the_charts_show_dw_and_accuracy_if_chosen(trained_page: Page) -> None:
    """Of dW there is the past, too; accuracy is for classes only."""
    page = trained_page
    page.focus("#gradient-chart")
    page.keyboard.press("Home")
    first = step_of(spoken(page, "gradient"))
    assert first < shown_step(page)
    page.locator("#quantity input[value=dW]").check(force=True)
    chart = page.locator("#gradient-chart")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(": rms of dW: "))
    expect(page.locator("#gradient-ratio span")).to_contain_text("dW: output")
    page.focus("#gradient-chart")
    page.keyboard.press("Home")
    assert step_of(spoken(page, "gradient")) == first, "its past is there too"
    page.wait_for_function("() => location.hash.includes('quantity=dW')")

    page.locator("#curve-accuracy").click()
    expect(page.locator("#loss-scale")).to_be_hidden()
    page.focus("#loss-chart")
    page.keyboard.press("End")
    assert re.search(r"train \d+(\.\d+)?%, test", spoken(page, "loss"))
    page.locator(".datasets input[value=plane]").check(force=True)
    expect(page.locator("#curve-accuracy")).to_be_hidden()
    expect(page.locator("#curve input[value=loss]")).to_be_checked()


def picture(page: Page) -> str:
    script = "document.querySelector('#loss-chart canvas').toDataURL()"
    return str(page.evaluate(script))


def test_axes_are_set_and_held_and_smoothing_changes_the_picture_only(
    trained_page: Page, soon: Callable[..., Any], stands: Callable[[Page], None]
) -> None:
    page = trained_page
    stands(page)
    step = page.inner_text("#out-step")
    page.click("[popovertarget=chart-options]")
    seen = {picture(page)}

    def is_new() -> bool:
        n_before = len(seen)
        seen.add(picture(page))
        return len(seen) > n_before

    page.check("#log-steps")
    assert soon(page, is_new)
    page.uncheck("#log-loss")
    assert soon(page, is_new)
    page.locator("#smoothing").press("PageUp")
    assert soon(page, is_new)
    page.fill("#loss-high", "2,5")
    page.press("#loss-high", "Enter")
    assert soon(page, is_new)
    page.fill("#loss-high", "much")
    page.press("#loss-high", "Tab")
    expect(page.locator("#loss-high")).to_have_attribute("aria-invalid", "true")
    assert page.inner_text("#out-step") == step
    page.keyboard.press("Escape")
    expect(page.locator("#loss-scale")).to_have_text("linear")

    lock = page.locator("#gradient-lock")
    lock.click()
    expect(lock).to_have_text("unlock")
    low = page.locator("#gradient-low")
    expect(low).not_to_have_value("")
    page.locator("#gradient-chart .u-over").dblclick()
    expect(lock).to_have_text("lock")
    expect(low).to_have_value("")


def test_values_and_picture_leave_the_charts(trained_page: Page) -> None:
    """As a file of CSV, by the clipboard, and as a PNG."""
    page = trained_page
    set_rate(page, "0.1")
    run_to(page, 250)
    page.click("[popovertarget=chart-options]")
    with page.expect_download() as download:
        page.click("#save-csv")
    assert re.fullmatch(
        r"backprop-live-circle-step-\d+\.csv", download.value.suggested_filename
    )
    text = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["step"] for row in rows] == sorted(
        (row["step"] for row in rows), key=int
    )
    assert 0 < float(rows[0]["train loss"]) < 2
    layers = {f"layer 1 rms {quantity}" for quantity in ("delta", "dW")}
    assert {"test accuracy", "output rms delta", "output rms dW"} <= rows[0].keys()
    assert layers <= rows[0].keys()
    assert [row["change"] for row in rows if row["change"]] == ["rate 0.03 → 0.1"]

    page.click("#copy-csv")
    expect(page.locator("#status")).to_contain_text("clipboard")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("step,train loss,test loss,")

    with page.expect_download() as download:
        page.click("#save-png")
    data = download.value.path().read_bytes()
    assert data.startswith(PNG)
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert width >= 960
    assert height >= 600


@pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)
def test_a_finger_reads_the_charts_on_a_phone(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    run_to(page, 100)
    chart = page.locator("#loss-chart .u-over")
    chart.scroll_into_view_if_needed()
    chart.tap()
    card = page.locator("#chart-card")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0


def test_after_a_reload_accuracy_and_marks_are_there_again(trained_page: Page) -> None:
    page = trained_page
    set_rate(page, "0.3")
    run_to(page, 400)
    page.reload()
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("#status")).to_contain_text("Resumed")
    page.check("#curve input[value=accuracy]")
    page.click("[popovertarget=chart-options]")
    page.click("#chart-values summary")
    head = page.locator("#chart-values-head th")
    for name in ("train accuracy", "layer 1 rms delta", "layer 1 rms dW"):
        expect(head.filter(has_text=name)).to_have_count(1)
    expect(page.locator("#chart-values-body")).to_contain_text("rate 0.03 → 0.3")
    shares = page.locator("#chart-values-body td").filter(has_text=re.compile("%"))
    assert shares.count() > 10


def test_gradients_are_charted_however_small_they_are(page: Page) -> None:
    page.goto(
        "/#hidden=8,8,8,8,8,8,8,8&activation=sigmoid"
        "&initializer=normal&initializer_scale=1e-7"
    )
    page.wait_for_selector("body[data-connection=live]")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    page.locator("#gradient-chart").focus()
    page.keyboard.press("End")
    chart = page.locator("#gradient-chart")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("layer 1 "))
    first_layer = re.search(r"layer 1 [\d.]+e−(\d+)", spoken(page, "gradient"))
    assert first_layer, spoken(page, "gradient")
    assert 50 < int(first_layer[1]) < 300
    expect(page.locator("#gradient-ratio b")).to_contain_text(re.compile(r"e\d\d"))


def ratio(page: Page) -> str:
    return page.inner_text("#gradient-ratio b").replace("\u2009", "")


def spoken_ratio(page: Page) -> str:
    return spoken(page, "gradient").split("layer 1: ")[-1]


def test_the_ratio_is_that_of_the_step_shown(page: Page) -> None:
    page.goto("/#preset=vanishing&by=step")
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("#gradient-ratio b")).to_have_text("–")
    offline = Trainer(Experiment(hidden=(8,) * 8, activation="sigmoid"))
    seen = []
    for step in (1, 2):
        page.click("#step")
        expect(page.locator("#out-step")).to_have_text(str(step))
        shown = re.compile(f"step {step}: rms of delta")
        chart = page.locator("#gradient-chart")
        expect(chart).to_have_attribute("aria-valuetext", shown)
        expect(page.locator("#gradient-ratio b")).to_have_text(re.compile(r"\d"))
        assert float(ratio(page)) > 1e5
        assert ratio(page) == spoken_ratio(page)
        offline.step()
        first, *_, last = (layer.delta for layer in offline.trace().layers)
        expected = np.sqrt((last**2).mean() / (first**2).mean())
        title = page.get_attribute("#gradient-ratio b", "title") or ""
        assert float(title) == pytest.approx(expected, 1e-9)
        seen.append(ratio(page))
    page.locator("#gradient-chart").focus()
    page.keyboard.press("Home")
    expect(page.locator("#gradient-ratio span")).to_contain_text("delta at step 1")
    assert ratio(page) == seen[0] != seen[1]
    page.keyboard.press("Escape")
    page.select_option("#activation", "relu")
    expect(page.locator("#gradient-ratio b")).to_have_text("–")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("3")
    expect(page.locator("#gradient-ratio b")).to_have_text(re.compile(r"^[\d.]+$"))
    assert float(ratio(page)) < 1e3
    page.click("#reset")
    expect(page.locator("#gradient-ratio b")).to_have_text("–")


def test_a_kept_run_stays_behind_the_next_one_until_it_is_cleared(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    keep = page.locator("#keep-curves")
    expect(keep).to_be_disabled()
    run_to(page, 200)
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    page.select_option("#optimizer", "adam")
    expect(page.locator("#status")).to_contain_text("Adam")
    page.click("#reset")
    expect(page.locator("#out-step")).to_have_text("0")
    run_to(page, 50)
    page.locator("#loss-chart").focus()
    page.keyboard.press("Home")
    assert re.search(r"SGD: train 0\.\d+, SGD: test 0\.\d+", spoken(page, "loss"))
    page.keyboard.press("Tab")
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "false")
    page.locator("#loss-chart").focus()
    page.keyboard.press("End")
    assert "SGD" not in spoken(page, "loss")
