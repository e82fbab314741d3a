"""Types that commands and events share: bounded numbers, fields of the experiment."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.protocol.strict_json import MAX_INTEGER

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
Name = Annotated[str, Field(min_length=1, max_length=64)]
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


class ExperimentFields(Model):
    """Any subset of an experiment's fields.

    Types are checked here, ranges and names by the engine.
    """

    dataset: Name | UploadedSamples | TableRef = _optional(
        "Name of a dataset, or uploaded samples, here or from a table"
    )
    n_samples: Count = _optional("Samples, training and test together")
    n_classes: Count = _optional("Classes, where the dataset leaves them open")
    noise: float = _optional("Noise, as a share of the data's spread")
    train_share: float = _optional("Share of the samples that trains")
    data_seed: Count = _optional("Seed of the data")
    features: Names | None = _optional(
        "Inputs of the network; null means the dataset's own"
    )
    axes: Names | None = _optional(
        "The two inputs that span the plane; null means the first two"
    )
    standardize: bool | None = _optional("Scale inputs to mean 0, variance 1")
    hidden: Annotated[
        tuple[Count, ...], Field(strict=False, fail_fast=True, max_length=64)
    ] = _optional("Units of each hidden layer")
    activation: Name | Names = _optional("One name, or one per hidden layer")
    output: Name | None = _optional("Output activation; null follows the loss")
    use_bias: bool = _optional("Whether layers have a bias")
    loss: Name = _optional("Loss")
    initializer: Name = _optional("How weights are drawn")
    initializer_scale: float | None = _optional("Scale of the initializer")
    optimizer: Name = _optional("Optimizer")
    learning_rate: float = _optional("Step size")
    momentum: float = _optional("Momentum")
    beta1: float = _optional("Decay of the first moment")
    beta2: float = _optional("Decay of the second moment")
    rho: float = _optional("Decay of the squared gradient")
    eps: float = _optional("Term that avoids division by zero")
    weight_decay: float = _optional("Decoupled weight decay")
    schedule: Name = _optional("Schedule of the learning rate")
    schedule_steps: Count = _optional("Length of the schedule in steps")
    schedule_factor: float = _optional("Factor of the schedule")
    warmup_steps: Count = _optional("Steps of warm-up")
    l1: float = _optional("L1 penalty")
    l2: float = _optional("L2 penalty")
    dropout: float = _optional("Share of hidden units left out")
    max_norm: float | None = _optional("Largest norm of a unit's weights")
    clip_norm: float | None = _optional("Largest norm of the whole gradient")
    batch_size: Count | Literal["full"] = _optional("Samples in a batch")
    seed: Count = _optional("Seed of weights and of the order of samples")
    initial_parameters: (
        Annotated[
            tuple[LayerParameters, ...],
            Field(strict=False, fail_fast=True, max_length=64),
        ]
        | None
    ) = _optional("Typed-in parameters, layer by layer")
    patience: Count | None = _optional("Epochs without progress before stopping")

    def given(self) -> dict[str, Any]:
        """Return the fields that the sender named, as plain Python data."""
        names = self.model_fields_set & ExperimentFields.model_fields.keys()
        return self.model_dump(include=names, exclude_unset=True)
