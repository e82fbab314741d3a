"""The guard of the browser tests has been seen to notice what it is there for."""

from playwright.sync_api import Page


def test_a_clean_page_has_no_faults(page: Page, browser_faults: list[str]) -> None:
    page.goto("healthz")
    assert not browser_faults


def test_a_request_that_leaves_the_machine_is_a_fault_and_gets_nowhere(
    page: Page, browser_faults: list[str]
) -> None:
    page.goto("about:blank")
    page.set_content("<img src='http://example.com/x.png' alt=''>")
    page.wait_for_function("document.images[0].complete")
    assert any("left this machine: http://example.com" in f for f in browser_faults)
    assert any("ERR_NAME_NOT_RESOLVED" in fault for fault in browser_faults)
    browser_faults.clear()


def test_a_console_error_is_a_fault(page: Page, browser_faults: list[str]) -> None:
    page.goto("about:blank")
    page.evaluate("console.error('a planted fault')")
    assert "console error: a planted fault" in browser_faults[0]
    browser_faults.clear()


def test_an_exception_that_nobody_caught_is_a_fault(
    page: Page, browser_faults: list[str]
) -> None:
    page.goto("about:blank")
    page.evaluate("setTimeout(() => { throw new Error('a planted fault') })")
    page.evaluate("() => new Promise((done) => setTimeout(done, 10))")
    assert any("thrown: " in fault for fault in browser_faults)
    browser_faults.clear()


def test_an_expected_error_is_let_through(
    page: Page, expected_console_errors: list[str]
) -> None:
    expected_console_errors.append("a planted f.ult")
    page.goto("about:blank")
    page.evaluate("console.error('a planted fault')")
