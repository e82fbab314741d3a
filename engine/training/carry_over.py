"""Carry-over: the weights and optimizer slots that a changed network keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.functions.optimizers import OPTIMIZERS
from engine.layout import ParameterLayout

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["carried_over"]


def carried_over(
    old: Experiment,
    new: Experiment,
    source: tuple[ParameterLayout, Array],
    target: tuple[ParameterLayout, Array],
    fresh: Array,
) -> tuple[str, str]:
    """Fill the target state from the source; return the words for weights and slots.

    Source and target are a layout and a state (1 + k, P), whose row 0 holds parameters
    and the others slots.  Hidden layer k goes to hidden layer k, output to output, and
    an input to the input of the same name.  New units take their incoming weights from
    ``fresh`` (P,); weights from new units into kept ones, and all new slots, start at
    0.  The words are those of `engine.training.change.ChangeReport`.
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
    """Return ``"kept"`` if both optimizers use their slots in the same way."""
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
"""Optimizers that use the slots of another one in the same way."""

UnitMap = tuple[int | None, list[tuple[int, int]]]
"""The old layer of units, or None, and the pairs of units (old, new)."""


def _unit_maps(old: Experiment, new: Experiment) -> list[UnitMap]:
    """Return, for each layer of units of the new network, the units that it keeps."""
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
    """Copy the weights between kept units; set weights from new units to 0."""
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
