"""Trace as a file: every number of a training step, exact, by its name.

The names are those of the formulas, and layers count from 1: ``W1`` and ``b1`` are the
parameters before the step, ``W1_after`` and ``b1_after`` those after it.  ``z1``,
``a1``, ``df1``, ``da1`` and ``delta1`` are of the batch, a column for each sample;
``mask1`` of dropout is over 1 - p.  ``m_W1`` and ``m_W1_after`` are what the optimizer
remembers, ``update_W1`` is W after less W before.  Those of other networks are in
`engine.export.step_file.graph_trace`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np

from engine.export.quantity import Quantity
from engine.export.script_section import checked_link
from engine.export.step_file.csv_text import cell_text, line_text
from engine.export.step_file.graph_trace import graph_quantities
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.inspector.losses import sample_losses
from engine.inspection.source.script import settings_of_update
from engine.limits import ExperimentError
from engine.program.ops.update import rate_at
from engine.program.trace import LayerTrace, Trace
from engine.training.trainer import Trainer

__all__ = ["MAX_LINES", "MAX_NUMBERS", "trace_csv", "trace_npz"]

MAX_NUMBERS = 500_000
"""Numbers of a step that is written as arrays: 4 MB."""
MAX_LINES = 100_000
"""Numbers of a step that is written as text: about 4 MB."""
HEAD = ("quantity", "layer", "row", "column", "sample", "value")


def trace_npz(trainer: Trainer, *, link: str = "") -> bytes:
    """Return the step just applied as an NPZ file, which needs no pickle.

    Raises
    ------
    ExperimentError
        If the link is no address, or the step has too many numbers.
    """
    arrays = {each.key: each.value for each in _quantities(trainer, link, MAX_NUMBERS)}
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def trace_csv(trainer: Trainer, *, link: str = "") -> str:
    """Return the same as CSV, a line for each number.

    Layers, rows, columns and samples count from 1; samples are those of the training
    set, so a sample has one number in all files.

    Raises
    ------
    ExperimentError
        As `trace_npz` does.
    """
    quantities = _quantities(trainer, link, MAX_LINES)
    samples = (trainer.trace().batch_indices + 1).tolist()
    lines = [line for each in quantities for line in _lines(each, samples)]
    return "".join([line_text(HEAD), *lines])


def _lines(quantity: Quantity, samples: list[int]) -> list[str]:
    """Return a line for each number of a quantity."""
    head = f"{quantity.name},{cell_text(quantity.layer)}"
    places = _places(quantity, samples)
    values = map(cell_text, quantity.value.ravel().tolist())
    return [
        f"{head},{place},{value}\r\n"
        for place, value in zip(places, values, strict=True)
    ]


def _places(quantity: Quantity, samples: list[int]) -> list[str]:
    """Return row, column and sample of each number, as cells."""
    counts = [range(1, n + 1) for n in quantity.value.shape]
    if quantity.axes == "rsp":
        return [f"{r},{p},{s}" for r in counts[0] for s in samples for p in counts[2]]
    if quantity.axes == "sp":
        return [f",{position},{sample}" for sample in samples for position in counts[1]]
    if quantity.axes == "rc":
        return [f"{row},{column}," for row in counts[0] for column in counts[1]]
    if quantity.axes == "rs":
        return [f"{row},,{sample}" for row in counts[0] for sample in samples]
    if quantity.axes == "s":
        return [f",,{sample}" for sample in samples]
    return [f"{row},," for row in counts[0]] if counts else [",,"]


def _quantities(trainer: Trainer, link: str, most: int) -> list[Quantity]:
    """Return all quantities of the step just applied, in the order of the step."""
    trace = trainer.trace()
    quantities = [
        *_settings(trace, checked_link(link)),
        *_names(trainer, trace),
        *(_of_layers(trace) if trace.experiment.is_dense else graph_quantities(trace)),
    ]
    n_numbers = sum(each.value.size for each in quantities)
    if n_numbers > most:
        message = f"the step has {n_numbers:,} numbers, and the file takes {most:,}"
        raise ExperimentError("kind", n_numbers, message, most)
    return quantities


def _of_layers(trace: Trace) -> Iterator[Quantity]:
    """Yield the numbers of a dense network, layer by layer."""
    yield Quantity("activations", None, np.array(trace.experiment.activations), "r")
    yield Quantity("samples", None, trace.batch_indices + 1, "s")
    yield Quantity("x", None, trace.x, "rs")
    yield Quantity("y", None, trace.y, "rs")
    for layer in trace.layers:
        yield from _forward(trace, layer)
    yield Quantity("sample_losses", None, sample_losses(trace).losses, "s")
    yield Quantity("loss", None, np.array(trace.loss))
    for layer in reversed(trace.layers):
        yield from _backward(layer)
    for layer in trace.layers:
        yield from _update(layer)


def _settings(trace: Trace, link: str) -> Iterator[Quantity]:
    """Yield what the numbers follow from, apart from arrays."""
    e = trace.experiment
    values: dict[str, object] = {"link": link} if link else {}
    values |= {"step": trace.step, "epoch": trace.epoch}
    values |= {"loss_function": e.loss, "optimizer": e.optimizer}
    if OPTIMIZERS[e.optimizer].depends_on_t:
        values["t"] = trace.t
    values["learning_rate"] = rate_at(e)(trace.step - 1)
    names = ("dropout",) * bool(trace.masks) + settings_of_update(e)
    values |= {name: getattr(e, name) for name in names}
    if e.freeze_biases:
        values["freeze_biases"] = 1
    for name, value in values.items():
        yield Quantity(name, None, np.array(value))


def _names(trainer: Trainer, trace: Trace) -> Iterator[Quantity]:
    e, data = trace.experiment, trainer.data
    names = {
        "input_names": e.input_names,
        "column_names": e.uploaded.names if e.uploaded else (),
        "target_names": data.class_names or data.target_names,
    }
    for name, texts in names.items():
        if texts:
            yield Quantity(name, None, np.array(texts), "r")


def _forward(trace: Trace, layer: LayerTrace) -> Iterator[Quantity]:
    k = layer.index + 1
    yield Quantity("W", k, layer.W_before, "rc")
    if layer.b_before is not None:
        yield Quantity("b", k, layer.b_before, "rc")
    yield Quantity("z", k, layer.z, "rs")
    yield Quantity("a", k, layer.a, "rs")
    if layer.index in trace.masks:
        yield Quantity("mask", k, trace.masks[layer.index], "rs")


def _backward(layer: LayerTrace) -> Iterator[Quantity]:
    """Yield the gradients; what a step does not have is left out."""
    k = layer.index + 1
    for name in ("da", "df", "delta"):
        value = getattr(layer, name)
        if not np.isnan(value).all():
            yield Quantity(name, k, value, "rs")
    yield Quantity("dW", k, layer.dW, "rc")
    if layer.db is not None:
        yield Quantity("db", k, layer.db, "rc")


def _update(layer: LayerTrace) -> Iterator[Quantity]:
    k = layer.index + 1
    for slot, pairs in layer.slots.items():
        for letter, (before, after) in pairs.items():
            yield Quantity(f"{slot}_{letter}", k, before, "rc")
            yield Quantity(f"{slot}_{letter}_after", k, after, "rc")
    arrays = {
        "update_W": layer.update_W,
        "update_b": layer.update_b,
        "W_after": layer.W_after,
        "b_after": layer.b_after,
    }
    for name, array in arrays.items():
        if array is not None:
            yield Quantity(name, k, array, "rc")
