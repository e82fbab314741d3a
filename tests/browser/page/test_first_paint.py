"""What a page weighs before it shows something, and how soon it does."""

import pytest
from playwright.sync_api import Browser, Page, Response

LIGHT = 150_000
CHARTS = ("/js/charts/", "/panels/charts/")
"""Of what loads after the first paint, the charts are first."""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def early(page: Page, url: str) -> dict[str, int]:
    """Open a page; return the length of the body of what it needs before its charts.

    The font is left out, which replaces another one as soon as it is there.
    """
    asked: list[str] = []
    sizes: dict[str, int] = {}

    def answered(response: Response) -> None:
        sizes[response.url] = int(response.headers.get("content-length", 0))

    page.on("request", lambda request: asked.append(request.url))
    page.on("response", answered)
    page.goto(url)
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector("#gradient-chart canvas")
    first = next(i for i, a in enumerate(asked) if any(part in a for part in CHARTS))
    return {a: sizes.get(a, 0) for a in asked[:first] if not a.endswith(".woff2")}


@pytest.mark.own_page
def test_text_is_light_and_painted_before_charts_come(
    page: Page, base_url: str
) -> None:
    sizes = early(page, base_url)
    assert len(sizes) > 60
    assert sum(sizes.values()) < LIGHT
    script = (
        "performance.getEntriesByType('resource')"
        ".find(({ name }) => name.includes('uplot.js')).startTime"
    )
    assert page.evaluate(script) > page.evaluate(FIRST_PAINT)


def test_the_first_paint_comes_within_a_second(browser: Browser, base_url: str) -> None:
    """One of three visits, each with an empty cache: others use this machine.

    Where a line of text takes long to be painted, the page may take longer, too.
    """
    times, plain = [], []
    for _ in range(3):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{base_url}healthz")
        page.wait_for_function(f"() => {FIRST_PAINT} > 0")
        plain.append(page.evaluate(FIRST_PAINT))
        page.goto(base_url)
        page.wait_for_selector("body[data-connection=live]")
        times.append(page.evaluate(FIRST_PAINT))
        context.close()
        if min(times) < max(1000, 5 * min(plain)):
            return
    pytest.fail(f"first paints {times}, those of a line of text {plain}")
