"""The command line: which port, what it says, when it opens a browser."""

import asyncio
import errno
import gc
import json
import re
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator

import pytest

import app.__main__ as command_line
from app.config import Settings

Started = Callable[[], None]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the browser by a list of the addresses it was asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr(command_line.webbrowser, "open", addresses.append)
    return addresses


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """Let a server that has started answer once and then stop."""
    answers: list[dict[str, object]] = []
    start = command_line._AnnouncingServer.startup

    def ask(port: int) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert "server" not in answer.headers
            answers.append(json.load(answer))

    async def startup(
        self: command_line._AnnouncingServer, sockets: list[socket.socket]
    ) -> None:
        await start(self, sockets)
        await asyncio.to_thread(ask, sockets[0].getsockname()[1])
        self.should_exit = True

    monkeypatch.setattr(command_line._AnnouncingServer, "startup", startup)
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


def test_what_is_there_from_the_start_is_not_searched_for_garbage(
    health: list[dict[str, object]],
) -> None:
    gc.unfreeze()
    assert command_line.main(["--port", "0", "--no-browser"]) == 0
    assert health
    assert gc.get_freeze_count() > 10_000


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
    assert "port = 70000" in capsys.readouterr().err


def test_ctrl_c_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line._AnnouncingServer, "run", interrupt)
    assert command_line.main(["--port", "0", "--no-browser"]) == 0


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "127.0.0.1"),
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


def test_a_network_fault_is_not_taken_for_a_taken_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    def refuse(address: tuple[str, int], **_: object) -> socket.socket:
        tried.append(address[1])
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(command_line.socket, "create_server", refuse)
    with pytest.raises(OSError, match="Permission denied"):
        command_line._listen(Settings())
    assert tried == [8000]


def test_answers_are_sent_at_once() -> None:
    with command_line._listen(Settings(port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.proto == socket.IPPROTO_TCP


def test_a_missing_extra_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_METRICS", "1")
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert command_line.main(["--port", "0", "--no-browser"]) == 1
    assert "pip install" in capsys.readouterr().err
