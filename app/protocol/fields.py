"""Types that commands and events share: bounded numbers, fields of the experiment."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.protocol.strict_json import MAX_INTEGER
from engine import SETTINGS, Setting
from engine.limits import MAX_LABEL_LENGTH

__all__ = [
    "Bounds",
    "Count",
    "ExperimentFields",
    "Id",
    "Labels",
    "Matrix",
    "Model",
    "Name",
    "Names",
    "Vector",
]

Count = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
Id = Annotated[
    int, Field(ge=0, le=MAX_INTEGER, description="The sender's number for it")
]
Name = Annotated[str, Field(min_length=1, max_length=MAX_LABEL_LENGTH)]
Names = Annotated[tuple[Name, ...], Field(strict=False, fail_fast=True, max_length=64)]
Vector = Annotated[tuple[float, ...], Field(strict=False, fail_fast=True)]
Matrix = Annotated[tuple[Vector, ...], Field(strict=False, fail_fast=True)]
Labels = Annotated[tuple[str | float, ...], Field(strict=False, fail_fast=True)]
Bounds = tuple[float, float]


class Model(BaseModel):
    """Frozen, closed and strict: no unknown field, no coercion, finite numbers."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )


def _optional(description: str) -> Any:
    """Return a field that may be absent; its type tells whether it may be null."""
    return Field(default_factory=lambda: None, description=description)


class LayerParameters(Model):
    """Typed-in parameters of one layer."""

    W: Matrix
    """Weights, fan_out rows of fan_in numbers."""
    b: Vector | None = None
    """Biases, fan_out numbers; null where the network has none."""


class UploadedSamples(Model):
    """Samples that the user uploads."""

    x: Matrix
    """n_samples rows of n_features numbers."""
    y: Labels | Matrix
    """One label per sample, or one row of numbers per sample."""
    names: Names | None = None
    """Names of the columns of x."""
    target_names: Names | None = None
    """Names of the columns of y; one for labels."""


class TableRef(Model):
    """Samples that the session holds already, uploaded by ``table``."""

    table: Name
    """The table's name, as its ack gave it."""
    n_samples: Count = 0
    """Sent by the server only."""
    n_features: Count = 0
    """Sent by the server only."""
    names: Names = ()
    """Names of the columns of x; sent by the server only."""
    target_names: Names = ()
    """Names of the columns of y; sent by the server only."""


class _Given(Model):
    """Any subset of an experiment's fields.

    Types are checked here, ranges and names by the engine.
    """

    def given(self) -> dict[str, Any]:
        """Return the fields that the sender named, as plain Python data."""
        return self.model_dump(include=self.given_names, exclude_unset=True)

    @property
    def given_names(self) -> set[str]:
        """The names of these fields."""
        return self.model_fields_set & SETTINGS.keys()


_TYPES: dict[str, Any] = {
    "integer": Count,
    "number": float,
    "flag": bool,
    "name": Name,
}
_OWN_TYPES: dict[str, Any] = {
    "dataset": Name | UploadedSamples | TableRef,
    "features": Names | None,
    "axes": Names | None,
    "hidden": Annotated[
        tuple[Count, ...], Field(strict=False, fail_fast=True, max_length=64)
    ],
    "activation": Name | Names,
    "batch_size": Count | Literal["full"],
    "initial_parameters": Annotated[
        tuple[LayerParameters, ...],
        Field(strict=False, fail_fast=True, max_length=64),
    ]
    | None,
}
"""Types of the settings whose values are not one number, flag or name."""


def _type_of(setting: Setting) -> Any:
    if setting.kind == "own":
        return _OWN_TYPES[setting.name]
    plain = _TYPES[setting.kind]
    return plain | None if setting.is_optional else plain


if TYPE_CHECKING:

    class ExperimentFields(_Given):
        """Any subset of an experiment's fields; they are those of `SETTINGS`."""

else:
    ExperimentFields = create_model(
        "ExperimentFields",
        __base__=_Given,
        __doc__=_Given.__doc__,
        __module__=__name__,
        **{
            name: (_type_of(setting), _optional(setting.summary))
            for name, setting in SETTINGS.items()
        },
    )
