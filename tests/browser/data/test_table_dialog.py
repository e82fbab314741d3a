"""The dialog of own data: a file as people have it is looked at, and then learnt."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.access.test_access import (
    SIDEWAYS,
    Inspection,
    axe_source,
    violations,
)
from tests.browser.data.test_own_data import opened

__all__ = ["axe_source", "violations"]

DIALOG = "#own"
PENGUINS = "\r\n".join((
    "species;island;bill_mm;mass_g;sex",
    "Adelie;Torgersen;39,1;3.750;male",
    "Adelie;Torgersen;39,5;3.800;female",
    "Adelie;Biscoe;NA;NA;NA",
    "Gentoo;Biscoe;46,1;950;female",
    "Gentoo;Biscoe;50,0;5.700;male",
))  # fmt: skip
"""A German export with decimal commas, thousands and gaps."""
WRONG = "a,b,kind\n1,2,x\n3,four,y\n5,6,x\n7,8,y\n"


def brought(page: Page, path: Path, content: str | bytes) -> None:
    """Open a file in the dialog, as a person does, and wait until it is read."""
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    path.write_bytes(data)
    page.click("#own-show")
    page.set_input_files("#own-file", path)
    expect(page.locator("#own-name")).to_have_text(path.name)
    expect(page.locator("#own-summary")).to_have_text(re.compile("sample|class|value"))


@pytest.mark.quick
def test_a_german_file_is_shown_as_it_is_read_and_learnt_with_one_more_click(
    page: Page, tmp_path: Path
) -> None:
    opened(page)
    brought(page, tmp_path / "penguins.csv", "\ufeff" + PENGUINS)
    menus = page.locator("#own-assumed select:visible")
    assert menus.evaluate_all(
        "(all) => all.map((menu) => menu.selectedOptions[0].textContent)"
    ) == [
        "semicolon, as found",
        "comma: 1,5, as found",
        "names of the columns, as found",
        "leave the line out",
    ]
    expect(page.locator("#own-summary")).to_have_text(
        "4 samples · 4 inputs · 2 classes: Adelie (2), Gentoo (2)"
    )
    expect(page.locator("#own-notes")).to_contain_text("1 of 5 lines is left out")
    expect(page.locator("#own-preview [data-mark=missing]")).to_have_count(3)
    page.click("#own-use")
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#own-present")).to_contain_text("4 samples, 4 inputs")
    chips = page.locator("#features .chip:visible")
    expect(chips).to_have_text(["island=Torgersen", "bill_mm", "mass_g", "sex=male"])
    page.wait_for_url(re.compile("own=1,39.1,3750,1,~Adelie;.*,46.1,950,0,~Gentoo;"))


def test_gaps_are_filled_and_columns_left_out_by_their_menus(
    page: Page, tmp_path: Path
) -> None:
    opened(page)
    brought(page, tmp_path / "penguins.csv", PENGUINS)
    page.get_by_label("where something is missing").select_option("mean")
    expect(page.locator("#own-summary")).to_contain_text("5 samples · 4 inputs")
    page.get_by_label("role of island").select_option("out")
    page.get_by_label("role of sex").select_option("out")
    expect(page.locator("#own-summary")).to_contain_text("5 samples · 2 inputs")
    page.get_by_label("role of species").select_option("out")
    page.get_by_label("role of mass_g").select_option("target")
    expect(page.locator("#own-summary")).to_have_text(
        "4 samples · 1 input · values of mass_g"
    )
    page.click("#own-use")
    expect(page.locator("#own-present")).to_contain_text("4 samples, 1 input, values")


def test_a_cell_that_is_no_number_is_marked_and_mended_by_a_button(
    page: Page, tmp_path: Path
) -> None:
    opened(page)
    brought(page, tmp_path / "wrong.csv", WRONG)
    fault = page.locator("#own-fault")
    expect(fault).to_contain_text("Line 3, column 2 (b)")
    expect(page.locator("#own-preview [aria-invalid]")).to_have_text("four")
    page.click("#own-use")
    expect(page.locator("#own")).to_be_visible()
    page.locator("#own-cures button", has_text="missing").click()
    expect(fault).to_be_hidden()
    expect(page.locator("#own-summary")).to_contain_text("3 samples · 2 inputs")
    page.click("#own-use")
    expect(page.locator("#own-present")).to_contain_text("3 samples, 2 inputs")


def test_what_is_wrong_with_a_long_table_is_in_sight(page: Page) -> None:
    opened(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.click("#own-show")
    lines = [f"{i};{'1.2O' if i == 5 else i % 7};{'ab'[i % 2]}" for i in range(60)]
    page.keyboard.insert_text("\n".join(["a;b;c", *lines]))
    fault = page.locator("#own-fault")
    expect(fault).to_contain_text("Line 7, column 2 (b)")
    expect(fault).to_be_in_viewport(ratio=1)
    page.click("#own-use")
    is_seen = (
        "box => { const line = box.scrollHeight / box.value.split('\\n').length;"
        " const top = 6 * line - box.scrollTop;"
        " return top >= 0 && top + line <= box.clientHeight; }"
    )
    text = page.locator("#own-text")
    assert text.evaluate(is_seen)
    chosen = "({ value, selectionStart: from, selectionEnd: to }) => [value, from, to]"
    value, start, end = text.evaluate(chosen)
    assert value[start:end] == "1.2O"


def test_a_file_that_is_no_utf_8_is_read_and_another_encoding_chosen(
    page: Page, tmp_path: Path
) -> None:
    opened(page)
    text = "größe;preis;łódź\n1;2;a\n3;5;b\n4;4;a\n"
    brought(page, tmp_path / "central.csv", text.encode("cp1250"))
    expect(page.locator("#own-notes")).to_contain_text("Windows-1252")
    page.get_by_label("letters").select_option("windows-1250")
    expect(page.locator("#own-preview thead")).to_contain_text("łódź")


def test_the_whole_dialog_is_used_by_keyboard(page: Page) -> None:
    opened(page)
    page.focus("#own-show")
    page.keyboard.press("Enter")
    expect(page.locator("#own-text")).to_be_focused()
    page.keyboard.insert_text(PENGUINS)
    expect(page.locator("#own-summary")).to_contain_text("4 samples")
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(
            "() => document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.labels?.[0]?.querySelector('span').textContent"
            " ?? document.activeElement.id"
        ))  # fmt: skip
        if reached[-1] == "own-use":
            break
    assert reached[0] == "between columns"
    for name in ("decimals", "first line", "role of species", "kind of bill_mm"):
        assert name in reached
    assert reached.index("role of species") < reached.index("role of sex")
    page.keyboard.press("Enter")
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#own-present")).to_contain_text("4 samples, 4 inputs")


@pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)
def test_on_a_phone_the_table_scrolls_and_the_page_does_not(
    page: Page, tmp_path: Path
) -> None:
    opened(page)
    names = ";".join(f"column_{k}" for k in range(20))
    lines = "\n".join(";".join(f"{k + n},5" for k in range(20)) for n in range(9))
    (tmp_path / "wide.csv").write_text(f"{names}\n{lines}\n")
    page.tap("#own-show")
    page.set_input_files("#own-file", tmp_path / "wide.csv")
    expect(page.locator("#own-summary")).to_contain_text("19 inputs")
    assert page.evaluate(SIDEWAYS) == 0
    frame = page.locator(".own-frame")
    assert frame.evaluate("(frame) => frame.scrollWidth > frame.clientWidth")
    expect(page.locator("#own-use")).to_be_in_viewport()


def test_axe_has_nothing_to_object_to_in_any_state_of_the_dialog(
    new_context: Callable[..., BrowserContext],
    violations: Callable[..., list[str]],
    tmp_path: Path,
) -> None:
    inspection = Inspection(violations)
    page = opened(new_context().new_page())
    page.click("#own-show")
    expect(page.locator("#own-text")).to_be_focused()
    inspection.look_at(page, "empty", DIALOG)
    for name, content in (("penguins.csv", PENGUINS), ("wrong.csv", WRONG)):
        (tmp_path / name).write_text(content)
        page.set_input_files("#own-file", tmp_path / name)
        expect(page.locator("#own-name")).to_have_text(name)
        expect(page.locator("#own-summary")).to_have_text(re.compile(r"\d samples"))
        inspection.look_at(page, name, DIALOG)
    assert not inspection.found, "\n".join(inspection.found)
