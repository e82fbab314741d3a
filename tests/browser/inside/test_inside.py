"""Inside one step: the program, read and driven by keys alone, on a phone, observed."""

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

__all__ = ["axe_source", "violations"]

CURRENT = "#program-phases [aria-current=step]"
DOWNWARDS = "() => document.documentElement.scrollHeight - innerHeight"
phone = pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)


def opened(page: Page, link: str = "view=inside") -> Page:
    page.goto(f"/#v=1&{link}")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#program-phases .op-row", state="attached")
    return page


@pytest.mark.quick
def test_a_step_is_gone_through_operation_by_operation(page: Page) -> None:
    opened(page)
    expect(page.locator("#program-place")).to_have_text("1, batch 1 of 25")
    expect(page.locator(CURRENT)).to_have_count(0)
    page.click("#program-on")
    expect(page.locator(CURRENT)).to_contain_text("weighted sum z of layer 1")
    expect(page.locator(".op-card")).to_contain_text("adds up its inputs")
    expect(page.locator(".op-card .code-file")).to_have_text(
        re.compile(r"engine/functions/kinds/affine\.py, line \d+")
    )
    expect(page.locator(".op-card code")).to_contain_text("dot")
    page.click("#program-phase")
    expect(page.locator(CURRENT)).to_contain_text("activation a of the output")
    page.click("#program-finish")
    expect(page.locator(CURRENT)).to_contain_text("apply the step")
    expect(page.locator("#out-step")).to_have_text("1")


def test_a_click_on_an_operation_runs_up_to_it(page: Page) -> None:
    opened(page)
    row = page.locator(".op-row", has_text="derivative of the loss")
    row.click()
    expect(row).to_have_attribute("aria-current", "step")
    expect(page.locator(".op-card")).to_contain_text("The loss of this batch is")
    expect(page.locator("#status")).to_have_text(
        "7 operations on: derivative of the loss"
    )


def test_a_whole_step_is_read_and_driven_by_keys_alone(page: Page) -> None:
    opened(page)
    n_ops = page.locator(".op-row").count()
    page.keyboard.press("9")
    heard = []
    spoken = page.locator("#program-spoken")
    for i in range(n_ops):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f".op-row[data-op='{i}']")).to_have_attribute(
            "aria-current", "step"
        )
        heard.append(spoken.inner_text())
    assert len(set(heard)) == n_ops
    assert all(each.endswith(".") for each in heard), heard
    expect(page.locator("#out-step")).to_have_text("1")
    page.locator(CURRENT).focus()
    page.keyboard.press("Home")
    expect(page.locator(".op-row[data-op='0']")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#program-place")).to_have_text("2, batch 2 of 25")
    page.keyboard.press("f")
    expect(page.locator("#out-step")).to_have_text("2")


def test_entering_pauses_and_a_fast_run_leaves_the_program_alone(page: Page) -> None:
    opened(page, "view=inside&speed=full")
    page.keyboard.press("Space")
    expect(page.locator("#program-place")).to_have_text(re.compile("training, "))
    page.keyboard.press("8")
    page.keyboard.press("9")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    step = page.inner_text("#out-step")
    expect(page.locator("#program-place")).to_have_text(re.compile(f"^{step}, batch"))
    expect(page.locator(CURRENT)).to_contain_text("apply the step")


def test_slow_motion_says_one_operation_after_the_other(page: Page) -> None:
    opened(page)
    page.click("#program-slow")
    expect(page.locator("#program-slow")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".op-row[data-op='1']")).to_have_attribute(
        "aria-current", "step", timeout=10_000
    )
    page.click("#program-slow")
    expect(page.locator("#program-slow")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1024, 768)])
def test_all_three_columns_are_on_one_screen(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, "view=inside&hidden=8,8,8,8,8,8,8,8")
    before = page.locator("#network").bounding_box()
    page.keyboard.press("ArrowRight")
    expect(page.locator(CURRENT)).to_have_count(1)
    assert page.locator("#network").bounding_box() == before
    page.locator(".op-row").last.click()
    expect(page.locator(".op-card")).to_be_in_viewport()
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(DOWNWARDS) <= 0
    page.get_by_role("button", name="A weight").click()
    expect(page.locator("#inspector-body .update")).to_be_attached()
    assert page.evaluate(DOWNWARDS) <= 0


@phone
def test_a_phone_has_three_sheets(page: Page) -> None:
    opened(page)
    shown = {
        sheet: page.locator(f".panel.{sheet}")
        for sheet in ("program", "network", "inspector")
    }
    for chosen in ("network", "program", "inspector"):
        page.locator(f"#sheets input[value={chosen}]").check(force=True)
        for sheet, panel in shown.items():
            expect(panel).to_be_visible(visible=sheet == chosen)
    assert page.evaluate(SIDEWAYS) <= 0


@phone
def test_on_a_phone_the_buttons_of_a_long_program_stay_in_sight(page: Page) -> None:
    opened(page, "view=inside&hidden=8,8,8,8,8,8,8,8")
    page.locator("#sheets input[value=program]").check(force=True)
    page.click("#program-finish")
    expect(page.locator("#out-step")).to_have_text("1")
    for button in ("#program-back", "#program-on"):
        expect(page.locator(button)).to_be_in_viewport(ratio=1)
    row, bar = (
        page.locator(each).bounding_box() for each in (CURRENT, ".step-controls")
    )
    assert row is not None
    assert bar is not None
    assert row["y"] + row["height"] <= bar["y"]
    page.click("#program-back")
    expect(page.locator("#out-step")).to_have_text("0")


def test_an_observer_reads_the_program_and_moves_nothing(
    page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    opened(page)
    page.click("#program-on")
    page.click("#invite")
    expect(page.locator("#status")).to_contain_text("cannot change anything")
    page.keyboard.press("Escape")
    observer = new_context().new_page()
    observer.goto(page.evaluate("navigator.clipboard.readText()"))
    observer.wait_for_selector("body[data-connection=live]")
    observer.locator("#tab input[value=inside]").check(force=True)
    expect(observer.locator(CURRENT)).to_contain_text("weighted sum z of layer 1")
    expect(observer.locator("#step-controls")).to_be_hidden()
    observer.locator(".op-row").last.click()
    observer.keyboard.press("ArrowRight")
    page.click("#program-on")
    expect(observer.locator(CURRENT)).to_contain_text("activation a of layer 1")


@pytest.mark.slow
def test_axe_has_nothing_to_object_to_inside_a_step(
    new_context: Callable[..., BrowserContext], violations: Callable[..., list[str]]
) -> None:
    inspection = Inspection(violations)
    page = opened(new_context().new_page())
    inspection.look_at(page, "before the first operation")
    page.keyboard.press("ArrowRight")
    expect(page.locator(CURRENT)).to_have_count(1)
    for part in ("numbers", "batch", "code", "graph", "hand"):
        page.locator(f"#inspector-parts input[value={part}]").check(force=True)
        inspection.look_at(page, part)
    page.set_viewport_size({"width": 390, "height": 844})
    for sheet in ("program", "network", "inspector"):
        page.locator(f"#sheets input[value={sheet}]").check(force=True)
        inspection.look_at(page, f"phone, {sheet}")
    assert inspection.found == []
