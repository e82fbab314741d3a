"""Inside one step: gradients beside differences, and the step as code that runs."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access.test_access import SIDEWAYS, axe_source, violations
from tests.browser.inside.inspector_page import GO
from tests.browser.inside.test_inside import opened

__all__ = ["axe_source", "violations"]

WORDS = ".check-all .check-words"
phone = pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)


def test_all_gradients_are_checked_and_the_worst_is_looked_at(
    page: Page, violations: Callable[..., list[str]]
) -> None:
    opened(page, "view=inside&dropout=0.3&hidden=4,4")
    page.get_by_role("button", name="Check all gradients").click()
    expect(page.locator(WORDS)).to_contain_text("not computed yet")
    page.click("#program-finish")
    page.get_by_role("button", name="Check all gradients").click()
    expect(page.locator(WORDS)).to_have_text(re.compile(r"^All 37 checked: .*agree"))
    page.locator(".check-worst button").first.click()
    expect(page.locator(".check-agreement")).to_have_text(re.compile("^agree to "))
    one, other = page.locator(".check-number").all_inner_texts()
    assert one[:8] == other[:8]
    assert page.locator(".check-curve").get_attribute("d")
    assert violations(page) == []


def test_a_step_too_large_is_explained_and_a_kink_named(page: Page) -> None:
    opened(page, "view=inside&activation=relu&hidden=8")
    page.click("#program-finish")
    # Which weights agree worst is a matter of rounding, which differs from run to run.
    page.evaluate(GO, [r"layer 1\.", "^Unit 5 of", 1])
    page.locator("#check-step label", has_text="10⁻¹").first.click()
    expect(page.locator(".check-one .check-words")).to_have_text(
        re.compile(r"unit 5 of layer 1 changes sides for training sample \d+: there")
    )
    expect(page.locator(".check-one")).to_have_attribute("data-verdict", "kink")


def test_before_the_way_back_the_gradient_is_not_yet(page: Page) -> None:
    opened(page)
    page.click("#program-finish")
    page.get_by_role("button", name="Check all gradients").click()
    page.locator(".check-worst button").first.click()
    expect(page.locator(".check-number").first).to_have_text(re.compile(r"^\S*\d"))
    page.click("#program-on")
    expect(page.locator(".check-number").first).to_have_text("not yet")
    expect(page.locator(".check-number").last).to_have_text(re.compile(r"\d"))


@pytest.mark.own_page
def test_the_copied_code_runs_and_gives_the_weights_of_the_run(
    page: Page, tmp_path: Path
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, "view=inside&optimizer=adam&l2=0.01&clip_norm=1")
    page.click("#program-finish")
    page.click("#program-finish")
    page.locator("#inspector-parts label", has_text="Code").click()
    expect(page.locator(".code-line.now").first).to_have_text("w += update")
    page.get_by_role("button", name="Copy code").click()
    expect(page.locator("#status")).to_contain_text("Code copied")
    code = tmp_path / "step.py"
    code.write_text(page.evaluate("() => navigator.clipboard.readText()"), "utf-8")
    done = subprocess.run(
        [sys.executable, code], capture_output=True, text=True, check=True
    )
    assert "largest difference from the new weights of the run" in done.stdout
    assert "learning_rate = 0.03" in code.read_text("utf-8")


def test_lines_and_operations_light_up_together(
    page: Page, violations: Callable[..., list[str]]
) -> None:
    opened(page)
    page.locator("#inspector-parts label", has_text="Code").click()
    line = page.locator(".code-line", has_text=re.compile("^z2 = "))
    line.hover()
    expect(line).to_have_class(re.compile("now"))
    line.click()
    expect(page.locator("#program-phases [aria-current=step]")).to_contain_text(
        "weighted sum z of layer 2"
    )
    page.locator(".op-row[data-op='0']").hover()
    expect(page.locator(".code-line.now")).to_have_text("z1 = W1 @ X + b1")
    assert violations(page) == []


@phone
@pytest.mark.parametrize("part", ["Numbers", "Code"])
def test_on_a_phone_nothing_is_wider_than_the_page(page: Page, part: str) -> None:
    opened(page, "view=inside&activation=relu")
    page.locator(".sheets label", has_text="Inspector").click()
    page.locator("#inspector-parts label", has_text=part).click()
    if part == "Numbers":
        page.get_by_role("button", name="Check all gradients").click()
    else:
        expect(page.locator(".code-line").first).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0
