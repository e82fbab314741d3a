"""Attention on the page: its numbers hold together as they are read from it."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

SORT = (
    "network=attention&dataset=sort&hidden=16&sequence_length=6&n_classes=5"
    "&activation=relu&loss=softmax_cross_entropy&optimizer=adam&learning_rate=0.01"
    "&batch_size=32&n_samples=1000&speed=full"
)
REVERSE = SORT.replace("dataset=sort", "dataset=reverse") + "&heads=2"
CAUSAL = SORT.replace("dataset=sort", "dataset=copy") + "&causal=true&rms_norm=true"
SINGLE = 2.0**-24
"""The rounding of numbers in frames, as a share of their size."""


def opened(page: Page, fragment: str) -> Page:
    page.goto(f"/#v=1&{fragment}")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#network-box .attention-tables table", state="attached")
    return page


def run_to(page: Page, step: int) -> None:
    """Train until a step has passed, and pause."""
    page.click("#play")
    page.wait_for_function(
        "step => Number(document.getElementById('out-step').textContent"
        ".replace(/\\D/g, '')) > step",
        arg=step,
        timeout=60_000,
    )
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


def matrix(page: Page, grid: str) -> np.ndarray:
    """Return the numbers of a hidden table, a line for each query."""
    rows = page.eval_on_selector_all(
        f"#network-box [data-grid={grid}] tr:not(:first-of-type)",
        "rows => rows.map(row => [...row.querySelectorAll('[data-value]')]"
        ".map(({ dataset }) => Number(dataset.value)))",
    )
    return np.array(rows)


def sums(page: Page, grid: str) -> list[str]:
    """Return the sums of the lines, as the table writes them."""
    return page.locator(f"#network-box [data-grid={grid}] .sum").all_inner_texts()


def check(page: Page, head: int, *, is_causal: bool) -> None:
    """Check what must hold of one head."""
    A, dA, dS = (matrix(page, f"{name}{head}") for name in ("A", "dA", "dS"))
    assert A.shape == dA.shape == dS.shape == (6, 6)
    assert np.abs(A.sum(axis=1) - 1).max() <= 6 * SINGLE
    mean = (A * dA).sum(axis=1, keepdims=True)
    bound = 8 * SINGLE * A * np.abs(dA).max(axis=1, keepdims=True) + 1e-45
    assert (np.abs(dS - A * (dA - mean)) <= bound).all()
    assert (dS != 0).any()
    assert sums(page, f"dS{head}") == ["0"] * 6
    assert set(sums(page, f"A{head}")) == {"1.000"}
    if is_causal:
        masked = ~np.tri(6, dtype=bool)
        assert (A[masked] == 0).all()
        assert (dS[masked] == 0).all()
        assert (dA[masked] != 0).any()


@pytest.mark.parametrize(
    ("fragment", "n_heads", "is_causal"),
    [(SORT, 1, False), (REVERSE, 2, False), (CAUSAL, 1, True)],
    ids=["sort", "reverse, two heads", "copy, causal, with norms"],
)
def test_lines_of_ds_sum_to_0_and_follow_from_a_and_da(
    page: Page, settled, fragment: str, n_heads: int, is_causal: bool
) -> None:
    opened(page, fragment)
    run_to(page, 20)
    settled(page, timers_ms=300)
    for head in range(n_heads):
        check(page, head, is_causal=is_causal)
    cells = 36 * n_heads
    notes = page.locator("#network-box .attention-notes")
    expect(notes).to_contain_text(f"{cells} of {cells} cells of dS")
    if is_causal:
        expect(notes).to_contain_text("15 of 15 masked cells are exactly 0")


def value(text: str) -> float:
    """Return the number that a text ends with."""
    (found,) = re.findall(r"[−+]?[\d.]+(?:e[−+]?\d+)?$", text.strip())
    return float(found.replace("−", "-"))


def test_why_a_query_reads_a_key_is_told_by_its_products_and_its_parts(
    page: Page, settled
) -> None:
    """The query of position 3 and the key of position 1, by the keyboard alone."""
    opened(page, REVERSE)
    run_to(page, 20)
    settled(page, timers_ms=300)
    canvas = page.locator("#network-box .attention-marks")
    canvas.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        canvas.press(key)
    expect(page.locator("#network-spoken")).to_contain_text("A₁, query 3, key 1")
    settled(page, timers_ms=600)
    detail = page.locator("#network-box .attention-detail")
    A, S = matrix(page, "A0")[2, 0], matrix(page, "S0")[2, 0]
    assert value(detail.locator(".attention-name").inner_text()) == pytest.approx(
        A, rel=1e-3
    )
    parts = detail.locator(".attention-parts td").all_inner_texts()
    assert sum(map(value, filter(None, parts))) == pytest.approx(S, abs=2e-3)
    derivation = detail.locator(".attention-derivation")
    chips = derivation.locator("button.number-chip")
    expect(chips).to_have_count(6)
    scores = [float(chip.get_attribute("data-value") or "") for chip in chips.all()]
    weights = np.exp(scores) / np.exp(scores).sum()
    shown = derivation.locator("b.result").get_attribute("data-value")
    assert float(shown or "") == pytest.approx(weights[0], rel=1e-12)
    chips.first.click()
    expect(detail.locator(".attention-name")).to_contain_text("S₁, query 3, key 1")
    settled(page, timers_ms=600)
    numbers = derivation.locator(".number-chip").all()
    factors = [float(each.get_attribute("data-value") or "") for each in numbers]
    products = np.array(factors).reshape(8, 3).prod(axis=1)
    shown = derivation.locator("b.result").get_attribute("data-value")
    assert products.sum() == pytest.approx(float(shown or ""), rel=1e-12)


def test_the_pointer_reads_cells_while_the_run_goes_on(page: Page) -> None:
    opened(page, SORT)
    box = page.locator("#network-box .attention-marks").bounding_box()
    assert box is not None
    page.click("#play")
    name = page.locator("#network-box .attention-name")
    found = set()
    for share in np.linspace(0.1, 0.9, 60):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 60)
        found.add(name.inner_text().split(",")[0])
    assert {"h", "Q", "K", "V", "S", "A", "C", "h′", "a", "h″", "p"} <= found
    page.click("#play")


def test_two_attention_networks_are_shown_side_by_side(page: Page, settled) -> None:
    opened(page, f"{SORT}&view=twins&twin.causal=true")
    expect(page.locator("body")).to_have_attribute("data-twin", "true")
    run_to(page, 20)
    settled(page, timers_ms=300)
    tables = "#twin-network-box .attention-tables [data-grid=A0] [data-value]"
    cells = page.locator(tables)
    expect(cells).to_have_count(36)
    assert cells.nth(1).get_attribute("data-value") == "0"
    assert matrix(page, "A0")[0, 1] != 0


def test_on_a_phone_the_words_below_the_picture_are_all_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, SORT)
    page.click("#step")
    notes = page.locator("#network-box .attention-notes")
    expect(notes).to_contain_text("36 of 36 cells")
    expect(notes).to_contain_text("Without room here")
    hidden = page.locator("#network-box .attention-detail").evaluate(
        "box => box.scrollHeight - box.clientHeight"
    )
    assert hidden == 0
