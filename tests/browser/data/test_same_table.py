"""The same own table is the same experiment, wherever it comes from."""

import json
import math
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.protocol.frame_header import FRAME_HEADER
from tests.browser.access.test_access import (
    SIDEWAYS,
    Inspection,
    axe_source,
    violations,
)
from tests.browser.data.test_own_data import ADDRESS_TIMER_MS, opened, started_with

__all__ = ["axe_source", "violations"]

PRICES = "size; rooms; price\n" + "".join(
    f"{40 + 3 * k}; {1 + k % 4}; {90000 + 2100 * k + 7000 * (k % 4)}\n"
    for k in range(40)
)
"""A table whose inputs and values are scaled."""
STEPS = 50


class Weights:
    """Listens to a page, and hashes the weights of its newest frame."""

    def __init__(self, page: Page, settled: Callable[..., None]) -> None:
        self._page, self._settled = page, settled
        self._layouts: dict[int, list[dict[str, Any]]] = {}
        self._frame = b""
        page.on(
            "websocket", lambda socket: socket.on("framereceived", self._on_message)
        )

    def _on_message(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self._frame = message
            return
        event = json.loads(message)
        if event["type"] == "layout":
            self._layouts[event["layout"]] = event["sections"]

    def after_training(self) -> str:
        """Make the steps up to number 50 one by one, and return the hash there."""
        expect(self._page.locator("#out-step")).to_have_text("0")
        for _ in range(STEPS):
            self._page.click("#step")
        return self.at_the_end()

    def at_the_end(self) -> str:
        """Return the hash when step 50 is on screen."""
        expect(self._page.locator("#out-step")).to_have_text(str(STEPS))
        self._settled(self._page)
        _, _, layout, _, step, *_ = FRAME_HEADER.unpack_from(self._frame)
        assert step == STEPS
        found = sha256()
        n_numbers = 0
        for section in self._layouts[layout]:
            if section["name"] in ("W", "b") and section["at"] is None:
                n_bytes = 4 * math.prod(section["shape"])
                n_numbers += n_bytes // 4
                found.update(self._frame[section["offset"] :][:n_bytes])
        assert n_numbers == 25  # 2-4-2-1 with biases
        return found.hexdigest()


@pytest.mark.slow
@pytest.mark.own_page
def test_a_table_is_the_same_experiment_in_a_link_a_reload_an_undo_and_elsewhere(
    page: Page,
    new_context: Callable[..., BrowserContext],
    settled: Callable[..., None],
) -> None:
    weights = Weights(page, settled)
    opened(page)
    started_with(page, PRICES)
    expect(page.locator("#own-present")).to_contain_text("40 samples, 2 inputs")
    expect(page.locator("#output-title")).to_have_text("Output: price")
    first = weights.after_training()
    page.wait_for_url(re.compile("own_targets=price"))
    settled(page, timers_ms=ADDRESS_TIMER_MS)

    other = new_context().new_page()
    elsewhere = Weights(other, settled)
    opened(other, page.url)
    assert elsewhere.after_training() == first

    page.click("#undo")
    expect(page.locator("#dataset input:checked")).to_have_value("circle")
    page.click("#redo")
    expect(page.locator("#own-present")).to_contain_text("40 samples")
    page.click("#reset")
    assert weights.after_training() == first

    page.reload()
    page.wait_for_selector("body[data-connection=live]")
    assert weights.at_the_end() == first
    page.click("#reset")
    assert weights.after_training() == first
    error = page.locator("#out-train-error")
    expect(error).to_be_visible()
    assert 100 < float(error.inner_text().replace("\u2009", "")) < 60_000


def test_many_columns_are_found_and_left_out_with_the_keyboard_on_a_phone(
    page: Page, violations: Inspection
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    names = [f"petal {k}" if k % 10 == 0 else f"sepal {k}" for k in range(30)]
    rows = [[(7 * k * j) % 11 / 10 for j in range(1, 31)] for k in range(14)]
    lines = [",".join(map(str, row)) + f",{k % 2}" for k, row in enumerate(rows)]
    opened(
        page,
        f"/#own={';'.join(lines)}&own_names={','.join(names)}".replace(" ", "%2520"),
    )
    chips = page.locator("#features .chip:visible")
    expect(chips).to_have_count(30)
    search = page.get_by_role("searchbox", name="Find an input")
    search.focus()
    page.keyboard.type("petal")
    expect(chips).to_have_text(["petal 0", "petal 10", "petal 20"])
    assert violations(page, "#features") == []
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    count = page.locator("#features [role=status]")
    expect(count).to_have_text("27 of 30 inputs used, 3 shown")
    for key in ("Tab", "Space"):
        page.keyboard.press(key)
    expect(count).to_have_text("28 of 30 inputs used, 3 shown")
    assert page.evaluate(SIDEWAYS) <= 0
