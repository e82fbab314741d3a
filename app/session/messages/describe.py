"""Descriptions of data and of the last op, as the protocol's events carry them."""

from base64 import b64encode
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from app.protocol.events import (
    DataFields,
    OpInfo,
    Pictures,
    Points,
)
from engine import SplitData, Trainer
from engine.inspection.source.listing import layer_of

Array: TypeAlias = npt.NDArray[Any]

__all__ = ["data_fields", "op_info", "same_samples"]


def data_fields(trainer: Trainer) -> DataFields:
    """Describe the samples; with points only where the data can be drawn."""
    data = trainer.data
    return DataFields(
        task="regression" if data.task == "regression" else "classification",
        n_samples=(data.train_x.shape[1], data.test_x.shape[1]),
        n_classes=len(data.class_names),
        class_names=data.class_names,
        domain=data.domain or None,
        axis_names=data.axis_names,
        axis_choices=trainer.experiment.axis_choices,
        input_names=data.input_names,
        input_ranges=tuple(
            zip(
                data.train_x.min(axis=1).tolist(),
                data.train_x.max(axis=1).tolist(),
                strict=True,
            )
        ),
        target_names=data.target_names,
        target_means=tuple(data.target_scaling.means.tolist()),
        target_deviations=tuple(data.target_scaling.deviations.tolist()),
        train=_points(data.train_points, data.train_labels, data.train_y, data),
        test=_points(data.test_points, data.test_labels, data.test_y, data),
        pictures=_pictures(data),
    )


def _pictures(data: SplitData) -> Pictures | None:
    """Return the pictures of the samples, written once for all that share them."""
    if data.train_pictures is None or data.test_pictures is None:
        return None
    if data in _known_pictures:
        return _known_pictures[data]
    levels = np.concatenate([data.train_pictures, data.test_pictures])
    _, rows, columns = levels.shape
    pixels = b64encode(np.rint(255 * levels).astype(np.uint8).tobytes()).decode()
    pictures = Pictures(rows=rows, columns=columns, pixels=pixels)
    _known_pictures[data] = pictures
    return pictures


_known_pictures: WeakKeyDictionary[SplitData, Pictures] = WeakKeyDictionary()


def _points(
    points: Array | None, labels: Array, targets: Array, data: SplitData
) -> Points:
    """Return the samples on the plane, or over a line at what the first output learns.

    The targets (n_outputs, n) of classes are as coded, values in the units of samples.
    """
    label = labels.astype(float)
    if points is None and label.ndim > 1:
        return Points(x=(), y=(), label=())
    if points is None:
        return Points(x=(), y=(), label=tuple(label.tolist() if data.n_classes else ()))
    if label.ndim > 1:
        label = label[:, 0]
    height = targets[0] if data.n_classes else label
    second = points[1] if len(points) > 1 else height
    return Points(
        x=tuple(points[0].tolist()),
        y=tuple(second.tolist()),
        label=tuple(label.tolist()),
    )


def same_samples(one: SplitData, other: SplitData) -> bool:
    """Return whether two data sets have the same description."""
    texts = ("task", "class_names", "domain", "axis_names", "input_names",
             "target_names")  # fmt: skip
    if any(getattr(one, name) != getattr(other, name) for name in texts):
        return False
    scalings = ("input_scaling", "target_scaling")
    if any(not getattr(one, name).equals(getattr(other, name)) for name in scalings):
        return False
    arrays = (
        *("train_points", "test_points", "train_labels", "test_labels"),
        *("train_pictures", "test_pictures"),
        *(("train_y", "test_y") if one.n_axes == 1 else ()),
    )
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays
    )


def op_info(trainer: Trainer) -> OpInfo | None:
    """Describe the last op in the middle of a step; None between two steps."""
    if not trainer.op_index:
        return None
    op = trainer.ops[trainer.op_index - 1]
    return OpInfo(
        phase=op.phase,
        layer=layer_of(op),
        name=op.name,
        latex=op.latex,
        index=trainer.op_index - 1,
        count=trainer.n_ops,
    )
