"""Presets: experiments to try, each with what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One experiment to try.

    Attributes
    ----------
    experiment : mapping
        Fields that differ from the defaults.
    view : mapping
        What the page shows: ``lens``, ``speed``, ``showTest``.
    """

    name: str
    experiment: Mapping[str, Any]
    view: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label_key(self) -> str:
        """Key of its name."""
        return f"preset.{self.name}"

    @property
    def message_key(self) -> str:
        """Key of what to look at, for the status line."""
        return f"preset.{self.name}.message"


_DEEP = {"hidden": (8,) * 8}

PRESETS: tuple[Preset, ...] = (
    Preset(
        name="first-look",
        experiment={},
        view={"lens": "weights", "speed": 500},
    ),
    Preset(
        name="vanishing",
        experiment={**_DEEP, "activation": "sigmoid"},
        view={"lens": "gradients", "speed": 500},
    ),
    Preset(
        name="vanishing-relu",
        experiment={**_DEEP, "activation": "relu"},
        view={"lens": "gradients", "speed": 500},
    ),
    Preset(
        name="dead-relu",
        experiment={"hidden": (8, 8), "activation": "relu", "learning_rate": 3.0},
        view={"lens": "gradients", "speed": 50},
    ),
    Preset(
        name="exploding",
        experiment={
            "dataset": "plane",
            "hidden": (8,) * 6,
            "activation": "leaky_relu",
            "initializer": "normal",
            "initializer_scale": 0.8,
            "learning_rate": 0.01,
        },
        view={"lens": "gradients", "speed": 1},
    ),
    Preset(
        name="symmetry",
        experiment={"initializer": "constant", "learning_rate": 0.1},
        view={"lens": "weights", "speed": 200},
    ),
    Preset(
        name="xor",
        experiment={
            "dataset": "xor",
            "hidden": (2,),
            "learning_rate": 0.3,
            "batch_size": "full",
        },
        view={"lens": "gradients", "speed": 20},
    ),
    Preset(
        name="rate-too-high",
        experiment={
            "dataset": "plane",
            "hidden": (8,),
            "activation": "relu",
            "learning_rate": 1.0,
        },
        view={"lens": "weights", "speed": 2},
    ),
    Preset(
        name="overfitting",
        experiment={
            "noise": 0.4,
            "n_samples": 80,
            "hidden": (8, 8),
            "optimizer": "adam",
            "learning_rate": 0.02,
        },
        view={"lens": "weights", "speed": 200, "showTest": True},
    ),
    Preset(
        name="spiral",
        experiment={
            "dataset": "spiral",
            "hidden": (8, 8, 8),
            "activation": "relu",
            "initializer": "he_uniform",
            "optimizer": "adam",
            "learning_rate": 0.01,
            "schedule": "cosine",
            "schedule_steps": 5000,
        },
        view={"lens": "weights", "speed": 500},
    ),
    Preset(
        name="iris",
        experiment={
            "dataset": "iris",
            "hidden": (6,),
            "loss": "softmax_cross_entropy",
            "optimizer": "adam",
            "learning_rate": 0.03,
        },
        view={"lens": "weights", "speed": 200},
    ),
    Preset(
        name="digits",
        experiment={
            "dataset": "digits",
            "train_share": 0.8,
            "hidden": (32,),
            "activation": "relu",
            "initializer": "he_uniform",
            "loss": "softmax_cross_entropy",
            "optimizer": "adam",
            "learning_rate": 0.003,
            "batch_size": 32,
        },
        view={"lens": "weights", "speed": 200},
    ),
)
