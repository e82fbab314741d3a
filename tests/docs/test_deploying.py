"""docs/deploying.md and its files, as far as no web server is needed."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from app.config import PREFIX, Settings
from app.server.listening.uvicorn_server import MAX_REQUESTS
from hatch_build import NPM_INPUTS

SITE = "learn.example"


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "docs" / "deploying"


@pytest.fixture(scope="module")
def document(root: Path) -> str:
    return (root / "docs" / "deploying.md").read_text("utf-8")


def test_every_file_is_named_in_the_document(folder: Path, document: str) -> None:
    named = set(re.findall(r"\]\(deploying/([\w.-]+)\)", document))
    assert named == {path.name for path in folder.iterdir()}


def test_every_address_of_the_server_is_the_default_one(folder: Path) -> None:
    defaults = Settings.model_construct()
    addresses = {
        address
        for path in folder.iterdir()
        for address in re.findall(r"127\.0\.0\.1:\d+", path.read_text("utf-8"))
    }
    assert addresses == {f"{defaults.host}:{defaults.port}"}


def test_every_variable_of_ours_is_a_setting(folder: Path, document: str) -> None:
    texts = [document, *(path.read_text("utf-8") for path in folder.iterdir())]
    named = set(re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", "\n".join(texts)))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_container_is_installed_as_the_document_says(
    folder: Path, document: str
) -> None:
    containerfile = (folder / "Containerfile").read_text("utf-8")
    pattern = r"/opt/backprop-live/bin/pip install (.+?)(?: \\)?\n"
    assert re.findall(pattern, containerfile) == re.findall(pattern, document)


def test_the_container_gets_everything_that_a_build_reads(
    root: Path, folder: Path
) -> None:
    containerfile = (folder / "Containerfile").read_text("utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", containerfile, re.MULTILINE)
        for name in line.split()
    }
    assert all((root / name).exists() for name in copied)
    needed = {"pyproject.toml", "requirements.txt", "hatch_build.py", *NPM_INPUTS}
    needed |= {"README.md", "LICENSE", "app", "engine", "static", "templates"}
    assert copied == needed


def test_the_unit_lets_the_server_open_all_its_sockets(folder: Path) -> None:
    unit = (folder / "backprop-live.service").read_text("utf-8")
    limit = re.search(r"^LimitNOFILE=(\d+)$", unit, re.MULTILINE)
    assert limit
    most = Settings.model_construct().max_sockets + MAX_REQUESTS
    assert int(limit.group(1)) >= most + 100  # and its files


def test_systemd_reads_the_unit(folder: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        [program, "verify", str(folder / "backprop-live.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.splitlines()
    assert not [line for line in said if "is not executable" not in line]


@pytest.mark.parametrize(
    ("believed", "is_open"),
    [("127.0.0.1", False), pytest.param("*", True, marks=pytest.mark.slow)],
)
def test_only_web_servers_that_are_named_are_believed(
    serve: Callable[..., AbstractContextManager[str]],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    believed: str,
    is_open: bool,
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", believed)
    monkeypatch.setenv("BACKPROP_LIVE_ALLOWED_HOSTS", SITE)
    with serve(sys.executable, "-m", "app", cwd=root) as url:
        port = urlsplit(url).port or 0
        there = "127.0.0.1", port
        elsewhere = socket.create_connection(there, source_address=("127.0.0.2", 0))
        assert opens(elsewhere) is is_open


def opens(line: socket.socket) -> bool:
    """Return whether a websocket opens that is declared to be of an https page."""
    try:
        with connect(
            f"ws://{SITE}/ws",
            sock=line,
            origin=Origin(f"https://{SITE}"),
            additional_headers={"X-Forwarded-Proto": "https"},
            subprotocols=[Subprotocol("backprop-live.v1")],
        ):
            return True
    except InvalidStatus:
        return False


@pytest.mark.slow
def test_what_the_container_runs_installs_a_server_that_serves(
    serve: Callable[..., AbstractContextManager[str]],
    root: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)  # not the code of the checkout
    text = (folder / "Containerfile").read_text("utf-8")
    source, place = tmp_path / "source", tmp_path / "installed"
    for names, target in re.findall(r"^COPY (?!--)(.+) (\S+)$", text, re.MULTILINE):
        for name in names.split():
            copy(root / name, source / (name if target == "./" else target))
    run = re.search(r"^RUN (.+?[^\\])$", text, re.MULTILINE | re.DOTALL)
    entry = re.search(r"^ENTRYPOINT (\[.+\])$", text, re.MULTILINE)
    assert run
    assert entry
    script = run.group(1).replace("/opt/backprop-live", str(place))
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(source)
    command = json.loads(entry.group(1).replace("/opt/backprop-live", str(place)))
    with serve(*command, cwd=tmp_path) as url:
        page = urlopen(url, timeout=10).read().decode()
        assert "Backprop Live" in page
        (script,) = re.findall(r'src="\./(static/[^"]*/main\.js)"', page)
        assert urlopen(url + script, timeout=10).status == 200


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, without what an installation made in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        made = shutil.ignore_patterns("vendor", "__pycache__")
        shutil.copytree(source, target, ignore=made)
    else:
        shutil.copy(source, target)
