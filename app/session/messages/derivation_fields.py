"""Derivation fields: what the inspector found, as the fields of its event.

A derivation may have thousands of factors. They are made of numbers and names of the
engine, so they are not checked once more.
"""

import dataclasses
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.protocol.answers.inspection import (
    BarFields,
    CurveFields,
    Derivation,
    FactorFields,
    LossFields,
    MatrixFields,
    NamedNumber,
    NumberChange,
    PartFields,
    RefFields,
    ScalingFields,
    UpdateFields,
    UpdateOpFields,
)
from app.protocol.commands.questions import Inspect
from app.protocol.fields import Model
from engine import Factor, Inspected, NumberRef, SplitData, Update

__all__ = ["derivation_fields", "factor_fields", "plain_fields", "update_fields"]

M = TypeVar("M", bound=Model)
Numbers = tuple[float, ...]


def derivation_fields(
    command: Inspect, found: Inspected, data: SplitData
) -> Derivation:
    """Return the answer to an ``inspect``."""
    where = found.followed
    step, sample = where.step, command.sample
    return Derivation(
        id=command.id,
        run=command.run,
        step=step.step,
        done=step.done,
        n_ops=step.n_ops,
        target=command.target,
        layer=found.layer,
        row=found.row,
        column=found.column,
        sample=sample,
        position=where.column if where.in_batch else None,
        in_batch=where.in_batch,
        mean_over=where.trace.x.shape[1],
        class_name=None if sample is None else _class_name(data, sample),
        batch=_integers(step.batch_indices),
        parts=tuple(
            PartFields(name=name, factor=factor_fields(factor))  # type: ignore[arg-type]
            for name, factor in found.parts.items()
        ),
        bars=plain_fields(BarFields, found.bars),
        curve=plain_fields(CurveFields, found.curve),
        update=None if found.update is None else update_fields(found.update),
        losses=plain_fields(LossFields, found.losses),
        matrices=tuple(_copied(MatrixFields, matrix) for matrix in found.matrices),
        scaling=_scaling(found, data) if command.target == "input" else None,
    )


def _class_name(data: SplitData, sample: int) -> str | None:
    """Return the class of a training sample; None where it has none, or several."""
    if not data.n_classes or data.train_labels.ndim > 1:
        return None
    return data.class_names[int(data.train_labels[sample])]


def _scaling(found: Inspected, data: SplitData) -> ScalingFields | None:
    """Return how an input was standardized; None if it was not."""
    where, row = found.followed, found.row or 0
    by = data.input_scaling
    mean, deviation = by.means[row], by.deviations[row]
    if (mean, deviation) == (0, 1):
        return None
    raw = np.nan
    if where.column is not None:
        raw = where.trace.x[row, where.column] * deviation + mean
    return ScalingFields(mean=float(mean), deviation=float(deviation), raw=float(raw))


def factor_fields(factor: Factor) -> FactorFields:
    """Return a number, with those that it follows from."""
    return FactorFields.model_construct(
        symbol=factor.symbol,
        value=float(factor.value),
        operation=factor.operation,
        formula=factor.formula,
        factors=tuple(factor_fields(each) for each in factor.factors),
        ref=_ref(factor.ref),
    )


def _ref(ref: NumberRef | None) -> RefFields | None:
    return None if ref is None else RefFields.model_construct(**ref._asdict())


def update_fields(update: Update) -> UpdateFields:
    """Return the way of a parameter to its new value."""
    ops = tuple(
        UpdateOpFields(
            index=op.index,
            name=op.name,
            latex=op.latex,
            is_done=op.is_done,
            changes=tuple(_copied(NumberChange, each) for each in op.changes),
            reads=tuple(_copied(NamedNumber, each) for each in op.reads),
            between=tuple(_copied(NamedNumber, each) for each in op.between),
        )
        for op in update.ops
    )
    return _copied(UpdateFields, update, ops=ops)


def plain_fields(model: type[M], record: Any) -> M | None:
    """Return a record of the engine as the model with the same fields."""
    return None if record is None else _copied(model, record)


def _copied(model: type[M], record: Any, **others: Any) -> M:
    """Return a record of the engine as the model with the same fields."""
    names = [field.name for field in dataclasses.fields(record)]
    given = {
        name: _value(getattr(record, name)) for name in names if name not in others
    }
    return model(**given, **others)


def _value(value: Any) -> Any:
    """Return arrays as tuples, and references as models."""
    if isinstance(value, NumberRef):
        return _ref(value)
    if not isinstance(value, np.ndarray):
        return value
    if value.ndim == 2:
        return tuple(tuple(row) for row in value.tolist())
    return tuple(value.tolist())


def _integers(indices: npt.NDArray[Any]) -> tuple[int, ...]:
    return tuple(indices.tolist())
