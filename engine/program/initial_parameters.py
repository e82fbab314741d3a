"""Initial parameters: those at the start of a run.

Weights are drawn block by block.  With the setting ``spectral_radius`` the weights from
the units of a recurrent network to themselves are an orthogonal matrix times it, which
is the factor by which a linear network's signals grow or shrink at each step; an LSTM
has one such matrix for each gate.  Biases start at 0, but those of forget gates at 1,
so that a cell first remembers (Jozefowicz, Zaremba and Sutskever, 2015).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.functions.initializers import INITIALIZERS, orthogonal
from engine.graph import Labels, Parameter
from engine.layout import ParameterLayout

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["initial_vector"]

RECURRENT = "hidden"
"""The label of the columns that read the units of the step before."""
CELL = "cell"
"""The name of the block that has such columns; those of others read the last step."""
FORGET = "forget gate"


def initial_vector(
    experiment: Experiment, layout: ParameterLayout, rng: np.random.Generator
) -> Array:
    """Return the parameters (P,) at the start of a run."""
    vector = np.zeros(layout.n_parameters)
    initializer = INITIALIZERS[experiment.initializer]
    scale = experiment.initializer_scale
    if scale is None:
        scale = initializer.scale or 0.0
    given = experiment.initial_parameters
    for i, (W, b) in enumerate(layout.pairs(vector)):
        if given is None:
            fan_out, fan_in = W.shape
            W[...] = initializer.draw(fan_in, fan_out, rng, scale)
            continue
        W[...] = given[i][0]
        if b is not None:
            b[:, 0] = given[i][1]
    for parameter, block in zip(layout.parameters, layout.blocks(vector), strict=True):
        if parameter.name == CELL:
            _draw_cell(parameter, block, experiment.spectral_radius, rng)
    return vector


def _draw_cell(
    parameter: Parameter, block: Array, radius: float | None, rng: np.random.Generator
) -> None:
    """Draw the recurrent weights of a block ``[W | b]``, and set its biases."""
    (columns,) = (
        each for label, each in stretches(parameter.columns) if label == RECURRENT
    )
    for label, rows in stretches(parameter.rows):
        if radius is not None:
            n_units = rows.stop - rows.start
            block[rows, columns] = radius * orthogonal(n_units, rng)
        if label == FORGET and parameter.use_bias:
            block[rows, -1] = 1


def stretches(labels: Labels) -> Iterator[tuple[str, slice]]:
    """Yield the rows or columns of each label."""
    start = 0
    for label, n in labels:
        yield label, slice(start, start + n)
        start += n
