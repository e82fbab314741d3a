"""One step of networks that are not dense, opened up: read from the page."""

import math

import pytest
from playwright.sync_api import Page, expect

RNN = "network=rnn&dataset=echo&hidden=6&sequence_length=20"
CONVOLUTION = "network=convolution&dataset=digits&hidden=2"
ATTENTION = "network=attention&dataset=sort&hidden=16&sequence_length=6"
NEXT, FINISH = "#program-on", "#program-finish"
VALUES = "(found) => found.map((each) => Number(each.dataset.value))"
CLOSE = {"rel_tol": 1e-12, "abs_tol": 1e-12}


def opened(page: Page, fragment: str) -> None:
    page.goto(f"/?autoplay=0#v=1&view=inside&{fragment}")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#program-phases .phase")


def values(page: Page, selector: str) -> list[float]:
    expect(page.locator(selector).first).to_be_attached()
    found: list[float] = page.locator(selector).evaluate_all(VALUES)
    return found


def choose(page: Page, name: str) -> None:
    """Select one of the targets that the inspector offers to begin with."""
    page.locator("#inspector-body .begin").get_by_role("button", name=name).click()
    expect(page.locator("#inspector-body .inspect").first).to_be_visible()


def test_a_long_program_is_folded_by_time_step_and_opens_where_the_step_is(
    page: Page,
) -> None:
    opened(page, RNN)
    folds = page.locator("[data-phase=forward] .op-fold")
    assert folds.count() > 20
    expect(folds.nth(1).locator("summary")).to_have_text("time step 2: 2 operations")
    for _ in range(3):
        page.click(NEXT)
    card = folds.nth(1).locator(".op-card")
    expect(card).to_be_visible()
    expect(card.locator("b")).to_have_text("weighted sum z of time step 2")
    expect(folds.nth(0).locator(".op-row").first).to_be_hidden()
    expect(folds.nth(2).locator(".op-row").first).to_be_hidden()
    page.locator("#program-phases [aria-current=step]").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(folds.nth(2).locator("summary")).to_be_focused()


@pytest.mark.parametrize("fragment", [RNN, CONVOLUTION, ATTENTION])
def test_the_terms_of_a_weight_add_up_to_its_gradient(
    page: Page, fragment: str
) -> None:
    opened(page, fragment)
    page.click(FINISH)
    choose(page, "A weight")
    results = "#inspector-body .inspect:nth-child({}) .result"
    expect(page.locator(results.format(1))).not_to_have_class("result not-yet")
    share = values(page, results.format(1))[0]
    assert math.isclose(math.fsum(values(page, "[data-term]")), share, **CLOSE)
    gradient = values(page, results.format(2))[0]
    assert math.isclose(math.fsum(values(page, "[data-sample]")), gradient, **CLOSE)
    assert gradient != 0


def test_a_number_follows_from_the_chips_beside_it_and_they_lead_on(page: Page) -> None:
    opened(page, RNN)
    page.click(FINISH)
    choose(page, "A weight")
    page.locator("[data-term='1']").click()
    expect(page.locator("#inspected")).to_have_text("z of time step 2, number 1")
    line = "#inspector-body .inspect:first-child .expression"
    *products, bias = values(page, f"{line} .number-chip")
    pairs = zip(products[::2], products[1::2], strict=True)
    found = math.fsum(w * a for w, a in pairs) + bias
    assert math.isclose(found, values(page, f"{line} .result")[0], **CLOSE)
    page.locator(f"{line} .number-chip").nth(3).click()
    expect(page.locator("#inspected")).to_have_text("h of time step 1, number 1")
    page.keyboard.press("Escape")
    expect(page.locator("#inspected")).to_have_text("Inspector")


def test_what_is_not_computed_yet_is_called_so(page: Page) -> None:
    opened(page, RNN)
    page.click(NEXT)
    choose(page, "A number on the way")
    expect(page.locator("#inspector-body .result").last).to_have_text("not yet")


def test_a_cell_of_the_picture_is_opened_by_a_click(page: Page) -> None:
    opened(page, RNN)
    page.click(FINISH)
    canvas = page.locator(".time-area canvas:not([hidden])").last
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.25 * box["height"])
    expect(page.locator("#inspected")).to_contain_text("h of time step")


@pytest.mark.parametrize(
    ("fragment", "columns"),
    [
        (RNN, ["sample", "loss", "its pull"]),
        (CONVOLUTION, ["sample", "target", "output", "loss", "its pull"]),
        (ATTENTION, ["sample", "loss", "its pull"]),
    ],
)
def test_the_pulls_of_a_batch_add_up_to_the_gradient_of_a_weight(
    page: Page, fragment: str, columns: list[str]
) -> None:
    opened(page, fragment)
    page.click(FINISH)
    choose(page, "A weight")
    result = "#inspector-body .inspect:nth-child(2) .result"
    gradient = values(page, result)[0]
    page.locator("#inspector-head label", has_text="all 17").click()
    page.locator("#inspector-parts label", has_text="Batch").click()
    expect(page.locator("#inspector-batch .batch-caption")).to_contain_text("Weight of")
    expect(page.locator("#inspector-batch th[scope=col]:visible")).to_have_text(columns)
    expect(page.locator(".results .output").first).to_be_hidden()
    expect(page.locator("#inspector-batch tbody tr").nth(5)).to_be_in_viewport()
    texts = page.locator(".batch-pull span").all_inner_texts()
    pulls = [float(text.replace("−", "-").replace(" ", "")) for text in texts]
    assert len(pulls) == 10
    assert math.isclose(math.fsum(pulls), gradient, **CLOSE)
    page.locator("#inspector-batch tbody tr").first.click()
    followed = page.locator("#inspector-batch tr.followed button")
    expect(page.locator("#probe")).to_have_value(followed.inner_text())


@pytest.mark.parametrize("fragment", [RNN, CONVOLUTION, ATTENTION])
def test_a_step_of_any_network_is_predicted_and_graded(
    page: Page, fragment: str
) -> None:
    opened(page, fragment)
    page.locator("#inspector-parts label", has_text="By hand").click()
    expect(page.locator(".predict-question")).to_contain_text("Weight of")
    page.locator(".predict-answers button").first.click()
    page.get_by_role("button", name="Run the step").click()
    expect(page.locator(".predict-verdict")).to_contain_text("∂L/∂w is")
    expect(page.get_by_role("button", name="Type a network")).to_be_hidden()
    page.get_by_role("button", name="Next question").click()
    page.locator(".predict select").select_option("layer")
    page.locator(".predict-answers button").last.click()
    page.get_by_role("button", name="Run the step").click()
    expect(page.locator(".predict-verdict")).to_contain_text("weights of")
