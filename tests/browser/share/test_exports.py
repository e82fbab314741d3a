"""The sheet of files: pictures that other programs read, films, the keyboard."""

import ast
import io
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import Download, Page, expect

SVG = "{http://www.w3.org/2000/svg}"
SAID = ".export-status"
SHEET = "#export-sheet"
FPS = 20


def opened(page: Page, steps: int = 0) -> None:
    """Open the page, take some steps, and open the sheet."""
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    for step in range(1, steps + 1):
        page.click("#step")
        expect(page.locator("#out-step")).to_have_text(str(step))
    page.click("#export-open")
    expect(page.locator(SHEET)).to_be_visible()


def saved(page: Page, press: Callable[[], None]) -> Download:
    with page.expect_download(timeout=60_000) as download:
        press()
    return download.value


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


@pytest.mark.quick
def test_pictures_are_vectors_that_another_program_reads(page: Page) -> None:
    opened(page, steps=3)
    network = saved(page, lambda: page.click("#export-network-svg"))
    assert network.suggested_filename == "backprop-live-circle-step-3-network.svg"
    root = ElementTree.fromstring(content(network))
    texts = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert {"inputs", "layer 1", "output", "x₁", "x₂"} <= set(texts)
    assert any(text.startswith("step 3 · loss: train 0.") for text in texts)
    assert any(text.startswith("http://127.0.0.1") for text in texts)
    edges = root.find(f".//{SVG}g[@class='edges']")
    assert edges is not None
    n_parameters = 3 * 4 + 5 * 2 + 3
    assert len(edges.findall(f"{SVG}path")) == n_parameters
    assert len(list(root.iter(f"{SVG}image"))) == 2 + 4 + 2 + 1
    expect(page.locator(SAID)).to_contain_text("Saved backprop-live-circle")

    output = saved(page, lambda: page.click("#export-output-png"))
    with Image.open(io.BytesIO(content(output))) as picture:
        assert picture.format == "PNG"
        assert picture.width == 2 * (540 + 2 * 24)
        colors = picture.convert("RGB").getcolors(maxcolors=1 << 20)
        assert colors is not None
        assert len(colors) > 100


def test_a_film_has_every_picture_for_its_time_and_the_run_stays(page: Page) -> None:
    opened(page, steps=6)
    page.fill("#film-seconds", "1")
    film = saved(page, lambda: page.click("#film-gif"))
    with Image.open(io.BytesIO(content(film))) as picture:
        assert picture.size == (800, 450)
        frames = [
            (frame.info["duration"], frame.convert("RGB").tobytes())
            for frame in ImageSequence.Iterator(picture)
        ]
    assert [duration for duration, _ in frames] == [1000 // FPS] * FPS
    assert len({pixels for _, pixels in frames}) == 7, "steps 0 to 6"
    expect(page.locator("#out-step")).to_have_text("6")
    expect(page.locator("#export-open")).not_to_have_attribute("inert", "")
    expect(page.locator("body > [inert]")).to_have_count(0)

    page.fill("#film-to", "7")
    page.click("#film-gif")
    expect(page.locator(SAID)).to_contain_text("from 0 to 6")
    expect(page.locator("#film-to")).to_have_attribute("aria-invalid", "true")


def test_the_sheet_of_files_is_used_by_keys_alone(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.keyboard.press("e")
    expect(page.locator(SHEET)).to_be_visible()
    page.locator("#export-curves_npz").focus()
    curves = saved(page, lambda: page.keyboard.press("Enter"))
    assert curves.suggested_filename == "circle-step-0-curves.npz"
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_be_hidden()


@pytest.mark.parametrize(
    "kind",
    [
        "rnn",
        *(
            pytest.param(kind, marks=pytest.mark.slow)
            for kind in ("lstm", "convolution", "attention")
        ),
    ],
)
def test_of_a_recurrent_network_a_script_and_a_film_are_saved(
    page: Page, kind: str
) -> None:
    """And of convolution and attention: the script goes on, the film moves."""
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    page.select_option("#kind", kind)
    picture = page.locator(".picture:not([hidden]) canvas").first
    expect(picture).to_be_visible(timeout=30_000)
    for step in range(1, 5):
        page.click("#step")
        expect(page.locator("#out-step")).to_have_text(str(step))
    loss = float(page.inner_text("#out-train-loss"))
    page.click("#export-open")
    script = saved(page, lambda: page.click("#export-numpy"))
    text = content(script).decode().replace("range(100)", "range(2)")
    done = subprocess.run(
        [sys.executable, "-I", "-c", text], capture_output=True, text=True, check=True
    )
    curve = [ast.literal_eval(line) for line in done.stdout.splitlines()]
    assert [row[0] for row in curve] == [4, 5, 6]
    assert curve[0][1] == pytest.approx(loss, rel=1e-3)

    page.fill("#film-seconds", "1")
    film = saved(page, lambda: page.click("#film-gif"))
    with Image.open(io.BytesIO(content(film))) as picture_of_film:
        network = (14, 36, 494, 308)
        frames = {
            frame.convert("RGB").crop(network).tobytes()
            for frame in ImageSequence.Iterator(picture_of_film)
        }
    assert len(frames) == 5, "steps 0 to 4"
    expect(page.locator(".film-stage")).to_have_count(0)
    expect(page.locator("#out-step")).to_have_text("4")
