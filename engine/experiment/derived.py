"""The values that follow from the settings of an experiment.

Nothing is checked here: `engine.experiment.experiment.Experiment` adds the checks.
What a compilation asks for many times is kept; it depends on no setting in `SCALARS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import ClassVar

from engine.data.datasets import Dataset
from engine.data.sequences import named_dataset
from engine.data.uploaded import UploadedData
from engine.experiment.settings import SETTINGS, Fields
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS, Constants
from engine.functions.outputs import OUTPUTS
from engine.limits import NeedsDenseError

__all__ = ["UncheckedExperiment"]


@dataclass(frozen=True, kw_only=True)
class UncheckedExperiment(Fields):
    """Every setting of a run, and what follows from them, unchecked."""

    live_fields: ClassVar[frozenset[str]] = frozenset(
        name for name, setting in SETTINGS.items() if setting.is_live
    )
    """The fields that can change during a run; the others need a new run."""

    @property
    def uploaded(self) -> UploadedData | None:
        """Uploaded samples; None for a named dataset."""
        return self.dataset if isinstance(self.dataset, UploadedData) else None

    @cached_property
    def entry(self) -> Dataset:
        """The description of a named dataset, which must be one."""
        return named_dataset(self.dataset, self.sequence_length, self.n_classes)

    @cached_property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``."""
        uploaded = self.uploaded
        return uploaded.task if uploaded else self.entry.task

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the raw columns."""
        if uploaded := self.uploaded:
            return tuple(f"x{k + 1}" for k in range(uploaded.n_features))
        return self.entry.columns

    @cached_property
    def input_names(self) -> tuple[str, ...]:
        """The network inputs, in order."""
        if self.features is not None:
            return tuple(self.features)
        return self.columns if self.uploaded else self.entry.features

    @property
    def axis_choices(self) -> tuple[str, ...]:
        """The inputs of which any two can span the plane, by default the first two.

        Empty without a choice. Columns of own data with two values come last: in a
        plane of two such columns all samples lie on its four corners.
        """
        columns, uploaded = self.columns, self.uploaded
        is_drawn = uploaded or self.entry.domain
        if len(columns) <= 2 or not is_drawn:
            return ()
        names = [name for name in self.input_names if name in columns]
        if uploaded:
            is_varied = dict(zip(columns, uploaded.is_varied, strict=True))
            names.sort(key=lambda name: not is_varied[name])
        return tuple(names)

    @property
    def scales_inputs(self) -> bool | None:
        """Whether inputs are scaled to mean 0 and deviation 1.

        None for own data whose numbers decide, by `engine.data.scaling.is_off_scale`.
        """
        if self.standardize is not None or self.uploaded:
            return self.standardize
        return self.entry.standardize

    @property
    def scales_targets(self) -> bool | None:
        """Whether the values of a regression are scaled; None like `scales_inputs`.

        Without a choice only a linear output, which has no bounds, gets scaled ones.
        """
        if self.task != "regression":
            return False
        if self.standardize_targets is not None:
            return self.standardize_targets
        is_open = self.output_activation == "linear"
        return None if self.uploaded and is_open else False

    @cached_property
    def output_activation(self) -> str:
        """The output activation, or the default of loss and data."""
        if self.output is not None:
            return self.output
        if self.task == "regression":
            return "linear"
        return LOSSES[self.loss].outputs[0]

    @cached_property
    def n_outputs(self) -> int:
        """The number of outputs: one for two classes, else one per class.

        A softmax output has one per class even for two.  A sequence has so many at
        every step that has a target.
        """
        uploaded = self.uploaded
        if self.task == "regression":
            return uploaded.n_targets if uploaded else 1
        if uploaded:
            n_classes = uploaded.n_targets
        else:
            n_classes = len(self.entry.class_names) or self.n_classes
        is_one_per_class = OUTPUTS[self.output_activation].is_one_per_class
        return n_classes if n_classes > 2 or is_one_per_class else 1

    @property
    def middle(self) -> float:
        """Halfway between the two targets of an output unit."""
        return (1 + OUTPUTS[self.output_activation].off_target) / 2

    @property
    def form(self) -> str:
        """The form of the samples: ``columns``, ``steps`` or ``tokens``."""
        return "columns" if self.uploaded else self.entry.form

    @property
    def picture(self) -> tuple[int, int] | None:
        """The rows and columns of pictures; None for other samples."""
        return None if self.uploaded else self.entry.picture

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the inputs of one step of a sequence."""
        return self.entry.channels

    @property
    def n_steps(self) -> int:
        """The steps of a sequence; 1 for other samples."""
        return 1 if self.uploaded else self.entry.n_steps

    @property
    def n_target_steps(self) -> int:
        """The steps that have a target; 1 for samples that are no sequences."""
        return 1 if self.uploaded else self.entry.n_target_steps

    @property
    def is_dense(self) -> bool:
        """Whether the network is a list of fully connected layers."""
        return self.network == "dense"

    @property
    def hidden_activation(self) -> str:
        """The activation of the first hidden layer."""
        hidden = self.activation
        return str(hidden if isinstance(hidden, str) else hidden[0])

    @property
    def activations(self) -> tuple[str, ...]:
        """One activation per layer of a dense network, the output's last.

        Raises
        ------
        ExperimentError
            If it is not dense.
        """
        if not self.is_dense:
            raise NeedsDenseError
        hidden = self.activation
        if isinstance(hidden, str):
            hidden = (hidden,) * len(self.hidden)
        return (*hidden, self.output_activation)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer of a dense network, from the inputs to the outputs.

        Raises
        ------
        ExperimentError
            If it is not dense.
        """
        if not self.is_dense:
            raise NeedsDenseError
        return (len(self.input_names), *self.hidden, self.n_outputs)

    @property
    def constants(self) -> Constants:
        """The optimizer's constants."""
        return Constants(*_constants_of(self))

    @property
    def n_train(self) -> int:
        """The number of training samples."""
        uploaded = self.uploaded
        if uploaded:
            n_samples, share = len(uploaded.x), self.train_share
        else:
            entry = self.entry
            n_samples = entry.n_fixed or self.n_samples
            share = entry.train_share or self.train_share
        return min(max(round(share * n_samples), 1), n_samples)

    @property
    def batch(self) -> int:
        """Samples per step; it depends on batch size, optimizer and data."""
        if self.batch_size == "full" or OPTIMIZERS[self.optimizer].full_batch:
            return self.n_train
        return min(int(self.batch_size), self.n_train)


_constants_of = attrgetter(*Constants._fields)
