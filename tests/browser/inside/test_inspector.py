"""Numbers of the inspector, read from the page, follow from each other and training."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import Experiment, Trainer
from tests.browser.inside.inspector_page import READ, checked, results
from tests.browser.inside.test_inside import opened


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_weight_read_from_the_page_follows_from_its_numbers(
    page: Page, optimizer: str
) -> None:
    opened(page, f"view=inside&optimizer={optimizer}&l2=0.01")
    page.click("#program-finish")
    expect(page.locator("#out-step")).to_have_text("1")
    page.locator("#inspector-digits label").nth(1).click()
    page.locator(".begin button").first.click()
    expect(page.locator("#inspected")).to_have_text(re.compile("^Weight from"))
    page.wait_for_selector("#inspector-body .pull.open")
    found = page.evaluate(READ)
    parts, bars = results(found), found["bars"]
    assert parts["gradient"] == pytest.approx(sum(b["term"] for b in bars), rel=1e-9)
    (own,) = [bar["term"] for bar in bars if bar["open"]]
    assert parts["share"] == pytest.approx(own, rel=1e-9)
    factors = checked(found["parts"]["share"]["chips"])
    assert own == pytest.approx(np.prod(factors), rel=1e-9)
    assert parts["delta"] == pytest.approx(factors[0], rel=1e-9)
    old, change = checked(found["summary"])
    (new,) = checked([found["made"]])
    assert new == old + change
    trainer = Trainer(Experiment(optimizer=optimizer, l2=0.01))
    assert old == trainer.parameters[0][0][0, 0]
    trainer.step(1)
    assert new == trainer.parameters[0][0][0, 0]


def test_a_neuron_read_from_the_page_follows_from_its_numbers(page: Page) -> None:
    opened(page)
    page.click("#program-finish")
    expect(page.locator("#out-step")).to_have_text("1")
    page.locator("#inspector-digits label").nth(1).click()
    page.locator(".begin button").nth(1).click()
    expect(page.locator("#inspected")).to_have_text("Unit 1 of layer 1")
    page.wait_for_selector("#inspector-body .pull.open")
    found = page.evaluate(READ)
    parts = results(found)
    *products, bias = checked(found["parts"]["z"]["chips"])
    weights, inputs = np.array(products[::2]), np.array(products[1::2])
    assert parts["z"] == pytest.approx(weights @ inputs + bias, rel=1e-9)
    assert parts["a"] == pytest.approx(np.tanh(parts["z"]), rel=1e-9)
    assert parts["df"] == pytest.approx(1 / np.cosh(parts["z"]) ** 2, rel=1e-9)
    later = checked(found["parts"]["da"]["chips"])
    weights, deltas = np.array(later[::2]), np.array(later[1::2])
    assert len(weights) == 2
    assert parts["da"] == pytest.approx(weights @ deltas, rel=1e-9)
    assert parts["delta"] == pytest.approx(parts["da"] * parts["df"], rel=1e-9)


def test_the_bound_of_a_units_weights_is_part_of_the_way(page: Page) -> None:
    opened(page, "view=inside&max_norm=0.3")
    page.click("#program-finish")
    expect(page.locator("#out-step")).to_have_text("1")
    page.locator("#inspector-digits label").nth(1).click()
    page.locator(".begin button").first.click()
    page.wait_for_selector("#inspector-body .pull.open")
    found = page.evaluate(READ)
    old, change, bound = checked(found["summary"])
    (new,) = checked([found["made"]])
    assert bound < 1
    assert new == pytest.approx((old + change) * bound, rel=1e-9)


def test_the_numbers_of_a_line_and_the_choice_of_digits_stay_in_line(
    page: Page,
) -> None:
    opened(page, "view=inside&optimizer=adam")
    page.get_by_role("button", name="Phase").click()
    page.locator(".begin button").first.click()
    expect(page.locator(".inspected-step")).to_contain_text("operations")
    tops = "labels => new Set(labels.map(each => each.offsetTop)).size"
    assert page.locator("#inspector-digits label").evaluate_all(tops) == 1
    page.wait_for_selector(".update-reads .number-chip")
    chips = page.locator(".update-reads").first.locator(".number-chip")
    heights = "chips => chips.map(each => each.offsetHeight)"
    first, *others = chips.evaluate_all(heights)
    assert others == [first] * len(others)
    assert others
