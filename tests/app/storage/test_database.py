"""The file of saved runs: what happens when it cannot be opened."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage.database import (
    FILE_NAME,
    SCHEMA_VERSION,
    StorageError,
    open_database,
    storage_errors,
    transaction,
)
from app.storage.records import Limits, Save, hash_of
from app.storage.runs import Runs

LIMITS = Limits()
posix = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


def test_a_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    connection, aside = open_database(folder)
    assert aside is None
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600
    connection.close()


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    connection, _ = open_database(tmp_path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    connection.close()


def test_a_file_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE later (x)")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StorageError) as caught:
        open_database(tmp_path)
    assert caught.value.problem == "newer"
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def damage_header(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def damage_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for first in range(4096, len(content), 4096):
        content[first : first + 200] = b"\xff" * 200
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [damage_header, damage_middle])
def test_a_damaged_file_is_set_aside_and_not_lost(
    tmp_path: Path, make_save: Callable[..., Save], damage: Callable[[Path], None]
) -> None:
    connection, _ = open_database(tmp_path)
    for k in range(20):
        Runs(connection, LIMITS).save(make_save(session=bytes([k])), now=1.0)
    connection.close()
    damage(tmp_path / FILE_NAME)
    damaged = (tmp_path / FILE_NAME).read_bytes()
    connection, aside = open_database(tmp_path)
    assert aside is not None
    assert aside.read_bytes() == damaged
    assert Runs(connection, LIMITS).of_owner(hash_of("owner")) == []
    connection.close()


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError) as caught:
        open_database(tmp_path / "file")
    assert caught.value.problem == "failed"
    assert (tmp_path / "file").read_text() == "mine"


@posix
@pytest.mark.parametrize("exists", [pytest.param(False, marks=pytest.mark.slow), True])
def test_a_folder_that_is_read_only_is_named_so(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if exists:
        open_database(folder)[0].close()
        (folder / FILE_NAME).chmod(0o444)
    folder.chmod(0o555)
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    script = (
        "import os, sys, pathlib\n"
        "from app.storage.database import *\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: open_database(pathlib.Path(sys.argv[1]))\n"
        "except StorageError as error: print(error.problem)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    folder.chmod(0o755)
    assert done.stdout.split() == ["read_only"], done.stderr


def test_two_servers_write_to_one_file(
    tmp_path: Path, make_save: Callable[..., Save]
) -> None:
    one, _ = open_database(tmp_path)
    two, _ = open_database(tmp_path)
    Runs(one, LIMITS).save(make_save(session=b"1"), now=1.0)
    Runs(two, LIMITS).save(make_save(session=b"2"), now=2.0)
    assert len(Runs(one, LIMITS).of_owner(hash_of("owner"))) == 2
    one.close()
    two.close()


def test_a_file_that_another_server_holds_is_busy(
    tmp_path: Path, make_save: Callable[..., Save]
) -> None:
    one, _ = open_database(tmp_path)
    two, _ = open_database(tmp_path)
    two.execute("PRAGMA busy_timeout = 10")
    with (
        transaction(one),
        pytest.raises(StorageError) as caught,
        storage_errors(),
    ):
        Runs(two, LIMITS).save(make_save(), now=1.0)
    assert caught.value.problem == "busy"
    one.close()
    two.close()


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(28, "no space"), "full"),
        (OSError(27, "too large"), "full"),
        (OSError(30, "read-only"), "read_only"),
        (OSError(5, "input/output"), "failed"),
        (PermissionError(13, "denied"), "read_only"),
        (sqlite3.OperationalError("no code"), "failed"),
    ],
)
def test_errors_of_the_system_have_a_name(error: Exception, problem: str) -> None:
    with pytest.raises(StorageError) as caught, storage_errors():
        raise error
    assert caught.value.problem == problem
