"""The examples of CONTRIBUTING.md, applied to a copy of the project and used."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.repository import examples
from tests.run_all import node_executable

COPIED = ("app", "engine", "static", "templates", "tsconfig.json")


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with all examples applied."""
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        if (root / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(root / name, folder / name, ignore=ignored)
        else:
            shutil.copy(root / name, folder / name)
    examples.apply(examples.Examples(root), folder)
    return folder


@pytest.fixture(scope="module")
def url(copy: Path, serve: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """Serve the copy, in the language of the example."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("BACKPROP_LIVE_LANGUAGE", "de")
            patch.setenv("PYTHONPATH", str(copy))
            command = sys.executable, "-m", "app"
            address = stack.enter_context(serve(*command, cwd=copy))
        yield address


def test_the_page_uses_every_example(url: str, page: Page) -> None:
    page.goto(url)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("h2", has_text="Kurven")).to_be_attached()
    expect(page.locator("body")).to_have_attribute("data-connection", "live")
    page.check("input[name=dataset][value=stripes]", force=True)
    # Its text has fewer lines than the one before, so that what is below moves up.
    expect(page.locator("#dataset-name")).to_contain_text("stripes")
    page.check("input[value=cos_x1]", force=True)
    page.select_option("#activation", "arctan")
    page.select_option("#loss", "pseudo_huber")
    page.click("#more-open")
    page.fill("input[data-field=clip_value]", "0.5")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Largest gradient none → 0,5")
    chosen = "dataset=stripes&.*activation=arctan&loss=pseudo_huber&.*clip_value=0.5"
    expect(page).to_have_url(re.compile(chosen))
    page.keyboard.press("Escape")
    page.click("#play")
    expect(page.locator("#gap-chart canvas")).to_be_visible()
    expect(page.locator("#out-step")).to_have_text(re.compile(r"[1-9]\d"))
    page.click("#play")
    spoken = re.compile(r"test − train −?\d")
    expect(page.locator("#gap-chart")).to_have_attribute("aria-valuetext", spoken)
    page.check("input[name=quantity][value=ratio]", force=True)
    expect(page.locator("#gradient-legend")).to_have_text(re.compile("update over"))
    expect(page.locator("#gradient-ratio b")).to_have_text(re.compile(r"\d"))
    page.check("input[name=lens][value=before]", force=True)
    expect(page.locator("#lens-name")).to_have_text("weight before the step")
    expect(page.locator("#lens-high")).to_have_text(re.compile(r"\+\d"))
    expect(page).to_have_url(re.compile("lens=before"))


def test_the_example_script_passes_the_type_checker(root: Path, copy: Path) -> None:
    tsc = [str(root / "node_modules/typescript/bin/tsc"), "-p", str(copy)]
    (copy / "node_modules").symlink_to(root / "node_modules")
    done = subprocess.run(
        [node_executable(), *tsc], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
