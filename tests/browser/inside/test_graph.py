"""The graph of operations and the paths through it, read from the page."""

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.access.test_access import (
    SIDEWAYS,
    Inspection,
    axe_source,
    violations,
)

__all__ = ["axe_source", "violations"]


def opened(page: Page, link: str = "view=inside") -> Page:
    page.goto(f"/#v=1&{link}")
    page.wait_for_selector("body[data-connection=live]")
    size = page.viewport_size
    if size is not None and size["width"] < 700:  # a phone, one sheet at a time
        expect(page.locator("#sheets")).to_be_visible()
        page.locator("#sheets input[value=inspector]").check(force=True)
    page.locator("#inspector-parts input[value=graph]").check(force=True)
    page.wait_for_selector(".graph-node")
    return page


def node(page: Page, key: str) -> Locator:
    return page.locator(f".graph-node[data-key='{key}']")


def value_of(page: Page, key: str) -> Locator:
    return node(page, key).locator(".graph-value b")


def exact(locator: Locator) -> float:
    return float(locator.get_attribute("data-value") or "nan")


def pin_a_weight(page: Page) -> None:
    """Choose the weight from x1 to the first unit."""
    page.focus("#network")
    for key in ("ArrowRight", "e", "Enter"):
        page.keyboard.press(key)


def test_values_appear_forwards_and_gradients_backwards(page: Page) -> None:
    opened(page)
    expect(node(page, "layer1").locator(".graph-value b")).to_have_text("not yet")
    page.click("#program-phase")
    expect(node(page, "output3")).to_have_attribute("data-wrote", "value")
    for key in ("layer1", "layer2", "output3"):
        expect(node(page, key).locator(".graph-value b")).to_have_text(
            re.compile(r"\d")
        )
        expect(node(page, key).locator(".graph-gradient b")).to_have_text("not yet")
    page.click("#program-phase")
    page.click("#program-phase")
    page.click("#program-on")
    expect(node(page, "output3")).to_have_attribute("data-wrote", "gradient")
    expect(node(page, "layer2").locator(".graph-gradient b")).to_have_text("not yet")
    page.click("#program-finish")
    expect(node(page, "layer1").locator(".graph-gradient b")).to_have_text(
        re.compile(r"\d")
    )


def test_the_paths_of_a_weight_add_up_to_its_gradient(page: Page) -> None:
    opened(page)
    expect(page.locator(".paths")).to_contain_text("Choose a weight or a bias")
    pin_a_weight(page)
    expect(page.locator(".paths")).to_contain_text("2 paths lead from here to the loss")
    expect(page.locator(".paths")).to_contain_text("not known yet")
    page.click("#program-finish")
    rows = page.locator(".path-row")
    expect(rows).to_have_count(2)
    products = [exact(rows.nth(i).locator("b")) for i in range(2)]
    sums = [exact(each) for each in page.locator(".path-sums dd").all()]
    assert sums == [pytest.approx(sum(products), rel=1e-12)] * 3
    for i in range(2):
        rows.nth(i).click()
        chips = page.locator(".path-factors .number-chip")
        factors = [exact(chip) for chip in chips.all()]
        assert len(factors) == 7
        assert math.prod(factors) == pytest.approx(products[i], rel=1e-12)


def test_the_graph_is_enlarged_and_read_by_keys_alone(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Show the operations of output").press("Enter")
    expect(node(page, "z3")).to_be_visible()
    page.get_by_role("button", name="Enlarge").press("Enter")
    expect(page.locator("#network-box .op-graph")).to_be_visible()
    node(page, "x").focus()
    names = [page.evaluate("document.activeElement.textContent")]
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        names.append(page.evaluate("document.activeElement.textContent"))
    assert [name.split(",")[0] for name in names] == [
        "inputs", "layer 1 · tanh", "layer 2 · tanh", "weights", "biases",
        "weighted sum", "tanh", "targets", "squared error",
    ]  # fmt: skip
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#inspector-graph .op-graph")).to_be_visible()


def test_a_node_keeps_the_focus_when_the_graph_is_drawn_again(page: Page) -> None:
    opened(page)
    node(page, "layer1").click()
    expect(node(page, "layer1")).to_be_focused()
    page.keyboard.press("f")
    expect(node(page, "layer1").locator(".graph-gradient b")).to_have_text(
        re.compile(r"\d"), timeout=5000
    )
    expect(node(page, "layer1")).to_be_focused()
    expect(node(page, "layer1")).to_have_class(re.compile(r"\blit\b"))


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844)])
def test_the_deepest_network_fits_beside_the_network(
    page: Page, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, "view=inside&hidden=8,8,8,8,8,8,8,8&dropout=0.2")
    for button in page.locator(".graph-folds button").all():
        button.click()
    expect(page.locator(".graph-folds [aria-pressed=true]")).to_have_count(7)
    assert page.locator(".graph-node").count() <= 40
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.slow
def test_axe_has_nothing_to_object_to_in_graph_and_paths(
    new_context: Callable[..., BrowserContext], violations: Callable[..., list[str]]
) -> None:
    inspection = Inspection(violations)
    page = opened(new_context().new_page())
    page.click("#program-phase")
    node(page, "layer1").click()
    expect(node(page, "layer1")).to_have_class(re.compile(r"\bchosen\b"))
    inspection.look_at(page, "within a step", "#inspector")
    page.click("#program-finish")
    pin_a_weight(page)
    expect(page.locator(".path-row")).to_have_count(2)
    page.click(".graph-folds button[value='0']")
    expect(node(page, "z1")).to_be_visible()
    inspection.look_at(page, "graph and paths")
    page.get_by_role("button", name="Enlarge").click()
    inspection.look_at(page, "enlarged")
    assert inspection.found == []


KINDS = {
    "rnn": "network=rnn&dataset=adding&hidden=6&sequence_length=20",
    "lstm": "network=lstm&dataset=adding&hidden=6&sequence_length=50",
    "convolution": "network=convolution&dataset=digits&hidden=2",
    "attention": "network=attention&dataset=sort&hidden=8&sequence_length=6",
}


def opened_kind(page: Page, kind: str) -> Page:
    page.goto("about:blank")
    opened(page, f"view=inside&{KINDS[kind]}")
    page.wait_for_selector("#program-phases .phase", state="attached")
    page.evaluate("document.querySelector('#program-finish').click()")
    first = page.locator(".graph-node[data-key='W1'], .graph-node[data-part=group]")
    expect(first.first.locator(".graph-gradient b")).to_have_text(re.compile(r"\d"))
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_has_a_graph_whose_nodes_are_inspected(
    page: Page, kind: str
) -> None:
    opened_kind(page, kind)
    page.get_by_role("button", name="Enlarge").click()
    page.locator(".graph-node[data-part=group]").first.click()
    expect(page.locator("#inspector")).to_have_attribute("data-part", "numbers")
    expect(page.locator("#inspector-body .inspect").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#inspector-graph .op-graph")).to_be_visible()


def test_one_of_fifty_time_steps_is_opened_by_a_slider(page: Page) -> None:
    opened_kind(page, "lstm")
    expect(node(page, "step1-50")).to_be_visible()
    page.locator(".graph-folds input[type=range]").fill("23")
    for key in ("step1-22", "z23", "c23", "h23", "step24-50"):
        expect(node(page, key)).to_be_visible()
    assert page.locator(".graph-node").count() < 25
    expect(page.locator(".graph-uses").first).to_have_text(re.compile("×2[27]"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_paths_of_every_kind_add_up_to_the_gradient(page: Page, kind: str) -> None:
    opened_kind(page, kind)
    page.locator("#inspector-parts input[value=numbers]").check(force=True)
    page.locator("#inspector-body .begin").get_by_role(
        "button", name="A weight"
    ).click()
    page.locator("#inspector-parts input[value=graph]").check(force=True)
    expect(page.locator(".path-row").first).to_be_visible(timeout=20_000)
    _, total, gradient = [exact(each) for each in page.locator(".path-sums dd").all()]
    assert total == pytest.approx(gradient, rel=1e-12)
    assert total != 0


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_graph_of_every_kind_fits(
    page: Page, kind: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened_kind(page, kind)
    for button in page.locator(".graph-folds button").all():
        button.click()
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_of_a_step_of_every_kind_follows_its_operations(
    page: Page, kind: str
) -> None:
    opened_kind(page, kind)
    page.locator("#inspector-parts input[value=code]").check(force=True)
    code = page.locator("#inspector-code pre")
    for text in ("import numpy as np", "dW1 = ", "W1 = w[0:"):
        expect(code).to_contain_text(text)
    operations = code.locator(".code-line[data-op]")
    assert operations.count() >= 5
    operations.nth(2).click()
    expect(code.locator(".now").first).to_be_visible()
