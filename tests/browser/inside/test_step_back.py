"""Back undoes exactly one operation, and the run goes on as it would have gone."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine import Experiment, Trainer
from tests.browser.inside.inspector_page import READ, STANDS_AT
from tests.browser.inside.test_inside import CURRENT, opened

ASKED = 300
"""Milliseconds within which the page asks again for what the inspector shows."""
SETTINGS: dict[str, Any] = {
    "optimizer": "adam",
    "dropout": 0.2,
    "l2": 0.01,
    "clip_norm": 0.1,
}
LINK = "view=inside&" + "&".join(f"{name}={SETTINGS[name]}" for name in SETTINGS)
N_OPS = Trainer(Experiment(**SETTINGS)).n_ops
MATRIX = """(name) => [...document.querySelectorAll(
  `#inspector-body [data-matrix='${name}'] tbody tr`
)].map((row) => [...row.querySelectorAll('button')].map((b) => Number(b.dataset.value)))
"""
IS_CURRENT = """(op) => window.unanswered.size === 0
  && (document.querySelector('#program-phases [aria-current=step]')?.dataset.op
    ?? null) === op"""
SHOWN = """() => ({
  current: document.querySelector('#program-phases [aria-current=step]')?.dataset.op,
  place: document.getElementById('program-place').textContent,
  step: document.getElementById('out-step').textContent,
  marks: [...document.querySelectorAll('.op')].map((op) => op.dataset.state).join(),
  card: document.querySelector('.op-card')?.textContent,
})"""


def current(page: Page) -> int:
    """Return which operation was done last, from 0; -1 for none."""
    op = page.evaluate(SHOWN)["current"]
    return -1 if op is None else int(op)


def on(page: Page) -> None:
    """Run one operation."""
    after = (current(page) + 1) % N_OPS
    page.click("#program-on")
    page.wait_for_function(IS_CURRENT, arg=str(after))


def back(page: Page, how: str) -> None:
    """Undo one operation."""
    now = current(page)
    if how == "key":
        page.keyboard.press("ArrowLeft")
    else:
        page.click("#program-back")
    # After the first operation of a step comes the last of the step before it.
    before = (now - 1) % N_OPS if now or page.inner_text("#out-step") != "0" else None
    page.wait_for_function(IS_CURRENT, arg=None if before is None else str(before))
    expect(page.locator("#status")).to_contain_text("1 operation undone")


def pin_a_weight(page: Page) -> None:
    page.locator("#inspector-digits input[value='17']").check(force=True)
    page.locator(".begin button").first.click()
    expect(page.locator("#inspected")).to_have_text(re.compile("^Weight from"))


def test_back_undoes_one_operation_across_the_beginning_of_a_step(
    page: Page, settled: Callable[..., None]
) -> None:
    opened(page, LINK)
    pin_a_weight(page)

    def shown() -> tuple[dict[str, Any], dict[str, Any]]:
        settled(page, timers_ms=ASKED)
        return page.evaluate(SHOWN), page.evaluate(READ)

    page.locator(f".op-row[data-op='{N_OPS - 3}']").click()
    expect(page.locator(CURRENT)).to_have_attribute("data-op", str(N_OPS - 3))
    noted = [shown()]
    for _ in range(4):  # Two of this step, which they finish, and two of the next.
        on(page)
        noted.append(shown())
    assert [program["step"] for program, _ in noted] == ["0", "0", "1", "1", "1"]
    last = noted.pop()
    for how in ("button", "key", "button", "key"):
        back(page, how)
        now = shown()
        assert now == noted.pop()
    for _ in range(4):
        on(page)
    assert shown() == last


def test_back_is_refused_with_a_sentence_where_nothing_can_be_undone(
    page: Page,
) -> None:
    opened(page, LINK)
    status = page.locator("#status")
    expect(page.locator("#program-back")).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(status).to_have_text("There is nothing to undo: the run is at its beginning")
    page.click("#program-finish")
    page.wait_for_function(STANDS_AT, arg="1")
    page.fill("#learning-rate", "0.05")
    page.press("#learning-rate", "Enter")
    expect(status).to_contain_text("0.05")
    for press in (
        lambda: page.click("#program-back"),
        lambda: page.keyboard.press("ArrowLeft"),
    ):
        page.click("#program-title")
        press()
        expect(status).to_have_text(re.compile("^Nothing before step 1 can be undone"))
    expect(page.locator("#out-step")).to_have_text("1")
    expect(page.locator(CURRENT)).to_contain_text("apply the step")


def look_around(page: Page, r: random.Random) -> None:
    """Inspect something, or change the view and come back."""
    part = r.choice(["numbers", "batch", "code", "graph", "hand"])
    page.locator(f"#inspector-parts input[value={part}]").check(force=True)
    page.focus("#network")
    for key in r.choices(["ArrowRight", "ArrowDown", "e", "Enter"], k=4):
        page.keyboard.press(key)
    if r.random() < 0.3:
        page.locator("#tab input[value=train]").check(force=True)
        page.locator("#tab input[value=inside]").check(force=True)
    page.evaluate("() => document.activeElement.blur()")


@pytest.mark.slow
def test_50_operations_with_detours_end_at_the_weights_of_whole_steps(
    page: Page, settled: Callable[..., None]
) -> None:
    opened(page, LINK)
    r = random.Random(13)
    done = 0
    for k in range(50):
        on(page)
        done += 1
        if k % 6 == 5:
            look_around(page, r)
        for _ in range(min(done, r.choice([0, 0, 0, 0, 1, 2]))):
            back(page, r.choice(["button", "key"]))
            done -= 1
    n_steps = done // N_OPS + 1
    page.click("#program-finish")
    page.wait_for_function(STANDS_AT, arg=str(n_steps))
    # Only then does the page ask which operation was the last one.
    page.wait_for_function(IS_CURRENT, arg=str(N_OPS - 1))
    on(page)  # Its weights are those that the steps before have made.
    trainer = Trainer(Experiment(**SETTINGS))
    trainer.step(n_steps)
    for layer, (w, b) in enumerate(trainer.parameters):
        page.locator("#inspector-parts input[value=graph]").check(force=True)
        page.locator(".graph-node[data-part=group]").nth(layer).click()
        page.locator("#inspector-parts input[value=numbers]").check(force=True)
        settled(page, timers_ms=ASKED)
        assert page.evaluate(MATRIX, "W") == w.tolist()
        assert page.evaluate(MATRIX, "b") == b.tolist()
