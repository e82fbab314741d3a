"""Lines that are cut, dead or slow to come back, and a page without scripts."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import PageGuard

LIVE = "body[data-connection=live]"


class Line:
    """The page's line to the server, which can be cut or go dead."""

    def __init__(self, page: Page) -> None:
        self.attempts = self.answers = 0
        self.asked: set[int] = set()
        self.is_cut = self.is_dead = self.has_lost_sessions = False
        self._unheard: list[dict[str, Any]] | None = None
        self._refusal: str | None = None
        self._frame = b""
        self.acknowledged: list[int] = []
        self._late: list[tuple[WebSocketRoute, str | bytes]] | None = None
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/ws$"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        self.attempts += 1
        if self.is_cut:
            socket.close(code=1013)
            return
        self._sockets.append(socket)
        server = socket.connect_to_server()
        socket.on_message(lambda said: self._ask(server, str(said)))
        server.on_message(lambda said: self._answer(socket, said))

    def _answer(self, socket: WebSocketRoute, said: str | bytes) -> None:
        self._pass_on(socket, said)
        event = json.loads(said) if isinstance(said, str) else {}
        self.answers += event.get("type") == "ack"
        self.asked.discard(event.get("id"))

    def _ask(self, server: WebSocketRoute, said: str) -> None:
        request = json.loads(said)
        if request["type"] == "frame_ack":
            self.acknowledged.append(request["seq"])
        self.asked |= {request["id"]} if "id" in request else set()
        if self.has_lost_sessions and request.get("session"):
            said = json.dumps({**request, "session": "0" * 32})
        if "id" not in request or self._unheard is None:
            self._pass_on(server, said)
        elif self._refusal is None:
            self._unheard.append(request)
        else:
            self._refuse(request, self._refusal)

    def _refuse(self, request: dict[str, Any], message: str) -> None:
        error = {"type": "error", "id": request["id"], "code": "limit_exceeded"}
        sentence = {"key": "text", "values": {"text": message}}
        said = {**error, "field": None, "limit": None, "message": sentence}
        self._sockets[-1].send(json.dumps(said))

    def _pass_on(self, to: WebSocketRoute, said: str | bytes) -> None:
        if isinstance(said, bytes):
            self._frame = said
        if self._late is not None:
            self._late.append((to, said))
        elif not self.is_dead:
            to.send(said)

    def hold_up(self) -> None:
        """Hold all messages back for now."""
        self._late = []

    def let_through(self) -> None:
        """Deliver what was held up, and go on."""
        late, self._late = self._late or [], None
        for to, said in late:
            to.send(said)

    def hold_up_requests(self) -> None:
        """Hold back what the page sends; deliver what the server sends."""
        self._unheard = []

    def refuse(self, message: str) -> None:
        """Refuse what was held up, and all that comes after."""
        self._refusal = message
        for request in self._unheard or []:
            self._refuse(request, message)

    def repeat_last_frame(self, steps: Iterable[int]) -> int:
        """Send it again as that of other steps; return the last one's number.

        Its losses, too, are those of the other step, since the page shows no others.
        """
        for step in steps:
            frame = bytearray(self._frame)
            seq = int.from_bytes(frame[4:8], "little") + 1
            frame[4:8] = seq.to_bytes(4, "little")
            frame[8:12] = frame[20:24] = step.to_bytes(4, "little")
            self._frame = bytes(frame)
            self._sockets[-1].send(self._frame)
        return int.from_bytes(self._frame[4:8], "little")

    @property
    def last_step(self) -> int:
        """The step of the last frame; 0 before the first one."""
        return int.from_bytes(self._frame[8:12], "little")

    def cut(self, code: int = 1001) -> None:
        """End the connection and refuse every other one."""
        self.is_cut = True
        self._sockets[-1].close(code=code)


@pytest.fixture(scope="module")
def routed_page(
    browser: Browser, browser_context_args: dict[str, Any], guard: PageGuard
) -> Iterator[Page]:
    """Return a page whose line is routed anew by each test: the newest route counts."""
    context = browser.new_context(**browser_context_args)
    guard.watch(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    browser_faults: list[str],  # noqa: ARG001
    leave: Callable[[Page], None],
) -> Iterator[Page]:
    if request.node.get_closest_marker("own_page"):
        yield request.getfixturevalue("context").new_page()
        return
    page = request.getfixturevalue("routed_page")
    yield page
    leave(page)


@pytest.fixture
def line(page: Page, expected_console_errors: list[str]) -> Line:
    expected_console_errors.append("WebSocket")
    return Line(page)


def opened(page: Page, address: str = "/") -> None:
    page.goto(address)
    page.wait_for_selector(LIVE)


def plays(page: Page) -> None:
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-running", "true")


def open_with_clock(page: Page) -> None:
    """Open the page, with a clock that a test can move."""
    page.clock.install()
    opened(page)


def stop_clock(page: Page) -> None:
    """From now on timers wait until a test advances the clock."""
    page.clock.pause_at(page.evaluate("Date.now()") + 100)


def exchange(page: Page) -> None:
    """Wait until what the page and its line have sent has arrived, there and back."""
    for _ in range(4):
        page.evaluate("0")


def steps(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#out-step")))


@pytest.mark.slow
@pytest.mark.own_page
def test_a_long_outage_says_what_may_have_happened_and_ends_by_itself(
    page: Page, line: Line, expected_console_errors: list[str]
) -> None:
    expected_console_errors.append("Failed to load resource")
    open_with_clock(page)
    page.route("**/healthz", lambda route: route.abort())
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    line.cut()
    page.wait_for_selector("body[data-connection=reconnecting]")
    expect(page.locator("#banner")).to_contain_text("trying to reach it again")
    for _ in range(12):
        page.clock.run_for(2_000)
        exchange(page)
    assert 5 <= line.attempts <= 12
    expect(page.locator("#banner")).to_contain_text("start it again")
    line.is_cut = False
    page.clock.run_for(13_000)
    page.wait_for_selector(LIVE)
    expect(page.locator("#status")).to_contain_text("Resumed at step 1")


@pytest.mark.slow
@pytest.mark.own_page
def test_what_is_opened_during_an_outage_is_loaded_when_it_ends(
    page: Page, line: Line, expected_console_errors: list[str]
) -> None:
    expected_console_errors += ["Failed to load resource", "imported module"]
    opened(page)
    scripts = re.compile(r"/js/panels/(twins/twins|data/upload/upload-dialog)\.js")
    page.route(scripts, lambda route: route.abort())
    line.cut()
    page.wait_for_selector("body[data-connection=reconnecting]")
    page.click("#own-show")
    page.keyboard.press("0")
    page.unroute(scripts)
    line.is_cut = False
    page.get_by_role("button", name="Try now").click()
    page.wait_for_selector(LIVE)
    page.get_by_role("button", name="ReLU", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-twin", "true")
    page.keyboard.press("8")
    page.click("#own-show")
    expect(page.locator("#own-text")).to_be_visible()


@pytest.mark.slow
@pytest.mark.own_page
def test_a_part_that_cannot_be_loaded_is_named_with_a_cure(
    page: Page, browser_faults: list[str]
) -> None:
    opened(page)
    page.route(re.compile(r"/js/panels/twins/twins\.js"), lambda route: route.abort())
    page.keyboard.press("0")
    expect(page.locator("#status")).to_contain_text("twins.js")
    expect(page.locator("#status")).to_contain_text("Reload the page")
    browser_faults.clear()


def test_a_server_that_refuses_the_connection_is_not_said_to_have_stopped(
    page: Page, line: Line
) -> None:
    line.is_cut = True
    page.goto("/")
    expect(page.locator("#banner")).to_contain_text("refuses the live connection")
    expect(page.locator("#banner")).not_to_contain_text("start it again")
    expect(page.locator("#copy-link")).to_be_disabled()
    expect(page.locator("#invite")).to_be_disabled()
    line.is_cut = False
    page.click("#banner-actions button")
    page.wait_for_selector(LIVE)
    expect(page.locator("#banner")).to_be_hidden()


def test_a_run_that_the_server_has_lost_begins_again_with_its_twin(
    page: Page, line: Line
) -> None:
    opened(page, "/#v=1&hidden=4&view=twins&twin.activation=relu&twin.seed=3")
    expect(page.locator("#what-b")).to_have_text("ReLU, seed 3")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    line.has_lost_sessions = True
    line.cut()
    line.is_cut = False
    page.wait_for_selector(LIVE)
    expect(page.locator("#out-step")).to_have_text("0")
    expect(page.locator("#what-b")).to_have_text("ReLU, seed 3")
    expect(page.locator("#status")).to_contain_text("no longer had the run")


@pytest.mark.own_page
def test_a_line_that_went_dead_is_noticed_and_the_run_resumed(
    page: Page, line: Line
) -> None:
    open_with_clock(page)
    page.click("#play")
    expect(page.locator("#out-step")).not_to_have_text("0")
    stop_clock(page)
    exchange(page)
    line.is_dead = True
    page.clock.run_for(5_000)  # it asks, and has no answer
    expect(page.locator("body")).to_have_attribute("data-connection", "live")
    line.is_cut = True
    page.clock.run_for(10_000)
    # The server itself gives up a page that acknowledges nothing, but later.
    page.wait_for_selector("body[data-connection=reconnecting]", timeout=5_000)
    line.is_dead = False
    stood = steps(page)
    line.is_cut = False
    page.clock.resume()
    page.wait_for_selector(LIVE)
    expect(page.locator("#status")).to_contain_text("Resumed at step")
    assert steps(page) >= stood > 0


def more_answers(line: Line, before: int) -> bool:
    return line.answers > before


@pytest.mark.own_page
def test_a_line_that_is_only_slow_is_kept(
    page: Page, line: Line, soon: Callable[..., Any]
) -> None:
    open_with_clock(page)
    page.click("#play")
    expect(page.locator("#out-step")).not_to_have_text("0")
    stop_clock(page)
    line.hold_up()
    for _ in range(3):
        page.clock.run_for(7_000)
        exchange(page)
        n_answers = line.answers
        line.let_through()
        assert soon(page, partial(more_answers, line, n_answers))
        line.hold_up()
    assert line.attempts == 1
    expect(page.locator("body")).to_have_attribute("data-connection", "live")


@pytest.mark.own_page
def test_a_page_that_stands_still_may_hear_nothing_for_long(
    page: Page, line: Line, soon: Callable[..., Any]
) -> None:
    open_with_clock(page)
    page.wait_for_selector("#gradient-chart canvas")
    assert soon(page, lambda: not line.asked)
    page.clock.run_for(60_000)
    exchange(page)
    assert line.attempts == 1
    expect(page.locator("body")).to_have_attribute("data-connection", "live")


@pytest.mark.own_page
def test_when_the_network_is_back_the_page_does_not_wait(
    page: Page, line: Line
) -> None:
    open_with_clock(page)
    stop_clock(page)
    line.cut()
    page.wait_for_selector("body[data-connection=reconnecting]")
    line.is_cut = False
    exchange(page)
    assert line.attempts == 1
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector(LIVE)


def test_a_page_whose_run_another_one_took_leaves_it_there(
    page: Page, line: Line
) -> None:
    opened(page)
    line.cut(code=4000)
    page.wait_for_selector("body[data-connection=closed]")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    exchange(page)
    assert line.attempts == 1


def test_without_scripts_the_page_says_what_it_needs(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    sentence = page.locator("noscript p, .network .banner").filter(
        has_text="JavaScript"
    )
    expect(sentence).to_be_visible()


def goes_on(page: Page) -> None:
    """Wait for what the server tells by itself."""
    stood = page.inner_text("#out-step")
    expect(page.locator("#out-step")).not_to_have_text(stood)


def test_controls_show_what_is_asked_for_until_the_answer_comes(
    page: Page, line: Line
) -> None:
    opened(page, "/#preset=iris&speed=20")
    page.click("#play")
    goes_on(page)
    line.hold_up_requests()
    page.locator("#features input[value=petal_length]").uncheck(force=True)
    page.select_option("#optimizer", "sgd")
    page.fill("#learning-rate", "0.123")
    page.press("#learning-rate", "Enter")
    layers = page.inner_text("#layers-value")
    for _ in range(3):
        page.click("#layers-plus")
    goes_on(page)
    expect(page.locator("#features input[value=petal_length]")).not_to_be_checked()
    expect(page.locator("#optimizer")).to_have_value("sgd")
    expect(page.locator("#learning-rate")).to_have_value("0.123")
    expect(page.locator("#layers-value")).to_have_text("4 hidden layers")

    line.refuse("Not now.")
    expect(page.locator("#status")).to_have_text("Not now.")
    expect(page.locator("#features input[value=petal_length]")).to_be_checked()
    expect(page.locator("#optimizer")).not_to_have_value("sgd")
    expect(page.locator("#learning-rate")).not_to_have_value("0.123")
    expect(page.locator("#layers-value")).to_have_text(layers)
    expect(page.locator("#undo")).to_be_disabled()


def test_what_was_done_while_the_line_was_slow_is_undone_one_by_one(
    page: Page, line: Line
) -> None:
    opened(page, "/#optimizer=sgd&hidden=4,2")
    line.hold_up()
    page.click("#layers-plus")
    square = page.locator("#features input[value=x1_squared]")
    square.check(force=True)
    page.select_option("#optimizer", "adam")
    line.let_through()
    expect(page.locator("#status")).to_contain_text("Adam")
    layers, optimizer = page.locator("#layers-value"), page.locator("#optimizer")
    expect(layers).to_have_text("3 hidden layers")

    page.click("#undo")
    expect(optimizer).to_have_value("sgd")
    expect(square).to_be_checked()
    page.click("#undo")
    expect(square).not_to_be_checked()
    expect(layers).to_have_text("3 hidden layers")
    page.click("#undo")
    expect(layers).to_have_text("2 hidden layers")
    expect(page.locator("#undo")).to_be_disabled()


@pytest.mark.slow
def test_on_a_slow_line_things_happen_in_the_order_in_which_they_were_asked_for(
    page: Page, line: Line, soon: Callable[..., Any]
) -> None:
    opened(page, "/#learning_rate=0.1")
    rate = page.locator("#learning-rate")
    line.hold_up()
    for wanted in ("0.2", "0.3"):
        rate.fill(wanted)
        rate.press("Enter")
    page.select_option("#preset", "iris")
    line.let_through()
    expect(page.locator("#status")).to_contain_text("three regions")
    expect(rate).not_to_have_value("0.3")
    line.hold_up()
    for wanted in ("0.2", "0.3"):
        rate.fill(wanted)
        rate.press("Enter")
    page.evaluate("location.hash = '#preset=iris&learning_rate=0.7'")
    line.let_through()
    expect(rate).to_have_value("0.7")
    line.hold_up()
    rate.fill("0.2")
    rate.press("Enter")
    page.select_option("#preset", "first-look")
    rate.fill("0.5")
    rate.press("Enter")
    line.let_through()
    expect(page.locator("#status")).to_contain_text("0.5")
    expect(page.locator("#dataset input[value=circle]")).to_be_checked()
    expect(rate).to_have_value("0.5")
    page.click("#undo")
    expect(rate).to_have_value("0.03")
    page.click("#undo")
    expect(page.locator("#dataset input[value=iris]")).to_be_checked()
    expect(rate).to_have_value("0.2")

    plays(page)
    line.hold_up()
    for _ in range(2):
        page.click("#seed")
    page.click("#play")
    line.let_through()
    expect(page.locator("#out-seed")).to_have_text("2")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    expect(page.locator("#out-step")).to_have_text("0")
    assert soon(page, lambda: not line.asked)
    page.wait_for_function("() => new Promise(requestAnimationFrame)")
    expect(page.locator("#out-step")).to_have_text("0")


def test_a_pause_holds_whatever_speed_was_asked_for_before_it(
    page: Page, line: Line, soon: Callable[..., Any]
) -> None:
    opened(page)
    plays(page)
    line.hold_up()
    page.focus("#speed")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.click("#play")
    line.let_through()
    expect(page.locator("#play-label")).to_have_text("Play")
    assert soon(page, lambda: not line.asked)
    page.wait_for_function("() => new Promise(requestAnimationFrame)")
    expect(page.locator("#play-label")).to_have_text("Play")


def test_of_frames_that_come_in_a_bunch_the_newest_is_drawn_and_acknowledged(
    page: Page, line: Line, soon: Callable[..., Any]
) -> None:
    opened(page)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    assert soon(page, lambda: line.last_step == 1)  # a status may come before it
    newest = line.repeat_last_frame(steps=range(2, 9))
    expect(page.locator("#out-step")).to_have_text("8")
    page.wait_for_function("() => new Promise(requestAnimationFrame)")
    assert line.acknowledged[-1] == newest
    assert len(line.acknowledged) < newest
    line.repeat_last_frame(steps=[9])
    expect(page.locator("#out-step")).to_have_text("9")
