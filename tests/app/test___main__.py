"""The command line: which port, what it prints, when it opens a browser."""

import asyncio
import gc
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from uvicorn.server import HANDLED_SIGNALS
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

import app.__main__ as command_line
from app.config import Settings
from app.protocol.commands.commands import PROTOCOL
from app.server.listening import addresses
from app.server.listening.uvicorn_server import AnnouncingServer
from app.web import assets
from tests.interrupts import interrupted_at

Started = Callable[[], None]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Undo what `main` does about signals."""
    before = {number: signal.getsignal(number) for number in HANDLED_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the browser by a list of the addresses it was asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """Make a server that has started answer once and then stop."""
    answers: list[dict[str, object]] = []
    start = AnnouncingServer.startup

    def ask(port: int) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert "server" not in answer.headers
            answers.append(json.load(answer))

    async def startup(self: AnnouncingServer, sockets: list[socket.socket]) -> None:
        await start(self, sockets)
        await asyncio.to_thread(ask, sockets[0].getsockname()[1])
        self.should_exit = True

    monkeypatch.setattr(AnnouncingServer, "startup", startup)
    yield answers
    gc.unfreeze()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_it_serves_says_its_address_and_stays_out_of_the_browser(
    health: list[dict[str, object]],
    opened: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command_line.main(["--port", "0", "--no-browser"]) == 0
    assert health[0]["status"] == "ok"
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert re.search(r"http://127\.0\.0\.1:\d+/", lines[0])
    assert not opened


def test_it_opens_the_browser_on_the_address_it_prints(
    health: list[dict[str, object]],
    opened: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command_line, "_has_display", lambda: True)
    assert command_line.main(["--port", "0"]) == 0
    assert health
    assert opened
    assert opened[0] in capsys.readouterr().out


def test_a_taken_default_port_gives_way_to_the_next_and_says_so(
    health: list[dict[str, object]],
    taken_port: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Settings.model_fields["port"], "default", taken_port)
    Settings.model_rebuild(force=True)
    try:
        assert command_line.main(["--no-browser"]) == 0
    finally:
        monkeypatch.undo()
        Settings.model_rebuild(force=True)
    said = capsys.readouterr().out
    assert health
    assert f"Port {taken_port} is taken; using " in said


def test_a_taken_port_that_was_asked_for_is_an_error_with_the_cure(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["--port", str(taken_port)]) == 1
    said = capsys.readouterr().err
    assert f"127.0.0.1:{taken_port}" in said
    assert "--port" in said


def test_an_address_of_another_machine_is_an_error_with_the_cure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command_line.main(["--host", "192.0.2.1"]) == 1
    assert "--host" in capsys.readouterr().err


def test_a_port_out_of_range_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--port", "70000"]) == 1
    assert "--port 70000: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("example.test", "example.test"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    assert command_line._shown_host(host) == shown


@pytest.mark.parametrize(
    ("platform", "display", "expected"),
    [("linux", None, False), ("linux", ":0", True), ("darwin", None, True)],
)
def test_no_text_browser_takes_over_the_terminal(
    platform: str, display: str | None, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(command_line.sys, "platform", platform)
    assert command_line._has_display() is expected


def test_a_missing_extra_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_METRICS", "1")
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert command_line.main(["--port", "0", "--no-browser"]) == 1
    assert "pip install" in capsys.readouterr().err


def test_a_missing_browser_library_is_named_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "static_dir", lambda: tmp_path)
    assets.import_map.cache_clear()
    try:
        assert command_line.main(["--port", "0", "--no-browser"]) == 1
    finally:
        assets.import_map.cache_clear()
    said = capsys.readouterr().err
    assert f"{tmp_path}/vendor/" in said
    assert "run.py" in said
    assert len(said.splitlines()) == 1


def test_a_missing_python_library_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "app.server.listening.uvicorn_server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert command_line.main(["--port", "0", "--no-browser"]) == 1
    said = capsys.readouterr().err
    assert "uvicorn is not installed" in said
    assert "run.py" in said


def test_a_missing_module_of_the_project_is_a_fault_of_the_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "app.main", None)
    with pytest.raises(ModuleNotFoundError):
        command_line.main(["--port", "0", "--no-browser"])


@pytest.mark.parametrize(
    ("lan", "marks", "line"),
    [
        (
            ["10.0.0.7", "10.9.0.7"],
            (),
            r"reach it at http://10\.0\.0\.7:\d+/ or http://10\.9\.0\.7:\d+/$",
        ),
        ([], (), "do not reach it"),
        (["172.17.0.2"], ("/",), "published: .* BACKPROP_LIVE_ALLOWED_HOSTS"),
    ],
)
def test_on_all_addresses_it_says_where_other_computers_reach_it(
    health: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    lan: list[str],
    marks: tuple[str, ...],
    line: str,
) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: lan)
    monkeypatch.setattr(addresses, "_CONTAINER_MARKS", marks)
    monkeypatch.delenv("container", raising=False)
    assert command_line.main(["--host", "0.0.0.0", "--port", "0", "--no-browser"]) == 0
    assert health
    lines = capsys.readouterr().out.splitlines()
    assert "http://127.0.0.1:" in lines[0]
    assert re.search(line, lines[1])


def test_a_variable_that_has_no_effect_is_named(
    health: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_ALLOWED_HOST", "a.test")
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    assert command_line.main(["--port", "0", "--no-browser"]) == 0
    assert health
    first, second = capsys.readouterr().err.splitlines()
    assert "BACKPROP_LIVE_ALLOWED_HOST is no setting" in first
    assert "BACKPROP_LIVE_ALLOWED_HOSTS" in first
    assert "WEB_CONCURRENCY" in second


def test_a_wrong_variable_is_shown_as_it_is_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_ALLOWED_HOSTS", "https://a.test")
    assert command_line.main(["--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("BACKPROP_LIVE_ALLOWED_HOSTS=https://a.test: 'https://a.tes")
    assert "leave out https://" in said


# ---- as a program -----------------------------------------------------------------


@contextmanager
def started(
    root: Path, *, port: int = 0, **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """Start the program; kill it in the end if it is not over."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", str(port), "--no-browser"],
        cwd=root,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


def end_of(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what was written to standard error."""
    assert process.stderr
    return process.wait(timeout=20), process.stderr.read()


@pytest.mark.slow
def test_ctrl_c_however_often_ends_it_without_a_traceback(root: Path) -> None:
    with started(root, stdout=subprocess.PIPE) as process:
        assert process.stdout
        found = re.search(r"http://(\S+)/", process.stdout.readline())
        assert found
        url, origin = f"ws://{found[1]}/ws", Origin(f"http://{found[1]}")
        protocols = [Subprotocol(PROTOCOL)]
        with connect(url, origin=origin, subprotocols=protocols) as socket_:
            socket_.send('{"type": "hello", "id": 1}')
            socket_.recv(timeout=20)
            for _ in range(3):
                process.send_signal(signal.SIGINT)
                time.sleep(0.05)
            assert end_of(process) == (0, "")


@pytest.mark.slow
def test_it_serves_on_when_nobody_reads_what_it_says(
    root: Path, taken_port: int
) -> None:
    port = taken_port + 1 if taken_port < 65535 else taken_port - 1
    reading, writing = os.pipe()
    os.close(reading)
    with started(root, port=port, stdout=writing) as process:
        os.close(writing)
        until = time.monotonic() + 20
        while time.monotonic() < until and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as page:
                    assert page.status == 200
                break
            except OSError:
                time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert end_of(process) == (0, "")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("argparse", 130),  # imported first
        ("_datetime", 130),  # by a library that is no Python and panics
        ("app.main", 130),
        # By the server, which handles Ctrl+C itself.
        pytest.param("uvicorn.lifespan.on", 0, marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_ends_a_start_at_any_moment_without_a_traceback(
    moment: str, code: int, root: Path, tmp_path: Path
) -> None:
    env = interrupted_at(moment, tmp_path)
    with started(root, stdout=subprocess.PIPE, env=env) as process:
        assert end_of(process) == (code, "")
        assert process.stdout
        assert process.stdout.read().strip() == ""


@pytest.mark.slow
def test_ctrl_c_at_the_end_of_a_shutdown_is_ignored(root: Path, tmp_path: Path) -> None:
    env = interrupted_at("exit", tmp_path)
    with started(root, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert end_of(process) == (0, "")


def test_what_takes_long_to_import_is_imported_after_ctrl_c_is_handled(
    root: Path,
) -> None:
    code = "import sys, app.__main__; print(*sys.modules)"
    command = [sys.executable, "-S", "-c", code]
    loaded = subprocess.run(command, cwd=root, check=True, capture_output=True)
    slow = {b"argparse", b"typing", b"webbrowser", b"threading", b"pydantic", b"numpy"}
    assert slow.isdisjoint(loaded.stdout.split())
