"""What a session holds in memory, and whether it may hold more."""

from collections.abc import Iterator

from app.protocol.commands import Watch
from app.session.memory import SESSION_BYTES, network_bytes, table_bytes, watch_bytes
from app.session.state import SessionState
from engine import Experiment, UploadedData

__all__ = ["require_networks", "require_watch", "settle"]


def require_networks(state: SessionState, *experiments: Experiment) -> None:
    """Refuse networks for which there is no memory beside those that they replace.

    Networks that are not larger are never refused: a session can always become smaller.

    Raises
    ------
    ProtocolError
    """
    more = sum(map(network_bytes, experiments))
    if more > _networks_of(state):
        state.memory.check(more)


def require_watch(state: SessionState, watch: Watch) -> None:
    """Refuse frames for which there is no memory.

    Raises
    ------
    ProtocolError
    """
    state.memory.check(watch_bytes(state.trainers, watch))


def settle(state: SessionState) -> None:
    """Count what the session holds now."""
    watch = state.subscription.watch
    watches = [*state.observed, *([] if watch is None else [watch])]
    own = SESSION_BYTES + state.uploads.n_pending_bytes + state.checkpoints.n_bytes
    own += _networks_of(state)
    own += sum(watch_bytes(state.trainers, watch) for watch in watches)
    state.memory.hold(own, {id(data): table_bytes(data) for data in _tables(state)})


def _networks_of(state: SessionState) -> int:
    return sum(network_bytes(trainer.experiment) for trainer in state.trainers)


def _tables(state: SessionState) -> Iterator[UploadedData]:
    """Yield the own tables that the session keeps alive, some of them repeatedly."""
    yield from state.uploads.tables
    experiments = [trainer.experiment for trainer in state.trainers]
    for experiment in (*experiments, *state.checkpoints.experiments):
        if experiment.uploaded is not None:
            yield experiment.uploaded
