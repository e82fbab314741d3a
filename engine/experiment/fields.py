"""The fields of an experiment: every setting, its default, and what follows from it.

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
    """Every setting of a run, as given.

    Attributes
    ----------
    dataset : str or mapping
        A name of `DATASETS`, or own samples ``{"x": (n_samples, n_features), "y":
        labels or (n_samples, n_outputs)}``.
    features : tuple of str or None
        The network inputs; None stands for the dataset's own.
    axes : tuple of two str or None
        Which two of the inputs span the plane that is drawn, where the data have more
        than two columns; None stands for the first two.  Training takes no notice.
    hidden : tuple of int
        Units per hidden layer; ``()`` is linear or logistic regression.
    activation : str or tuple of str
        One for all hidden layers, or one per hidden layer.
    output : str or None
        The output activation; None follows from loss and data.
    batch_size : int or "full"
        Samples per step; more than there are means all.
    initial_parameters : tuple or None
        ``[{"W": (fan_out, fan_in), "b": (fan_out,)}, ...]``, instead of drawing them.
    initializer_scale, max_norm, clip_norm, patience : number or None
        None stands for the initializer's own scale, no bound on a unit's weights, none
        on the whole gradient, no early stopping.
    """

    live_fields: ClassVar[frozenset[str]] = _LIVE_FIELDS
    """The fields that can change in mid-run; the others need a new run."""

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

    # ---- what follows from the settings -------------------------------------------

    @property
    def uploaded(self) -> UploadedData | None:
        """Own samples, or None for a named dataset."""
        return self.dataset if isinstance(self.dataset, UploadedData) else None

    @property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``."""
        own = self.uploaded
        return own.task if own else DATASETS[self.dataset].task

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the raw columns."""
        if own := self.uploaded:
            return tuple(f"x{k + 1}" for k in range(own.n_features))
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
        """Whether inputs are brought to mean 0 and deviation 1."""
        if self.standardize is not None:
            return self.standardize
        return self.uploaded is None and DATASETS[self.dataset].standardize

    @property
    def output_activation(self) -> str:
        """The output activation, given or following from loss and data."""
        if self.output is not None:
            return self.output
        if self.task == "regression":
            return "linear"
        return LOSSES[self.loss].outputs[0]

    @property
    def n_outputs(self) -> int:
        """Output units: one for two classes, else one per class; softmax always so."""
        own = self.uploaded
        if self.task == "regression":
            return own.n_targets if own else 1
        if own:
            n_classes = own.n_targets
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
        """Training samples."""
        own = self.uploaded
        if own:
            n_samples, share = len(own.x), self.train_share
        else:
            entry = DATASETS[self.dataset]
            n_samples = entry.n_fixed or self.n_samples
            share = entry.train_share or self.train_share
        return min(max(round(share * n_samples), 1), n_samples)

    @property
    def batch(self) -> int:
        """Samples per step, after batch size, optimizer and data had their say."""
        if self.batch_size == "full" or OPTIMIZERS[self.optimizer].full_batch:
            return self.n_train
        return min(int(self.batch_size), self.n_train)


_CONSTANTS = tuple(field.name for field in fields(Constants))
