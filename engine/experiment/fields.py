"""The fields of an experiment: every setting, its default, and derived values.

Nothing is checked here: `engine.experiment.experiment.Experiment` adds the checks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from engine.data.datasets import DATASETS
from engine.data.uploaded import UploadedData
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS, Constants
from engine.functions.outputs import off_target

__all__ = ["UncheckedExperiment"]

_LIVE_FIELDS = frozenset(
    {
        "noise", "features", "axes", "hidden", "activation", "output", "use_bias",
        "loss", "optimizer", "learning_rate", "momentum", "beta1", "beta2", "rho",
        "eps", "weight_decay", "schedule", "schedule_steps", "schedule_factor",
        "warmup_steps", "l1", "l2", "dropout", "max_norm", "clip_norm", "batch_size",
        "patience",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class UncheckedExperiment:
    """Every setting of a run, unchecked.

    Attributes
    ----------
    dataset : str or mapping
        A name of `DATASETS`, or uploaded samples ``{"x": (n_samples, n_features),
        "y": labels or (n_samples, n_outputs)}``.
    features : tuple of str or None
        The network inputs; None means the dataset's default.
    axes : tuple of two str or None
        The two inputs that span the plane that is drawn, if the data have more than
        two columns; None means the first two.  Training does not depend on it.
    hidden : tuple of int
        Units per hidden layer; ``()`` is linear or logistic regression.
    activation : str or tuple of str
        One for all hidden layers, or one per hidden layer.
    output : str or None
        The output activation; None means the default of loss and data.
    batch_size : int or "full"
        Samples per step; a number above that of the training samples means all.
    initial_parameters : tuple or None
        ``[{"W": (fan_out, fan_in), "b": (fan_out,)}, ...]``; None draws them.
    initializer_scale, max_norm, clip_norm, patience : number or None
        None means the initializer's default scale, no bound on a unit's weights, none
        on the gradient's norm, no early stopping.
    """

    live_fields: ClassVar[frozenset[str]] = _LIVE_FIELDS
    """The fields that can change during a run; the others need a new run."""

    dataset: Any = "circle"
    n_samples: int = 500
    n_classes: int = 3
    noise: float = 0.0
    train_share: float = 0.5
    data_seed: int = 0
    features: Any = None
    axes: Any = None
    standardize: bool | None = None
    hidden: Any = (4, 2)
    activation: Any = "tanh"
    output: str | None = None
    use_bias: bool = True
    loss: str = "squared_error"
    initializer: str = "glorot_uniform"
    initializer_scale: float | None = None
    initial_parameters: Any = None
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    rho: float = 0.9
    eps: float = 1e-8
    weight_decay: float = 0.01
    schedule: str = "constant"
    schedule_steps: int = 1000
    schedule_factor: float = 0.5
    warmup_steps: int = 0
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    max_norm: float | None = None
    clip_norm: float | None = None
    batch_size: Any = 10
    patience: int | None = None
    seed: int = 0

    # ---- derived values -----------------------------------------------------------

    @property
    def uploaded(self) -> UploadedData | None:
        """Uploaded samples; None for a named dataset."""
        return self.dataset if isinstance(self.dataset, UploadedData) else None

    @property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``."""
        uploaded = self.uploaded
        return uploaded.task if uploaded else DATASETS[self.dataset].task

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the raw columns."""
        if uploaded := self.uploaded:
            return tuple(f"x{k + 1}" for k in range(uploaded.n_features))
        return DATASETS[self.dataset].columns

    @property
    def input_names(self) -> tuple[str, ...]:
        """The network inputs, in order."""
        if self.features is not None:
            return tuple(self.features)
        return self.columns if self.uploaded else DATASETS[self.dataset].features

    @property
    def axis_choices(self) -> tuple[str, ...]:
        """The inputs of which any two can span the plane; empty without a choice."""
        columns = self.columns
        is_drawn = self.uploaded or DATASETS[self.dataset].domain
        if len(columns) <= 2 or not is_drawn:
            return ()
        return tuple(name for name in self.input_names if name in columns)

    @property
    def standardized(self) -> bool:
        """Whether inputs are scaled to mean 0 and deviation 1."""
        if self.standardize is not None:
            return self.standardize
        return self.uploaded is None and DATASETS[self.dataset].standardize

    @property
    def output_activation(self) -> str:
        """The output activation, or the default of loss and data."""
        if self.output is not None:
            return self.output
        if self.task == "regression":
            return "linear"
        return LOSSES[self.loss].outputs[0]

    @property
    def n_outputs(self) -> int:
        """The number of outputs: one for two classes, else one per class.

        A softmax output has one per class even for two.
        """
        uploaded = self.uploaded
        if self.task == "regression":
            return uploaded.n_targets if uploaded else 1
        if uploaded:
            n_classes = uploaded.n_targets
        else:
            n_classes = len(DATASETS[self.dataset].class_names) or self.n_classes
        binary = n_classes <= 2 and self.output_activation != "softmax"
        return 1 if binary else n_classes

    @property
    def middle(self) -> float:
        """Halfway between the two targets of an output unit."""
        return (1 + off_target(self.output_activation)) / 2

    @property
    def activations(self) -> tuple[str, ...]:
        """One activation per layer, the output's last."""
        hidden = self.activation
        if isinstance(hidden, str):
            hidden = (hidden,) * len(self.hidden)
        return (*hidden, self.output_activation)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, from the inputs to the outputs."""
        return (len(self.input_names), *self.hidden, self.n_outputs)

    @property
    def constants(self) -> Constants:
        """The optimizer's constants."""
        return Constants(**{name: getattr(self, name) for name in _CONSTANTS})

    @property
    def n_train(self) -> int:
        """The number of training samples."""
        uploaded = self.uploaded
        if uploaded:
            n_samples, share = len(uploaded.x), self.train_share
        else:
            entry = DATASETS[self.dataset]
            n_samples = entry.n_fixed or self.n_samples
            share = entry.train_share or self.train_share
        return min(max(round(share * n_samples), 1), n_samples)

    @property
    def batch(self) -> int:
        """Samples per step; it depends on batch size, optimizer and data."""
        if self.batch_size == "full" or OPTIMIZERS[self.optimizer].full_batch:
            return self.n_train
        return min(int(self.batch_size), self.n_train)


_CONSTANTS = tuple(field.name for field in fields(Constants))
