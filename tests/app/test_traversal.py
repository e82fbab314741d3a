"""Ids that are paths change and read nothing outside the data folder, by any door."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

SECRET = "a canary that no answer may have"
OWNER = "o" * 22
DOCUMENT = (
    Path(__file__).parents[1]
    / "engine/training/timeline/document/documents/v1-changed.json"
)
WAYS = ("../", "..\\", "..%2f", "%2e%2e/", "..%5c", "....//", "..%252f", "..;/")
WRITES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink"}
FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def ids(folder: Path) -> list[str]:
    """Return 500 ids that lead out of a folder, or to what is special in one."""
    ends = ("secret.txt", "etc/passwd", "data/runs.sqlite3", "runs.sqlite3-wal", "new")
    climbs = [
        start + way * depth + end
        for start, depth, way, end in itertools.product(
            ("", "/", "a/", "js/"), (1, 2, 6), WAYS, ends
        )
    ]
    starts = ("/", "file://", "~/", "C:\\", "\\\\host\\", "//")
    whole = [start + str(folder)[1:] + "/secret.txt" for start in starts]
    special = [
        *(".", "..", "...", "~", "-", "con", "nul", "aux.txt", "a:b", "$HOME", "`id`"),
        *(str(folder / "secret.txt"), "secret.txt\0.json", "\0", "a\0b"),
        *("'; drop table runs; --", "%s%n", "\u2025/secret.txt", "\uff0e\uff0e/a"),
    ]
    found = [*whole, *special, *climbs]
    assert len(found) >= 500
    return found[:500]


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return what is in a folder, without its data folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if folder / "data" not in (path, *path.parents)
    }


class Watch:
    """What is written by other threads than that of the tests, and where."""

    def __init__(self) -> None:
        self.written: list[str] | None = None
        self._main = threading.main_thread().ident
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        if self.written is None or threading.get_ident() == self._main:
            return
        is_open = event == "open" and isinstance(args[2], int) and args[2] & FLAGS
        if is_open or event in WRITES or event == "sqlite3.connect":
            self.written.append(os.fsdecode(args[0]))


@pytest.fixture(scope="module")
def audit() -> Watch:
    return Watch()


@pytest.fixture
def written(audit: Watch) -> Iterator[list[str]]:
    found: list[str] = []
    audit.written = found
    yield found
    audit.written = None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.fixture
def saving(folder: Path, make_server: Callable[..., Any]) -> Iterator[Any]:
    limits = {"commands_per_second": 1e6, "command_burst": 100_000}
    with make_server(save=True, data_dir=folder / "data", **limits) as server:
        yield server


def ask_by_http(server: Any, id_: str) -> list[tuple[int, bytes]]:
    """Ask for everything whose address can have an id; paths are sent as they are."""
    escaped = quote(id_, safe="/\\%;:~$`'.-")
    found = []
    connection = http.client.HTTPConnection(server.address, timeout=20)
    for path in ("/static/{}", "/words/{}.json", "/{}", "/?lang={}", "/ws?run={}"):
        connection.putrequest("GET", path.format(escaped), skip_host=True)
        connection.putheader("Host", server.address)
        connection.endheaders()
        answer = connection.getresponse()
        found.append((answer.status, answer.read()))
    connection.close()
    return found


def ask_by_socket(page: Any, id_: str) -> list[dict[str, Any]]:
    """Send every command that takes a text with an id in its place."""
    secret = (id_ + "." * 16)[:64]
    return [
        page.ask("runs", action="rename", run=secret, name=id_[:64]),
        page.ask("runs", action="duplicate", run=secret, name=id_[:64]),
        page.ask("runs", action="delete", run=secret),
        page.ask("runs", action="undelete", run=secret),
        page.ask("branch", action="rename", branch=0, name=id_[:64]),
        page.ask("change", dataset={"table": id_[:64]}),
        page.ask("reset", experiment={"dataset": id_[:64]}),
        page.ask("export", kind="numpy", link=f"http://a/{id_}"),
        page.ask(id_),
    ]


@pytest.mark.parametrize("share", [50, pytest.param(1, marks=pytest.mark.slow)])
def test_nothing_outside_the_data_folder_is_changed_or_read(
    share: int, saving: Any, folder: Path, written: list[str]
) -> None:
    before = tree(folder)
    document = json.loads(DOCUMENT.read_text("utf-8"))
    del document["expected"]
    answers: list[object] = []
    with saving.page(hidden=[2]) as page:
        for id_ in ids(folder)[::share]:
            by_http = ask_by_http(saving, id_)
            assert all(status < 500 for status, _ in by_http), id_
            answers += [by_http, ask_by_socket(page, id_), ask_by_hello(saving, id_)]
            own: dict[str, Any] = {"name": id_[:64], "saved_at": None, "curves": []}
            answers.append(page.ask("load", text=json.dumps({**document, **own})))
    assert SECRET not in repr(answers)
    assert tree(folder) == before
    data = folder / "data"
    outside = [to for to in written if data not in (Path(to), *Path(to).parents)]
    assert outside == []


def ask_by_hello(server: Any, id_: str) -> list[dict[str, Any]]:
    """Open a session with an id in place of each secret."""
    secret, found = (id_ + "." * 16)[:64], list[dict[str, Any]]()
    for fields in ({"session": secret}, {"owner": secret, "run": secret}):
        with server.connect() as socket:
            socket.send(json.dumps({"type": "hello", "id": 1, **fields}))
            found.append(json.loads(socket.recv(timeout=20)))
    return found


def test_the_watch_sees_what_another_thread_writes(
    tmp_path: Path, written: list[str]
) -> None:
    path = tmp_path / "new"
    thread = threading.Thread(target=path.write_text, args=("text",))
    thread.start()
    thread.join()
    assert written == [str(path)]
