"""The file of saved runs: opened, checked, and set aside when it is damaged."""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.protocol.saved_runs import StorageProblem

__all__ = ["FILE_NAME", "SCHEMA_VERSION", "StorageError", "open_database"]

FILE_NAME = "runs.sqlite3"
SCHEMA_VERSION = 1
"""Of the tables; a file with a higher one is not touched."""
BUSY_SECONDS = 5.0
"""How long to wait for another server that is writing to the same file."""
OF_OWNER_ONLY = 0o700
PRIMARY = 0xFF
"""The bits of an error code of SQLite without its details."""
_TABLE = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    owner BLOB NOT NULL,
    session BLOB UNIQUE,
    observer_key TEXT,
    name TEXT,
    created REAL NOT NULL,
    changed REAL NOT NULL,
    deleted REAL,
    step INTEGER NOT NULL,
    summary TEXT NOT NULL,
    playing TEXT NOT NULL,
    document BLOB NOT NULL
) STRICT;
CREATE INDEX runs_by_owner ON runs (owner, changed);
"""
_CODES: dict[int, StorageProblem] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR_WRITE: "full",  # a quota is used up
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_AUTH: "read_only",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
}


class StorageError(Exception):
    """Something could not be saved or found.

    Attributes
    ----------
    problem : StorageProblem
    """

    def __init__(self, problem: StorageProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn errors of SQLite and of the system into a `StorageError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(_problem_of_sqlite(error)) from error
    except PermissionError as error:
        raise StorageError("read_only") from error
    except OSError as error:
        raise StorageError(_problem_of(error)) from error


def _problem_of_sqlite(error: sqlite3.Error) -> StorageProblem:
    code = getattr(error, "sqlite_errorcode", 0)
    return _CODES.get(code) or _CODES.get(code & PRIMARY, "failed")


def _problem_of(error: OSError) -> StorageProblem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "full"
    return "read_only" if error.errno == errno.EROFS else "failed"


def open_database(folder: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Open the file of saved runs, or make it.

    A damaged file is set aside under another name, and an empty one takes its place.

    Returns
    -------
    (connection, where a damaged file is now, or None)

    Raises
    ------
    StorageError
        If the folder cannot be written to, or the file is of a newer version.
    """
    path = folder / FILE_NAME
    with storage_errors():
        folder.mkdir(mode=OF_OWNER_ONLY, parents=True, exist_ok=True)
        try:
            return _opened(path), None
        except sqlite3.DatabaseError as error:
            if _problem_of_sqlite(error) != "corrupt":
                raise
        aside = _set_aside(path)
        return _opened(path), aside


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    if os.name == "posix":
        path.chmod(0o600)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Check the file, and make the table in a new one."""
    if _version(connection) > SCHEMA_VERSION:
        raise StorageError("newer")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        error = sqlite3.DatabaseError("the file is damaged")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    with transaction(connection):
        if _version(connection) == 0:
            for statement in _TABLE.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing: commit at the end, or roll back after an error.

    Within another transaction it is a part of that.
    """
    is_part = bool(connection.in_transaction)
    if is_part:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _set_aside(path: Path) -> Path:
    """Give a damaged file, and what SQLite keeps beside it, another name."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{FILE_NAME}.damaged-{stamp}")
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside
