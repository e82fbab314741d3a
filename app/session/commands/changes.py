"""Commands that change the experiment or its parameters: change, reset and the like."""

from dataclasses import dataclass
from typing import Any

from app.protocol.commands import Change, Reset, SetParameter
from app.protocol.errors import ProtocolError
from app.protocol.events import DataChanged, Event, NetworkChanged, NetworkFields
from app.protocol.sentence import Sentence, sentence
from app.session import sentences
from app.session.commands.cost import check_cost, n_samples, new_trainers
from app.session.describe import data_fields, network_fields, same_samples
from app.session.holdings import require_networks
from app.session.run.checkpoints import Checkpoint
from app.session.state import SessionState
from engine import SETTINGS, Experiment, SplitData

__all__ = [
    "CHEAP_FIELDS",
    "Before",
    "altered",
    "change",
    "changed_values",
    "reset",
    "set_parameter",
]

CHEAP_FIELDS = frozenset(
    name for name, row in SETTINGS.items() if row.cost in ("scalar", "update")
)
"""Fields that change neither data, network nor losses, nor what a step costs."""
SCALAR_FIELDS = frozenset(
    name for name, row in SETTINGS.items() if row.cost == "scalar"
)
"""Fields that change no memory either."""


@dataclass(frozen=True, slots=True)
class Before:
    """A session as it was before a change that may alter data or network."""

    experiment: dict[str, Any]
    network: NetworkFields
    samples: SplitData
    checkpoint: Checkpoint

    @classmethod
    def of(cls, state: SessionState) -> "Before":
        """Return the present state."""
        trainer = state.trainer
        return cls(
            state.uploads.to_plain(trainer.experiment),
            network_fields(trainer),
            trainer.data,
            state.run.checkpoint(),
        )


def change(state: SessionState, command: Change, now: float) -> list[Event]:
    """Change live fields of an experiment, or of both, while the run goes on."""
    if command.restore is not None:
        return _restore(state, command, command.restore, now)
    run, given = state.run, command.given()
    fields = fields_by_network(state, given, command.run)
    is_cheap = CHEAP_FIELDS.issuperset(given)
    if not SCALAR_FIELDS.issuperset(given) and Experiment.live_fields.issuperset(given):
        _check_cost_after(state, fields)
    before = None if is_cheap else Before.of(state)
    reports = run.lockstep.change(*fields)
    report, trainer = reports[command.run], state.trainers[command.run]
    message = sentences.changed(report, trainer.experiment, run=command.run)
    applied = {name: new for name, (_, new) in report.changed.items()}
    run.mark(*[each.changed for each in reports], now=now)
    changed = {name for each in reports for name in each.changed}
    if before is None or CHEAP_FIELDS.issuperset(changed):
        experiment = None if command.run else state.uploads.to_plain(trainer.experiment)
        return [state.ack(command.id, applied, message, experiment=experiment)]
    run.recompiled()
    lost_weights = any(each.weights != "kept" for each in reports)
    ack, *events = altered(
        state, command.id, applied, message, before, now, restorable=lost_weights
    )
    return [
        ack.model_copy(update={"experiment": None}) if command.run else ack,
        *events,
    ]


def fields_by_network(
    state: SessionState, given: dict[str, Any], run: int
) -> list[dict[str, Any]]:
    """Return which of the given fields change in each network.

    Raises
    ------
    ProtocolError
        If they are for a twin and there is none.
    """
    if len(state.trainers) == 1:
        if run:
            message = sentence("error.no_twin")
            raise ProtocolError("invalid_value", message, field="run")
        return [given]
    if run:
        return [{}, given]
    own = state.run.lockstep.differences
    shared = {name: value for name, value in given.items() if name not in own}
    return [given, shared]


def _check_cost_after(state: SessionState, fields: list[dict[str, Any]]) -> None:
    pairs = zip(state.trainers, fields, strict=True)
    after = [each.experiment.adapted(**own)[0] for each, own in pairs]
    check_cost(*zip(after, map(n_samples, state.trainers), strict=True))
    require_networks(state, *after)


def _restore(
    state: SessionState, command: Change, restored: int, now: float
) -> list[Event]:
    """Return to the checkpoint taken before a command that lost weights."""
    if command.given():
        message = sentence("error.restore_alone")
        raise ProtocolError("invalid_value", message, field="restore")
    checkpoint = state.checkpoints.find(restored)
    require_networks(state, *checkpoint.experiments)
    before = Before.of(state)
    events = state.end_advance()
    state.run.restore(checkpoint)
    applied = changed_values(state, before)
    message = sentence("restored", step=state.trainer.step_count)
    events += altered(state, command.id, applied, message, before, now, restorable=True)
    return [*events, *state.run.histories()]


def set_parameter(
    state: SessionState, command: SetParameter, now: float
) -> list[Event]:
    """Set one weight or bias by hand."""
    place = command.model_dump(include={"layer", "row", "column", "value"})
    state.run.set_parameter(**place, now=now)
    ack = state.ack(command.id, place, sentences.parameter_set(command))
    return [ack, state.status(now)]


def reset(state: SessionState, command: Reset, now: float) -> list[Event]:
    """Start again at step 0, paused."""
    given = {} if command.experiment is None else command.experiment.given()
    given = state.uploads.resolved(given)
    if command.seed is not None:
        given["seed"] = command.seed
    fields = fields_by_network(state, given, 0)
    olds = [trainer.experiment for trainer in state.trainers]
    pairs = zip(olds, fields, strict=True)
    news = [old.adapted(**own)[0] if own else old for old, own in pairs]
    require_networks(state, *news)
    trainers = new_trainers(*news)
    events = state.end_advance()
    before = Before.of(state)
    state.run.replace(*trainers)
    applied = changed_values(state, before)
    message = sentences.reset(applied, news[0].seed)
    return [
        *events,
        *altered(state, command.id, applied, message, before, now, restorable=True),
    ]


def changed_values(state: SessionState, before: Before) -> dict[str, Any]:
    """Return the fields of the experiment that differ, with their new values."""
    values = state.uploads.to_plain(state.trainer.experiment)
    return {
        name: value
        for name, value in values.items()
        if value != before.experiment[name]
    }


def altered(
    state: SessionState,
    id_: int,
    applied: dict[str, Any],
    message: Sentence,
    before: Before,
    now: float,
    *,
    restorable: bool,
) -> list[Event]:
    """Return the ack, and an event for everything else that has changed.

    ``restorable`` asks for the state before the command to be kept.
    """
    trainer, subscription = state.trainer, state.subscription
    is_kept = restorable and state.checkpoints.add(
        state.n_commands + 1, before.checkpoint
    )
    experiment = state.uploads.to_plain(trainer.experiment)
    events: list[Event] = [
        state.ack(id_, applied, message, experiment=experiment, restorable=is_kept)
    ]
    if not same_samples(before.samples, trainer.data):
        events.append(DataChanged(**dict(data_fields(trainer))))
    network = network_fields(trainer)
    if network != before.network:
        events.append(NetworkChanged(**dict(network)))
    subscription.drop_missing_probe(trainer.data.train_x.shape[1])
    if not subscription.fits(state.trainers):
        events.append(subscription.rebuild(state.trainers))
    return [*events, state.status(now)]
