"""The picture of a recurrent network, read from the page."""

from collections.abc import Callable
from itertools import pairwise
from math import isnan, nan
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

LINK = (
    "/#dataset=adding&network={}&hidden=6&sequence_length=8&loss=mse&output=linear"
    "&optimizer=adam&learning_rate=0.005&batch_size=16&n_samples=200"
)
THIN_SPACE, MINUS = "\u2009", "\u2212"


def number(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(THIN_SPACE, ""))


def open_picture(page: Page, network: str) -> Locator:
    """Open the picture of a network, and train it for three steps."""
    page.goto(LINK.format(network))
    page.wait_for_selector("body[data-connection=live]")
    picture = page.locator("#network-box .picture:not([hidden])")
    expect(picture.locator(".time-headline")).to_contain_text("No gradient yet")
    page.locator("input[name=by][value=step]").check(force=True)
    for step in range(1, 4):
        page.click("#step")
        expect(page.locator("#out-step")).to_have_text(str(step))
    expect(picture.locator("caption")).to_contain_text("step 3,")
    return picture


def rows_of(picture: Locator) -> list[list[float]]:
    """Return the numbers of each time step, with all digits; NaN for a dash."""
    rows = picture.locator("tbody tr").all()
    cells = [row.locator("td").all_text_contents() for row in rows]
    return [[nan if text == "–" else number(text) for text in row] for row in cells]


@pytest.mark.quick
@pytest.mark.parametrize("network", ["rnn", "lstm"])
def test_the_factors_multiply_to_the_step_from_each_gradient_to_the_one_before(
    page: Page, network: str
) -> None:
    picture = open_picture(page, network)
    rows = rows_of(picture)
    assert len(rows) == 8
    for (before, *_), (size, first, second) in pairwise(rows):
        assert first * second == pytest.approx(before / size, rel=1e-9)
    assert all(map(isnan, rows[0][1:]))


def weight_of(page: Page, picture: Locator, key_presses: str) -> None:
    """Select a weight by keys, from the state of the last time step on."""
    picture.locator(".time-canvas").focus()
    for key in key_presses.split():
        page.keyboard.press(key)
    page.keyboard.press("Enter")


# The first key selects the first unit at the last of eight time steps. Left of the
# first one come the bias and the weights of h.
TO_BIAS = "ArrowUp" + " ArrowLeft" * 8
TO_STATE = TO_BIAS + " ArrowLeft" * 2
TO_INPUT = TO_BIAS + " ArrowLeft" * 7


@pytest.mark.parametrize(
    ("keys", "name"),
    [(TO_BIAS, "Bias of unit 1"), (TO_STATE, "W_hh from"), (TO_INPUT, "W_xh from")],
)
def test_one_bar_per_time_step_sums_to_the_gradient_of_a_shared_weight(
    page: Page, keys: str, name: str, soon: Callable[[Page, Callable[[], Any]], Any]
) -> None:
    picture = open_picture(page, "rnn")
    weight_of(page, picture, keys)
    terms = picture.locator(".time-terms")
    expect(terms).to_contain_text(name)
    expect(terms).to_contain_text("is the sum of 8 time steps")
    assert soon(page, lambda: len(rows_of(picture)[0]) == 4)
    bars = [row[3] for row in rows_of(picture)]
    whole = number(picture.locator("tfoot td").last.inner_text())
    assert sum(bars) == pytest.approx(whole, rel=1e-12, abs=1e-300)
    assert any(bars)


def test_the_wall_moves_by_keys_and_says_what_it_leaves_out(page: Page) -> None:
    picture = open_picture(page, "rnn")
    wall = picture.locator(".time-wall")
    wall.focus()
    for at in range(1, 4):
        page.keyboard.press("ArrowRight")
        expect(wall).to_have_attribute("aria-valuenow", str(at))
        expect(wall).to_have_attribute(
            "aria-valuetext",
            f"gradients go through {8 - at} time steps at most;"
            f" the wall is before time step {at + 1}",
        )
    page.click("#step")
    expect(picture.locator(".time-headline")).to_contain_text("of time step 4 is")
    expect(picture.locator(".time-behind")).to_contain_text("left out")
    rows = rows_of(picture)
    assert [row[0] for row in rows[:3]] == [0, 0, 0]
    assert all(map(isnan, rows[3][1:])), "no factor leads through the wall"
    wall.focus()
    page.keyboard.press("Home")
    expect(wall).to_have_attribute("aria-valuenow", "0")
    expect(picture.locator(".time-behind")).to_have_text("")


def test_the_wall_is_dragged_with_the_pointer(page: Page) -> None:
    picture = open_picture(page, "rnn")
    wall, area = picture.locator(".time-wall"), picture.locator(".time-area")
    start, whole = wall.bounding_box(), area.bounding_box()
    assert start
    assert whole
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] - 60, y, steps=4)
    page.mouse.up()
    expect(wall).not_to_have_attribute("aria-valuenow", "0")
    expect(page.locator("#status")).to_contain_text("Truncation none")


def test_a_cell_under_the_pointer_says_its_numbers(page: Page) -> None:
    picture = open_picture(page, "lstm")
    box = picture.locator(".time-canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] * 0.3)
    expect(picture.locator(".time-readout")).to_contain_text("Time step 8")
