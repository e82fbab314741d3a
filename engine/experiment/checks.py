"""Checks: every setting of an experiment, by itself and with the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
from engine.data.sequences import SEQUENCES
from engine.data.uploaded import UploadedData
from engine.experiment.catalog import TABLES
from engine.experiment.derived import UncheckedExperiment
from engine.experiment.network_checks import (
    check_form,
    check_network,
    checked_hidden,
)
from engine.experiment.setting import Setting
from engine.experiment.settings import LIMITS, SETTINGS
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.limits import (
    ExperimentError,
    checked_integer,
    checked_number,
    shown,
)

__all__ = ["Parameters", "checked", "checked_alone"]


Layer: TypeAlias = tuple[tuple[tuple[float, ...], ...], tuple[float, ...] | None]
Parameters: TypeAlias = tuple[Layer, ...]


def checked(e: UncheckedExperiment) -> Iterator[tuple[str, Any]]:
    """Yield fields with their checked values; sequences become tuples.

    The caller must set each value before it asks for the next one, because later
    checks read earlier fields.

    Raises
    ------
    ExperimentError
        At the first value that is not allowed.
    """
    for name, setting in SETTINGS.items():
        if setting.kind != "own":
            yield name, checked_alone(name, getattr(e, name))
    if e.batch_size != "full":
        checked_integer("batch_size", e.batch_size, LIMITS["batch_size"])
    yield "dataset", _checked_dataset(e.dataset)
    check_form(e)
    yield "features", _checked_features(e)
    yield "axes", _checked_axes(e)
    yield "hidden", checked_hidden(e)
    yield "activation", _checked_activation(e)
    check_network(e)
    _check_output(e)
    yield "initial_parameters", _checked_parameters(e)


def checked_alone(name: str, value: Any) -> Any:
    """Return the checked value of a setting that has no check of its own.

    Raises
    ------
    ExperimentError
    """
    setting = SETTINGS[name]
    if value is None and setting.is_optional:
        return None
    return _checked(setting, value)


def _checked(setting: Setting, value: Any) -> Any:
    if setting.kind == "flag":
        _check_flag(setting.name, value)
    elif setting.kind == "name":
        _check_name(setting.name, value, TABLES[setting.choices])
    else:
        check = checked_integer if setting.kind == "integer" else checked_number
        return check(setting.name, value, LIMITS[setting.name])
    return value


def _checked_features(e: UncheckedExperiment) -> tuple[str, ...] | None:
    if e.features is None:
        return None
    if isinstance(e.features, str) or not isinstance(e.features, (list, tuple)):
        raise ExperimentError("features", e.features, "features must be a list")
    columns, chosen = e.columns, tuple(e.features)
    for name in chosen:
        known = isinstance(name, str) and (
            name in columns
            or (
                name in FEATURES
                and len(columns) <= 2
                and set(FEATURES[name].needs) <= set(columns)
            )
        )
        if not known:
            raise ExperimentError(
                "features", name, f"this data has no feature {shown(name)}"
            )
    if not chosen or len(set(chosen)) != len(chosen):
        message = "features needs at least one name, and none twice"
        raise ExperimentError("features", list(chosen), message, 1)
    return chosen


def _checked_axes(e: UncheckedExperiment) -> tuple[str, str] | None:
    if e.axes is None:
        return None
    wanted = e.axes
    if isinstance(wanted, (list, tuple)) and len(wanted) == 2:
        known = e.axis_choices
        if wanted[0] != wanted[1] and all(name in known for name in wanted):
            return wanted[0], wanted[1]
    message = "axes must be two different inputs of data with three or more columns"
    raise ExperimentError("axes", wanted, message)


def _checked_activation(e: UncheckedExperiment) -> str | tuple[str, ...]:
    if isinstance(e.activation, str):
        _check_name("activation", e.activation, ACTIVATIONS)
        return e.activation
    if not isinstance(e.activation, (list, tuple)):
        message = f"activation must be a name, not {shown(e.activation)}"
        raise ExperimentError("activation", e.activation, message)
    for name in e.activation:
        _check_name("activation", name, ACTIVATIONS)
    if len(e.activation) != len(e.hidden):
        message = (
            f"activation needs one name per hidden layer, {len(e.hidden)},"
            f" not {len(e.activation)}"
        )
        raise ExperimentError("activation", list(e.activation), message, len(e.hidden))
    return tuple(e.activation)


def _check_output(e: UncheckedExperiment) -> None:
    loss = LOSSES[e.loss]
    if e.task == "regression" and loss.classes_only:
        message = f"loss {e.loss} needs classes, and this data has values"
        raise ExperimentError("loss", e.loss, message)
    output = e.output_activation
    if output not in loss.outputs:
        allowed = ", ".join(loss.outputs)
        message = f"loss {e.loss} needs an output of {allowed}, not {output}"
        raise ExperimentError("output", output, message, list(loss.outputs))


def _checked_parameters(e: UncheckedExperiment) -> Parameters | None:
    given = e.initial_parameters
    if given is None:
        return None
    sizes = e.sizes
    if not isinstance(given, (list, tuple)) or len(given) != len(sizes) - 1:
        message = f"initial_parameters needs one entry per layer, {len(sizes) - 1}"
        raise ExperimentError("initial_parameters", None, message, len(sizes) - 1)
    return tuple(
        _checked_layer(entry, (sizes[i + 1], sizes[i]), i, use_bias=e.use_bias)
        for i, entry in enumerate(given)
    )


def _check_name(field: str, value: Any, table: Collection[str]) -> None:
    if not isinstance(value, str) or value not in table:
        names = ", ".join(table)
        message = f"{field} must be one of {names}, not {shown(value)}"
        raise ExperimentError(field, value, message, list(table))


def _check_flag(field: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ExperimentError(field, value, f"{field} must be true or false")


def _checked_dataset(value: Any) -> str | UploadedData:
    if isinstance(value, UploadedData):
        return value
    if isinstance(value, Mapping):
        return UploadedData.parse(value)
    _check_name("dataset", value, (*DATASETS, *SEQUENCES))
    return str(value)


def _checked_layer(
    entry: Any, shape: tuple[int, int], layer: int, *, use_bias: bool
) -> Layer:
    """Return (W, b) of a layer; ``entry`` is a mapping of W and b, or a pair."""
    field, (fan_out, fan_in) = "initial_parameters", shape
    if isinstance(entry, Mapping):
        W, b = entry.get("W"), entry.get("b")
    elif isinstance(entry, (list, tuple)) and len(entry) == 2:
        W, b = entry
    else:
        raise ExperimentError(field, None, f"layer {layer + 1} needs W and b")
    if b is None and use_bias:
        b = np.zeros(fan_out)
    if b is not None and not use_bias:
        raise ExperimentError(field, None, "b is given but use_bias is false")
    arrays = []
    for name, value, size in (("W", W, (fan_out, fan_in)), ("b", b, (fan_out,))):
        if value is None and name == "b":
            continue
        try:
            array = np.array(value, dtype=np.float64)
            array = array.reshape(-1) if name == "b" else array
        except (TypeError, ValueError, OverflowError):
            array = np.array(np.nan)
        if array.shape != size or not np.isfinite(array).all():
            message = f"{name} of layer {layer + 1} needs {size} finite numbers"
            raise ExperimentError(field, None, message, list(size))
        arrays.append(array)
    rows = tuple(tuple(row) for row in arrays[0].tolist())
    return rows, tuple(arrays[1].tolist()) if use_bias else None
