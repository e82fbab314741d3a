"""Reads the document of a run, and refuses what a session may not hold."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.session.commands.cost import check_cost
from app.session.memory_estimates import network_bytes, sample_count, table_bytes
from app.session.memory_use import count_memory, require_seek
from app.session.messages.notifier import Notifier
from app.session.protocol_errors import protocol_errors
from app.session.run.plain_records import ByBranch, records_from
from app.session.run.uploaded_tables import MAX_NUMBERS
from app.session.state import SessionState
from app.session.uploads import name_of
from engine import Experiment, UploadedData
from engine.training.timeline.document.document import Document
from engine.training.timeline.document.loading import Loading
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.document.reading import reading

__all__ = ["open_document", "read_document"]

MAX_NAME, MAX_TIME = 80, 40
"""Characters of the name of a run, and of the time when it was saved."""
_OWN = ("name", "saved_at", "curves")


def read_document(
    state: SessionState, value: Any
) -> tuple[Generator[None, None, Document], Callable[[Document], ByBranch]]:
    """Return the two stages in which a document is read and checked.

    Returns
    -------
    steps : generator
        Returns the document.
    checked : callable
        Takes it, refuses what is too large, and returns its curves.

    Raises
    ------
    ProtocolError, ExperimentError
        If it is no document, or too large; both stages raise them, too. The session has
        not changed then.
    """
    given = value if isinstance(value, dict) else {}
    own = {key: DocumentPart(given.get(key), key) for key in _OWN}
    past = {key: each for key, each in given.items() if key not in _OWN}
    budget = state.memory.budget

    def shared(data: UploadedData) -> UploadedData:
        state.memory.check(table_bytes(data))
        return budget.shared(name_of(data), data)

    def checked(document: Document) -> ByBranch:
        for key, most in (("name", MAX_NAME), ("saved_at", MAX_TIME)):
            if own[key].value is not None:
                own[key].text(most)
        records = records_from(own["curves"], document.digests)
        _check_size(state, document)
        return records

    return reading(past, shared), checked


def _whole(steps: Generator[None, None, Document]) -> Document:
    """Return what a generator returns at its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Document = end.value
            return found


def _check_size(state: SessionState, document: Document) -> None:
    """Refuse a run that a session could not have come to.

    Raises
    ------
    ProtocolError
    """
    tables: dict[int, int] = {}
    for experiments in _experiments(document):
        check_cost(*[(each, sample_count(each)) for each in experiments])
        for each in experiments:
            if each.uploaded is not None:
                tables[id(each.uploaded)] = each.uploaded.raw.size
    if sum(tables.values()) > MAX_NUMBERS:
        message = sentence("error.table_numbers", n=MAX_NUMBERS)
        raise ProtocolError(
            "limit_exceeded", message, field="tables", limit=MAX_NUMBERS
        )
    here = document.branch.experiments_at(document.place.n_events)
    state.memory.check(sum(map(network_bytes, here)))
    require_seek(state, here)


def _experiments(document: Document) -> Iterator[tuple[Experiment, ...]]:
    """Yield the experiments that networks have had, those that are equal once."""
    known: set[tuple[object, ...]] = set()
    for branch in document.branches:
        for each in (branch.origin, *(dated.experiments for dated in branch.events)):
            key = tuple(map(_cost_key, each))
            if key not in known:
                known.add(key)
                yield each


def _cost_key(e: Experiment) -> tuple[object, ...]:
    """Return all that the size of a network depends on."""
    of_network = (e.network, e.input_names, e.hidden, e.n_outputs)
    return (*of_network, e.batch, e.optimizer, id(e.dataset))


def open_document(state: SessionState, value: Any) -> None:
    """Make a new session one that goes on with the run of a document.

    Raises
    ------
    ProtocolError
        If it is none, or too large.
    """
    with protocol_errors():
        steps, checked = read_document(state, value)
        document = _whole(steps)
        records = checked(document)
    loading = Loading(document)
    while not loading.proceed(loading.steps_left):
        pass
    (empty,) = state.run.timeline.branches
    state.run.load(loading, records)
    state.run.timeline.branches.delete(empty)
    state.run.timeline.drop_spare()
    state.run.records.adopt()
    state.notifier = Notifier(state.run)
    count_memory(state)
