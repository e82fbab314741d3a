"""Uploads: samples that the user brings, and the names that stand for them.

A table can be larger than a message, and larger than anybody wants to see repeated in
every answer. So it comes in pieces, once, and is called by its name from then on. The
name follows from what is in it: whoever brings the same table again gets the same name.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from app.i18n import t
from app.protocol.commands import Table
from app.protocol.errors import ProtocolError
from engine import Experiment, UploadedData, checked_rows

__all__ = ["MOST_NUMBERS", "MOST_TABLES", "Uploads"]

MOST_TABLES = 4
"""So many a session holds, the newest ones: enough to take a change back."""
MOST_NUMBERS = 400_000
"""Numbers that all tables of a session may have together: about 16 MB."""


class Uploads:
    """The tables of one session, and the rows of one that is still coming."""

    def __init__(self) -> None:
        self._held: dict[str, UploadedData] = {}
        self._rows: tuple[Any, ...] = ()
        self._targets: tuple[Any, ...] = ()

    def add(self, command: Table) -> str | None:
        """Take the next rows of a table; return its name when it is whole.

        What is refused changes nothing: other rows may follow what came before.

        Raises
        ------
        ExperimentError
            If they are no samples.
        ProtocolError
            If they do not follow what came before.
        """
        rows, targets = (self._rows, self._targets) if command.first else ((), ())
        if command.first != len(rows):
            message = t("error.table_first", n=len(rows))
            raise ProtocolError("invalid_value", message, field="first")
        x, y = checked_rows(command.x, command.y)
        rows, targets = (*rows, *x), (*targets, *y)
        if sum(map(len, rows)) > MOST_NUMBERS:
            message = t("error.table_numbers", n=MOST_NUMBERS)
            raise ProtocolError(
                "limit_exceeded", message, field="x", limit=MOST_NUMBERS
            )
        if command.is_last:
            own = UploadedData.assemble(rows, targets, names=command.names or ())
            self._rows = self._targets = ()
            return self.hold(own)
        UploadedData.check_count(len(rows))
        self._rows, self._targets = rows, targets
        return None

    def hold(self, own: UploadedData) -> str:
        """Keep a table and return its name."""
        known = next((name for name, held in self._held.items() if held is own), None)
        name = known or name_of(own)
        self._held[name] = self._held.pop(name, own)
        while len(self._held) > MOST_TABLES or (
            len(self._held) > 1 and self._n_numbers > MOST_NUMBERS
        ):
            del self._held[next(iter(self._held))]
        return name

    @property
    def _n_numbers(self) -> int:
        return sum(own.raw.size for own in self._held.values())

    def resolved(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Put the samples where their name stands.

        Raises
        ------
        ProtocolError
            If there is no such table.
        """
        dataset = fields.get("dataset")
        if not isinstance(dataset, Mapping) or "table" not in dataset:
            return dict(fields)
        if dataset["table"] not in self._held:
            raise ProtocolError("invalid_value", t("error.no_table"), field="dataset")
        return {**fields, "dataset": self._held[dataset["table"]]}

    def plain(self, experiment: Experiment) -> dict[str, Any]:
        """Return an experiment as plain data, with a table's name for own samples."""
        values, own = experiment.to_dict(with_samples=False), experiment.uploaded
        if own is not None:
            values["dataset"] = {
                "table": self.hold(own),
                "n_samples": len(own.x),
                "n_features": own.n_features,
                "names": list(own.names),
            }
        return values


def name_of(own: UploadedData) -> str:
    """Return a name that follows from the samples alone."""
    content = sha256(own.raw.tobytes())
    content.update(repr((own.raw.shape, own.y, own.names)).encode())
    return content.hexdigest()[:16]
