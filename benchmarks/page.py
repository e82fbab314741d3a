"""Page benchmark: how often a real browser draws, and what a drawn frame costs it.

    python -m benchmarks page [--seconds N] [--minutes N] [--write]

Server and Chromium (headless, drawing in software) each have processes of their own.
The page trains at full speed and draws all that it has: dense networks, and the presets
of other kinds of networks. A frame counts when the network's canvas, or the cells of
its picture, were really drawn anew. Its cost is processor time of the page's main
thread: by the browser's own counters, so a busy machine does not spoil it.
The exit status is 1 if the frames or their cost are not what was promised.

With ``--minutes`` one network is watched for so long, and the page's memory with it.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from app.web.presets.kind_presets import KIND_PRESETS
from benchmarks.document import replace_table
from benchmarks.server import machine, server

__all__ = ["SCENARIOS", "Result", "Scenario", "broken_promises", "main"]

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "page.md"
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
    *("chromium-headless-shell", "chrome-headless-shell"),
)
SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
SETTLE_SECONDS = 2.0
COUNT_DRAWN = """() => {
  let isDrawn = false;
  window.drawnAt = [];
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...image) {
    if (this.canvas.closest("#network-edges, .picture")) isDrawn = true;
    return putImageData.apply(this, image);
  };
  const next = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => next((now) => {
    draw(now);
    if (isDrawn) window.drawnAt.push(performance.now());
    isDrawn = false;
  });
}"""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One network to watch, as the fragment of a link, and what was promised."""

    name: str
    fragment: str
    least_fps: float
    most_ms: float = 8.0


DENSE = (
    Scenario(
        name="6 layers of 8",
        fragment="hidden=8,8,8,8,8,8&speed=full",
        least_fps=55,
    ),
    Scenario(
        name="twins, 2 x 8 layers of 8",
        fragment="hidden=8,8,8,8,8,8,8,8&activation=sigmoid&twin.activation=relu"
        "&view=twins&speed=full",
        least_fps=55,
        most_ms=12.0,
    ),
    Scenario(
        name="8 layers of 32",
        fragment="hidden=32,32,32,32,32,32,32,32&speed=full",
        least_fps=30,
    ),
)
UNBOUNDED = "exploding-in-time"
"""The preset that diverges within a few steps, so that nothing is left to draw."""
PICTURES = tuple(
    Scenario(
        name=preset.name,
        fragment=f"preset={preset.name}&speed=full",
        least_fps=55,
        most_ms=12.0 if "twin" in preset.view else 8.0,
    )
    for preset in KIND_PRESETS
    if preset.name != UNBOUNDED
)
SCENARIOS = (*DENSE, *PICTURES)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was measured.

    Attributes
    ----------
    fps : float
        Drawn frames per second.
    gap_p99_ms : float
        Between two of them, the 99th percentile.
    main_ms, script_ms : float
        Processor time of the page's main thread per drawn frame, and the part of it
        that is the page's own code.
    steps_per_second : float
        Training meanwhile.
    """

    fps: float
    gap_p99_ms: float
    main_ms: float
    script_ms: float
    steps_per_second: float


@contextmanager
def browser_page(url: str) -> Iterator[Page]:
    """Open a page in a browser of its own."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.add_init_script(f"({COUNT_DRAWN})()")
        page.goto(url)
        page.wait_for_selector("body[data-connection=live]")
        yield page
        browser.close()


def counters(session: CDPSession) -> dict[str, float]:
    """Return the browser's counters; times are seconds of the main thread."""
    found = session.send("Performance.getMetrics")["metrics"]
    return {entry["name"]: entry["value"] for entry in found}


def measure(scenario: Scenario, url: str, seconds: float) -> Result:
    """Watch one network train at full speed."""
    with browser_page(f"{url}?autoplay=0#v=1&{scenario.fragment}") as page:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.click("#play")
        page.wait_for_selector("body[data-running=true]")
        page.wait_for_timeout(SETTLE_SECONDS * 1000)
        before, first = counters(session), step_of(page)
        page.evaluate("() => { drawnAt.length = 0 }")
        began = time.perf_counter()
        page.wait_for_timeout(seconds * 1000)
        drawn: list[float] = page.evaluate("() => drawnAt")
        passed = time.perf_counter() - began
        after = counters(session)
        gaps = [b - a for a, b in pairwise(drawn)]
        each = {
            name: 1000 * (after[name] - before[name]) / len(drawn) for name in after
        }
        return Result(
            fps=len(drawn) / passed,
            gap_p99_ms=statistics.quantiles(gaps, n=100)[-1],
            main_ms=each["TaskDuration"],
            script_ms=each["ScriptDuration"],
            steps_per_second=(step_of(page) - first) / passed,
        )


def step_of(page: Page) -> int:
    """Return the step that the page shows."""
    return int(page.inner_text("#out-step").replace("\u2009", ""))


def soak(scenario: Scenario, url: str, minutes: float) -> list[float]:
    """Return the page's live memory in MB once a minute, garbage collected first."""
    sizes = []
    with browser_page(f"{url}?autoplay=0#v=1&{scenario.fragment}") as page:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.click("#play")
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until:
            page.evaluate("() => { drawnAt.length = 0 }")
            session.send("HeapProfiler.collectGarbage")
            sizes.append(counters(session)["JSHeapUsedSize"] / 1e6)
            print(f"  {sizes[-1]:6.2f} MB, step {step_of(page):,}", flush=True)
            page.wait_for_timeout(min(60, 15 * minutes) * 1000)
    return sizes


def table(results: dict[str, Result]) -> str:
    """Return the results as a table."""
    head = (
        "| network | drawn frames/s | gap p99, ms | main thread ms/frame"
        " | of it script | training steps/s |\n|---|---|---|---|---|---|\n"
    )
    rows = [
        f"| {name} | {r.fps:.1f} | {r.gap_p99_ms:.0f} | {r.main_ms:.1f}"
        f" | {r.script_ms:.1f} | {r.steps_per_second:,.0f} |"
        for name, r in results.items()
    ]
    return head + "\n".join(rows)


def broken_promises(results: dict[str, Result]) -> list[str]:
    """Return which promises the results do not keep, with what was measured."""
    found = []
    for scenario in SCENARIOS:
        result = results[scenario.name]
        if result.fps < scenario.least_fps:
            least = f"at least {scenario.least_fps:g} frames/s promised"
            found.append(f"{scenario.name}: {result.fps:.1f} drawn, {least}")
        if result.main_ms > scenario.most_ms:
            most = f"at most {scenario.most_ms:g} ms promised"
            found.append(f"{scenario.name}: {result.main_ms:.1f} ms a frame, {most}")
    return found


def main(arguments: list[str]) -> int:
    """Measure all scenarios, print the table, and name what was not kept.

    Returns
    -------
    int
        1 if a promise was broken.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks page")
    parser.add_argument("--seconds", type=float, default=8.0, help="per scenario")
    parser.add_argument("--minutes", type=float, help="watch the memory instead")
    parser.add_argument("--write", action="store_true", help="into docs/page.md")
    options = parser.parse_args(arguments)
    with server() as (_, port):
        url = f"http://127.0.0.1:{port}/"
        if options.minutes:
            soak(SCENARIOS[0], url, options.minutes)
            return 0
        results = {s.name: measure(s, url, options.seconds) for s in SCENARIOS}
    text = f"{machine()}\n\n{table(results)}\n"
    print(text)
    broken = broken_promises(results)
    for promise in broken:
        print(f"broken on {machine()}: {promise}")
    if options.write:
        replace_table(DOCUMENT, text)
    return 1 if broken else 0
