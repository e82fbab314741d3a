"""How frames reach the screen."""

import json
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
  window.requestAnimationFrame = (draw) => setTimeout(() => {
    window.refreshes += 1;
    draw(performance.now());
  }, 100);
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
def test_a_large_network_is_drawn_fine_when_it_stands(page: Page) -> None:
    sides = surface_sides(page)
    page.goto("/#hidden=32,32,32,32,32,32,32,32")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")
    page.wait_for_selector("body[data-running=true]")
    page.wait_for_timeout(300)
    assert 16 < sides[-1] < 100
    page.click("#play")
    page.wait_for_selector("body[data-running=false]")
    page.wait_for_timeout(300)
    assert sides[-1] == 100


@pytest.mark.own_page
def test_a_slow_screen_gets_no_frame_that_it_cannot_show(page: Page) -> None:
    page.add_init_script(f"({SLOW_SCREEN})()")
    page.goto("/#speed=full")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")
    page.wait_for_selector("body[data-running=true]")
    page.wait_for_timeout(300)
    page.evaluate("() => { refreshes = acknowledged = 0 }")
    page.wait_for_timeout(2000)
    refreshes, acknowledged = page.evaluate("() => [refreshes, acknowledged]")
    assert refreshes > 5
    assert 0.7 * refreshes <= acknowledged <= refreshes + 2


def test_going_back_to_step_0_shows_no_older_frame(page: Page) -> None:
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
    page.wait_for_timeout(300)
    assert page.inner_text("#out-step") == "0"


PICTURE = "() => document.getElementById('network-edges').toDataURL()"


def test_what_stands_still_is_drawn_to_the_last_edge(page: Page) -> None:
    """While it runs, a crowded network's edges may be those of the frame before."""
    page.goto("/#hidden=14,14,14,14&speed=full")
    page.wait_for_selector("body[data-connection=live]")
    page.click("#play")
    page.wait_for_selector("body[data-running=true]")
    for _ in range(6):
        page.wait_for_timeout(400)
        page.click("#play")
        page.wait_for_selector("body[data-running=false]")
        page.wait_for_timeout(400)
        shown = page.evaluate(PICTURE)
        page.check("#dash")
        page.wait_for_timeout(200)
        dashed = page.evaluate(PICTURE)
        assert dashed != shown
        page.uncheck("#dash")
        page.wait_for_timeout(200)
        assert page.evaluate(PICTURE) == shown
        page.click("#play")
