"""Take the README's picture, and others to look at, of the running page.

    .venv/bin/python docs/screenshots.py            # docs/screenshot.png
    .venv/bin/python docs/screenshots.py all        # sizes, themes, presets
    .venv/bin/python docs/screenshots.py all iris   # only those named so

``all`` writes into ``docs/screenshots/``, which git ignores. The script starts its own
server and needs the packages that ``python3 run.py test`` installs.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
    *("chromium-headless-shell", "chrome-headless-shell"),
)
PHONE = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}
SIZES: dict[str, tuple[int, int, dict[str, Any]]] = {
    "1280x720": (1280, 720, {}),
    "1440x900": (1440, 900, {}),
    "1920x1080": (1920, 1080, {}),
    "phone": (390, 844, PHONE),
    "zoomed": (640, 360, {}),
    "forced-colors": (1280, 720, {"forced_colors": "active"}),
}
THEMES = ("light", "dark")
PRESET_SIZE = "1280x720"
STEPS_TRAINED = 3000
PRESET_PLAYS_S = 6


def main(arguments: list[str]) -> None:
    """Write one picture into docs/, or all into the ignored folder."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    with server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        if arguments[:1] == ["all"]:
            FOLDER.mkdir(exist_ok=True)
            wanted = arguments[1] if len(arguments) > 1 else ""
            for name, path in all_pictures(browser, url, wanted):
                print(f"{name}: {path.relative_to(ROOT)}")
        else:
            page = opened(browser, url, PRESET_SIZE, "light")
            train(page)
            page.screenshot(path=ROOT / "docs" / "screenshot.png")
        browser.close()


def all_pictures(browser: Browser, url: str, wanted: str) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of each picture taken whose name contains ``wanted``."""
    for theme in THEMES:
        for size in SIZES:
            name = f"{size}-{theme}"
            if wanted in name:
                page = opened(browser, url, size, theme)
                train(page)
                yield name, shot(page, name, full=size in ("phone", "zoomed"))
        page = opened(browser, url, PRESET_SIZE, theme)
        presets = page.locator("#preset option").evaluate_all(
            "options => options.map(({ value }) => value).filter(Boolean)"
        )
        page.context.close()
        for preset in presets:
            name = f"preset-{preset}-{theme}"
            if wanted in name:
                page = opened(browser, url, PRESET_SIZE, theme)
                play_preset(page, preset)
                yield name, shot(page, name)
        for sheet in ("help", "more"):
            name = f"{sheet}-{theme}"
            if wanted in name:
                page = opened(browser, url, PRESET_SIZE, theme)
                page.click(f"#{sheet}-open")
                yield name, shot(page, name)


def opened(browser: Browser, url: str, size: str, theme: str) -> Page:
    """Open the page as a first-time visitor sees it."""
    width, height, options = SIZES[size]
    page = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        **options,
    ).new_page()
    page.goto(url)
    expect(page.locator("body")).to_have_attribute("data-connection", "live")
    return page


def shot(page: Page, name: str, *, full: bool = False) -> Path:
    """Take the picture and close the page."""
    page.evaluate("() => new Promise(requestAnimationFrame)")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    page.context.close()
    return path


def train(page: Page) -> None:
    """Train until the decision boundary has closed, then pause."""
    running(page, True)
    page.wait_for_function(
        "least => Number(document.querySelector('#out-step')"
        ".textContent.replace(/\\D/g, '')) >= least",
        arg=STEPS_TRAINED,
        timeout=120_000,
    )
    running(page, False)


def play_preset(page: Page, preset: str) -> None:
    """Choose a preset and train it for a few seconds."""
    running(page, False)
    page.select_option("#preset", preset)
    expect(page.locator("#out-step")).to_have_text("0")
    running(page, True)
    time.sleep(PRESET_PLAYS_S)


def running(page: Page, wanted: bool) -> None:
    """Press play or pause if the page is not in the wanted state."""
    body = page.locator("body")
    if (body.get_attribute("data-running") == "true") is not wanted:
        page.click("#play")
    expect(body).to_have_attribute("data-running", str(wanted).lower())
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
