"""Carry-over: the weights and optimizer slots that a changed network keeps."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.functions.optimizers import OPTIMIZERS, Optimizer
from engine.graph import Labels, Parameter
from engine.layout import ParameterLayout
from engine.networks.networks import graph_of

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
    and the others slots.  Units go to those of the same label: hidden layer k to hidden
    layer k, output to output, an input to the input of the same name.  New units take
    their incoming weights from ``fresh`` (P,); weights from new units into kept ones,
    and all new slots, start at 0.  The words are those of
    `engine.training.changes.change.ChangeReport`.
    """
    (old_layout, old_state), (new_layout, new_state) = source, target
    old_blocks, new_blocks = (graph_of(e).users for e in (old, new))
    slots = _slots_word(old.optimizer, new.optimizer)
    n_rows = len(new_state) if slots == "kept" else 1
    if [_labels(p) for p in old_blocks] == [_labels(p) for p in new_blocks]:
        np.copyto(new_state[:n_rows], old_state[:n_rows])
        return "kept", slots
    np.copyto(new_state[0], fresh)
    for before, after in zip(old_state, new_state[:n_rows], strict=False):
        _carry_row(
            dict(zip(old_blocks, old_layout.blocks(before), strict=True)),
            dict(zip(new_blocks, new_layout.blocks(after), strict=True)),
        )
    return "resized", "resized" if slots == "kept" else slots


def _labels(parameter: Parameter) -> tuple[Labels, Labels, bool]:
    return parameter.rows, parameter.columns, parameter.use_bias


def _slots_word(old: str, new: str) -> str:
    """Return ``"kept"`` if both optimizers use their slots in the same way."""
    before, after = OPTIMIZERS[old], OPTIMIZERS[new]
    is_same = before.slots == after.slots and _filled(before) == _filled(after)
    return "kept" if is_same else "reset"


def _filled(optimizer: Optimizer) -> list[str]:
    """Return the statements that fill the slots."""
    lines = "\n".join(optimizer.numpy).split("\n")
    return [line for line in lines if line.partition(" = ")[0] in optimizer.slots]


def _carry_row(old: Mapping[Parameter, Array], new: Mapping[Parameter, Array]) -> None:
    """Copy the weights between kept units; set weights from new units to 0."""
    known = {
        label: (parameter, rows)
        for parameter in old
        for label, rows in _stretches(parameter.rows).items()
    }
    for parameter, target in new.items():
        for label, rows in _stretches(parameter.rows).items():
            if label in known:
                source, old_rows = known[label]
                kept = min(len(rows), len(old_rows))
                _copy(
                    (source, old[source][old_rows.start :][:kept]),
                    (parameter, target[rows.start :][:kept]),
                )


def _copy(old: tuple[Parameter, Array], new: tuple[Parameter, Array]) -> None:
    """Copy rows [W | b] of the same units, from where their inputs were."""
    (old_parameter, source), (new_parameter, target) = old, new
    target[...] = 0
    for there, here in _kept_columns(old_parameter.columns, new_parameter.columns):
        width = min(len(there), len(here))
        target[:, here.start :][:, :width] = source[:, there.start :][:, :width]
    if old_parameter.use_bias and new_parameter.use_bias:
        target[:, -1] = source[:, -1]


def _kept_columns(old: Labels, new: Labels) -> list[tuple[range, range]]:
    """Return pairs of stretches (old, new); those of other layers go by their place."""
    before, after = _stretches(old), _stretches(new)
    if not {_layer(label) for label in before} & {_layer(label) for label in after}:
        return [(range(sum(n for _, n in old)), range(sum(n for _, n in new)))]
    return [(before[label], after[label]) for label in after if label in before]


def _layer(label: str) -> str:
    return label.partition(":")[0]


def _stretches(labels: Labels) -> dict[str, range]:
    """Return the rows or columns of each label."""
    ends = accumulate(n for _, n in labels)
    return {
        label: range(end - n, end) for (label, n), end in zip(labels, ends, strict=True)
    }
