"""What a page can look at: one entry per section of a frame.

To add a section, add its name to `app.protocol.SectionName` and one entry here; the
layout, the packing and the documents follow. All layers of a section are read at once,
from the flat vectors that training itself uses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from app.protocol import SectionName
from engine import Diagnostics, LayerSpec, Trainer, diagnostics
from engine.program import QUANTITIES

__all__ = [
    "ANSWERS",
    "MAPS",
    "PER_LAYER",
    "PER_NETWORK",
    "AnswerSection",
    "Array",
    "LayerSection",
    "Reading",
]

Array: TypeAlias = npt.NDArray[np.float64]
Signal: TypeAlias = Literal["z", "a", "df", "delta"]
Part: TypeAlias = Literal["W", "b", "unit", "input"]


class Reading:
    """One look at a trainer; computes each thing once, and only if it is asked for.

    Parameters
    ----------
    trainer : Trainer
    probe : int or None
        Training sample whose signals are read; None is the mean over the batch.
    """

    def __init__(self, trainer: Trainer, *, probe: int | None = None) -> None:
        self.trainer = trainer
        self.probe = probe

    @cached_property
    def parameters(self) -> Array:
        """All weights and biases as they are now, (P,)."""
        return self.trainer.vector

    @cached_property
    def forward_parameters(self) -> Array | None:
        """Those that went forward in the step just applied, (P,); a probe's are now."""
        if self.probe is not None:
            return self.parameters
        return None if self._step is None else self._step.before[0]

    @cached_property
    def gradient(self) -> Array | None:
        """All gradients of the step just applied, (P,); None while there is none."""
        return None if self._step is None else self._step.gradient

    @cached_property
    def update(self) -> Array | None:
        """What that step added to the parameters, (P,)."""
        step = self._step
        return None if step is None else np.subtract(step.after[0], step.before[0])

    def signal(self, name: Signal) -> Array | None:
        """Return one number per row of all layers, (n_rows,).

        The batch's mean, for delta its sum; or the probe's own: z and a with the
        weights as they are now, df and delta of the step just applied, NaN if the
        probe was not in its batch. Rows are units, and a one below each hidden layer
        where there are biases.
        """
        if self.probe is not None:
            return self._of_probe(name)
        step = self._step
        if step is None:
            return None
        if name == "df":  # the output's is not always on the tape
            layers = self.trainer.trace().layers
            return self._rows([_mean(layer.df) for layer in layers])
        tape = step.tape.reshape(len(QUANTITIES), -1, step.batch_size)
        total: Array = np.add.reduce(tape[QUANTITIES.index(name)], axis=1)
        return total if name == "delta" else total / step.batch_size

    def passed_on(self) -> Array | None:
        """Return what goes into every layer, inputs first, (n_inputs + n_rows,).

        Means over the batch of what its step really used, after dropout; or the
        probe's own, with the weights as they are now. A one is below each layer's
        inputs where there are biases, and the outputs come last.
        """
        a, step = self.signal("a"), self._step
        if a is None:
            return None
        ones = np.ones(self.trainer.layout.extra)
        if self.probe is not None:
            return np.concatenate([self.trainer.data.train_x[:, self.probe], ones, a])
        assert step is not None
        a = self._after_dropout(a, step) if step.masks else a
        return np.concatenate([_mean(step.x), ones, a])

    def _after_dropout(self, a: Array, step: Any) -> Array:
        a = a.copy()
        tape = step.tape.reshape(len(QUANTITIES), -1, step.batch_size)
        rows = tape[QUANTITIES.index("a")]
        starts = _row_starts(self.trainer)
        for layer, mask in step.masks.items():
            units = slice(starts[layer], starts[layer] + len(mask))
            a[units] = _mean(rows[units] * mask)
        return a

    def resting(self, which: Literal["dead", "saturated"]) -> Array:
        """Return which units rest, one number per row of all layers, (n_rows,)."""
        return self._rows(self._resting[which == "saturated"])

    @cached_property
    def _resting(self) -> tuple[list[Array], list[Array]]:
        return self.trainer.resting()

    @cached_property
    def diagnostics(self) -> Diagnostics:
        """Numbers per layer of the step just applied; NaN where there is no trace."""
        found = diagnostics(self.trainer)
        if self._step is None and self.trainer.step_count:
            return Diagnostics(np.full_like(found.figures, np.nan))
        return found

    @cached_property
    def _step(self) -> Any:
        return self.trainer.last_step()

    def _of_probe(self, name: Signal) -> Array | None:
        if name in ("z", "a"):
            x = self.trainer.data.train_x[:, self.probe, None]
            pairs = self.trainer.probe(x)
            return self._rows([pair[name == "a"][:, 0] for pair in pairs])
        if self._step is None:
            return None
        trace = self.trainer.trace()
        places = np.flatnonzero(trace.batch_indices == self.probe)
        if not len(places):
            layers = self.trainer.layers
            return self._rows([np.full(layer.fan_out, np.nan) for layer in layers])
        own = trace.sample(int(places[0])).layers
        return self._rows([getattr(layer, name)[:, 0] for layer in own])

    def _rows(self, values: list[Array]) -> Array:
        """Put the numbers of all layers one after the other, with rows of ones."""
        ones = np.ones(self.trainer.layout.extra)
        parts = [part for value in values for part in (value, ones)]
        rows: Array = np.concatenate(parts[:-1])
        return rows


def _mean(value: Array) -> Array:
    mean: Array = np.add.reduce(value, axis=1) / value.shape[1]
    return mean


@dataclass(frozen=True, slots=True)
class LayerSection:
    """One array per layer.

    Attributes
    ----------
    part : "W", "b", "unit" or "input"
        Which of the numbers of a layer: its weights, its biases, one per unit, one
        per unit of the layer before.
    read : callable
        The flat vector that holds them for all layers, (P,), (n_rows,) or
        (n_inputs + n_rows,); None where there has been no step yet.
    """

    part: Part
    read: Callable[[Reading], Array | None]

    def shape(self, layer: LayerSpec) -> tuple[int, ...]:
        """Return the array's shape in a layer."""
        if self.part == "W":
            return (layer.fan_out, layer.fan_in)
        return (layer.fan_in if self.part == "input" else layer.fan_out,)

    def places(self, trainer: Trainer) -> npt.NDArray[np.intp]:
        """Return where in the flat vector the numbers are."""
        if self.part == "unit":
            return unit_rows(trainer)
        if self.part == "input":
            return input_rows(trainer)
        pairs = trainer.layout.pairs(np.arange(trainer.layout.n_parameters))
        blocks = [W if self.part == "W" else b for W, b in pairs]
        return np.concatenate([block.ravel() for block in blocks if block is not None])


def unit_rows(trainer: Trainer) -> npt.NDArray[np.intp]:
    """Return which rows of a signal are units."""
    extra = trainer.layout.extra
    rows = [[True] * layer.fan_out + [False] * extra for layer in trainer.layers]
    return np.flatnonzero(np.concatenate(rows))


def input_rows(trainer: Trainer) -> npt.NDArray[np.intp]:
    """Return which rows of `Reading.passed_on` go into a layer."""
    extra = trainer.layout.extra
    rows = [[True] * layer.fan_in + [False] * extra for layer in trainer.layers]
    return np.flatnonzero(np.concatenate(rows))


def _row_starts(trainer: Trainer) -> list[int]:
    """Return at which row of a signal each layer begins."""
    rows = [layer.fan_out + trainer.layout.extra for layer in trainer.layers]
    return list(accumulate(rows, initial=0))


PER_LAYER: dict[SectionName, LayerSection] = {
    "W": LayerSection("W", lambda reading: reading.parameters),
    "b": LayerSection("b", lambda reading: reading.parameters),
    "W_before": LayerSection("W", lambda reading: reading.forward_parameters),
    "b_before": LayerSection("b", lambda reading: reading.forward_parameters),
    "a_prev": LayerSection("input", lambda reading: reading.passed_on()),
    "z": LayerSection("unit", lambda reading: reading.signal("z")),
    "a": LayerSection("unit", lambda reading: reading.signal("a")),
    "df": LayerSection("unit", lambda reading: reading.signal("df")),
    "delta": LayerSection("unit", lambda reading: reading.signal("delta")),
    "unit_dead": LayerSection("unit", lambda reading: reading.resting("dead")),
    "unit_saturated": LayerSection(
        "unit", lambda reading: reading.resting("saturated")
    ),
    "dW": LayerSection("W", lambda reading: reading.gradient),
    "db": LayerSection("b", lambda reading: reading.gradient),
    "update_W": LayerSection("W", lambda reading: reading.update),
    "update_b": LayerSection("b", lambda reading: reading.update),
}

PER_NETWORK: tuple[SectionName, ...] = (
    "gradient_rms",
    "delta_rms",
    "update_ratio",
    "mean_df",
    "saturated",
    "dead",
)
"""Properties of `Diagnostics`, one number per layer."""


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """What the network takes the samples for; only where there are classes.

    Attributes
    ----------
    dtype : "u1" or "f4"
    shape : callable
        The array's shape.
    write : callable
        Fills an array of that shape.
    """

    dtype: Literal["u1", "f4"]
    shape: Callable[[Trainer], tuple[int, ...]]
    write: Callable[[Trainer, npt.NDArray[Any]], None]


def _write_predicted(trainer: Trainer, out: npt.NDArray[Any]) -> None:
    n_train = len(trainer.data.train_labels)
    out[:n_train] = trainer.predicted("train")
    out[n_train:] = trainer.predicted("test")


def _write_confusion(trainer: Trainer, out: npt.NDArray[Any]) -> None:
    out[0] = trainer.confusion("train")
    out[1] = trainer.confusion("test")


ANSWERS: dict[SectionName, AnswerSection] = {
    "predicted": AnswerSection(
        "u1",
        lambda trainer: (
            len(trainer.data.train_labels) + len(trainer.data.test_labels),
        ),
        _write_predicted,
    ),
    "confusion": AnswerSection(
        "f4", lambda trainer: (2, *[trainer.data.n_classes] * 2), _write_confusion
    ),
}
"""``predicted``: the class of each training sample, then of each test sample.
``confusion``: counts of training, then of test samples; rows true, columns predicted.
"""

MAPS: tuple[SectionName, ...] = ("surface", "neuron_surface")

assert {*PER_LAYER, *PER_NETWORK, *ANSWERS, *MAPS} == {*get_args(SectionName)}
