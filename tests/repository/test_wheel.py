"""The wheel, installed in a clean environment, serves the page and every asset."""

import json
import re
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install the wheel into a clean environment; yield its folder of programs.

    The packages that the wheel depends on are borrowed from the environment that
    runs the tests; the borrowed folder's own .pth files are not read, nor is a
    PYTHONPATH, so the checkout is out of reach.
    """
    folder = tmp_path_factory.mktemp("clean")
    venv = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(venv, check=True)
    base = {"base": str(folder), "platbase": str(folder)}
    scripts = Path(sysconfig.get_path("scripts", "venv", vars=base))
    library = Path(sysconfig.get_path("purelib", "venv", vars=base))
    (library / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python")]
    pip += ["--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    pip += ["--no-compile"]  # most modules are never imported here
    # The borrowed folder makes pip believe that the checkout is installed here.
    pip += ["--ignore-installed", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONPATH", raising=False)
        yield scripts


@pytest.fixture(scope="module")
def url(
    installed: Path,
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with serve(str(installed / "backprop-live"), cwd=elsewhere) as address:
        yield address


def test_the_wheel_ships_page_libraries_fonts_and_licences(
    root: Path, wheel: Path
) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("static", "templates"):
        for path in (root / folder).rglob("*"):
            if path.is_file() and path.name != ".stamp.json":
                assert f"app/_assets/{path.relative_to(root).as_posix()}" in names
    assert "app/_assets/static/vendor/THIRD_PARTY_NOTICES.txt" in names
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert {name.split("/")[0] for name in names} == {
        "app",
        "engine",
        wheel.name.split("-py3")[0] + ".dist-info",
    }


@pytest.mark.slow
def test_the_code_that_runs_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    code = "import app, engine; print(app.__file__); print(engine.__file__)"
    found = subprocess.check_output(
        [str(installed / "python"), "-c", code], cwd=tmp_path, text=True
    )
    for line in found.splitlines():
        assert Path(line).is_relative_to(installed.parent)


@pytest.mark.slow
def test_page_and_every_asset_are_served(url: str) -> None:
    page = fetch(url)
    fetched: set[str] = set()
    waiting = set(references_of_page(url, page))
    while waiting:
        address = waiting.pop()
        fetched.add(address)
        text = fetch(address)
        waiting |= set(references_of_asset(address, text)) - fetched
    kinds = {Path(urlsplit(address).path).suffix for address in fetched}
    assert {".css", ".js", ".woff2"} <= kinds
    assert all(address.startswith(url) for address in fetched)
    vendor = {Path(urlsplit(a).path).name for a in fetched if "/vendor/" in a}
    assert {"uplot.js", "signals-core.js", "inter-latin.woff2"} <= vendor


@pytest.mark.slow
def test_health_is_ok(url: str) -> None:
    assert json.loads(fetch(urljoin(url, "healthz")))["status"] == "ok"


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode("utf-8", errors="replace"))


class References(HTMLParser):
    """Collect what a page loads: src, href and the import map."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_import_map = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.in_import_map = tag == "script" and values.get("type") == "importmap"
        if tag in ("script", "img", "link"):
            address = values.get("src") or values.get("href")
            self.found += [address] if address else []

    def handle_data(self, data: str) -> None:
        if self.in_import_map and data.strip():
            self.found += json.loads(data)["imports"].values()


def references_of_page(url: str, page: str) -> Iterator[str]:
    parser = References()
    parser.feed(page)
    for address in parser.found:
        # A folder in the import map is a prefix, not a file.
        if not address.endswith("/") and not address.startswith("data:"):
            yield urljoin(url, address)


def references_of_asset(address: str, text: str) -> Iterator[str]:
    suffix = Path(urlsplit(address).path).suffix
    patterns = {
        ".css": r"(?:url\(|@import )[\"']?([^\"')]+)",
        ".js": r"(?:from|import)\s*\(?[\"'](\.{1,2}/[^\"']+)[\"']",
    }
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)  # types are not loaded
    for reference in re.findall(patterns.get(suffix, r"(?!)"), text):
        if not reference.startswith(("data:", "#")):
            yield urljoin(address, reference)
