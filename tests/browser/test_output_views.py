"""Answers sample by sample and class by class, and the axes of the plane."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access.test_access import (
    SIDEWAYS,
    Inspection,
    axe_source,
    violations,
)

__all__ = ["axe_source", "violations"]

STEPS = 150


def opened(page: Page, fragment: str) -> Page:
    page.goto(f"/#{fragment}")
    page.wait_for_selector("body[data-connection=live]")
    return page


@pytest.fixture
def trained(stands: Callable[[Page], None]) -> Callable[[Page], Page]:
    """Return ``trained(page)``: train for a while, and pause."""

    def train(page: Page) -> Page:
        page.click("#play")
        page.wait_for_function(
            "least => Number(document.getElementById('out-step').textContent"
            ".replace(/\\u2009/g, '')) > least",
            arg=STEPS,
        )
        page.click("#play")
        stands(page)
        return page

    return train


def counts(page: Page) -> list[list[int]]:
    script = """rows => rows.map((row) =>
      [...row.querySelectorAll('td:not(.recall)')].map((td) => Number(td.innerText)))"""
    found: list[list[int]] = page.locator("#confusion-rows tr").evaluate_all(script)
    return found


def test_digits_are_shown_with_the_class_that_each_is_taken_for(
    page: Page, trained: Callable[[Page], Page]
) -> None:
    trained(opened(page, "preset=digits&show_test=true"))
    expect(page.locator("#samples-place")).to_have_text("1–30 of 359")
    pictures = page.locator("#samples-grid button")
    expect(pictures).to_have_count(30)
    for words in pictures.evaluate_all("all => all.map((b) => b.ariaLabel)"):
        label, taken, verdict = re.fullmatch(
            r"(\d), predicted as (\d): (right|wrong)", words
        ).groups()
        assert verdict == ("right" if label == taken else "wrong")
    wrong = int(page.inner_text("#samples-count"))
    share = float(page.inner_text("#out-test-accuracy").rstrip("%\u2009"))
    assert 1 - wrong / 359 == pytest.approx(share / 100, abs=0.001)

    page.click("#samples-on")
    expect(page.locator("#samples-place")).to_have_text("31–60 of 359")
    page.check("#samples-wrong")
    expect(page.locator("#samples-place")).to_have_text(
        re.compile(f"^1–{min(wrong, 30)} of {wrong}$")
    )
    shown = page.locator("#samples-grid li:visible")
    expect(shown).to_have_count(min(wrong, 30))
    expect(page.locator("#samples-grid li.wrong .mark").first).to_be_visible()


def test_held_samples_stay_in_view_while_they_are_learnt(
    page: Page, trained: Callable[[Page], Page]
) -> None:
    opened(page, "preset=digits")
    page.check("#samples-wrong")
    page.check("#samples-hold")
    place = page.locator("#samples-place")
    expect(place).to_have_text(re.compile(r"of 1\u2009\d\d\d$"))
    before = place.inner_text()
    trained(page)
    expect(page.locator("#samples-grid li:visible:not(.wrong)").first).to_be_visible()
    assert place.inner_text() == before
    page.uncheck("#samples-hold")
    expect(place).not_to_have_text(before)


def test_the_confusion_matrix_is_a_table_and_counts_every_sample(
    page: Page, trained: Callable[[Page], Page]
) -> None:
    trained(opened(page, "preset=iris&answers=confusion"))
    table = page.get_by_role("table", name=re.compile("training samples"))
    heads = table.locator("th[scope=col]").all_inner_texts()
    assert heads[:3] == ["setosa", "versicolor", "virginica"]
    rows = table.locator("th[scope=row]").all_inner_texts()
    assert rows == [*heads[:3], "precision"]
    found = counts(page)
    assert sum(map(sum, found)) == 75
    share = float(page.inner_text("#out-train-accuracy").rstrip("%\u2009"))
    right = sum(found[k][k] for k in range(3))
    assert right / 75 == pytest.approx(share / 100, abs=0.001)
    page.check("#show-test")
    expect(page.locator("#confusion-caption")).to_contain_text("test samples")
    assert sum(map(sum, counts(page))) == 75

    page.check("#answers input[value=boundary]", force=True)
    expect(page.locator("#output")).to_be_visible()
    expect(page.locator("#confusion")).to_be_hidden()


def test_two_classes_have_a_matrix_and_values_none(
    page: Page, trained: Callable[[Page], Page]
) -> None:
    trained(opened(page, "dataset=moons&noise=0.3&answers=confusion&show_test=true"))
    (a, b), (c, d) = counts(page)
    assert a + b + c + d == 250
    share = float(page.inner_text("#out-test-accuracy").rstrip("%\u2009"))
    assert (a + d) / 250 == pytest.approx(share / 100, abs=0.001)
    shares = "#confusion-rows td.recall, #confusion-foot td.recall"
    found = [text.rstrip("%\u2009") for text in page.locator(shares).all_inner_texts()]
    expected = [a / (a + b), d / (c + d), a / (a + c), d / (b + d)]
    assert [float(text) / 100 for text in found] == pytest.approx(expected, abs=0.006)
    page.click("#dataset input[value=sine]")
    expect(page.locator("#answers")).to_be_hidden()
    expect(page.locator("#output-title")).to_have_text("Output")
    page.click("#dataset input[value=blobs]")
    expect(page.locator("#answers")).to_be_visible()
    expect(page.locator("#confusion-rows tr")).to_have_count(3)


def test_any_two_inputs_of_iris_span_the_plane(page: Page) -> None:
    names = ["sepal_length", "sepal_width", "petal_length"]
    opened(page, f"preset=iris&features={','.join(names)}")
    across, up = page.locator("#axis-across"), page.locator("#axis-up")
    expect(across).to_have_value("sepal_length")
    up.select_option("petal_length")
    expect(page.locator("#status")).to_contain_text("sepal length, petal length")
    across.select_option("petal_length")
    expect(up).to_have_value("sepal_length")
    page.wait_for_url(re.compile("axes=petal_length,sepal_length"))
    page.locator("#features input[value=petal_length]").uncheck(force=True)
    expect(page.locator("#axes")).to_be_hidden()
    page.click("#undo")
    expect(across).to_be_visible()


def test_a_digit_that_is_clicked_is_looked_at(page: Page) -> None:
    opened(page, "preset=digits&lens=signal")
    page.click("#step")
    third = page.locator("#samples-grid button").nth(2)
    third.click()
    expect(third).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#probe")).to_have_value("3")
    expect(page.locator("#network-caption")).to_contain_text("training sample 3")
    expect(page.locator("#lens-text")).to_contain_text("of this sample")
    third.click()
    expect(page.locator("#probe")).to_have_value("")


def test_a_point_that_is_clicked_is_looked_at(page: Page) -> None:
    opened(page, "lens=signal")
    page.fill("#probe", "7")
    page.press("#probe", "Enter")
    page.focus("#network")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    card = page.locator("#card")
    expect(card).to_contain_text("sample 7")
    x = card.locator("dd").first.inner_text()
    page.fill("#probe", "8")
    page.press("#probe", "Enter")
    expect(card.locator("dd").first).not_to_have_text(x)
    page.fill("#probe", "251")
    page.press("#probe", "Enter")
    expect(page.locator("#status")).to_contain_text("1 to 250")
    expect(page.locator("#probe")).to_have_value("8")
    box = page.locator("#output").bounding_box()
    assert box is not None
    for share in (0.45, 0.5, 0.55):
        page.locator("#output").click(
            position={"x": box["width"] * share, "y": box["height"] * 0.45}
        )
        if page.locator("#probe").input_value() not in ("", "8"):
            break
    assert page.locator("#probe").input_value() not in ("", "8")
    page.click("#new-sample")
    expect(page.locator("#probe")).to_have_value("")


def test_the_matrix_of_two_classes_has_no_violations_on_a_phone(
    page: Page, trained: Callable[[Page], Page], violations: Inspection
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    trained(opened(page, "dataset=moons&noise=0.3&answers=confusion"))
    page.evaluate(
        "document.querySelector('#show-test').scrollIntoView({block: 'center'})"
    )
    assert violations(page, "#output-panel") == []
    page.click("#theme")
    assert violations(page, "#output-panel") == []
    assert page.evaluate(SIDEWAYS) <= 0
