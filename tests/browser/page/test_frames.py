"""How frames reach the screen."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket

SLOW_SCREEN = """() => {
  window.refreshes = 0;
  window.acknowledged = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (text) {
    if (text.includes('"frame_ack"')) window.acknowledged += 1;
    return send.call(this, text);
  };
  const waiting = [];
  const refresh = () => {
    window.refreshes += 1;
    for (const draw of waiting.splice(0)) draw(performance.now());
  };
  window.requestAnimationFrame = (draw) => {
    if (waiting.push(draw) === 1) setTimeout(refresh, 200);
    return 1;
  };
}"""


def surface_sides(page: Page) -> list[int]:
    """Return a list that fills with the sides of the output's map."""
    sides: list[int] = []

    def received(text: str | bytes) -> None:
        event: Any = json.loads(text) if isinstance(text, str) else {}
        if event.get("type") == "layout":
            sides.extend(
                section["shape"][1]
                for section in event["sections"]
                if section["name"] == "surface"
            )

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", received)

    page.on("websocket", opened)
    return sides


@pytest.mark.own_page
def test_a_large_network_is_drawn_fine_when_it_stands(
    page: Page, soon: Callable[..., Any]
) -> None:
    sides = surface_sides(page)
    page.goto("/#hidden=32,32,32,32,32,32,32,32")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")
    page.wait_for_selector("body[data-running=true]")
    assert soon(page, lambda: 16 < sides[-1] < 100)
    page.click("#play")
    page.wait_for_selector("body[data-running=false]")
    assert soon(page, lambda: sides[-1] == 100)


@pytest.mark.slow
@pytest.mark.own_page
def test_a_slow_screen_gets_no_frame_that_it_cannot_show(page: Page) -> None:
    page.add_init_script(f"({SLOW_SCREEN})()")
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")
    page.wait_for_function("() => refreshes > 3", polling=50)
    page.evaluate("() => { refreshes = acknowledged = 0 }")
    page.wait_for_function("() => refreshes >= 10", polling=50)
    refreshes, acknowledged = page.evaluate("() => [refreshes, acknowledged]")
    assert 0.7 * refreshes <= acknowledged <= refreshes + 2


def test_going_back_to_step_0_shows_no_older_frame(
    page: Page, settled: Callable[[Page], None]
) -> None:
    page.goto("/#speed=full")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")
    page.wait_for_function(
        "() => Number(document.getElementById('out-step').textContent"
        ".replace(/\\D/g, '')) > 500"
    )
    page.click("#reset")
    page.wait_for_function(
        "() => document.getElementById('out-step').textContent === '0'"
    )
    settled(page)
    assert page.inner_text("#out-step") == "0"


STEPPED = "step => document.getElementById('out-step').textContent !== step"
PICTURE = "() => document.getElementById('network-edges').toDataURL()"


def differs(page: Page, picture: str) -> bool:
    return bool(page.evaluate(PICTURE) != picture)


def equals(page: Page, picture: str) -> bool:
    return not differs(page, picture)


def test_what_stands_still_is_drawn_to_the_last_edge(
    page: Page, soon: Callable[..., Any], stands: Callable[[Page], None]
) -> None:
    """While it runs, a crowded network's edges may be those of the frame before."""
    page.goto("/#hidden=14,14,14,14&speed=full")
    page.wait_for_selector("body[data-connection=live]")
    for _ in range(6):
        page.click("#play")
        page.wait_for_selector("body[data-running=true]")
        page.wait_for_function(STEPPED, arg=page.inner_text("#out-step"))
        page.click("#play")
        stands(page)
        shown = page.evaluate(PICTURE)
        page.check("#dash")
        assert soon(page, partial(differs, page, shown))
        page.uncheck("#dash")
        assert soon(page, partial(equals, page, shown))
