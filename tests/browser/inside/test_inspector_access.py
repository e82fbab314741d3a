"""The inspector for everybody: rules of axe-core, for each kind of target."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.access.test_access import (
    SIDEWAYS,
    Inspection,
    axe_source,
    violations,
)
from tests.browser.inside.inspector_page import ASKS_EVERY_MS, GO
from tests.browser.inside.test_inside import CURRENT, opened
from tests.browser.settle import settle

__all__ = ["axe_source", "violations"]

LINK = "&".join((
    "view=inside&dataset=iris&loss=softmax_cross_entropy&output=softmax",
    "hidden=3,2&optimizer=adamw&l1=0.003&l2=0.02&clip_norm=0.05&max_norm=0.8",
    "dropout=0.2&schedule=cosine&warmup_steps=5&freeze_biases=true&batch_size=7",
))  # fmt: skip
"""Has all that an inspector can show."""
PLACES = {
    "unit": (r"layer 1\.", "^Unit 1 of", -1),
    "weight": (r"layer 1\.", "^Unit 1 of", 0),
    "bias": (r"layer 1\.", "^Unit 1 of", 2),
    "output": ("^Output unit", r"nit 1\b", -1),
}
TITLES = {
    "input": "^Input",
    "unit": "^Unit 1 of layer 1",
    "weight": "^Weight from",
    "bias": "^Bias of",
    "output": "^Output unit 1",
    "layer": "^Layer 1",
    "loss": "loss",
}


def pin(page: Page, kind: str) -> None:
    """Choose a target of a kind, and wait for its numbers."""
    if kind == "loss":
        page.get_by_role("button", name="Select nothing").click()
        page.locator(".begin button").last.click()
    elif kind == "layer":
        page.locator("#inspector-parts input[value=graph]").check(force=True)
        page.click(".graph-node[data-key='layer1']")
        page.locator("#inspector-parts input[value=numbers]").check(force=True)
    elif kind == "input":
        page.focus("#network")
        for key in ("Escape", "ArrowDown", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
    else:
        page.evaluate(GO, PLACES[kind])
    expect(page.locator("#inspected")).to_have_text(
        re.compile(TITLES[kind], re.IGNORECASE)
    )
    settle(page, timers_ms=ASKS_EVERY_MS)
    page.wait_for_selector("#inspector-body section.inspect")
    page.evaluate(
        "() => document.querySelectorAll('#inspector-body details')"
        ".forEach((details) => { details.open = true })"
    )


@pytest.mark.slow
def test_axe_has_nothing_to_object_to_in_the_inspector_of_any_target(
    new_context: Callable[..., BrowserContext], violations: Callable[..., list[str]]
) -> None:
    inspection = Inspection(violations)
    page = opened(new_context().new_page(), LINK)
    page.locator(".op-row").nth(9).click()
    expect(page.locator(CURRENT)).to_have_attribute("data-op", "9")
    for kind in ("weight", "output", "layer"):
        pin(page, kind)
        inspection.look_at(page, f"{kind}, within a step", "#inspector")
    page.click("#program-finish")
    expect(page.locator("#out-step")).to_have_text("1")
    for kind in TITLES:
        pin(page, kind)
        inspection.look_at(page, kind, "#inspector")
        assert page.evaluate(SIDEWAYS) <= 0
    assert not inspection.found, "\n".join(inspection.found)
