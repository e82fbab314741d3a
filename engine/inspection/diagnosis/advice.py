"""Advice: fields of an experiment to change, checked to be valid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.experiment.settings import LIMITS
from engine.functions.activations import ACTIVATIONS
from engine.limits import ExperimentError

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = [
    "Fields",
    "deeper",
    "first_valid",
    "other_rate",
    "rounded",
    "shallower",
    "suitable_weights",
]

Fields = Mapping[str, Any]


def first_valid(e: Experiment, *candidates: Fields | None) -> dict[str, Any] | None:
    """Return the first candidate that is valid and changes the experiment."""
    for fields in candidates:
        if fields is None:
            continue
        try:
            changed = e.replace(**fields)
        except ExperimentError:
            continue
        if changed != e:
            return dict(fields)
    return None


def rounded(value: float) -> float:
    """Return a number with one significant digit."""
    return float(f"{value:.0e}")


def other_rate(e: Experiment, factor: float) -> Fields:
    """Return the learning rate times a factor, within the limits."""
    low, high = LIMITS["learning_rate"]
    return {"learning_rate": min(max(rounded(e.learning_rate * factor), low), high)}


def suitable_weights(e: Experiment) -> Fields:
    """Return initial weights that suit the hidden activations.

    He if all of them are unbounded above like ReLU, else Glorot.
    """
    hidden = e.activations[:-1] if e.is_dense else (e.hidden_activation,)
    rectify = [a != "linear" and ACTIVATIONS[a].high > 1 for a in hidden]
    name = "he_uniform" if rectify and all(rectify) else "glorot_uniform"
    fields: dict[str, Any] = {"initializer": name, "initializer_scale": None}
    if e.initial_parameters is not None:
        fields["initial_parameters"] = None
    return {k: v for k, v in fields.items() if getattr(e, k) != v}


def shallower(e: Experiment) -> Fields | None:
    """Return half as many hidden layers, two or more; None if there are no more."""
    n = max(2, len(e.hidden) // 2)
    return _with_hidden(e, e.hidden[:n]) if n < len(e.hidden) else None


def deeper(e: Experiment) -> Fields:
    """Return a hidden layer of eight units for a network without any."""
    return {} if e.hidden else _with_hidden(e, (8,))


def _with_hidden(e: Experiment, hidden: tuple[int, ...]) -> Fields:
    fields: dict[str, Any] = {"hidden": list(hidden)}
    if not isinstance(e.activation, str):
        fields["activation"] = [*e.activation[: len(hidden)]] or "tanh"
    if e.initial_parameters is not None:
        fields["initial_parameters"] = None
    return fields
