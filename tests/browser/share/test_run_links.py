"""A run in a link or in a file goes on in another browser with the same numbers."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

STATUS = "#status"
DOCUMENT = (
    Path(__file__).parents[2]
    / "engine/training/timeline/document/documents/v1-branched.json"
)
DROP = """([text, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "application/json" }));
  const options = { dataTransfer: data, bubbles: true, cancelable: true };
  window.dispatchEvent(new DragEvent("drop", options));
}"""


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("body[data-connection=live]")
    return page


def trained(page: Page) -> None:
    """Train, change the rate, train, and add a unit."""
    opened(page, "/#v=1&dataset=moons&seed=3&by=epoch")
    for _ in range(3):
        page.click("#step")
    page.fill("#learning-rate", "0.2")
    page.press("#learning-rate", "Enter")
    page.click("#step")
    page.select_option("#optimizer", "adam")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("125")


def shown(page: Page, stands: Callable[[Page], None]) -> tuple[str, ...]:
    """Return what the page shows of the step, digits and all."""
    stands(page)
    figures = [page.inner_text(f"#out-{name}") for name in ("train-loss", "test-loss")]
    cells = page.locator("#network-table td").all_text_contents()
    assert len(cells) > 4
    return (*figures, *cells)


def copied_link(page: Page) -> str:
    page.click("#copy-link")
    expect(page.locator(STATUS)).to_contain_text("it repeats this run up to step 125")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_link_repeats_the_run_in_another_browser_and_both_go_on_alike(
    page: Page,
    new_context: Callable[..., BrowserContext],
    stands: Callable[[Page], None],
) -> None:
    trained(page)
    link = copied_link(page)
    assert "&run=" in link
    assert len(urlsplit(link).fragment) < 2000
    other = opened(new_context().new_page(), link)
    expect(other.locator(STATUS)).to_contain_text("Opened a run at step 125")
    expect(other.locator("#out-step")).to_have_text("125")
    expect(other.locator("#learning-rate")).to_have_value("0.2")
    expect(other.locator("#optimizer")).to_have_value("adam")
    assert shown(other, stands) == shown(page, stands)
    other.wait_for_function("() => !location.hash.includes('run=')")
    for each in (page, other):
        each.click("#step")
        expect(each.locator("#out-step")).to_have_text("150")
    assert shown(other, stands) == shown(page, stands)


def test_a_run_that_does_not_fit_into_a_link_is_offered_as_a_file(
    page: Page,
    new_context: Callable[..., BrowserContext],
    stands: Callable[[Page], None],
) -> None:
    draw = random.Random(0)
    rows = [f"{draw.random()},{draw.random()},{k % 2}" for k in range(300)]
    opened(page, "/#v=1&by=epoch&hidden=3")
    page.click("#own-show")
    page.fill("#own-text", "\n".join(rows))
    page.click("#own-use")
    expect(page.locator("#own-present")).to_contain_text("300 samples")
    page.click("#step")
    page.click("#copy-link")
    note = page.locator("#share-note")
    expect(note).to_contain_text("This run does not fit into a link")
    expect(note).to_contain_text("without your own data")
    link = page.locator("#share-link")
    expect(link).to_have_value(re.compile(r"#v=1(?!.*(run|own)=)"))
    with page.expect_download() as download:
        note.get_by_role("button", name="Save the run as a file").click()
    saved = Path(download.value.path()).read_text("utf-8")
    other = opened(new_context().new_page(), "/#v=1&dataset=xor&by=epoch")
    other.evaluate(DROP, [saved, "run.json"])
    expect(other.locator("#own-present")).to_contain_text("300 samples")
    page.keyboard.press("Escape")
    for each in (page, other):
        each.click("#step")
        expect(each.locator("#out-step")).to_have_text("30")
    assert shown(other, stands) == shown(page, stands)


def test_a_link_that_was_cut_off_says_so_and_opens_the_experiment(page: Page) -> None:
    opened(page, "/#v=1&dataset=xor&run=abc")
    expect(page.locator(STATUS)).to_contain_text("cannot be read")
    expect(page.locator("#out-step")).to_have_text("0")
    expect(page.locator("#dataset input[value=xor]")).to_be_checked()


def test_a_file_that_is_dropped_goes_on_and_is_undone(
    page: Page,
    stands: Callable[[Page], None],
) -> None:
    text = DOCUMENT.read_text()
    value = json.loads(text)
    del value["expected"]
    text = json.dumps({**value, "name": None, "saved_at": None, "curves": []})
    opened(page, "/#v=1&dataset=xor&by=step")
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    before = shown(page, stands)
    page.evaluate(DROP, [text, "run.json"])
    expect(page.locator(STATUS)).to_contain_text("Opened a run at step 100")
    expect(page.locator("#out-step")).to_have_text("100")
    expect(page.locator("#dataset input[value=circle]")).to_be_checked()
    page.click("#undo")
    expect(page.locator("#out-step")).to_have_text("1")
    expect(page.locator("#dataset input[value=xor]")).to_be_checked()
    assert shown(page, stands) == before
    page.click("#redo")
    expect(page.locator("#out-step")).to_have_text("100")


def test_what_is_no_run_is_named(page: Page) -> None:
    opened(page, "/")
    text = json.dumps({"format": "backprop-live-run", "version": 2})
    page.evaluate(DROP, [text, "a.json"])
    expect(page.locator(STATUS)).to_contain_text("newer program")
    expect(page.locator("#out-step")).to_have_text("0")
