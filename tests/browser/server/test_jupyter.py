"""The page in a user's JupyterLab, with the file of docs/deploying.md."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from benchmarks.proxies import filled, free_ports

pytestmark = [pytest.mark.slow, pytest.mark.own_page]

LIVE = "body[data-connection=live]"
FLAGS = (
    *("--no-browser", "--ServerApp.allow_root=True", "--IdentityProvider.token=key"),
    "--ServerApp.base_url=/user/ada/",
)


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a user's Jupyter server; give the address of the page in it."""
    program = shutil.which("jupyter-server")
    if program is None:
        pytest.skip("jupyter-server, with jupyter-server-proxy, is not on the PATH")
    folder = tmp_path_factory.mktemp("jupyter")
    (port,) = free_ports(1)
    documented = root / "docs" / "deploying" / "jupyter_server_config.py"
    config = filled(
        documented.read_text("utf-8"),
        ("https://hub.example", f"http://127.0.0.1:{port}"),
        ('"hub.example"', f'"127.0.0.1:{port}"'),
    )
    (folder / "jupyter_server_config.py").write_text(config)
    command = folder / "backprop-live"
    command.write_text(
        f'#!/bin/sh\ncd "{root}" && exec "{sys.executable}" -m app "$@"\n'
    )
    command.chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(folder),
        "HOME": str(folder),
    }
    with (folder / "log").open("w+b") as log:
        process = subprocess.Popen(
            [program, f"--port={port}", *FLAGS], cwd=folder, env=env, stdout=log,
            stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/user/ada/api", process, folder / "log")
            yield f"http://127.0.0.1:{port}/user/ada/backprop-live/?token=key"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers."""
    for _ in range(300):
        try:
            with urlopen(url, timeout=5):
                return
        except URLError:
            assert process.poll() is None, log.read_text("utf-8")
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            pass
    raise AssertionError(log.read_text("utf-8"))


def test_a_users_page_trains_and_is_found_again(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(LIVE, timeout=30_000)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    page.reload()
    page.wait_for_selector(LIVE, timeout=30_000)
    expect(page.locator("#out-step")).to_have_text("1")
