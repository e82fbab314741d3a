"""Filters on the page: the products of a kernel weight, read from it, against NumPy."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import Experiment, Trainer
from engine.graph import Ref
from tests.browser.access.test_access import axe_source, violations

__all__ = ["axe_source", "violations"]

DIGITS = {
    "dataset": "digits",
    "network": "convolution",
    "hidden": (3,),
    "activation": "relu",
    "loss": "softmax_cross_entropy",
    "learning_rate": 0.1,
}
SINGLE = 2.0**-22
"""The rounding of products of numbers in frames, as a share of their size."""


def link(**changes: str) -> str:
    fields = DIGITS | {"hidden": "3"} | changes
    return "/#v=1&" + "&".join(f"{name}={value}" for name, value in fields.items())


def opened(page: Page, step: int = 3, **changes: str) -> Page:
    """Return the page with a network that has made some steps."""
    page.goto(link(**changes))
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#network-box .map-head")
    page.locator("input[name=by][value=step]").check(force=True)
    for now in range(1, step + 1):
        page.click("#step")
        expect(page.locator("#out-step")).to_have_text(str(now))
    return page


def trained(step: int = 3) -> Trainer:
    trainer = Trainer(Experiment(**DIGITS))
    trainer.step(step)
    return trainer


def canvas_of(page: Page):
    return page.locator("#network-box .map-area canvas[tabindex]")


def go_to(page: Page, name: str, keys: str = "ArrowRight") -> None:
    """Press an arrow key until a number with a name is selected."""
    canvas_of(page).focus()
    for _ in range(60):
        if page.locator("#network-spoken").inner_text().startswith(name):
            return
        page.keyboard.press(keys)
    raise AssertionError(page.locator("#network-spoken").inner_text())


def open_up(page: Page, name: str) -> None:
    page.keyboard.press("Enter")
    expect(page.locator("#network-box .map-detail h3")).to_have_text(name)


def follow(page: Page, sample: int) -> None:
    page.fill("#probe", str(sample + 1))
    page.keyboard.press("Enter")


def table(page: Page, factor: str) -> np.ndarray:
    """Return a matrix of the equation with all digits, from the hidden table."""
    rows = page.locator(f"#network-box .map-terms [data-factor={factor}]")
    cells = rows.evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')]"
        ".map(({ textContent }) => textContent))"
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in cells])


def sum_of(page: Page) -> str:
    return page.inner_text("#network-box .map-sum")


def written(value: float) -> str:
    """Return a number as the page writes it, without its notation for small ones."""
    return f"{value:+#.4g}".replace("-", "−")


@pytest.mark.quick
def test_the_products_of_a_kernel_weight_sum_to_its_gradient(
    page: Page, settled
) -> None:
    trace = trained().trace()
    position = 4
    sample = int(trace.batch_indices[position])
    opened(page)
    follow(page, sample)
    name = "Weight of filter 1, row 1, column 1"
    go_to(page, "Weight of filter 1")
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowLeft"):
        if not page.inner_text("#network-spoken").startswith(name):
            page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    open_up(page, "Weight of filter 1, row 2, column 2")
    settled(page, timers_ms=300)

    [z] = [n for n in trace.placement.graph.nodes if n.name == "z" and n.site == 0]
    delta = trace.array(Ref("grad", z)).reshape(3, 6, 6, -1)[0]
    windows = trace.x.reshape(8, 8, -1)[1:7, 1:7]
    share = delta[..., position] * windows[..., position]
    for factor, expected in (
        ("input", windows[..., position]),
        ("delta", delta[..., position]),
        ("products", share),
    ):
        np.testing.assert_allclose(table(page, factor), expected, rtol=1e-12, atol=0)
    assert sum_of(page).endswith(written(share.sum()))

    page.locator("#network-box .map-text input[value=batch]").check()
    expect(page.locator("#network-box .map-sum")).to_contain_text("of the batch")
    settled(page, timers_ms=300)
    products = table(page, "products")
    dK = trace.gradient[trace.layout.index(0, 0, 4)]
    scale = np.abs(products).sum()
    assert abs(products.sum() - dK) <= 1e-12 * scale
    assert np.abs(products - (delta * windows).sum(axis=-1)).max() <= 1e-12 * scale
    assert sum_of(page).endswith(written(dK))


def test_a_pixel_shows_what_it_feeds_and_the_gradient_by_it(
    page: Page, settled
) -> None:
    trace = trained().trace()
    opened(page)
    follow(page, int(trace.batch_indices[0]))
    go_to(page, "Pixel, row 3", keys="ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    open_up(page, "Pixel, row 3, column 4")
    settled(page, timers_ms=300)

    [z] = [n for n in trace.placement.graph.nodes if n.name == "z" and n.site == 0]
    delta = trace.array(Ref("grad", z)).reshape(3, 6, 6, -1)[..., 0]
    kernels = trace.layout.block(trace.before[0], 0)[:, :9].reshape(3, 3, 3)
    expected = [kernels[f] * delta[f, 2::-1, 3:0:-1][:3, :3] for f in range(3)]
    found = table(page, "filter").reshape(3, 3, 3)
    scale = np.abs(expected).max()
    assert np.abs(found - expected).max() <= SINGLE * scale
    dx = float(np.sum(expected))
    shown = re.findall(r"[+−]?[\d.e−]+$", sum_of(page))[0].replace("−", "-")
    assert float(shown) == pytest.approx(dx, rel=1e-3, abs=1e-3 * scale)
    # the same pixel of ∂L/∂x as a whole, which the server has computed
    page.keyboard.press("Escape")
    page.locator("#node-lens input[value=delta]").check()
    expect(page.locator("#network-box .map-dx")).to_be_visible()
    go_to(page, "∂L/∂x of the pixel", keys="ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    spoken = page.inner_text("#network-spoken")
    assert spoken.startswith("∂L/∂x of the pixel in row 3, column")


def test_two_networks_have_their_pictures_and_one_legend(page: Page, settled) -> None:
    opened(page, step=1, **{"view": "twins", "twin.activation": "tanh"})
    settled(page, timers_ms=300)
    for box, name in (("network-box", "ReLU"), ("twin-network-box", "tanh")):
        heads = page.locator(f"#{box} .map-head > b").all_inner_texts()
        assert {"kernel", name, "output"} <= set(heads)
    legends = page.locator(".map-legend:visible")
    expect(legends).to_have_count(1)


def test_axe_has_nothing_to_object_to_while_a_number_is_open(
    page: Page, violations
) -> None:
    opened(page, step=1)
    go_to(page, "Weight of filter")
    page.keyboard.press("Enter")
    expect(page.locator("#network-box .map-sum")).to_contain_text("positions")
    assert violations(page, "#network-box") == []


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_the_picture_and_its_row_have_room(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, step=1, hidden="8")
    go_to(page, "Weight of filter")
    page.keyboard.press("Enter")
    area = page.locator("#network-box .map-area").bounding_box()
    detail = page.locator("#network-box .map-detail").bounding_box()
    assert area["height"] > 60
    assert detail["x"] + detail["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Cells, and the hidden sheet on which names and marks are painted.
    canvas = page.evaluate(
        "[...document.querySelectorAll('#network-box .map-area canvas')]"
        ".filter((canvas) => canvas.hidden || canvas.ariaHidden)"
        ".map(({ width, height }) => [width, height])"
    )
    x, y = area["x"], area["y"]
    size = [
        round(x + area["width"]) - round(x),
        round(y + area["height"]) - round(y),
    ]
    assert canvas == [size] * 2
