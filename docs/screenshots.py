"""Take the README's picture, and others to look at, of the running page.

    .venv/bin/python docs/screenshots.py            # docs/screenshot.png
    .venv/bin/python docs/screenshots.py FOLDER     # light, dark and phone into FOLDER

Starts a server of its own; needs what ``python3 run.py test`` installs.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
STEPS_TRAINED = 3000
VIEWS = {
    "light": {"viewport": {"width": 1280, "height": 720}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 720}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "light",
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}


def main(arguments: list[str]) -> None:
    """Write one picture into docs/, or all into the folder that is named."""
    if arguments:
        folder = Path(arguments[0])
        folder.mkdir(parents=True, exist_ok=True)
        targets = {view: folder / f"{view}.png" for view in VIEWS}
    else:
        targets = {"light": ROOT / "docs" / "screenshot.png"}
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    with server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for view, path in targets.items():
            page = browser.new_context(**VIEWS[view]).new_page()
            page.goto(url)
            train(page)
            page.screenshot(path=path)
            print(path)
        browser.close()


def train(page: Page) -> None:
    """Play until the boundary has closed, then pause."""
    body = page.locator("body")
    expect(body).to_have_attribute("data-connection", "live")
    page.keyboard.press("Space")
    expect(body).to_have_attribute("data-running", "true")
    page.wait_for_function(
        "least => Number(document.querySelector('#out-step')"
        ".textContent.replace(/\\D/g, '')) >= least",
        arg=STEPS_TRAINED,
        timeout=120_000,
    )
    page.keyboard.press("Space")
    expect(body).to_have_attribute("data-running", "false")
    page.evaluate("() => new Promise(requestAnimationFrame)")


@contextmanager
def server() -> Iterator[str]:
    """Start the app on a free port and give its address."""
    command = [sys.executable, "-m", "app", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"http://\S+/", line)
        assert match, f"the server said {line!r}"
        yield match.group()
        process.terminate()


if __name__ == "__main__":
    main(sys.argv[1:])
