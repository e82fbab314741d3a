"""Uploads: tables of samples that the user uploads, and their names.

A table can be larger than a message, and is too large to be repeated in every answer.
So it is uploaded once, in chunks, and referred to by name from then on. The name is a
hash of the content: the same table always gets the same name.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from app.protocol.commands.commands import Table
from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.session.chunked_text import MAX_DOCUMENT_BYTES, ChunkedText
from app.session.memory_budget import MemoryBudget
from app.session.memory_estimates import NUMBER_BYTES
from engine import Experiment, UploadedData, checked_rows

__all__ = ["MAX_NUMBERS", "MAX_TABLES", "Uploads"]

MAX_TABLES = 4
"""Tables that a session holds, the newest ones: enough to undo a change."""
MAX_NUMBERS = 400_000
"""Numbers in all tables of a session together: about 16 MB."""


class Uploads:
    """The tables of one session, and what is not complete yet.

    Parameters
    ----------
    budget : MemoryBudget
        Has the tables of all sessions: equal ones are held once.

    Attributes
    ----------
    document : ChunkedText
        A document that is not complete yet.
    """

    def __init__(self, budget: MemoryBudget) -> None:
        self._budget = budget
        self._tables: dict[str, UploadedData] = {}
        self.document = ChunkedText(MAX_DOCUMENT_BYTES)
        self._rows: tuple[Any, ...] = ()
        self._targets: tuple[Any, ...] = ()

    def add(self, command: Table) -> str | None:
        """Take the next rows of a table; return its name when it is complete.

        Rows that are refused change nothing: other rows may come in their place.

        Raises
        ------
        ExperimentError
            If the rows are not valid samples.
        ProtocolError
            If the rows do not follow those before, or are too many.
        """
        rows, targets = (self._rows, self._targets) if command.first else ((), ())
        if command.first != len(rows):
            message = sentence("error.table_first", n=len(rows))
            raise ProtocolError("invalid_value", message, field="first")
        x, y = checked_rows(command.x, command.y)
        rows, targets = (*rows, *x), (*targets, *y)
        if sum(map(len, rows)) > MAX_NUMBERS:
            message = sentence("error.table_numbers", n=MAX_NUMBERS)
            raise ProtocolError("limit_exceeded", message, field="x", limit=MAX_NUMBERS)
        if command.is_last:
            data = UploadedData.assemble(
                rows,
                targets,
                names=command.names or (),
                target_names=command.target_names or (),
            )
            self._rows = self._targets = ()
            return self.hold(self._budget.shared(name_of(data), data))
        UploadedData.check_count(len(rows))
        self._rows, self._targets = rows, targets
        return None

    def hold(self, data: UploadedData) -> str:
        """Keep a table as the newest one, and return its name."""
        items = self._tables.items()
        known = next((name for name, table in items if table is data), None)
        name = known or name_of(data)
        self._tables[name] = self._tables.pop(name, data)
        while len(self._tables) > MAX_TABLES or (
            len(self._tables) > 1 and self._n_numbers > MAX_NUMBERS
        ):
            del self._tables[next(iter(self._tables))]
        return name

    @property
    def tables(self) -> tuple[UploadedData, ...]:
        """The tables that are held, the newest last."""
        return tuple(self._tables.values())

    @property
    def n_pending_bytes(self) -> int:
        """The memory of a table and of a document that are not complete yet."""
        rows = NUMBER_BYTES * sum(map(len, self._rows))
        return rows + self.document.n_characters

    @property
    def _n_numbers(self) -> int:
        return sum(table.raw.size for table in self._tables.values())

    def resolved(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Replace the name of a table by its samples.

        Raises
        ------
        ProtocolError
            If the session holds no table of this name.
        """
        dataset = fields.get("dataset")
        if not isinstance(dataset, Mapping) or "table" not in dataset:
            return dict(fields)
        if dataset["table"] not in self._tables:
            raise ProtocolError(
                "invalid_value", sentence("error.no_table"), field="dataset"
            )
        return {**fields, "dataset": self._tables[dataset["table"]]}

    def to_plain(self, experiment: Experiment) -> dict[str, Any]:
        """Return an experiment as plain data, with a table's name for its samples."""
        values, data = experiment.to_dict(with_samples=False), experiment.uploaded
        if data is not None:
            values["dataset"] = {
                "table": self.hold(data),
                "n_samples": len(data.x),
                "n_features": data.n_features,
                "names": list(data.names),
                "target_names": list(data.target_names),
            }
        return values


def name_of(data: UploadedData) -> str:
    """Return a hash of the samples."""
    content = sha256(data.raw.tobytes())
    named = data.raw.shape, data.y, data.names, data.target_names
    content.update(repr(named).encode())
    return content.hexdigest()[:16]
