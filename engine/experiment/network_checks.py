"""Network checks: what a kind of network reads, and how large it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.data.sequences import SEQUENCES
from engine.functions.outputs import OUTPUTS
from engine.limits import MAX_MULTIPLY_ADDS, ExperimentError, shown
from engine.networks.networks import NETWORKS, Network, graph_of, multiply_adds

if TYPE_CHECKING:
    from engine.experiment.derived import UncheckedExperiment

__all__ = ["check_cost", "check_form", "check_network", "checked_hidden"]

FORMS = {
    "columns": "columns of numbers",
    "pictures": "pictures",
    "steps": "sequences of steps",
    "tokens": "sequences of tokens",
}
"""The forms of samples in words."""


def forms_of(e: UncheckedExperiment) -> tuple[str, ...]:
    """Return the forms that the samples have; pictures are columns, too."""
    return (e.form, "pictures") if e.picture else (e.form,)


def check_form(e: UncheckedExperiment) -> None:
    """Check that the kind of network reads samples of this form.

    Raises
    ------
    ExperimentError
    """
    network, forms = NETWORKS[e.network], forms_of(e)
    if network.reads not in forms:
        name = "own data" if e.uploaded else e.entry.label
        message = (
            f"a network of the kind {network.label} reads {FORMS[network.reads]},"
            f" and {name} has {FORMS[forms[-1]]}"
        )
        fitting = [n.name for n in NETWORKS.values() if n.reads in forms]
        raise ExperimentError("network", e.network, message, fitting)


def check_network(e: UncheckedExperiment) -> None:
    """Check what a network that is not dense cannot do with its samples.

    Raises
    ------
    ExperimentError
    """
    network = NETWORKS[e.network]
    if e.is_dense:
        return
    for field in ("features", "initial_parameters"):
        if getattr(e, field) is not None:
            message = f"{field} is for dense networks, and this one is {network.label}"
            raise ExperimentError(field, None, message)
    if e.dataset in SEQUENCES:
        _check_length(e)
    f = e.output_activation
    is_of_all_rows = OUTPUTS[f].is_one_per_class
    if e.form == "steps" and e.n_target_steps > 1 and is_of_all_rows:
        message = (
            f"{e.entry.label} has an answer at every step, and {f} makes one"
            " distribution of all of them"
        )
        raise ExperimentError("output", f, message)
    if "heads" in network.settings and e.hidden[0] % e.heads:
        message = f"{e.heads} heads cannot share {e.hidden[0]} {network.units}"
        raise ExperimentError("heads", e.heads, message, 1)


def _check_length(e: UncheckedExperiment) -> None:
    low, high = SEQUENCES[e.dataset].lengths
    if low < high and not low <= e.sequence_length <= high:
        message = f"{e.entry.label} has {low} to {high} steps, not {e.sequence_length}"
        limit = low if e.sequence_length < low else high
        raise ExperimentError("sequence_length", e.sequence_length, message, limit)


def checked_hidden(e: UncheckedExperiment) -> tuple[int, ...]:
    """Return the checked units of each hidden layer.

    Raises
    ------
    ExperimentError
    """
    value, network = e.hidden, NETWORKS[e.network]
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise ExperimentError("hidden", value, "hidden must be a list of layer sizes")
    _check_depth(value, network)
    low, high = network.n_units
    for units in value:
        if isinstance(units, bool) or not isinstance(units, int):
            message = f"a layer's size must be a whole number, not {shown(units)}"
            raise ExperimentError("hidden", list(value), message)
        if not low <= units <= high:
            limit = low if units < low else high
            message = f"a hidden layer has {low} to {high} units, not {shown(units)}"
            raise ExperimentError("hidden", list(value), message, limit)
    return tuple(value)


def _check_depth(value: Any, network: Network) -> None:
    fewest, most = network.n_layers
    if len(value) > most:
        message = f"hidden has {len(value)} layers; the limit is {most}"
        raise ExperimentError("hidden", list(value), message, most)
    if len(value) < fewest:
        message = f"hidden needs a number, the {network.units}"
        raise ExperimentError("hidden", list(value), message, fewest)


def check_cost(e: UncheckedExperiment) -> None:
    """Check that a step does not take too long.

    Raises
    ------
    ExperimentError
        Also if a picture is too small for its filters.
    """
    try:
        graph = graph_of(e)
    except ValueError as error:
        raise ExperimentError("hidden", list(e.hidden), str(error)) from None
    cost = 3 * e.batch * multiply_adds(graph)
    if cost > MAX_MULTIPLY_ADDS:
        message = (
            f"one step would take {cost:,} multiply-adds; the limit is"
            f" {MAX_MULTIPLY_ADDS:,}: make the batch or the network smaller"
        )
        raise ExperimentError("batch_size", e.batch_size, message, MAX_MULTIPLY_ADDS)
