"""What every test may use: the order of tests, a real server on a free port."""

import gc
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import measured, quick

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Runs are saved by the tests of that only, and never among those of the user.
os.environ["BACKPROP_LIVE_SAVE"] = "0"

# The same examples every time, however slow the machine: what fails has a cause in the
# change. `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("explore", deadline=None)
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("quick", settings.get_profile("steady"), max_examples=10)
settings.load_profile("quick")

ROOT = Path(__file__).parent.parent
BROWSER_TESTS = ROOT / "tests" / "browser"
PACKAGES = {"app", "engine"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow; sort browser tests last: they leave an event loop behind."""
    quick.mark(items, BROWSER_TESTS)
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER_TESTS))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Import what is measured, then measure nothing while tests are collected.

    What happens here is no test, and Python takes twice the time while it is measured.
    Nor is garbage looked for: the tests stay to the end, so nothing of them is garbage
    in a later search either.
    """
    gc.disable()
    try:
        return (yield from _collected_unmeasured(session))
    finally:
        gc.freeze()
        gc.enable()


def _collected_unmeasured(session: pytest.Session) -> Iterator[None]:
    controller = _coverage(session.config)
    if not controller:
        return (yield)
    for package in PACKAGES.intersection(session.config.option.cov_source):
        path = [str(ROOT / package)]
        for module in pkgutil.walk_packages(path, f"{package}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Iterator[None]:
    """Measure the tests of the list only, but all where the list is made anew."""
    controller = _coverage(item.config)
    if not controller or item.config.option.cov_context:
        return (yield)
    is_measured = measured.is_measured(item.nodeid)
    if is_measured and not controller.started:
        controller.resume()
    elif not is_measured and controller.started:
        controller.pause()
    try:
        return (yield)
    finally:
        if nextitem is None and not controller.started:
            controller.resume()  # what is measured is saved in the end


def _coverage(config: pytest.Config) -> Any:
    """Return what starts and stops the measuring, None where nothing is measured."""
    plugin = config.pluginmanager.getplugin("_cov")
    return plugin and plugin.cov_controller


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[str]]:
    """Return ``serve(*command, cwd)``: a server on a free port within a block."""
    return _serve


@pytest.fixture(scope="session")
def server_url(root: Path) -> Iterator[str]:
    """Start ``python -m app`` on a free port; give its address, with final slash."""
    with _serve(sys.executable, "-m", "app", cwd=root) as url:
        yield url


@contextmanager
def _serve(*command: str, cwd: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-browser"],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout is not None
    lines: list[str] = []
    url = None
    for line in process.stdout:
        lines.append(line)
        if match := re.search(r"http://\S+/", line):
            url = match.group()
            break
    # The pipe must be read to the end, or a server that writes much would stop.
    reader = threading.Thread(target=lines.extend, args=(process.stdout,))
    reader.start()
    try:
        assert url, "the server did not start:\n" + "".join(lines)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()
        process.stdout.close()
    said = "".join(lines)
    assert "Traceback" not in said, said
