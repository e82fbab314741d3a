"""Commands that change the experiment or its parameters: change, reset and the like."""

from typing import Any

from app.protocol.commands.commands import Change, Reset, SetParameter
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session.change_events import StateBefore, ack_with_changes, changed_values
from app.session.commands.cost import check_cost, n_samples, new_trainers
from app.session.commands.past import restore
from app.session.memory_use import require_networks
from app.session.messages import sentences
from app.session.messages.describe_timeline import last_gesture
from app.session.state import SessionState
from engine import SETTINGS, Experiment
from engine.training.timeline.events import Change as ChangeEvent

__all__ = [
    "CHEAP_FIELDS",
    "change",
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


def change(state: SessionState, command: Change, now: float) -> list[Event]:
    """Change live fields of an experiment, or of both, while the run goes on."""
    if command.restore is not None:
        return restore(state, command, command.restore, now)
    run, given = state.run, command.given()
    fields = fields_by_network(state, given, command.run)
    is_cheap = CHEAP_FIELDS.issuperset(given)
    if not SCALAR_FIELDS.issuperset(given) and Experiment.live_fields.issuperset(given):
        _check_cost_after(state, fields)
    before = None if is_cheap else StateBefore.of(state)
    reports = run.apply(ChangeEvent(tuple(fields)), now=now).reports
    report, trainer = reports[command.run], state.trainers[command.run]
    message = sentences.changed(
        report, trainer.experiment, last_gesture(run), run=command.run
    )
    message = sentences.on_branch(message, run)
    applied = {name: new for name, (_, new) in report.changed.items()}
    run.records.mark(*[each.changed for each in reports])
    changed = {name for each in reports for name in each.changed}
    if before is None or CHEAP_FIELDS.issuperset(changed):
        experiment = None if command.run else state.uploads.to_plain(trainer.experiment)
        return [state.ack(command.id, applied, message, experiment=experiment)]
    run.recompiled()
    lost_weights = any(each.weights != "kept" for each in reports)
    ack, *events = ack_with_changes(
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


def set_parameter(
    state: SessionState, command: SetParameter, now: float
) -> list[Event]:
    """Set one weight or bias by hand."""
    place = command.model_dump(include={"layer", "row", "column", "value"})
    state.run.set_parameter(**place, now=now)
    message = sentences.on_branch(sentences.parameter_set(command), state.run)
    ack = state.ack(command.id, place, message)
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
    before = StateBefore.of(state)
    state.run.replace(*trainers)
    applied = changed_values(state, before)
    message = sentences.reset(applied, news[0].seed)
    return [
        *events,
        *ack_with_changes(
            state, command.id, applied, message, before, now, restorable=True
        ),
    ]
