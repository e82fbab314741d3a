"""The table of all settings of a run: one row each.

What a setting is called, which values it takes, where it begins and what a change of it
costs is written here alone: the checks, the messages, the protocol, the controls of the
page, its links and the documents follow.  The order is that of `Experiment.to_dict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.data.sequences import LENGTHS
from engine.experiment import reasons
from engine.experiment.setting import Setting, settings_of
from engine.limits import MAX_CLASSES, MIN_CLASSES

__all__ = ["LIMITS", "SCALARS", "SETTINGS", "Fields"]

_SEEDS = (0, 2**32 - 1)
_PENALTIES = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Every setting of a run, unchecked.

    Attributes
    ----------
    dataset : str or mapping
        A name of `DATASETS` or `SEQUENCES`, or uploaded samples ``{"x": (n_samples,
        n_features), "y": labels or (n_samples, n_outputs)}``.
    features : tuple of str or None
        The network inputs; None means the dataset's default.
    axes : tuple of two str or None
        The two inputs that span the plane that is drawn, if the data have more than
        two columns; None means the first two.  Training does not depend on it.
    hidden : tuple of int
        Units per hidden layer; ``()`` is linear or logistic regression.  In other
        networks they count something else, see `engine.networks.networks.Network`.
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
    spectral_radius : float or None
        What an orthogonal matrix is multiplied by to be the first weights from the
        units of a recurrent network to themselves; None draws them like others.
    truncation : int or None
        The most time steps that a gradient goes back; None means all.
    """

    dataset: Any = Setting(
        "Name of a dataset, or uploaded samples, here or from a table",
        choices="datasets",
        of_data=True,
    ).default("circle")
    n_samples: int = Setting(
        "Samples, training and test together",
        limits=(4, 10_000),
        unused=reasons.fixed_samples,
        of_data=True,
        group="data",
    ).default(500)
    n_classes: int = Setting(
        "Classes, where the dataset leaves them open",
        limits=(MIN_CLASSES, MAX_CLASSES),
        unused=reasons.fixed_classes,
        decided_by="dataset",
        of_data=True,
        group="data",
    ).default(3)
    sequence_length: int = Setting(
        "Steps of a sequence",
        limits=LENGTHS,
        unused=reasons.fixed_length,
        decided_by="dataset",
        of_data=True,
        group="data",
    ).default(10)
    noise: float = Setting(
        "Noise, as a share of the data's spread",
        cost="data",
        limits=(0.0, 0.5),
        unused=reasons.fixed_samples,
        of_data=True,
        group="data",
        unit="%",
    ).default(0.0)
    train_share: float = Setting(
        "Share of the samples that trains",
        limits=(0.1, 1.0),
        unused=reasons.fixed_split,
        of_data=True,
        group="data",
        unit="%",
    ).default(0.5)
    data_seed: int = Setting(
        "Seed of the data", limits=_SEEDS, of_data=True, group="network"
    ).default(0)
    features: Any = Setting(
        "Inputs of the network; null means the dataset's own",
        cost="data",
        choices="features",
    ).default(None)
    axes: Any = Setting(
        "The two inputs that span the plane; null means the first two",
        cost="data",
        of_data=True,
    ).default(None)
    standardize: bool | None = Setting(
        "Scale inputs to mean 0, variance 1", of_data=True, group="network"
    ).default(None)
    standardize_targets: bool | None = Setting(
        "Scale the values of a regression likewise",
        unused=reasons.no_values,
        of_data=True,
        group="network",
    ).default(None)
    network: str = Setting("Kind of network", choices="networks").default("dense")
    hidden: Any = Setting("Units of each hidden layer", cost="network").default((4, 2))
    activation: Any = Setting(
        "One name, or one per hidden layer",
        cost="network",
        choices="activations",
        unused=reasons.without("hidden", "there is no hidden layer"),
        group="main",
    ).default("tanh")
    heads: int = Setting(
        "Attention heads, each of which reads with weights of its own",
        cost="network",
        limits=(1, 2),
        unused=reasons.not_of_network,
        decided_by="network",
        group="network",
    ).default(1)
    rms_norm: bool = Setting(
        "Whether what each part of a block reads has a root mean square of 1",
        cost="network",
        unused=reasons.not_of_network,
        decided_by="network",
        group="network",
    ).default(False)
    causal: bool = Setting(
        "Whether a position reads only itself and those before it",
        cost="network",
        unused=reasons.not_of_network,
        decided_by="network",
        group="network",
    ).default(False)
    truncation: int | None = Setting(
        "Time steps that a gradient goes back",
        cost="network",
        limits=(1, LENGTHS[1]),
        none="none",
        unused=reasons.not_of_network,
        decided_by="network",
        group="network",
    ).default(None)
    output: str | None = Setting(
        "Output activation; null follows the loss",
        cost="network",
        choices="outputs",
        group="network",
    ).default(None)
    use_bias: bool = Setting(
        "Whether layers have a bias", cost="network", group="network"
    ).default(True)
    freeze_biases: bool = Setting(
        "Whether biases keep their values while weights learn",
        cost="update",
        unused=reasons.without("use_bias", "there are no biases"),
        decided_by="use_bias",
        group="network",
    ).default(False)
    loss: str = Setting("Loss", cost="network", choices="losses", group="main").default(
        "squared_error"
    )
    initializer: str = Setting(
        "How weights are drawn", choices="initializers", group="main"
    ).default("glorot_uniform")
    initializer_scale: float | None = Setting(
        "Scale of the initializer", limits=(0.0, 100.0), group="network"
    ).default(None)
    spectral_radius: float | None = Setting(
        "Size of the first recurrent weights, an orthogonal matrix times this",
        limits=(0.0, 10.0),
        unused=reasons.not_of_network,
        decided_by="network",
        group="network",
    ).default(None)
    initial_parameters: Any = Setting(
        "Typed-in parameters, layer by layer",
    ).default(None)
    optimizer: str = Setting(
        "Optimizer", cost="network", choices="optimizers", group="main"
    ).default("sgd")
    learning_rate: float = Setting(
        "Step size",
        cost="scalar",
        limits=(0.0, 100.0),
        group="main",
        slider=(1e-5, 10.0),
    ).default(0.03)
    momentum: float = Setting(
        "Momentum",
        cost="update",
        limits=(0.0, 0.9999),
        unused=reasons.not_of_optimizer,
        decided_by="optimizer",
        group="optimizer",
    ).default(0.9)
    beta1: float = Setting(
        "Decay of the first moment",
        cost="update",
        limits=(0.0, 0.9999),
        unused=reasons.not_of_optimizer,
        decided_by="optimizer",
        group="optimizer",
    ).default(0.9)
    beta2: float = Setting(
        "Decay of the second moment",
        cost="update",
        limits=(0.0, 0.999999),
        unused=reasons.not_of_optimizer,
        decided_by="optimizer",
        group="optimizer",
    ).default(0.999)
    rho: float = Setting(
        "Decay of the squared gradient",
        cost="update",
        limits=(0.0, 0.999999),
        unused=reasons.not_of_optimizer,
        decided_by="optimizer",
        group="optimizer",
    ).default(0.9)
    eps: float = Setting(
        "Term that avoids division by zero",
        cost="scalar",
        limits=(1e-16, 1.0),
        unused=reasons.not_of_optimizer,
        decided_by="optimizer",
        group="optimizer",
    ).default(1e-8)
    weight_decay: float = Setting(
        "Decoupled weight decay",
        cost="scalar",
        limits=(0.0, 10.0),
        unused=reasons.not_of_optimizer,
        decided_by="optimizer",
        group="optimizer",
    ).default(0.01)
    schedule: str = Setting(
        "Schedule of the learning rate",
        cost="update",
        choices="schedules",
        group="schedule",
    ).default("constant")
    schedule_steps: int = Setting(
        "Length of the schedule in steps",
        cost="update",
        limits=(1, 10_000_000),
        unused=reasons.not_of_schedule,
        decided_by="schedule",
        group="schedule",
    ).default(1000)
    schedule_factor: float = Setting(
        "Factor of the schedule",
        cost="update",
        limits=(1e-6, 1.0),
        unused=reasons.not_of_schedule,
        decided_by="schedule",
        group="schedule",
    ).default(0.5)
    warmup_steps: int = Setting(
        "Steps of warm-up", cost="update", limits=(0, 1_000_000), group="schedule"
    ).default(0)
    l1: float = Setting(
        "L1 penalty",
        cost="update",
        limits=(0.0, 10.0),
        group="penalties",
        steps=_PENALTIES,
    ).default(0.0)
    l2: float = Setting(
        "L2 penalty",
        cost="update",
        limits=(0.0, 10.0),
        group="main",
        steps=_PENALTIES,
    ).default(0.0)
    dropout: float = Setting(
        "Share of hidden units left out",
        cost="network",
        limits=(0.0, 0.9),
        unused=reasons.first_of(
            reasons.without("hidden", "there is no hidden layer"),
            reasons.not_of_network,
        ),
        group="penalties",
    ).default(0.0)
    max_norm: float | None = Setting(
        "Largest norm of a unit's weights",
        cost="update",
        limits=(1e-3, 1000.0),
        none="none",
        group="penalties",
    ).default(None)
    clip_norm: float | None = Setting(
        "Largest norm of the whole gradient",
        cost="update",
        limits=(1e-6, 1000.0),
        none="none",
        group="penalties",
    ).default(None)
    batch_size: Any = Setting(
        "Samples in a batch",
        cost="network",
        limits=(1, 10_000),
        unused=reasons.all_samples,
        group="main",
        steps=(1, 2, 5, 10, 20, 32, 64, 128, 256, "full"),
    ).default(10)
    patience: int | None = Setting(
        "Epochs without progress before stopping",
        cost="update",
        limits=(1, 10_000),
        none="none",
        group="penalties",
    ).default(None)
    seed: int = Setting(
        "Seed of weights and of the order of samples", limits=_SEEDS, group="network"
    ).default(0)


SETTINGS = settings_of(Fields)
"""The settings by name."""
LIMITS = {name: row.limits for name, row in SETTINGS.items() if row.limits}
"""The lowest and the highest value of every numeric setting, both allowed."""
SCALARS = frozenset(name for name, row in SETTINGS.items() if row.cost == "scalar")
"""The settings that reach an update only through `Optimizer.scalars`."""
