"""Runs: the table of saved runs; each belongs to an owner, who alone can read it."""

import json
import math
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from pydantic import ValidationError

from app.protocol.saved_runs import RunSummary
from app.storage.database import StorageError, transaction
from app.storage.records import Limits, Resumed, RunHead, Save, Saved, new_id

__all__ = ["MAX_LISTED", "Runs"]

MAX_LISTED = 200
"""Runs in one list, the newest."""
DELETED_SECONDS = 86400.0
"""How long a run that was deleted can be brought back."""
PURGE_SECONDS = 600.0
"""Between two searches for runs that were deleted longer ago."""
LEVEL = 1
"""Of compression: most of a document are numbers, which hardly get smaller."""
_HEAD = "id, name, created, changed, step, summary"


class Runs:
    """The saved runs of one file.

    Every method is one transaction: it does all or nothing, and has reached the disk
    when it returns; several are one transaction within `together`. The id of another
    owner's run is treated like one that does not exist.

    Parameters
    ----------
    connection : Connection
        Of `open_database`.
    limits : Limits
    """

    def __init__(self, connection: sqlite3.Connection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._purged_at = -math.inf
        (self._page_bytes,) = self._one("PRAGMA page_size") or (0,)

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which all that is done reaches the disk together."""
        return transaction(self._connection)

    # ---- saving and resuming ---------------------------------------------------------

    def save(self, run: Save, *, now: float) -> Saved:
        """Save a run; older ones without a name give way if there is no room.

        It replaces the run of the same id and owner. If that has been deleted, or is of
        another owner, it stays as it is, and a new run is saved.

        Raises
        ------
        StorageError
            If there is no room even then; nothing has changed.
        """
        values = (
            *(
                run.session,
                run.observer_key,
                now,
                run.step,
                run.summary.model_dump_json(),
            ),
            *(dumps(run.playing), packed(run.document)),
        )
        with transaction(self._connection):
            self._execute(
                "UPDATE runs SET session = NULL WHERE session = ?"
                " AND (id != ? OR owner != ? OR deleted IS NOT NULL)",
                *(run.session, run.id, run.owner),
            )
            found = self._one(
                "UPDATE runs SET session = ?, observer_key = ?, changed = ?, step = ?,"
                " summary = ?, playing = ?, document = ?"
                " WHERE id = ? AND owner = ? AND deleted IS NULL RETURNING id, name",
                *(*values, run.id, run.owner),
            )
            id_, name = found or (self._insert(run, values, now), None)
            n_removed = self._make_room(run.owner, id_, now)
        is_new = id_ != run.id
        return Saved(id=id_, name=name, changed=now, n_removed=n_removed, is_new=is_new)

    def _insert(self, run: Save, values: tuple[object, ...], now: float) -> str:
        is_taken = self._one("SELECT 1 FROM runs WHERE id = ?", run.id)
        id_ = new_id() if is_taken else run.id
        self._execute(
            "INSERT INTO runs (session, observer_key, changed, step, summary, playing,"
            " document, id, owner, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(*values, id_, run.owner, now),
        )
        return id_

    def _make_room(self, owner: bytes, kept: str, now: float) -> int:
        """Remove what is too much: what was deleted, then the oldest without a name."""
        self._purge(now)
        limits, n_removed = self._limits, 0
        while True:
            n_runs, n_own = self._one(
                "SELECT count(*), coalesce(sum(length(document)), 0) FROM runs"
                " WHERE owner = ?", owner
            ) or (0, 0)  # fmt: skip
            n_all = self._n_bytes()
            is_own = n_runs > limits.max_runs or n_own > limits.max_owner_bytes
            if not is_own and n_all <= limits.max_bytes:
                return n_removed
            gone = self._one(
                "DELETE FROM runs WHERE id = (SELECT id FROM runs WHERE id != ? AND"
                " (owner = ? OR ?) AND (name IS NULL OR deleted IS NOT NULL)"
                " ORDER BY deleted IS NULL, owner != ?, changed LIMIT 1)"
                " RETURNING deleted",
                *(kept, owner, not is_own, owner),
            )
            if gone is None:
                raise StorageError("limit")
            n_removed += gone[0] is None

    def _purge(self, now: float) -> None:
        """Remove what was deleted too long ago to be brought back, now and then."""
        if not 0 <= now - self._purged_at < PURGE_SECONDS:
            self._execute("DELETE FROM runs WHERE deleted < ?", now - DELETED_SECONDS)
            self._purged_at = now

    def _n_bytes(self) -> int:
        """Return the bytes of all documents, or of the file if that is small enough."""
        (n_pages,) = self._one("PRAGMA page_count") or (0,)
        if n_pages * self._page_bytes <= self._limits.max_bytes:
            return int(n_pages * self._page_bytes)
        (n_all,) = self._one("SELECT sum(length(document)) FROM runs") or (0,)
        return int(n_all)

    def of_session(self, session: bytes) -> Resumed | None:
        """Return the run from which a session can be resumed."""
        return self._resumed("session = ? AND deleted IS NULL", session)

    def is_observed(self, observer_key: str) -> bool:
        """Return whether a session with this observer key can be resumed."""
        condition = "observer_key = ? AND session NOT NULL AND deleted IS NULL"
        found = self._one(f"SELECT 1 FROM runs WHERE {condition}", observer_key)
        return found is not None

    def open(self, owner: bytes, id_: str) -> Resumed:
        """Return a run of an owner.

        Raises
        ------
        StorageError
            If there is none of this id.
        """
        found = self._resumed("owner = ? AND id = ? AND deleted IS NULL", owner, id_)
        if found is None:
            raise StorageError("unknown")
        return found

    def _resumed(self, condition: str, *values: object) -> Resumed | None:
        found = self._one(
            "SELECT id, name, owner, observer_key, playing, document FROM runs WHERE "
            + condition, *values
        )  # fmt: skip
        if found is None:
            return None
        id_, name, owner, observer_key, playing, document = found
        return Resumed(
            id=id_,
            name=name,
            owner=owner,
            observer_key=observer_key,
            playing=json.loads(playing),
            document=unpacked(document),
        )

    # ---- the list --------------------------------------------------------------------

    def of_owner(self, owner: bytes) -> list[RunHead]:
        """Return the runs of an owner, the newest first."""
        rows = self._connection.execute(
            f"SELECT {_HEAD} FROM runs WHERE owner = ? AND deleted IS NULL"
            " ORDER BY changed DESC, id LIMIT ?",
            (owner, MAX_LISTED),
        )
        return [_head(row) for row in rows]

    def rename(self, owner: bytes, id_: str, name: str | None) -> None:
        """Name a run; None removes its name."""
        self._change("UPDATE runs SET name = ?", owner, id_, name)

    def delete(self, owner: bytes, id_: str, *, now: float) -> None:
        """Remove a run from the list; `undelete` brings it back for a day."""
        self._change("UPDATE runs SET deleted = ?", owner, id_, now)

    def undelete(self, owner: bytes, id_: str) -> None:
        """Bring a deleted run back."""
        self._change("UPDATE runs SET deleted = NULL", owner, id_)

    def duplicate(self, owner: bytes, id_: str, name: str | None, *, now: float) -> str:
        """Copy a run under another name; return the id of the copy."""
        with transaction(self._connection):
            found = self._one(
                "INSERT INTO runs (id, owner, name, created, changed, step, summary,"
                " playing, document) SELECT ?, owner, ?, ?, ?, step, summary, playing,"
                " document FROM runs WHERE owner = ? AND id = ? AND deleted IS NULL"
                " RETURNING id",
                *(new_id(), name, now, now, owner, id_),
            )
            if found is None:
                raise StorageError("unknown")
            self._make_room(owner, found[0], now)
        return str(found[0])

    def _change(self, update: str, owner: bytes, id_: str, *values: object) -> None:
        with transaction(self._connection):
            found = self._one(
                f"{update} WHERE owner = ? AND id = ? RETURNING id",
                *(*values, owner, id_),
            )
            if found is None:
                raise StorageError("unknown")

    # ---- SQL -------------------------------------------------------------------------

    def _execute(self, sql: str, *values: object) -> None:
        self._connection.execute(sql, values)

    def _one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        rows: list[tuple[Any, ...]] = self._connection.execute(sql, values).fetchall()
        return rows[0] if rows else None


def _head(row: tuple[Any, ...]) -> RunHead:
    id_, name, created, changed, step, summary = row
    return RunHead(
        id=id_,
        name=name,
        created=created,
        changed=changed,
        step=step,
        summary=_summary(summary),
    )


def _summary(text: str) -> RunSummary | None:
    try:
        return RunSummary.model_validate_json(text)
    except ValidationError:
        return None


def dumps(value: Mapping[str, Any]) -> str:
    """Return a value as JSON."""
    return json.dumps(value, separators=(",", ":"))


def packed(document: Mapping[str, Any]) -> bytes:
    """Return a document as compressed JSON."""
    return zlib.compress(dumps(document).encode(), LEVEL)


def unpacked(content: bytes) -> dict[str, Any]:
    """Return the document that was packed.

    Raises
    ------
    StorageError
        If it is damaged.
    """
    try:
        found = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as error:
        raise StorageError("corrupt") from error
    if not isinstance(found, dict):
        raise StorageError("corrupt")
    return found
