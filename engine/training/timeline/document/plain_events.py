"""Plain events: what happened to a run as JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.experiment.experiment import Experiment
from engine.networks.networks import layout_of
from engine.training.timeline.branch import DatedEvent
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.events import Change, Drop, Edit, Event, Swap, Twin

__all__ = ["event_from", "event_to_plain"]

_PLACE = ("run", "layer", "row", "column", "value")


def event_to_plain(dated: DatedEvent) -> dict[str, Any]:
    """Return an event as JSON values, without its step."""
    event = dated.event
    plain: dict[str, Any] = {"type": _NAMES[type(event)]}
    if isinstance(event, Change):
        plain["fields"] = [_plain(fields) for fields in event.fields]
    elif isinstance(event, Twin):
        plain["fields"] = _plain(event.fields)
    elif isinstance(event, Drop):
        plain["run"] = event.run
    elif isinstance(event, Edit):
        plain |= {name: getattr(event, name) for name in _PLACE}
        plain["former"] = dated.former
    if dated.continues:
        plain["continues"] = True
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return (
        [_plain(each) for each in value] if isinstance(value, tuple | list) else value
    )


def event_from(
    part: DocumentPart, step: int, experiments: tuple[Experiment, ...]
) -> DatedEvent:
    """Return the event of a step, where the networks have these experiments.

    Nothing is trained: what an event makes of the experiments does not depend on the
    parameters, and neither does whether it is refused.

    Raises
    ------
    ExperimentError
        If it is none, or would be refused.
    """
    if not isinstance(part.value, dict):
        part.refuse("must be an object")
    names = {name: kind for kind, name in _NAMES.items()}
    kind = part.value.get("type")
    if not isinstance(kind, str) or kind not in names:
        part.refuse(f"has no type, which is {', '.join(names)}")
    event, after, former = _READERS[names[kind]](part, experiments)
    continues = DocumentPart(
        part.value.get("continues", False), f"{part.path}.continues"
    )
    return DatedEvent(step, event, after, continues.flag(), former)


Read = tuple[Event, tuple[Experiment, ...], float | None]


def _change(part: DocumentPart, experiments: tuple[Experiment, ...]) -> Read:
    fields = part.fields(("type", "fields"), ("continues",))
    each = fields["fields"].items(len(experiments), len(experiments))
    after = tuple(map(_changed, each, experiments))
    return Change(tuple(dict(one.value) for one in each)), after, None


def _twin(part: DocumentPart, experiments: tuple[Experiment, ...]) -> Read:
    fields = part.fields(("type", "fields"), ("continues",))["fields"]
    twin = _changed(fields, experiments[0])
    return Twin(dict(fields.value)), (experiments[0], twin), None


def _changed(part: DocumentPart, experiment: Experiment) -> Experiment:
    """Return what live fields make of an experiment."""
    if not isinstance(part.value, dict):
        part.refuse("must be an object")
    for name in part.value:
        if name not in Experiment.live_fields:
            part.refuse(f"{name[:64]} cannot change during a run")
    with part.errors():
        return experiment.adapted(**part.value)[0]


def _edit(part: DocumentPart, experiments: tuple[Experiment, ...]) -> Read:
    fields = part.fields(("type", *_PLACE, "former"), ("continues",))
    run = fields["run"].integer(0, len(experiments) - 1)
    e = experiments[run]
    parameters = layout_of(e).parameters
    layer = fields["layer"].integer(0, len(parameters) - 1)
    block = parameters[layer]
    row = fields["row"].integer(0, block.shape[0] - 1)
    column, former = None, None
    if fields["column"].value is not None:
        column = fields["column"].integer(0, block.fan_in - 1)
    elif not block.use_bias:
        fields["column"].refuse("these weights have no biases")
    if fields["former"].value is not None:
        former = fields["former"].number()
    return Edit(run, layer, row, column, fields["value"].number()), experiments, former


def _swap(part: DocumentPart, experiments: tuple[Experiment, ...]) -> Read:
    part.fields(("type",), ("continues",))
    _need_two(part, experiments)
    return Swap(), experiments[::-1], None


def _drop(part: DocumentPart, experiments: tuple[Experiment, ...]) -> Read:
    run = part.fields(("type", "run"), ("continues",))["run"].integer(0, 1)
    _need_two(part, experiments)
    return Drop(run), (experiments[1 - run],), None


def _need_two(part: DocumentPart, experiments: tuple[Experiment, ...]) -> None:
    if len(experiments) == 1:
        part.refuse("there is one network only")


_NAMES: dict[type[Event], str] = {
    Change: "change",
    Edit: "edit",
    Twin: "twin",
    Swap: "swap",
    Drop: "drop",
}
_READERS = {Change: _change, Edit: _edit, Twin: _twin, Swap: _swap, Drop: _drop}
