"""Cache of samples: experiments that draw the same samples hold them once.

The samples of a named dataset depend on a few settings only, and nothing changes them.
They are held for as long as anything uses them.
"""

from __future__ import annotations

from operator import attrgetter
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from engine.arrays import Array, frozen
from engine.data.raw_samples import DataSettings
from engine.data.split import SplitData, build_data

__all__ = ["shared_data", "shared_inputs", "shared_key", "shared_targets"]

SETTINGS_OF_DATA = (
    *("dataset", "n_samples", "n_classes", "noise", "data_seed", "train_share"),
    "sequence_length",
    *("input_names", "axis_choices", "axes", "scales_inputs", "scales_targets"),
    *("output_activation", "n_outputs"),
)
"""All that `DataSettings` has, but for uploaded samples."""
_settings_of = attrgetter(*SETTINGS_OF_DATA)
_inputs: WeakKeyDictionary[SplitData, dict[object, Array]] = WeakKeyDictionary()
_targets: WeakKeyDictionary[SplitData, Array] = WeakKeyDictionary()
_known: WeakValueDictionary[tuple[object, ...], SplitData] = WeakValueDictionary()


def shared_key(experiment: DataSettings) -> tuple[object, ...] | None:
    """Return what experiments with the same samples have in common; None if own data.

    Samples of own data are not shared.
    """
    if experiment.uploaded is not None:
        return None
    key: tuple[object, ...] = _settings_of(experiment)
    return key


def shared_data(experiment: DataSettings) -> SplitData:
    """Return what `build_data` does, drawn only once for all that use it at a time."""
    key = shared_key(experiment)
    if key is None:
        return build_data(experiment)
    data = _known.get(key)
    if data is None:
        data = _known[key] = build_data(experiment)
    return data


def shared_inputs(data: SplitData, dtype: object) -> Array:
    """Return the inputs of all samples, (n_inputs + 1, n), held once for all readers.

    Training samples come first, and the last row is of ones.
    """
    by_type = _inputs.setdefault(data, {})
    if dtype not in by_type:
        x = np.hstack([data.train_x, data.test_x])
        by_type[dtype] = frozen(np.vstack([x, np.ones(x.shape[1])]).astype(dtype))  # type: ignore[call-overload]
    return by_type[dtype]


def shared_targets(data: SplitData) -> Array:
    """Return the targets of all samples, (n_outputs, n), in the same order."""
    if data not in _targets:
        _targets[data] = frozen(np.hstack([data.train_y, data.test_y]))
    return _targets[data]
