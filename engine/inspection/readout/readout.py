"""Readout: the quantities of a trainer at one moment, as flat vectors of all layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.figures.diagnostics import ALONE, Diagnostics, diagnostics
from engine.inspection.figures.mean_field import MeanField, mean_field
from engine.inspection.figures.step_roots import step_roots
from engine.inspection.readout.graph_readout import GraphReadout
from engine.inspection.readout.positions import row_starts

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

__all__ = ["Readout"]

Signal: TypeAlias = Literal["z", "a", "df", "delta"]

PARTS: Final = ("train", "test")
ONE: Final = frozen(np.ones(1))


class Readout(GraphReadout):
    """Reads a trainer once; computes only the quantities that are asked for.

    A method per quantity.  Those that have a number per weight, bias, unit or input
    return one flat vector for all layers, or None if there has been no step yet; see
    `engine.inspection.readout.positions` for the part of each layer.  Signals of units
    and inputs are of dense networks; `GraphReadout` has what all have.
    """

    def __init__(self, trainer: Trainer, *, probe: int | None = None) -> None:
        super().__init__(trainer, probe=probe)
        self._means: Array | None = None
        self._roots: Array | None = None
        self._diagnostics: Diagnostics | None = None
        self._mean_field: MeanField | None = None

    # ---- signals: one number per row of all layers -----------------------------------

    def z(self) -> Array | None:
        """Return z, a number per row of all layers, (n_rows,); see `_signal`."""
        return self._signal("z")

    def a(self) -> Array | None:
        """Return a, like z."""
        return self._signal("a")

    def df(self) -> Array | None:
        """Return df, like z."""
        return self._signal("df")

    def delta(self) -> Array | None:
        """Return delta, like z."""
        return self._signal("delta")

    def unit_delta_rms(self) -> Array | None:
        """Return the size of delta, a number per row of all layers, (n_rows,).

        The root mean square over the batch, which unlike the sum does not cancel; of a
        probe |delta|.
        """
        if self.probe is not None:
            delta = self.delta()
            return None if delta is None else np.abs(delta)
        if self._step is None:
            return None
        rms: Array = _mean(np.square(self._step.quantity("delta")))
        return np.sqrt(rms, rms)

    def layer_inputs(self) -> Array | None:
        """Return what goes into every layer, inputs first, (n_inputs + n_rows,).

        Means over the batch of what its step really used, after dropout; or the
        probe's own.  A one is below each layer's inputs where there are biases, and the
        outputs come last.
        """
        a, step = self.a(), self._step
        if a is None:
            return None
        ones = ONE[: self.trainer.layout.extra]
        if self.probe is not None:
            x = self.trainer.data.train_x[:, self.probe]
            if step is not None:
                a = self._own("a_prev", of_input=True)
            return np.concatenate([x, ones, a])
        assert step is not None
        if step.masks:
            a, rows = a.copy(), step.quantity("a")
            starts = row_starts(self.trainer)
            for layer, mask in step.masks.items():
                units = slice(starts[layer], starts[layer] + len(mask))
                a[units] = _mean(rows[units] * mask)
        return np.concatenate([_mean(step.x), ones, a])

    def _signal(self, name: Signal) -> Array | None:
        """Return one number per row of all layers, (n_rows,).

        The batch's mean, for delta its sum; or the probe's own.  Rows are units, and a
        one below each hidden layer where there are biases.
        """
        if self.probe is not None:
            return self._of_probe(name)
        if self._step is None:
            return None
        if name == "df":  # the output's is not always on the tape
            layers = self.trainer.trace().layers
            return self._in_rows([_mean(layer.df) for layer in layers])
        if self._means is None:  # all at once: a call costs more than the sums
            self._means = np.add.reduce(self._step.rows(), 1)
            self._means[: self._step.placement.n_value_rows] /= self._step.batch_size
        means: Array = self._means[self._step.where(name)]
        return means

    def _of_probe(self, name: Signal) -> Array | None:
        if self._step is not None:
            return self._own(name)
        if name not in ("z", "a"):
            return None
        x = self.trainer.data.train_x[:, self.probe, None]
        pairs = self.trainer.forward(x)
        return self._in_rows([pair[name == "a"][:, 0] for pair in pairs])

    def _own(self, name: str, *, of_input: bool = False) -> Array:
        """Return a quantity of the probe in the step, a number per row of all layers.

        For what goes into a layer, the rows are those of the layer before, and the
        outputs come last.
        """
        trace, column = self._own_trace()
        layers = trace.layers
        values = [getattr(layer, name)[:, column] for layer in layers]
        if of_input:
            values = [*values[1:], layers[-1].a[:, column]]
        return self._in_rows(values)

    def _in_rows(self, values: list[Array]) -> Array:
        """Concatenate the numbers of all layers, with rows of ones in between."""
        ones = ONE[: self.trainer.layout.extra]
        parts = [part for value in values for part in (value, ones)]
        rows: Array = np.concatenate(parts[:-1])
        return rows

    # ---- diagnostics -----------------------------------------------------------------

    def unit_dead(self) -> Array:
        """Return 1 for every unit whose f' is 0 on all samples read, (n_rows,)."""
        return self.trainer.health_of_rows()[0]

    def unit_saturated(self) -> Array:
        """Return on which share of samples a unit's f' is small, (n_rows,)."""
        return self.trainer.health_of_rows()[1]

    def diagnostic(self, name: str) -> Array:
        """Return one of `Diagnostics`, (n_layers,); NaN without a trace."""
        if name in ALONE and self._step:
            if self._roots is None:
                self._roots = step_roots(self._step)
            alone: Array = self._roots[ALONE[name]]
            return alone
        if self._diagnostics is None:
            self._diagnostics = diagnostics(self.trainer)
        figures: Array = getattr(self._diagnostics, name)
        return figures

    # ---- losses and accuracies -------------------------------------------------------

    def losses(self) -> Array:
        """Return the loss over training and over test samples, (2,)."""
        return np.array(self.trainer.losses)

    def accuracies(self) -> Array:
        """Return the share of training and of test samples in the right class, (2,)."""
        return np.array([self.trainer.train_accuracy, self.trainer.test_accuracy])

    # ---- predictions -----------------------------------------------------------------

    def predicted(self) -> Array:
        """Return the class of each training, then of each test sample, (n_samples,)."""
        return self.trainer.predicted("all")

    def confusion(self) -> Array:
        """Return counts of training, then of test samples, (2, n_classes, n_classes).

        Rows are true classes, columns predicted ones.
        """
        return np.stack([self.trainer.confusion(part) for part in PARTS])

    # ---- theory ----------------------------------------------------------------------

    def delta_theory(self) -> Array:
        """Return what mean-field theory expects of `delta_rms`, (n_layers,).

        A ratio to the output's delta, at the start of a run; NaN without a theory.
        """
        return self._theory().ratio

    def delta_theory_band(self) -> Array:
        """Return half the width of its band in decades, (n_layers,)."""
        return self._theory().band

    def _theory(self) -> MeanField:
        if self._mean_field is None:
            self._mean_field = mean_field(self.trainer)
        return self._mean_field


def _mean(value: Array) -> Array:
    mean: Array = np.add.reduce(value, axis=1) / value.shape[1]
    return mean
