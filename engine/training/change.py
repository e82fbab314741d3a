"""Change: what a new setting does to weights and optimizer, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array
from engine.experiment.unused import unused_settings
from engine.functions.optimizers import OPTIMIZERS
from engine.layout import ParameterLayout

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["ChangeReport", "carried_over", "described"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """What a change did.

    Attributes
    ----------
    changed : dict
        Field to (old value, new value), as JSON values.
    gave_way : tuple of str
        Fields among them that nobody asked to change but that no longer fitted.
    weights : str
        ``"kept"`` all as they were; ``"resized"``: those of units that stay are kept.
    slots : str
        ``"kept"``, ``"resized"`` like the weights, or ``"reset"`` to zeros.
    idle : dict
        Why a changed field is without effect as things stand, by its name.
    message : str
        One sentence for a person.
    """

    changed: dict[str, tuple[Any, Any]]
    gave_way: tuple[str, ...]
    weights: str
    slots: str
    idle: dict[str, str]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "changed": {name: list(pair) for name, pair in self.changed.items()},
            "gave_way": list(self.gave_way),
            "weights": self.weights,
            "slots": self.slots,
            "idle": self.idle,
            "message": self.message,
        }


def carried_over(
    old: Experiment,
    new: Experiment,
    source: tuple[ParameterLayout, Array],
    target: tuple[ParameterLayout, Array],
    fresh: Array,
) -> tuple[str, str]:
    """Fill the target state from the source; return what became of weights and slots.

    Both are a layout and a state (1 + k, P).  Row 0 holds parameters, the others
    slots.  Hidden layer k goes to hidden layer k, output to output, input to the
    input of the same name.  New units take their
    incoming weights from ``fresh`` (P,); weights from new units into kept ones, and
    all new slots, start at 0.
    """
    (old_layout, old_state), (new_layout, new_state) = source, target
    slots = _slots_word(old.optimizer, new.optimizer)
    n_rows = len(new_state) if slots == "kept" else 1
    same_inputs = old.input_names == new.input_names
    if same_inputs and old_layout.shape_key == new_layout.shape_key:
        np.copyto(new_state[:n_rows], old_state[:n_rows])
        return "kept", slots
    np.copyto(new_state[0], fresh)
    maps = _unit_maps(old, new)
    for k in range(n_rows):
        _carry_row(old_layout, new_layout, old_state[k], new_state[k], maps)
    return "resized", "resized" if slots == "kept" else slots


def _slots_word(old: str, new: str) -> str:
    """Return whether slots of one optimizer mean the same to another."""
    if OPTIMIZERS[old].slots == OPTIMIZERS[new].slots and (
        old == new or _FAMILY.get(old, old) == _FAMILY.get(new, new)
    ):
        return "kept"
    return "reset"


_FAMILY = {
    "nesterov": "momentum",
    "adamw": "adam",
    "gradient_descent": "sgd",
}
"""Optimizers whose slots mean the same."""

UnitMap = tuple[int | None, list[tuple[int, int]]]
"""The old layer of units that a new one continues, and the unit pairs (old, new)."""


def _unit_maps(old: Experiment, new: Experiment) -> list[UnitMap]:
    """Return where each layer of units of the new network comes from."""
    old_inputs, new_inputs = old.input_names, new.input_names
    named = [
        (old_inputs.index(name), k)
        for k, name in enumerate(new_inputs)
        if name in old_inputs
    ]
    maps: list[UnitMap] = [(0, named)]
    for k, units in enumerate(new.hidden):
        both = min(units, old.hidden[k]) if k < len(old.hidden) else 0
        maps.append((k + 1 if both else None, [(j, j) for j in range(both)]))
    last = len(old.sizes) - 1
    maps.append((last, [(j, j) for j in range(min(old.n_outputs, new.n_outputs))]))
    return maps


def _carry_row(
    old_layout: ParameterLayout,
    new_layout: ParameterLayout,
    source: Array,
    target: Array,
    maps: list[UnitMap],
) -> None:
    """Copy the weights between kept units; weights from new units start at 0."""
    old_pairs, new_pairs = old_layout.pairs(source), new_layout.pairs(target)
    for layer in new_layout.layers:
        i = layer.index
        old_units, rows = maps[i + 1]
        if old_units is None:
            continue
        W_old, b_old = old_pairs[old_units - 1]
        W_new, b_new = new_pairs[i]
        from_layer, columns = maps[i]
        neighbours = from_layer == old_units - 1
        if not neighbours:
            columns = [(j, j) for j in range(min(W_old.shape[1], W_new.shape[1]))]
        for i_old, i_new in rows:
            W_new[i_new] = 0
            for j_old, j_new in columns:
                W_new[i_new, j_new] = W_old[i_old, j_old]
            if b_new is not None:
                b_new[i_new] = 0 if b_old is None else b_old[i_old]


_SLOTS = {
    "reset": "the optimizer starts with empty slots",
    "resized": "the optimizer keeps its slots for them",
}


def described(
    old: Experiment,
    new: Experiment,
    gave_way: tuple[str, ...],
    weights: str,
    slots: str,
) -> ChangeReport:
    """Put a change in words."""
    before, after = (e.to_dict(with_samples=False) for e in (old, new))
    changed = {k: (before[k], after[k]) for k in after if before[k] != after[k]}
    parts = [f"{_name(k)} {_at(k, a)} → {_at(k, b)}" for k, (a, b) in changed.items()]
    message = ", ".join(parts) or "nothing to change"
    if changed:
        if weights == "kept":
            message += ": weights kept"
        else:
            message += ": units that stay keep their weights"
        if OPTIMIZERS[new.optimizer].slots and slots in _SLOTS:
            message += f", {_SLOTS[slots]}"
    idle = {k: why for k, why in unused_settings(new).items() if k in changed}
    for field, why in idle.items():
        message += f"; {_name(field)} is without effect: {why}"
    return ChangeReport(
        changed=changed,
        gave_way=tuple(name for name in gave_way if name in changed),
        weights=weights,
        slots=slots,
        idle=idle,
        message=message[:1].upper() + message[1:],
    )


def _name(field: str) -> str:
    return field.replace("_", " ")


def _at(field: str, value: Any) -> str:
    is_bound = field in ("max_norm", "clip_norm", "patience")
    return "none" if value is None and is_bound else _value(value)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        words = any(isinstance(v, str) for v in value)
        return (", " if words else "-").join(_value(v) for v in value) or "none"
    return "automatic" if value is None else str(value).replace("_", " ")
