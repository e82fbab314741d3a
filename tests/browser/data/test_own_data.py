"""Own data: pasted, opened, dropped, drawn, in a link, and after a lost session."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

ADDRESS_TIMER_MS = 400
"""After so long without another change the page writes its address."""

TABLE = "0,5; 1,5; in\n0,2; -0,4; in\n3; 2; out\n-2; 3; out\n0; 0,3; in\n-3; -3; out\n"


def opened(page: Page, address: str = "/") -> Page:
    page.goto(address)
    page.wait_for_selector("body[data-connection=live]")
    return page


def typed(page: Page, text: str) -> None:
    """Open the dialog and fill its box; `fill` would take minutes for long texts."""
    page.click("#own-show")
    page.locator("#own-text").evaluate(
        """(box, text) => {
          box.value = text;
          box.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        text,
    )


def started_with(page: Page, text: str) -> None:
    typed(page, text)
    page.click("#own-use")
    expect(page.locator("#own")).to_be_hidden()


def test_a_pasted_table_is_learnt(page: Page) -> None:
    started_with(opened(page), TABLE)
    expect(page.locator("#own-present")).to_have_text("6 samples, 2 inputs, 2 classes")
    expect(page.locator("#dataset input:checked")).to_have_count(0)
    expect(page.locator("#noise")).to_be_hidden()
    expect(page.locator("#output-low")).to_have_text("in")
    page.click("#play")
    expect(page.locator("#out-train-accuracy")).to_have_text("100\u2009%")
    page.click("#undo")
    expect(page.locator("#dataset input:checked")).to_have_value("circle")
    page.click("#redo")
    expect(page.locator("#own-present")).to_contain_text("6 samples")


def test_what_was_typed_stays_and_the_fault_is_marked(page: Page) -> None:
    opened(page)
    page.click("#own-show")
    expect(page.locator("#own-text")).to_be_focused()
    wrong = TABLE.replace("-2; 3", "-2; three")
    page.fill("#own-text", wrong)
    page.press("#own-text", "Control+Enter")
    fault = page.locator("#own-fault")
    expect(fault).to_contain_text("Line 4, column 2: “three” is not a number")
    expect(page.locator("#own-preview [aria-invalid]")).to_have_text("three")
    box = page.locator("#own-text")
    expect(box).to_be_focused()
    expect(box).to_have_value(wrong)
    expect(box).to_have_attribute("aria-invalid", "true")
    marked = box.evaluate("b => b.value.slice(b.selectionStart, b.selectionEnd)")
    assert marked == "three"
    page.keyboard.type("3")
    expect(fault).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#own")).to_be_hidden()


def test_a_server_s_refusal_is_said_in_the_sheet(page: Page) -> None:
    opened(page, "/#hidden=128,128,128,128&features=x1,x2")
    typed(page, "".join(f"{k * 7 % 97},{-k},{k % 2}\n" for k in range(9000)))
    page.click("#own-use")
    expect(page.locator("#own-fault")).to_contain_text("samples at most")
    expect(page.locator("#own")).to_be_visible()


def test_values_make_a_regression_and_many_columns_have_chips(page: Page) -> None:
    started_with(opened(page), "1\t0.5\n2\t1.5\n3\t2.5\n")
    expect(page.locator("#own-present")).to_have_text("3 samples, 1 input, values")
    expect(page.locator("#accuracy")).to_be_hidden()

    started_with(page, "1,2,3,a\n4,5,9,b\n7,1,2,c\n")
    expect(page.locator("#features .chip:visible")).to_have_text(["x₁", "x₂", "x₃"])
    page.select_option("#axis-across", "x3")
    expect(page.locator("#status")).to_contain_text("x₃, x₂")
    expect(page.locator("#answers")).to_be_visible()


def test_a_file_is_opened_and_one_that_is_no_text_refused(
    page: Page, tmp_path: Path
) -> None:
    opened(page)
    table, picture = tmp_path / "mine.csv", tmp_path / "picture.csv"
    table.write_text("width,height,kind\n1,2,a\n3,4,b\n", encoding="utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    page.click("#own-show")
    page.set_input_files("#own-file", picture)
    expect(page.locator("#own-fault")).to_contain_text("This is a picture")
    page.set_input_files("#own-file", table)
    expect(page.locator("#own-text")).to_have_value(re.compile("width,height"))
    page.click("#own-use")
    expect(page.locator("#own-present")).to_contain_text("2 samples")
    expect(page.locator("#features .chip:visible").first).to_have_text("width")
    page.focus("#network")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#network-spoken")).to_contain_text("Input width")
    page.wait_for_url(re.compile("own_names=width,height"))
    page.reload()
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("#features .chip:visible").nth(1)).to_have_text("height")


def test_a_file_can_be_dropped_anywhere(page: Page) -> None:
    opened(page)
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['1,2,a\\n3,4,b'], 'dropped.csv'));
          const drop = new DragEvent('drop', { dataTransfer, bubbles: true });
          document.querySelector('#network').dispatchEvent(drop);
        }"""
    )
    expect(page.locator("#own")).to_be_visible()
    expect(page.locator("#own-name")).to_have_text("dropped.csv")
    expect(page.locator("#own-text")).to_have_value("1,2,a\n3,4,b")


def test_points_are_drawn_with_the_pointer(page: Page) -> None:
    opened(page)
    page.click("#draw-open")
    expect(page.locator("#board")).to_be_focused()
    expect(page.locator("#draw-use")).to_be_disabled()
    box = page.locator("#board").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for brush, shift in (("1", -20), ("2", 40)):
        page.check(f"#brush input[value='{brush}']", force=True)
        page.mouse.move(x + shift, y - 50)
        page.mouse.down()
        page.mouse.move(x + shift, y + 30, steps=12)
        page.mouse.up()
    expect(page.locator("#draw-use")).to_be_enabled()
    count = int(page.inner_text("#draw-count").split()[0])
    assert 8 < count < 30
    page.click("#draw-use")
    expect(page.locator("#board")).to_be_hidden()
    expect(page.locator("#own-present")).to_contain_text(f"{count} samples")
    page.click("#draw-open")
    expect(page.locator("#draw-count")).to_have_text(f"{count} points")
    page.check("#brush input[value='0']", force=True)
    page.mouse.click(x - 20, y - 50)
    expect(page.locator("#draw-count")).not_to_have_text(f"{count} points")


def test_points_are_drawn_with_the_keyboard(page: Page) -> None:
    opened(page)
    page.focus("#draw-open")
    page.keyboard.press("Enter")
    expect(page.locator("#board")).to_be_focused()
    for key in ("Space", "ArrowRight", "Space", "2", "Shift+ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#draw-count")).to_have_text("3 points")
    expect(page.locator("#board")).to_have_attribute(
        "aria-label",
        "Points drawn: 2 of class 1, 1 of class 2, 0 of class 3",
    )
    page.keyboard.press("Delete")
    expect(page.locator("#draw-count")).to_have_text("2 points")
    page.keyboard.press("Escape")
    expect(page.locator("#board")).to_be_hidden()
    expect(page.locator("#draw-open")).to_be_focused()
    expect(page.locator("body")).to_have_attribute("data-running", "false")


@pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
)
def test_points_are_drawn_with_a_finger(page: Page) -> None:
    opened(page)
    page.tap("#draw-open")
    board = page.locator("#board")
    board.scroll_into_view_if_needed()
    for brush, x in (("1", 120), ("2", 240), ("3", 180)):
        page.locator("#brush label").filter(has_text=brush).tap()
        for y in (60, 110, 160):
            board.tap(position={"x": x, "y": y})
    expect(page.locator("#draw-count")).to_have_text("9 points")
    page.tap("#draw-use")
    expect(page.locator("#own-present")).to_have_text("9 samples, 2 inputs, 3 classes")
    expect(page.locator("#answers")).to_be_visible()


def test_a_small_table_goes_into_the_link_and_a_large_one_does_not(
    page: Page,
    new_context: Callable[..., BrowserContext],
    settled: Callable[..., None],
) -> None:
    opened(page)
    started_with(page, TABLE)
    page.wait_for_url(re.compile("own=0.5,1.5,~in;"))
    other = opened(new_context().new_page(), page.url)
    expect(other.locator("#own-present")).to_have_text("6 samples, 2 inputs, 2 classes")
    loss = page.inner_text("#out-train-loss")
    expect(other.locator("#out-train-loss")).to_have_text(loss)
    settled(other, timers_ms=ADDRESS_TIMER_MS)
    assert other.url == page.url
    started_with(page, "".join(f"{k / 7},{-k},{k % 3}\n" for k in range(9000)))
    expect(page.locator("#own-present")).to_contain_text("9\u2009000 samples")
    page.click("#copy-link")
    expect(page.locator("#status")).to_contain_text(
        "without your own data, which are too large for a link"
    )
    page.wait_for_url(lambda url: "own=" not in url)
    page.reload()
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("#own-present")).to_contain_text("9\u2009000 samples")


@pytest.mark.parametrize("rows", [8, 9000])
@pytest.mark.own_page
def test_own_data_survive_a_session_that_the_server_has_lost(
    page: Page, rows: int, expected_console_errors: list[str]
) -> None:
    expected_console_errors.append("WebSocket")
    sockets: list[WebSocketRoute] = []

    def route(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        sockets.append(socket)

        def forward(message: str | bytes) -> None:
            command = json.loads(message)
            if len(sockets) > 1 and command.get("session"):
                message = json.dumps({**command, "session": "0" * 32})
            server.send(message)

        socket.on_message(forward)

    page.route_web_socket(re.compile("/ws$"), route)
    opened(page)
    page.select_option("#activation", "relu")
    started_with(page, "".join(f"{k / 7},{-k},{k % 2}\n" for k in range(rows)))
    shown = page.inner_text("#own-present")
    sockets[0].close(code=1001)
    page.wait_for_selector("body[data-connection=reconnecting]")
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator("#own-present")).to_have_text(shown)
    expect(page.locator("#activation")).to_have_value("relu")
