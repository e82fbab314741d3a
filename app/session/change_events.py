"""Change events: what a change alters besides settings: samples, network, frames."""

from dataclasses import dataclass
from typing import Any

from app.protocol.events import (
    Changed,
    DataChanged,
    Event,
    NetworkChanged,
)
from app.protocol.network import NetworkFields
from app.protocol.sentence import Sentence
from app.session.messages.describe import data_fields, same_samples
from app.session.messages.describe_network import network_fields
from app.session.state import SessionState
from engine import SplitData
from engine.training.timeline.branch import TimelinePlace

__all__ = [
    "StateBefore",
    "ack_with_changes",
    "change_events",
    "changed_values",
    "repeated_change",
]


@dataclass(frozen=True, slots=True)
class StateBefore:
    """A session as it was before a change that may alter data or network."""

    experiment: dict[str, Any]
    network: NetworkFields
    samples: SplitData
    place: TimelinePlace

    @classmethod
    def of(cls, state: SessionState) -> "StateBefore":
        """Return the present state."""
        trainer = state.trainer
        return cls(
            state.uploads.to_plain(trainer.experiment),
            network_fields(trainer),
            trainer.data,
            state.run.timeline.place,
        )


def changed_values(state: SessionState, before: StateBefore) -> dict[str, Any]:
    """Return the fields of the experiment that differ, with their new values."""
    values = state.uploads.to_plain(state.trainer.experiment)
    return {
        name: value
        for name, value in values.items()
        if value != before.experiment[name]
    }


def ack_with_changes(
    state: SessionState,
    id_: int,
    applied: dict[str, Any],
    message: Sentence,
    before: StateBefore,
    now: float,
    *,
    restorable: bool,
) -> list[Event]:
    """Return the ack, and an event for everything else that has changed.

    ``restorable`` asks for the place before the command to be remembered.
    """
    if restorable:
        state.remember(before.place)
    experiment = state.uploads.to_plain(state.trainer.experiment)
    ack = state.ack(id_, applied, message, experiment=experiment, restorable=restorable)
    return [ack, *change_events(state, before), state.status(now)]


def change_events(state: SessionState, before: StateBefore) -> list[Event]:
    """Return an event for all but the settings that has changed."""
    trainer, subscription = state.trainer, state.subscription
    events: list[Event] = []
    if not same_samples(before.samples, trainer.data):
        events.append(DataChanged(**dict(data_fields(trainer))))
    network = network_fields(trainer)
    if network != before.network:
        events.append(NetworkChanged(**dict(network)))
    subscription.drop_missing_probe(trainer.data.train_x.shape[1])
    if not subscription.fits(state.trainers):
        events.append(subscription.rebuild(state.trainers))
    return events


def repeated_change(
    state: SessionState, before: StateBefore, now: float
) -> list[Event]:
    """Return the events that tell of a change of the past that was repeated."""
    message = state.position_message()
    state.n_commands += 1
    state.subscription.request_frame()
    changed = Changed(
        applied=changed_values(state, before),
        message=message,
        step=state.trainer.step_count,
        command=state.n_commands,
        experiment=state.uploads.to_plain(state.trainer.experiment),
    )
    return [changed, *change_events(state, before), state.status(now)]
