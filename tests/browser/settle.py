"""Waiting for a page by facts: its own timers, the server's answers, what is drawn."""

from playwright.sync_api import Page

LATER = """() => new Promise((done) => {
  const frame = (then) => requestAnimationFrame(then);
  setTimeout(() => frame(() => frame(() => setTimeout(done))), 100);
})"""
"""In the page's own order: throttled.js waits up to 80 ms, the stage for a frame."""
TIMERS = "ms => new Promise((done) => setTimeout(done, ms))"
ANSWERED = "() => window.unanswered.size === 0"


def settle(page: Page, *, timers_ms: int = 0, answered: str = ANSWERED) -> None:
    """Wait until nothing that was begun is still to come.

    Every command has been answered, every timer of the page that was set for
    ``timers_ms`` or less has fired, and what came of both has been drawn.
    """
    page.evaluate(TIMERS, timers_ms)
    page.wait_for_function(answered)
    page.evaluate(LATER)
