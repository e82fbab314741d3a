"""Uploaded tables: the former branches that are dropped because of their samples."""

from engine import UploadedData
from engine.training.timeline.branch import Branch
from engine.training.timeline.timeline import Timeline

__all__ = ["MAX_NUMBERS", "drop_surplus_tables"]

MAX_NUMBERS = 800_000
"""Numbers of the own tables that branches keep alive, about 32 MB; those of the present
branch are always kept."""


def drop_surplus_tables(timeline: Timeline) -> None:
    """Drop the oldest branches with own tables until those left are not too many."""
    for oldest in list(timeline.branches):
        tables = {id(t): t.raw.size for b in timeline.branches for t in _tables(b)}
        if sum(tables.values()) <= MAX_NUMBERS:
            return
        if oldest is not timeline.branch and _tables(oldest):
            timeline.branches.delete(oldest)


def _tables(branch: Branch) -> list[UploadedData]:
    return [each.uploaded for each in branch.origin if each.uploaded is not None]
