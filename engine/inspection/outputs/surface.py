"""Surface: the network's values over the whole input plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.program.evaluator import Evaluator

if TYPE_CHECKING:
    from engine.data.split import SplitData
    from engine.graph import Graph
    from engine.layout import ParameterLayout
    from engine.training.trainer import Trainer

__all__ = ["Surface", "SurfaceResult"]


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceResult:
    """Values over a grid of the input plane, in buffers that the next call overwrites.

    Attributes
    ----------
    outputs : Array
        (n_outputs, resolution, resolution), float32; row 0 is the top of the plane.
    neurons : list of Array
        One such array (fan_out, resolution, resolution) per hidden layer.
    inputs : Array
        (n_inputs, resolution, resolution): the network's inputs.
    """

    outputs: Array
    neurons: list[Array]
    inputs: Array


class Surface:
    """Evaluates a network over a grid in float32, and keeps every neuron.

    The grid covers `SplitData.domain`; its points are the middles of equal cells.  With
    one axis all rows are alike.  Without axes all arrays are empty.
    """

    def __init__(self, resolution: int) -> None:
        self.resolution = resolution
        self._data: SplitData | None = None
        self._fitting: SplitData | None = None
        self._network: tuple[object, ...] | None = None

    def _prepare(self, graph: Graph, data: SplitData, layout: ParameterLayout) -> None:
        r = self.resolution if data.n_axes else 0
        axes = []
        for k, (low, high) in enumerate(data.domain):
            middles = low + (np.arange(r) + 0.5) / r * (high - low)
            axes.append(np.tile(middles, r) if k == 0 else np.repeat(middles[::-1], r))
        n_inputs = layout.layers[0].fan_in
        x = data.inputs_from_axes(np.array(axes)) if axes else np.zeros((n_inputs, 0))
        self._evaluator = Evaluator(graph, layout, x, dtype=np.float32, keep_z=False)
        grids = [a.reshape(len(a), r, r) for a in self._evaluator.a]
        inputs = x.astype(np.float32).reshape(n_inputs, r, r)
        self._result = SurfaceResult(grids[-1], grids[:-1], inputs)
        self._data, self._network = data, _network_of(layout)

    def evaluate(self, trainer: Trainer) -> SurfaceResult:
        """Return the surfaces of the current weights.

        Inputs are computed anew only where they change: most changes of a run make a
        new data object with equal numbers.
        """
        is_known = self._network == _network_of(trainer.layout)
        if not is_known or not self._has_inputs(trainer.data):
            self._prepare(trainer.graph, trainer.data, trainer.layout)
        self._evaluator.evaluate(trainer.vector)
        return self._result

    def _has_inputs(self, data: SplitData) -> bool:
        """Return whether the inputs of the grid are those of other data, too."""
        if data is not self._fitting:
            if self._data is None or not _same_inputs(self._data, data):
                return False
            self._fitting = data
        return True


def _network_of(layout: ParameterLayout) -> tuple[object, ...]:
    """Return a key of a network; equal keys have equal surfaces of equal weights."""
    return layout.shape_key, layout.activations


def _same_inputs(one: SplitData, other: SplitData) -> bool:
    """Return whether the same point of the plane has the same inputs."""
    return one is other or (
        one.domain == other.domain
        and one.input_names == other.input_names
        and np.array_equal(one.train_x, other.train_x)
        and np.array_equal(one.train_points, other.train_points)  # type: ignore[arg-type]
    )
