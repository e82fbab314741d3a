"""Notifier: sends events when the twin or the past has changed."""

import math
from operator import is_

from app.protocol.events import Event, TwinChanged
from app.session.messages.describe_network import network_fields
from app.session.messages.describe_timeline import timeline_event, version_of
from app.session.run.run import Run
from app.session.uploads import Uploads

__all__ = ["TIMELINE_SECONDS", "Notifier", "twin_event"]

TIMELINE_SECONDS = 0.25
"""Between two events about the past while a run trains."""


class Notifier:
    """The states of the twin and the past that were last sent."""

    def __init__(self, run: Run) -> None:
        self._twin: tuple[object, ...] = ()
        self._past = version_of(run)
        self._records = run.records.present
        self._past_at = -math.inf

    def events(self, run: Run, uploads: Uploads, now: float) -> list[Event]:
        """Return an event for all that has changed since the last one.

        The curves are sent when they are those of other networks, or of another branch.
        """
        events = self._of_twin(run, uploads)
        last, self._records = self._records, run.records.present
        is_same = len(last) == len(self._records) and all(map(is_, last, self._records))
        if not is_same:
            events += run.records.histories()
            self._past_at = -math.inf
        return [*events, *self._of_past(run, now)]

    def _of_twin(self, run: Run, uploads: Uploads) -> list[Event]:
        trainers = run.lockstep.trainers
        if len(trainers) == 1 and not self._twin:
            return []
        present: tuple[object, ...] = ()
        if len(trainers) > 1:
            experiments = [trainer.experiment for trainer in trainers]
            present = (run.lockstep.first_difference, *experiments)
        if present == self._twin:
            return []
        self._twin = present
        return [twin_event(run, uploads)]

    def _of_past(self, run: Run, now: float) -> list[Event]:
        if run.running and 0 <= now - self._past_at < TIMELINE_SECONDS:
            return []
        present = version_of(run)
        if present == self._past:
            return []
        self._past, self._past_at = present, now
        return [timeline_event(run)]


def twin_event(run: Run, uploads: Uploads) -> TwinChanged:
    """Describe the second network, or report that there is none."""
    trainers = run.lockstep.trainers
    if len(trainers) == 1:
        return TwinChanged(
            experiment=None, network=None, differences={}, first_difference=None
        )
    first, second = (uploads.to_plain(each.experiment) for each in trainers)
    return TwinChanged(
        experiment=second,
        network=network_fields(trainers[1]),
        differences={
            field: (first[field], second[field]) for field in run.lockstep.differences
        },
        first_difference=run.lockstep.first_difference,
    )
