"""The table of sections: what a frame contains, one row for each array.

To add a section, add a row to `SECTIONS` that names its reader, a method of
`engine.Readout` or a figure per layer of the engine's `Diagnostics`. The
commands, layouts, documents and types of the page follow from the row.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.inspection.readout.distributions import (
    LINEAR_BINS,
    LOG_COLUMNS,
    MAGNITUDES,
    N_POINTS,
    SIGNALS,
)
from engine.inspection.readout.positions import Each

__all__ = [
    "DTYPES",
    "KEPT",
    "SECTIONS",
    "WATCHED",
    "Dtype",
    "Each",
    "SectionName",
    "SectionRow",
    "WatchedName",
]

Dtype = Literal["f8", "f4", "u1"]
DTYPES: dict[Dtype, str] = {"f8": "<f8", "f4": "<f4", "u1": "u1"}
"""NumPy's names of the types, little endian."""
_SHAPES: dict[Each, tuple[str, ...]] = {
    "weight": ("fan_out", "fan_in"),
    "bias": ("fan_out",),
    "unit": ("fan_out",),
    "input": ("fan_in",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """One array in a frame, or one per layer.

    Attributes
    ----------
    name : str
    dtype : "f8", "f4" or "u1"
        Sections of doubles come first in the table, because they need the alignment.
    shape : tuple of int or str
        A number, or the name of a dimension that depends on the network.
    text : str
        What the numbers are, for the document of the protocol.
    reader : str or None
        The method of `Readout` that returns the array, or the property of
        `Diagnostics`; None for sections that the watch and the network parametrise,
        which `app.stream.writers` computes.
    each : "weight", "bias", "unit", "input" or None
        For one array per layer: what has one number each. The reader returns the flat
        vector of all layers.
    watch : str
        The name by which a page asks for it.
    may_be_tiny : bool
        Whether its numbers may be so small that single precision loses their digits.
    is_kept : bool
        Whether the history of a run, which a resumed page gets, has it at each point;
        only for a figure per layer.
    is_evaluated : bool
        Whether it is computed over all samples with the present weights. Then several
        frames may have the same numbers, those of the step that the header names.
    """

    name: str
    dtype: Dtype
    shape: tuple[int | str, ...]
    text: str
    reader: str | None
    each: Each | None = None
    watch: str
    may_be_tiny: bool = False
    is_kept: bool = False
    is_evaluated: bool = False


def _figure(
    name: str,
    text: str,
    *,
    shape: int | str = "layers",
    is_kept: bool = False,
    is_evaluated: bool = False,
) -> SectionRow:
    return SectionRow(
        name=name,
        dtype="f8",
        shape=(shape,),
        text=text,
        reader=name,
        watch=name,
        is_kept=is_kept,
        is_evaluated=is_evaluated,
    )


def _layered(
    name: str,
    each: Each,
    reader: str,
    text: str,
    *,
    may_be_tiny: bool = False,
    is_evaluated: bool = False,
) -> SectionRow:
    return SectionRow(
        name=name,
        dtype="f4",
        shape=_SHAPES[each],
        text=text,
        reader=reader,
        each=each,
        watch=name,
        may_be_tiny=may_be_tiny,
        is_evaluated=is_evaluated,
    )


def _network(
    name: str,
    dtype: Dtype,
    shape: tuple[int | str, ...],
    text: str,
    *,
    reader: str | None = None,
    watch: str | None = None,
    is_evaluated: bool = False,
) -> SectionRow:
    return SectionRow(
        name=name,
        dtype=dtype,
        shape=shape,
        text=text,
        reader=reader,
        watch=watch or name,
        is_evaluated=is_evaluated,
    )


def _nodes(name: str, dtype: Dtype, shape: str, text: str) -> SectionRow:
    return _network(name, dtype, (shape,), f"{text}; not of a dense network")


SECTIONS: tuple[SectionRow, ...] = (
    _figure(
        "gradient_rms",
        "root mean square of dW in the step just applied",
        shape="blocks",
        is_kept=True,
    ),
    _figure("delta_rms", "root mean square of delta in that step", is_kept=True),
    _figure(
        "da_rms",
        "root mean square of dL/da in that step, NaN for the output:"
        " `da_rms[l] / delta_rms[l + 1]` is the exact factor of the weights between two"
        " layers, `delta_rms[l] / da_rms[l]` that of f'",
    ),
    _figure(
        "delta_theory",
        "what mean-field theory expects of `delta_rms` at the start of a run, over that"
        " of the output; NaN where the initial weights are not independent random"
        " numbers of mean 0",
    ),
    _figure(
        "delta_theory_band",
        "half the width in decades of the band that contains about 90 % of such"
        " networks; NaN like `delta_theory`",
    ),
    _figure(
        "update_ratio",
        "root mean square of the update of W over that of W before",
        shape="blocks",
    ),
    _figure("mean_df", "mean of f' over units and samples; NaN for softmax"),
    _figure("saturated", "share of units and samples on which f' is nearly 0"),
    _figure("dead", "share of units whose f' is 0 on the whole batch"),
    _figure(
        "losses",
        "loss over the training and over the test samples with the present weights; NaN"
        " where there is none",
        shape=2,
        is_evaluated=True,
    ),
    _figure(
        "accuracies",
        "share of the training and of the test samples in the right class, likewise",
        shape=2,
        is_evaluated=True,
    ),
    _nodes(
        "node_rms",
        "f8",
        "value nodes",
        "root mean square of the value of each of the `nodes`, over its rows and the"
        " samples of the batch; with a `probe` of that sample's",
    ),
    _nodes(
        "node_grad_rms",
        "f8",
        "gradient nodes",
        "root mean square of dL/dvalue, likewise, of those that a gradient reaches",
    ),
    _layered("W", "weight", "parameters", "weights as they are now"),
    _layered("b", "bias", "parameters", "biases as they are now"),
    _layered(
        "W_before",
        "weight",
        "forward_parameters",
        "weights of the forward pass of the step just applied",
    ),
    _layered("b_before", "bias", "forward_parameters", "biases, likewise"),
    _layered(
        "a_prev",
        "input",
        "layer_inputs",
        "inputs of the layer in that step, after dropout: the mean over its batch, or"
        " those of the `probe`; times `W_before` they are the signals of the edges",
    ),
    _layered(
        "z",
        "unit",
        "z",
        "mean over the batch of the step just applied; with a `probe` that of the"
        " sample in the same step, as if alone if it was not in the batch, or with the"
        " present weights before the first step",
    ),
    _layered("a", "unit", "a", "activation, like `z`"),
    _layered(
        "df",
        "unit",
        "df",
        "f'(z), mean over the batch; with a `probe` that of the sample",
    ),
    _layered(
        "delta",
        "unit",
        "delta",
        "dL/dz; it already contains the 1/B of the loss, so its batch value is the sum"
        " over samples, which is `db`; with a `probe` that sample's part of the sum, or"
        " without 1/B that of a sample that was not in the batch",
        may_be_tiny=True,
    ),
    _layered(
        "unit_delta_rms",
        "unit",
        "unit_delta_rms",
        "root mean square of `delta` over the batch, in which samples of opposite sign"
        " do not cancel; with a `probe` the size of that sample's `delta`",
        may_be_tiny=True,
    ),
    _layered(
        "unit_dead",
        "unit",
        "unit_dead",
        "1 where f' is 0 on every one of the first 512 training samples, with the"
        " present weights",
        is_evaluated=True,
    ),
    _layered(
        "unit_saturated",
        "unit",
        "unit_saturated",
        "share of these samples on which f' is nearly 0",
        is_evaluated=True,
    ),
    _layered(
        "dW",
        "weight",
        "gradient",
        "gradients of the step just applied; with a `probe` that sample's part of the"
        " sum, or its own gradient if it was not in the batch",
        may_be_tiny=True,
    ),
    _layered(
        "db",
        "bias",
        "gradient",
        "gradients of the biases, likewise",
        may_be_tiny=True,
    ),
    _layered(
        "update_W",
        "weight",
        "update",
        "what that step added to the weights",
        may_be_tiny=True,
    ),
    _layered(
        "update_b",
        "bias",
        "update",
        "what it added to the biases",
        may_be_tiny=True,
    ),
    _nodes(
        "node_value",
        "f4",
        "values",
        "values of the `nodes` in the step just applied: group by group of those of the"
        " network, site by site, row by row, `columns` numbers each; the mean over the"
        " batch, or with a `probe` that sample's, with the present weights before the"
        " first step",
    ),
    _nodes(
        "node_grad",
        "f4",
        "gradients",
        "dL/dvalue of those that a gradient reaches, likewise: the sum over the batch,"
        " or with a `probe` that sample's part of the sum, or without 1/B that of a"
        " sample that was not in the batch; 0 at sites that no gradient reaches",
    ),
    _network(
        "node_target",
        "f4",
        ("targets", "columns"),
        "targets of the `probe`; NaN without one; not of a dense network",
        reader="targets",
    ),
    _network(
        "distribution_scope",
        "f4",
        (4,),
        "of the layer `distribution_layer` or its unit `distribution_row`, in the step"
        " just applied: the batch size; how many of its samples z, a and delta were"
        " read of, fewer only of a large batch; the lower and the upper end of the bins"
        " of a",
        watch="distributions",
    ),
    _network(
        "linear_histograms",
        "f4",
        (len(SIGNALS), LINEAR_BINS + 2),
        f"counts of z and a, below the bins, in {LINEAR_BINS} equal bins, and above; z"
        " from -8 to 8, a in the range of f, or like z where f has no end; NaN where"
        " there is no step yet",
        watch="distributions",
    ),
    _network(
        "log_histograms",
        "f4",
        (len(MAGNITUDES), LOG_COLUMNS),
        "delta, W, dW and update over weight (but where the weight is 0), by sign and"
        " magnitude, four bins to a decade. A row has the number k of its last bin,"
        " which holds the largest magnitude, from 10^(k/4) to 10^((k+1)/4); the count"
        " of zeros; the count of numbers that are too small for the bins, below 1e-300"
        " or 20 decades below the last bin's end; 80 bins of negative numbers and 80 of"
        " positive ones; NaN where there is no step yet",
        watch="distributions",
    ),
    _network(
        "activation_curves",
        "f4",
        (2, N_POINTS),
        "f and f' at equal steps of z from -8 to 8, NaN for softmax",
        watch="distributions",
    ),
    _network(
        "predicted",
        "u1",
        ("samples",),
        "predicted class of each sample that is evaluated, training samples before test"
        " samples, see ``n_evaluated``; not in a regression or with a target at every"
        " step",
        reader="predicted",
        is_evaluated=True,
    ),
    _network(
        "confusion",
        "f4",
        (2, "classes", "classes"),
        "counts of training, then of test samples by true class (rows) and predicted"
        " class (columns); not in a regression",
        reader="confusion",
        is_evaluated=True,
    ),
    _network(
        "surface",
        "u1",
        ("outputs", "side", "side"),
        "outputs over the plane, row 0 at the top; a byte u is"
        " `low + u / 255 * (high - low)`",
    ),
    _network(
        "surface_range",
        "f4",
        ("outputs", 2),
        "low and high of each, in the units of the samples",
        watch="surface",
    ),
    _network(
        "neuron_surface",
        "u1",
        ("hidden units", "side", "side"),
        "activations over the plane, like `surface`",
    ),
    _network(
        "neuron_range",
        "f4",
        ("hidden units", 2),
        "low and high of each",
        watch="neuron_surface",
    ),
)
"""All sections, in the order in which a frame contains them."""

WATCHED: tuple[str, ...] = tuple(dict.fromkeys(row.watch for row in SECTIONS))
"""What a page can ask for."""

KEPT: tuple[SectionRow, ...] = tuple(row for row in SECTIONS if row.is_kept)
"""The figures per layer in the history of a run."""

if TYPE_CHECKING:
    SectionName: TypeAlias = str
    WatchedName: TypeAlias = str
else:
    SectionName = Literal[tuple(row.name for row in SECTIONS)]
    WatchedName = Literal[WATCHED]
