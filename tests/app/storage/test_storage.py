"""The thread of saved runs: order, newest wins, errors, a full disk."""

import os
import queue
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.storage import storage as module
from app.storage.database import FILE_NAME, StorageError
from app.storage.records import Limits, Save, Saved, hash_of
from app.storage.storage import Failure, Storage

ME = hash_of("owner")


class Desk:
    """A storage, and the answers in their order."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()
        self.answers: list[Any] = []
        self.storage = Storage(folder, call_soon=self.calls.put, limits=limits)

    def answer(self) -> Any:
        self.calls.get(timeout=10)()
        return self.answers[-1]

    def save(self, run: Save) -> Any:
        self.storage.save("run", lambda: run, self.answers.append)
        return self.answer()

    def ask(self, work: Callable[[Any], Any]) -> Any:
        self.storage.ask(work, self.answers.append)
        return self.answer()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data")
    yield desk
    desk.storage.close()


def test_a_run_is_saved_in_a_thread(desk: Desk, make_save: Callable[..., Save]) -> None:
    names = []

    def make() -> Save:
        names.append(threading.current_thread().name)
        return make_save()

    desk.storage.save("run", make, desk.answers.append)
    assert isinstance(desk.answer(), Saved)
    assert names == ["storage"]
    assert len(desk.ask(lambda runs: runs.of_owner(ME))) == 1


def test_nothing_is_opened_before_it_is_needed(desk: Desk) -> None:
    assert not desk.storage.folder.exists()
    desk.storage.close()
    assert not desk.storage.folder.exists()


def test_a_newer_save_replaces_one_that_waits(
    desk: Desk, make_save: Callable[..., Save]
) -> None:
    blocked, is_free = threading.Event(), threading.Event()

    def block(_: object) -> None:
        blocked.set()
        is_free.wait(10)

    desk.storage.ask(block, desk.answers.append)
    assert blocked.wait(10)
    made = []

    def make(step: int) -> Callable[[], Save]:
        def one() -> Save:
            made.append(step)
            return make_save(step=step)

        return one

    for step in range(5):
        desk.storage.save("run", make(step), desk.answers.append)
    is_free.set()
    desk.answer()
    desk.answer()
    assert made == [4]
    assert [head.step for head in desk.ask(lambda runs: runs.of_owner(ME))] == [4]


def test_what_waits_is_saved_at_the_end(
    desk: Desk, make_save: Callable[..., Save]
) -> None:
    for k in range(10):
        save = make_save(session=bytes([k]))
        desk.storage.save(k, lambda save=save: save, desk.answers.append)
    desk.storage.close()
    other = Desk(desk.storage.folder)
    assert len(other.ask(lambda runs: runs.of_owner(ME))) == 10
    other.storage.close()


def test_saves_that_come_together_wait_for_the_disk_once(
    desk: Desk, make_save: Callable[..., Save]
) -> None:
    statements: list[str] = []
    desk.ask(lambda runs: runs._connection.set_trace_callback(statements.append))
    for k in range(5):
        save = make_save(session=bytes([k]))
        desk.storage.save(k, lambda save=save: save, desk.answers.append)
    for _ in range(5):
        desk.answer()
        assert statements.count("COMMIT") == 1  # before the first answer
    assert all(isinstance(answer, Saved) for answer in desk.answers[1:])
    assert not any("SELECT sum" in each for each in statements)  # there is room


def test_a_save_that_fails_takes_no_other_with_it(
    desk: Desk, make_save: Callable[..., Save]
) -> None:
    def mistake() -> Save:
        raise ZeroDivisionError

    for k in range(4):
        save = make_save(session=bytes([k]))
        desk.storage.save(k, lambda save=save: save, desk.answers.append)
    desk.storage.save("wrong", mistake, desk.answers.append)
    for _ in range(5):
        desk.answer()
    assert [isinstance(each, Saved) for each in desk.answers] == [True] * 4 + [False]
    assert desk.answers[4] == Failure("failed")
    assert len(desk.ask(lambda runs: runs.of_owner(ME))) == 4


def test_a_question_does_not_wait_for_saves_to_come(
    desk: Desk, make_save: Callable[..., Save], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GATHER_SECONDS", 60.0)
    desk.storage.save("run", make_save, desk.answers.append)
    desk.storage.ask(lambda runs: runs.of_owner(ME), desk.answers.append)
    assert isinstance(desk.answer(), Saved)
    assert len(desk.answer()) == 1


def test_an_error_of_a_job_is_its_answer(desk: Desk) -> None:
    def fail(_: object) -> None:
        raise StorageError("unknown")

    def mistake(_: object) -> None:
        raise ZeroDivisionError

    assert desk.ask(fail) == Failure("unknown")
    assert desk.ask(mistake) == Failure("failed")
    assert desk.ask(lambda runs: runs.of_owner(ME)) == []


def test_a_full_disk_is_told_and_the_last_version_stays(
    desk: Desk, make_save: Callable[..., Save], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = desk.save(make_save())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.Runs, "save", full)
    assert desk.save(make_save(id=saved.id, step=99)) == Failure("full")
    monkeypatch.undo()
    assert [head.step for head in desk.ask(lambda runs: runs.of_owner(ME))] == [10]
    assert isinstance(desk.save(make_save(id=saved.id, step=100)), Saved)


def test_a_file_that_is_damaged_while_it_is_open_is_set_aside(
    desk: Desk, make_save: Callable[..., Save]
) -> None:
    desk.save(make_save())
    path = desk.storage.folder / FILE_NAME

    def damage(runs: Any) -> None:
        runs._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path.write_bytes(b"no database" * 2000)
        runs._connection.execute("PRAGMA quick_check").fetchall()
        raise sqlite3.DatabaseError

    desk.ask(damage)
    desk.ask(lambda runs: runs.of_owner(ME))
    assert isinstance(desk.save(make_save()), Saved)
    assert desk.storage.aside is not None
    assert desk.storage.aside.exists()


def test_an_answer_after_the_end_of_the_loop_is_nobodys(
    tmp_path: Path, make_save: Callable[..., Save]
) -> None:
    def closed(_: object) -> None:
        raise RuntimeError("Event loop is closed")

    storage = Storage(tmp_path, call_soon=closed)
    storage.save("run", make_save, lambda _: None)
    storage.close()
    assert (tmp_path / FILE_NAME).exists()


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    script = (
        "import os, queue, random, resource, signal, sys, pathlib\n"
        "from app.storage.storage import Failure, Storage\n"
        "from app.storage.records import Save\n"
        "from app.protocol.saved_runs import RunSummary\n"
        "summary = RunSummary(dataset='', hidden=(), activation='', has_twin=False,"
        " train_loss=1, test_loss=1, test_accuracy=None, picture=None)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "calls = queue.Queue()\n"
        "storage = Storage(pathlib.Path(sys.argv[1]), call_soon=calls.put)\n"
        "def save(id, step, n):\n"
        "    document = {'noise': random.Random(step).randbytes(n).hex()}\n"
        "    run = Save(id=id, owner=b'o', session=b's', observer_key='', step=step,"
        " summary=summary, playing={}, document=document)\n"
        "    told = []\n"
        "    storage.save('run', lambda: run, told.append)\n"
        "    calls.get()()\n"
        "    return told[0]\n"
        "first = save('a', 1, 1000)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, -1))\n"
        "print(save(first.id, 2, 1_000_000))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))\n"
        "told = []\n"
        "storage.ask(lambda runs: runs.of_owner(b'o'), told.append)\n"
        "calls.get()()\n"
        "print([head.step for head in told[0]])\n"
        "print(save(first.id, 3, 1_000_000).id == first.id)\n"
        "storage.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["Failure(problem='full')", "[1]", "True"], (
        done.stdout + done.stderr
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="mounts of Linux")
def test_a_disk_that_is_really_full_keeps_the_last_version(tmp_path: Path) -> None:
    script = (
        "import queue, random, sys, pathlib\n"
        "from app.storage.storage import Storage\n"
        "from app.storage.records import Save\n"
        "from app.protocol.saved_runs import RunSummary\n"
        "summary = RunSummary(dataset='', hidden=(), activation='', has_twin=False,"
        " train_loss=1, test_loss=1, test_accuracy=None, picture=None)\n"
        "calls = queue.Queue()\n"
        "storage = Storage(pathlib.Path(sys.argv[1]), call_soon=calls.put)\n"
        "def save(step, n):\n"
        "    document = {'noise': random.Random(step).randbytes(n).hex()}\n"
        "    run = Save(id='a', owner=b'o', session=b's', observer_key='', step=step,"
        " summary=summary, playing={}, document=document)\n"
        "    told = []\n"
        "    storage.save('run', lambda: run, told.append)\n"
        "    calls.get()()\n"
        "    return told[0]\n"
        "print(save(1, 1000).id)\n"
        "print(save(2, 2_000_000))\n"
        "print(save(3, 1000).id)\n"
        "storage.close()\n"
    )
    mount = 'mount -t tmpfs -o size=1m none "$2" || exit 77; exec "$0" -c "$1" "$2"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", mount, sys.executable, script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77 or done.stderr.startswith("unshare"):
        pytest.skip("no right to mount")
    assert done.stdout.splitlines() == ["a", "Failure(problem='full')", "a"], (
        done.stdout + done.stderr
    )
