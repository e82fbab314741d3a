"""The guard of the browser tests has been seen to notice what it is there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.mark.quick
def test_a_clean_page_has_no_faults(page: Page, browser_faults: list[str]) -> None:
    page.goto("healthz")
    assert not browser_faults


@pytest.mark.quick
def test_a_request_that_leaves_the_machine_is_a_fault_and_gets_nowhere(
    page: Page, browser_faults: list[str]
) -> None:
    page.goto("about:blank")
    page.set_content("<img src='http://example.com/x.png' alt=''>")
    page.wait_for_function("document.images[0].complete")
    assert any("left this machine: http://example.com" in f for f in browser_faults)
    assert any("ERR_NAME_NOT_RESOLVED" in fault for fault in browser_faults)
    browser_faults.clear()


@pytest.mark.quick
def test_a_console_error_is_a_fault(page: Page, browser_faults: list[str]) -> None:
    page.goto("about:blank")
    page.evaluate("console.error('a planted fault')")
    assert "console error: a planted fault" in browser_faults[0]
    browser_faults.clear()


@pytest.mark.quick
def test_an_exception_that_nobody_caught_is_a_fault(
    page: Page, browser_faults: list[str]
) -> None:
    page.goto("about:blank")
    page.evaluate("setTimeout(() => { throw new Error('a planted fault') })")
    page.evaluate("() => new Promise((done) => setTimeout(done, 10))")
    assert any("thrown: " in fault for fault in browser_faults)
    browser_faults.clear()


@pytest.mark.quick
def test_an_expected_error_is_let_through(
    page: Page, expected_console_errors: list[str]
) -> None:
    expected_console_errors.append("a planted f.ult")
    page.goto("about:blank")
    page.evaluate("console.error('a planted fault')")


@pytest.mark.quick
def test_what_would_last_is_refused(page: Page) -> None:
    for call in (page.add_init_script, page.clock.install, page.context.new_page):
        with pytest.raises(pytest.fail.Exception, match="own_page"):
            call()


LEFT = """() => [
  localStorage.length, sessionStorage.length, document.cookie, document.title,
  innerWidth, document.querySelectorAll('button:hover').length,
]"""


def test_nothing_of_a_test_is_left(page: Page, leave: Callable[[Page], None]) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.set_viewport_size({"width": 700, "height": 500})
    page.hover("#play")
    page.click("#theme")
    page.evaluate("() => { document.cookie = 'a=b' }")
    storage, session, cookie, title, width, hovered = page.evaluate(LEFT)
    assert storage > 0 < session
    assert title
    assert (cookie, width, hovered) == ("a=b", 700, 1)
    leave(page)
    assert page.evaluate(LEFT) == [0, 0, "", "", 1280, 0]
