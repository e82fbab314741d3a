"""Links: the state in the address, opening it elsewhere, embedding, hiding."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

ADDRESS_TIMER_MS = 400
"""After so long without another change the page writes its address."""

STATUS = "#status"
STEPS = 10


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("body[data-connection=live]")
    return page


def fragment(page: Page) -> str:
    return urlsplit(page.url).fragment


def wait_for_fragment(page: Page, pattern: str) -> None:
    page.wait_for_url(re.compile(f"#{pattern}$"), timeout=5000)


def after_steps(
    page: Page, count: int, stands: Callable[[Page], None]
) -> tuple[str, ...]:
    """Advance by whole steps and return what the page shows then, digits and all."""
    page.locator("#by input[value=step]").check(force=True)
    for step in range(1, count + 1):
        page.click("#step")
        expect(page.locator("#out-step")).to_have_text(str(step))
    stands(page)
    figures = [page.inner_text(f"#out-{name}") for name in ("train-loss", "test-loss")]
    cells = page.locator("#network-table td").all_text_contents()
    assert len(cells) > 4
    return (*figures, *cells)


def test_the_default_page_has_a_plain_address_and_a_link_with_a_version(
    page: Page, settled: Callable[..., None]
) -> None:
    opened(page, "/")
    settled(page, timers_ms=ADDRESS_TIMER_MS)
    assert "#" not in page.url
    page.click("#copy-link")
    expect(page.locator(STATUS)).to_contain_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(copied).fragment == "v=1"


def test_a_link_opens_the_same_experiment_to_the_digit(
    page: Page,
    new_context: Callable[..., BrowserContext],
    stands: Callable[[Page], None],
    settled: Callable[..., None],
) -> None:
    opened(page, "/")
    page.locator("#dataset input[value=moons]").check(force=True)
    page.click("#new-sample")
    page.click("#seed")
    page.select_option("#activation", "relu")
    page.fill("#learning-rate", "0.07")
    page.press("#learning-rate", "Enter")
    page.click("#layers-plus")
    page.select_option("#batch-size", "full")
    page.locator("#lens input[value=updates]").check(force=True)
    page.locator("#show-test").check()
    for part in ("dataset=moons", "data_seed=1", "seed=1", "hidden=4,2,2"):
        page.wait_for_url(re.compile(part))
    page.wait_for_url(re.compile("lens=updates.*show_test=true"))
    assert fragment(page).startswith("v=1&")

    other = opened(new_context().new_page(), page.url)
    expect(other.locator("body")).to_have_attribute("data-running", "false")
    expect(other.locator("#out-step")).to_have_text("0")
    expect(other.locator(STATUS)).to_contain_text("Opened from a link")
    expect(other.locator("#activation")).to_have_value("relu")
    expect(other.locator("#lens input[value=updates]")).to_be_checked()
    expect(other.locator("#show-test")).to_be_checked()
    settled(other, timers_ms=ADDRESS_TIMER_MS)
    assert fragment(other) == fragment(page)

    page.click("#reset")
    expect(page.locator("#out-step")).to_have_text("0")
    shown = after_steps(page, STEPS, stands)
    assert shown == after_steps(other, STEPS, stands)


@pytest.mark.quick
def test_a_preset_can_be_linked_by_name(page: Page) -> None:
    opened(page, "/#preset=vanishing")
    expect(page.locator("#activation")).to_have_value("sigmoid")
    expect(page.locator("#layers-value")).to_have_text("8 hidden layers")
    expect(page.locator("#lens input[value=gradients]")).to_be_checked()
    expect(page.locator(STATUS)).to_contain_text("the loss hardly changes")
    wait_for_fragment(page, "v=1&hidden=8,8,8,8,8,8,8,8&activation=sigmoid&lens=.*")


def test_values_that_cannot_be_are_named_and_the_rest_holds(page: Page) -> None:
    opened(page, "/#v=1&learning_rate=900&dataset=xor&loss=nonsense&seed=7&who=me")
    expect(page.locator(STATUS)).to_contain_text("learning_rate must be at most 100")
    expect(page.locator(STATUS)).to_contain_text("loss must be one of")
    expect(page.locator(STATUS)).to_have_attribute("data-tone", "error")
    expect(page.locator("#learning-rate")).to_have_value("0.03")
    wait_for_fragment(page, "v=1&dataset=xor&seed=7")


@pytest.mark.parametrize(
    "hostile",
    [
        "%&=&==&v=&v=1=1&hidden=1e400&speed=1e400&seed=-1&x=" + "y" * 9000,
        "dataset=%3Cimg%20src=x%20onerror=alert(1)%3E"
        "&__proto__=1&constructor=2&features=%00",
        "hidden=" + ",".join(["128"] * 9),
        "hidden=128,128,128,128&batch_size=10000&n_samples=10000",
    ],
)
def test_no_link_breaks_the_page(page: Page, hostile: str) -> None:
    opened(page, f"/#{hostile}")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")


def test_a_link_that_is_followed_in_the_same_page_starts_anew(page: Page) -> None:
    opened(page, "/#v=1&show_test=true")
    page.click("#play")
    expect(page.locator("#out-step")).not_to_have_text("0")
    page.evaluate("location.hash = '#v=1&dataset=spiral&hidden=3&speed=50'")
    expect(page.locator("#dataset input[value=spiral]")).to_be_checked()
    expect(page.locator("#layers-value")).to_have_text("1 hidden layer")
    expect(page.locator("#out-step")).to_have_text("0")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    expect(page.locator("#speed-value")).to_have_text("50/s")
    expect(page.locator("#show-test")).not_to_be_checked()
    page.evaluate("location.hash = '#v=1&learning_rate=-1&dataset=moons'")
    expect(page.locator(STATUS)).to_contain_text("learning_rate must be at least 0")
    expect(page.locator("#dataset input[value=moons]")).to_be_checked()
    wait_for_fragment(page, "v=1&dataset=moons")


def test_a_reload_goes_on_and_a_link_does_not(page: Page) -> None:
    opened(page, "/#v=1&dataset=xor")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    page.reload()
    page.wait_for_selector("body[data-connection=live]")
    expect(page.locator(STATUS)).to_contain_text("Resumed at step 1")
    page.goto("about:blank")
    opened(page, "/#v=1&dataset=moons")
    expect(page.locator("#out-step")).to_have_text("0")
    expect(page.locator("#dataset input[value=moons]")).to_be_checked()


def test_a_theme_comes_with_the_link_and_is_not_kept(
    page: Page, settled: Callable[..., None]
) -> None:
    opened(page, "/#theme=dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("localStorage.getItem('backprop-live.theme')") is None
    page.click("#theme")
    settled(page, timers_ms=ADDRESS_TIMER_MS)
    assert fragment(page) == ""


def test_the_link_is_copied_and_it_says_so(page: Page) -> None:
    opened(page, "/?embed=0&hide=data#v=1&dataset=xor")
    page.click("#copy-link")
    expect(page.locator(STATUS)).to_contain_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(copied).fragment == "v=1&dataset=xor"
    assert urlsplit(copied).query == "hide=data"


@pytest.mark.own_page
def test_without_a_clipboard_the_link_is_there_to_select(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.execCommand = () => false;"
    )
    opened(page, "/#v=1&dataset=xor")
    page.click("#copy-link")
    expect(page.locator("#share")).to_be_visible()
    expect(page.locator("#share-link")).to_be_focused()
    selected = page.evaluate("getSelection().toString()")
    assert selected.endswith("/#v=1&dataset=xor")


@pytest.mark.own_page
def test_hidden_parts_are_gone_from_the_first_paint_on(page: Page) -> None:
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => {
          const panel = document.querySelector('.panel.data');
          window.seen = getComputedStyle(panel).display;
        });"""
    )
    opened(page, "/?hide=data,presets,learning-rate,layers,nonsense,%3Cb%3E")
    assert page.evaluate("window.seen") == "none"
    for selector in (".panel.data", "#preset", "#learning-rate", "#layers-plus"):
        expect(page.locator(selector)).to_be_hidden()
    for selector in ("#network", "#output", "#activation", "#play"):
        expect(page.locator(selector)).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#out-step")).to_have_text("1")
    expect(page.locator("#layers-value")).to_have_text("2 hidden layers")


@pytest.mark.parametrize("hidden", ["network", "results", "data,network,results"])
def test_the_page_works_without_any_of_its_panels(page: Page, hidden: str) -> None:
    opened(page, f"/?hide={hidden}")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")


@pytest.fixture
def foreign_site() -> Iterator[Callable[[str], str]]:
    """Return ``show(url)``: the address of another site with the page in a frame."""
    frame = {"url": ""}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            html = f"<link rel='icon' href='data:,'><iframe src='{frame['url']}'"
            self.wfile.write(f"{html} width=900 height=600></iframe>".encode())

        def log_message(self, format: str, *arguments: Any) -> None:
            """Write nothing."""

    def show(url: str) -> str:
        frame["url"] = url
        return f"http://127.0.0.1:{server.server_port}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield show
        server.shutdown()
        thread.join()


@pytest.mark.own_page
def test_no_other_site_may_show_the_page(
    page: Page,
    server_url: str,
    foreign_site: Callable[[str], str],
    expected_console_errors: list[str],
    browser_faults: list[str],
    soon: Callable[..., Any],
) -> None:
    expected_console_errors.append("frame-ancestors|X-Frame-Options|chrome-error")
    page.goto(foreign_site(server_url))
    assert soon(page, lambda: any("frame-ancestors" in f for f in browser_faults))
    assert not any(frame.query_selector("#play") for frame in page.frames)


@pytest.mark.own_page
def test_a_listed_site_shows_the_compact_page_in_a_frame(
    page: Page,
    root: Path,
    serve: Callable[..., AbstractContextManager[str]],
    foreign_site: Callable[[str], str],
    expected_console_errors: list[str],
) -> None:
    expected_console_errors.append("Blocked autofocusing")
    site = foreign_site("").rstrip("/")
    command = (sys.executable, "-m", "app", "--allow-embedding", site)
    with serve(*command, cwd=root) as url:
        page.goto(foreign_site(f"{url}?embed=1&hide=data#v=1&dataset=xor"))
        frame = page.frame_locator("iframe")
        expect(frame.locator("body")).to_have_attribute("data-connection", "live")
        expect(frame.locator(".brand")).to_have_css("width", "1px")
        expect(frame.locator("#open-full")).to_have_attribute(
            "href", f"{url}?hide=data#v=1&dataset=xor"
        )
        frame.locator("#step").click()
        expect(frame.locator("#out-step")).to_have_text("1")
        page.goto("about:blank")


ALONE = """
  // Questions of the test would count as what a person does.
  Object.defineProperty(navigator, 'userActivation', { value: undefined });
"""
FIRST_TIME = f"{ALONE} localStorage.removeItem('backprop-live.visited')"
LATER_VISIT = f"{ALONE} localStorage.setItem('backprop-live.visited', '0')"
NOTED = "() => localStorage.getItem('backprop-live.visited') === '1'"
"""Whether the page has noted this visit, and decided whether to start by itself."""


@pytest.mark.own_page
def test_a_first_visitor_who_only_looks_sees_it_learn(page: Page) -> None:
    page.clock.install()
    page.add_init_script(FIRST_TIME)
    opened(page, "/")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
    page.clock.run_for(1_000)  # the last parts are loaded after the first picture
    expect(page.locator(STATUS)).to_contain_text("press any key or click anywhere")
    page.clock.fast_forward(6_000)
    expect(page.locator("body")).to_have_attribute("data-running", "true")
    expect(page.locator(STATUS)).to_contain_text("Space or Pause stops it")
    expect(page.locator("#play-label")).to_have_text("Pause")
    expect(page.locator("#speed-value")).to_have_text("20/s")
    page.keyboard.press("Space")
    expect(page.locator("body")).to_have_attribute("data-running", "false")


@pytest.mark.own_page
def test_nothing_else_starts_by_itself(page: Page) -> None:
    """A second visit, a link, a page told not to, reduced motion, one in use."""
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.add_init_script(LATER_VISIT)
    stays_at_step_0(page, "/")
    page.add_init_script("localStorage.removeItem('backprop-live.visited')")
    stays_at_step_0(page, "/#v=1&dataset=xor")
    stays_at_step_0(page, "/?autoplay=0")
    stays_at_step_0(page, "/", key="Tab")
    page.emulate_media(reduced_motion="reduce")
    stays_at_step_0(page, "/")


def stays_at_step_0(page: Page, address: str, key: str = "") -> None:
    page.goto("healthz")
    page.evaluate("() => sessionStorage.clear()")
    opened(page, address)
    page.clock.run_for(1_000)  # the last parts are loaded after the first picture
    page.wait_for_function(NOTED)
    if key:
        page.keyboard.press(key)
    page.clock.fast_forward(20_000)
    page.clock.run_for(1_000)
    page.wait_for_function("() => window.unanswered.size === 0")
    expect(page.locator("#out-step")).to_have_text("0")
    expect(page.locator("body")).to_have_attribute("data-running", "false")
