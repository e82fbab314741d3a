"""The gradient strip of the vanishing preset, read from the page, against NumPy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import Experiment, Trainer, mean_field

THIN_SPACE, MINUS = "\u2009", "\u2212"


def computed_offline(trainer: Trainer) -> tuple[Any, Any, Any]:
    """Return rms(delta) of each layer, and the factors W and f', from a trace."""
    layers = trainer.trace().layers
    delta = np.array([np.sqrt(np.mean(layer.delta**2)) for layer in layers])
    da = np.array([np.sqrt(np.mean(layer.da**2)) for layer in layers[:-1]])
    return delta, da / delta[1:], delta[:-1] / da


def number(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(THIN_SPACE, ""))


def rows_of(page: Page) -> list[list[float]]:
    """Return rms(delta), W and f' of each layer, with all digits."""
    rows = page.locator("#factors tbody tr").all()
    cells = [row.locator("td").all_text_contents()[:3] for row in rows]
    return [[number(text) for text in row if text != "–"] for row in cells]


def written(count: int) -> str:
    return f"{count:,}".replace(",", THIN_SPACE)


def shown_step(page: Page) -> int:
    return int(number(page.inner_text("#out-step")))


def step_to(page: Page, step: int) -> None:
    """Press *Step* until a step is reached and the strip shows it."""
    page.locator("input[name=by][value=step]").check(force=True)
    for now in range(shown_step(page) + 1, step + 1):
        page.click("#step")
        # Not `expect`, which looks less and less often.
        page.wait_for_function(
            "text => document.getElementById('out-step').textContent === text",
            arg=written(now),
        )
    expect(page.locator("#factors caption")).to_contain_text(f"step {written(step)},")


def train_past(page: Page, step: int) -> None:
    """Train until a step has passed, and pause."""
    page.click("#play")
    page.wait_for_function(
        "step => Number(document.getElementById('out-step').textContent"
        ".replace(/\\D/g, '')) > step",
        arg=step,
    )
    page.click("#play")


def test_the_strip_shows_how_the_gradient_vanishes(
    page: Page, stands: Callable[[Page], None]
) -> None:
    page.goto("/#preset=vanishing&speed=full")
    page.wait_for_selector("body[data-connection=live]")
    trainer = Trainer(Experiment(hidden=(8,) * 8, activation="sigmoid"))
    expected = f"{1 / mean_field(trainer).ratio[0]:.3g}"
    expect(page.locator("#factors .factors-headline")).to_contain_text(
        f"by theory: δ of layer 1 will be {written(int(float(expected)))} times smaller"
    )
    for step in (10, 200, 1500):
        if step == 10:
            step_to(page, step)
        else:
            train_past(page, step)
            stands(page)
        last = written(shown_step(page))
        expect(page.locator("#factors caption")).to_contain_text(f"step {last},")
        trainer.step(shown_step(page) - trainer.step_count)
        delta, weights, derivatives = computed_offline(trainer)
        rows = rows_of(page)
        assert [row[0] for row in rows] == pytest.approx(delta, rel=1e-12)
        assert [row[1] for row in rows[:-1]] == pytest.approx(weights, rel=1e-12)
        assert [row[2] for row in rows[:-1]] == pytest.approx(derivatives, rel=1e-12)
        factors = np.array([row[1:] for row in rows[:-1]])
        ratio = rows[-1][0] / rows[0][0]
        assert factors.prod() * ratio == pytest.approx(1, rel=1e-9)
        assert ratio > 1e5
        assert (factors[:, 1] <= 0.25).all()
        shown = written(int(float(f"{ratio:.3g}")))
        expect(page.locator("#factors .factors-headline")).to_contain_text(
            f"is {shown} times smaller than the output's"
        )


def test_the_keyboard_reads_every_factor_and_what_is_chosen_lasts(page: Page) -> None:
    """A fold of the strip and the size of delta in the neurons outlast a reload."""
    page.goto("/#preset=vanishing")
    page.wait_for_selector("body[data-connection=live]")
    step_to(page, 3)
    delta, weights, derivatives = computed_offline(trained(3))
    canvas = page.locator("#factors .factors-canvas")
    canvas.focus()
    for value in (delta[0], weights[0], derivatives[0], delta[1], weights[1]):
        page.keyboard.press("ArrowRight")
        text = canvas.get_attribute("aria-valuetext") or ""
        assert page.inner_text("#factors .factors-headline") == text
        digits = (
            f"{value:.3e}".replace("e-0", "e-") if value < 1e-4 else f"{value:#.4g}"
        )
        assert digits.replace("-", MINUS) in text
    page.keyboard.press("Escape")
    expect(page.locator("#factors .factors-headline")).to_contain_text("times smaller")
    page.click("#factors .factors-fold")
    expect(canvas).to_be_hidden()
    page.locator("input[name=node-lens][value=delta]").check(force=True)
    largest = max(
        np.sqrt(np.mean(layer.delta**2, axis=1)).max()
        for layer in trained(3).trace().layers
    )
    expect(page.locator("#node-high")).to_have_text(f"{largest:#.3g}")
    page.wait_for_function("() => location.hash.includes('node_lens=delta')")
    page.reload()
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("#node-legend")).to_be_visible()
    expect(canvas).to_be_hidden()
    page.click("#factors .factors-fold")
    expect(canvas).to_be_visible()


def trained(n_steps: int) -> Trainer:
    trainer = Trainer(Experiment(hidden=(8,) * 8, activation="sigmoid"))
    trainer.step(n_steps)
    return trainer


def test_a_delta_beyond_single_precision_is_read_as_it_is(page: Page) -> None:
    small = {"initializer": "uniform", "initializer_scale": 1e-6}
    page.goto(
        "/#v=1&hidden=8,8,8,8,8,8,8,8&activation=sigmoid"
        "&initializer=uniform&initializer_scale=0.000001"
    )
    page.wait_for_selector("body[data-connection=live]")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    page.focus("#network")
    page.keyboard.press("ArrowDown")
    card = page.locator("#card")
    expect(card).to_contain_text("Unit 1 of layer 1")
    trainer = Trainer(Experiment(hidden=(8,) * 8, activation="sigmoid", **small))
    trainer.step(1)
    db = float(trainer.trace().layers[0].db[0, 0])
    assert 0 < abs(db) < 1e-45
    mantissa, exponent = f"{db:+.3e}".split("e")
    written_db = f"{mantissa}e{int(exponent)}".replace("-", MINUS)
    expect(card.locator("dl > div").nth(4)).to_contain_text(f"∂L/∂b{written_db}")
