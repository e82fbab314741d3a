"""Memory use: what a session holds in memory, and whether it may hold more."""

from collections.abc import Iterator, Sequence

from app.protocol.commands.commands import Watch
from app.session.memory_budget import Account
from app.session.memory_estimates import (
    POINT_BYTES,
    SESSION_BYTES,
    network_bytes,
    networks_bytes,
    table_bytes,
    watch_bytes,
)
from app.session.run.pending_seek import PendingSeek
from app.session.state import SessionState
from engine import Experiment, UploadedData

__all__ = [
    "count_memory",
    "require_network",
    "require_networks",
    "require_seek",
    "require_watch",
]


def require_network(memory: Account, experiment: Experiment) -> None:
    """Refuse the network of a new session that is too large.

    Raises
    ------
    ProtocolError
    """
    memory.check(network_bytes(experiment))


def require_networks(state: SessionState, *experiments: Experiment) -> None:
    """Refuse networks for which there is no memory beside those that they replace.

    Networks that are not larger are never refused: a session can always become smaller.

    Raises
    ------
    ProtocolError
    """
    present = _experiments_of(state)
    if networks_bytes(experiments) > networks_bytes(present):
        state.memory.check(networks_bytes(experiments, held=present))


def require_watch(state: SessionState, watch: Watch) -> None:
    """Refuse frames for which there is no memory.

    Raises
    ------
    ProtocolError
    """
    state.memory.check(watch_bytes(state.trainers, watch))


def require_seek(state: SessionState, experiments: Sequence[Experiment]) -> None:
    """Refuse to go to a place of the past for whose networks there is no memory.

    A seek trains networks of its own beside the present ones.

    Raises
    ------
    ProtocolError
    """
    more = networks_bytes(experiments, held=_experiments_of(state))
    if more > _spare_bytes(state):
        state.memory.check(more)


def count_memory(state: SessionState) -> None:
    """Count what the session holds now."""
    watch = state.subscription.watch
    watches = [*state.observed, *([] if watch is None else [watch])]
    own = SESSION_BYTES + state.uploads.n_pending_bytes + state.run.timeline.n_bytes
    own += networks_bytes(_experiments_of(state)) + _spare_bytes(state)
    own += POINT_BYTES * state.run.records.n_points
    own += sum(watch_bytes(state.trainers, watch) for watch in watches)
    state.memory.hold(own, {id(data): table_bytes(data) for data in _tables(state)})


def _experiments_of(state: SessionState) -> list[Experiment]:
    return [trainer.experiment for trainer in state.trainers]


def _spare_bytes(state: SessionState) -> int:
    """Return the memory of the trainers of a seek, or of those kept for the next."""
    experiments = state.run.timeline.spare
    if isinstance(state.seeking, PendingSeek):
        trainers = state.seeking.seek.lockstep.trainers
        experiments = tuple(trainer.experiment for trainer in trainers)
    return networks_bytes(experiments, held=_experiments_of(state))


def _tables(state: SessionState) -> Iterator[UploadedData]:
    """Yield the own tables that the session keeps alive, some of them repeatedly."""
    yield from state.uploads.tables
    experiments = _experiments_of(state)
    branches = state.run.timeline.branches
    origins = [experiment for branch in branches for experiment in branch.origin]
    for experiment in (*experiments, *origins):
        if experiment.uploaded is not None:
            yield experiment.uploaded
