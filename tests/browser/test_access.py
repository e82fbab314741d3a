"""The page for everybody: rules of axe-core, the keyboard alone, touch, zoom."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
SMALLEST_TARGET_PX = 24
NUMBER = re.compile(r"^[\d\u2009]+(\.\d+)?(e[\u2212\d]+)?$")


@pytest.fixture(scope="session")
def axe_source(root: Path) -> str:
    return (root / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def violations(axe_source: str) -> Callable[[Page], list[str]]:
    """Return a function that gives what axe-core objects to, best practice too."""
    script = """async () => {
      const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        rules: { 'target-size': { enabled: true } },
      });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all }) =>
        `${id}: ${html.slice(0, 160)} ${[...any, ...all].map((c) => c.message)[0]}`));
    }"""

    def run(page: Page) -> list[str]:
        if not page.evaluate("() => 'axe' in globalThis"):
            page.evaluate(axe_source)
        return page.evaluate(script)

    return run


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    return page


def figure(page: Page, name: str) -> float:
    return float(page.inner_text(f"#out-{name}").replace("\u2009", ""))


def until(page: Page, name: str, condition: str) -> None:
    """Wait until a figure fulfils a condition such as ``"< 0.05"``."""
    text = f"document.getElementById('out-{name}').textContent.replace(/\\u2009/g, '')"
    page.wait_for_function(f"() => Number({text}) {condition}", timeout=20_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_to_object_to_in_any_state(
    new_context: Callable[..., BrowserContext],
    violations: Callable[[Page], list[str]],
    theme: str,
) -> None:
    context = new_context(color_scheme=theme)
    sockets: list[WebSocketRoute] = []

    def on_socket(socket: WebSocketRoute) -> None:
        if not sockets:
            socket.connect_to_server()
        sockets.append(socket)

    context.route_web_socket(re.compile("/ws$"), on_socket)
    page = opened(context)
    found: dict[str, list[str]] = {"fresh": violations(page)}

    page.select_option("#preset", "iris")
    page.click("#play")
    until(page, "step", "> 100")
    found["iris, running"] = violations(page)
    page.select_option("#preset", "digits")
    page.get_by_text("64 inputs").wait_for()
    found["digits"] = violations(page)

    page.click("#help-open")
    found["help"] = violations(page)
    page.keyboard.press("Escape")
    page.click("#more-open")
    found["more settings"] = violations(page)
    page.keyboard.press("Escape")

    page.select_option("#preset", "rate-too-high")
    page.locator("#speed").fill("13")
    page.click("#play")
    page.locator("#banner[data-kind=diverged]").wait_for()
    found["diverged"] = violations(page)

    sockets[0].close(code=1001)
    page.locator("#banner[data-kind=lost]").wait_for()
    found["reconnecting"] = violations(page)
    assert not any(found.values()), _listed(found)


def test_axe_has_nothing_to_object_to_on_a_phone(
    new_context: Callable[..., BrowserContext],
    violations: Callable[[Page], list[str]],
) -> None:
    page = opened(new_context(**PHONE))
    assert not violations(page)


def _listed(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{state}: {item}" for state, all in found.items() for item in all)
