"""Experiment: every setting of a run, frozen and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any, ClassVar

from engine.checks import checked
from engine.data import off_target
from engine.datasets import DATASETS
from engine.limits import ExperimentError
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS, Constants
from engine.own_data import OwnData

__all__ = ["Experiment"]

_LIVE_FIELDS = frozenset(
    {
        "noise", "features", "axes", "hidden", "activation", "output", "use_bias",
        "loss", "optimizer", "learning_rate", "momentum", "beta1", "beta2", "rho",
        "eps", "weight_decay", "schedule", "schedule_steps", "schedule_factor",
        "warmup_steps", "l1", "l2", "dropout", "max_norm", "clip_norm", "batch_size",
        "patience",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=True)
class Experiment:
    """Everything that determines a run; two equal experiments run alike to the bit.

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

    Raises
    ------
    ExperimentError
        At construction; it names the field, the value and the limit.
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

    def __post_init__(self) -> None:
        """Check every field, and bring sequences into tuples."""
        for field, value in checked(self):
            object.__setattr__(self, field, value)

    # ---- what follows from the settings -------------------------------------------

    @property
    def own_data(self) -> OwnData | None:
        """Own samples, or None for a named dataset."""
        return self.dataset if isinstance(self.dataset, OwnData) else None

    @property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``."""
        own = self.own_data
        return own.task if own else DATASETS[self.dataset].task

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the raw columns."""
        if own := self.own_data:
            return tuple(f"x{k + 1}" for k in range(own.n_features))
        return DATASETS[self.dataset].columns

    @property
    def input_names(self) -> tuple[str, ...]:
        """The network inputs, in order."""
        if self.features is not None:
            return tuple(self.features)
        return self.columns if self.own_data else DATASETS[self.dataset].features

    @property
    def axis_choices(self) -> tuple[str, ...]:
        """The inputs of which any two can span the plane; empty without a choice."""
        columns = self.columns
        is_drawn = self.own_data or DATASETS[self.dataset].domain
        if len(columns) <= 2 or not is_drawn:
            return ()
        return tuple(name for name in self.input_names if name in columns)

    @property
    def standardized(self) -> bool:
        """Whether inputs are brought to mean 0 and deviation 1."""
        if self.standardize is not None:
            return self.standardize
        return self.own_data is None and DATASETS[self.dataset].standardize

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
        own = self.own_data
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
        own = self.own_data
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

    # ---- conversions ---------------------------------------------------------------

    def to_dict(self, *, with_samples: bool = True) -> dict[str, Any]:
        """Return plain JSON values of every field; own samples may be left out."""
        values = self._values()
        if own := self.own_data:
            values["dataset"] = own.to_dict() if with_samples else None
        if self.initial_parameters is not None:
            values["initial_parameters"] = [
                {"W": [list(row) for row in W], "b": None if b is None else list(b)}
                for W, b in self.initial_parameters
            ]
        for field in ("features", "axes", "hidden", "activation"):
            if isinstance(values[field], tuple):
                values[field] = list(values[field])
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Experiment:
        """Return the experiment of a mapping; fields left out take their default."""
        _check_known(values)
        return cls(**values)

    def replace(self, **changes: Any) -> Experiment:
        """Return a copy with some fields changed, checked like a new one."""
        _check_known(changes)
        return Experiment(**{**self._values(), **changes})

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    def adapted(self, **changes: Any) -> tuple[Experiment, tuple[str, ...]]:
        """Return a changed copy in which settings that no longer fit give way.

        Returns
        -------
        experiment : Experiment
        gave_way : tuple of str
            The fields, not named in ``changes``, that went back to what suits, as
            few as will do: inputs that the new dataset lacks, a batch too large for
            it, an output or loss that cannot stand on it, one activation per layer
            when the depth changes, typed-in parameters of another shape.

        Raises
        ------
        ExperimentError
            Where nothing that may give way would help.
        """
        loose: dict[str, Any] = {
            "output": None,
            "loss": "squared_error",
            "initial_parameters": None,
            "axes": None,
        }
        if "hidden" in changes and not isinstance(self.activation, str):
            loose["activation"] = self._resized_activations(changes["hidden"])
        if {"dataset", "use_bias", "hidden", "features"} & set(changes):
            loose |= {"features": None, "batch_size": 10}
        candidates = [field for field in loose if field not in changes]
        first_error: ExperimentError | None = None
        for count in range(len(candidates) + 1):
            for gave_way in combinations(candidates, count):
                try:
                    way = {field: loose[field] for field in gave_way}
                    return self.replace(**way, **changes), gave_way
                except ExperimentError as error:
                    first_error = first_error or error
        raise first_error or AssertionError

    def _resized_activations(self, hidden: Any) -> str | tuple[str, ...]:
        """Return one activation per layer of ``hidden``; new layers take the last."""
        given = tuple(self.activation)
        count = len(hidden) if isinstance(hidden, (list, tuple)) else 0
        if not given or not count:
            return given[0] if given else "tanh"
        return (given + given[-1:] * count)[:count]


_FIELDS = tuple(field.name for field in fields(Experiment))
_CONSTANTS = tuple(field.name for field in fields(Constants))


def _check_known(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in _FIELDS:
            raise ExperimentError(name, value, f"there is no setting {name}")
