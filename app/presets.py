"""Experiments to try, in plain language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One experiment worth seeing.

    Attributes
    ----------
    message : str
        What to look at, for the status line.
    experiment : mapping
        Fields that differ from the defaults.
    view : mapping
        What the page shows: ``lens``, ``speed``, ``showTest``.
    """

    name: str
    label: str
    message: str
    experiment: Mapping[str, Any]
    view: Mapping[str, Any] = field(default_factory=dict)


_DEEP = {"hidden": (8,) * 8}

PRESETS: tuple[Preset, ...] = (
    Preset(
        name="first-look",
        label="First look: a circle",
        message="Press play: the boundary closes around the inner points.",
        experiment={},
        view={"lens": "weights", "speed": 500},
    ),
    Preset(
        name="vanishing",
        label="Vanishing: 8 sigmoid layers",
        message="Press play: the loss stands still. Compare the gradient of layer 1"
        " with that of the output.",
        experiment={**_DEEP, "activation": "sigmoid"},
        view={"lens": "gradients", "speed": 500},
    ),
    Preset(
        name="vanishing-relu",
        label="The same with ReLU",
        message="Press play: the same eight layers, and all of them learn.",
        experiment={**_DEEP, "activation": "relu"},
        view={"lens": "gradients", "speed": 500},
    ),
    Preset(
        name="dead-relu",
        label="Dead ReLU",
        message="Press play: steps this long push neurons where their slope is 0 for"
        " every sample; they never come back.",
        experiment={"hidden": (8, 8), "activation": "relu", "learning_rate": 3.0},
        view={"lens": "gradients", "speed": 50},
    ),
    Preset(
        name="exploding",
        label="Exploding: weights drawn too large",
        message="Press step a few times: each layer multiplies what comes back.",
        experiment={
            "dataset": "plane",
            "hidden": (8,) * 6,
            "activation": "relu",
            "initializer": "normal",
            "initializer_scale": 1.0,
        },
        view={"lens": "gradients", "speed": 2},
    ),
    Preset(
        name="symmetry",
        label="Equal weights never break symmetry",
        message="Press play: neurons that start alike get the same gradient, and stay"
        " alike for ever.",
        experiment={"initializer": "constant", "learning_rate": 0.1},
        view={"lens": "weights", "speed": 200},
    ),
    Preset(
        name="xor",
        label="XOR by hand (2-2-1)",
        message="Press step, one op at a time: small enough to check every number.",
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
        label="Learning rate too high",
        message="Press play: every step overshoots further than the last.",
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
        label="Overfitting",
        message="Press play: the training loss goes on falling while the test loss"
        " turns up.",
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
        label="The spiral, solved",
        message="Press play: three layers of ReLU and Adam wind the boundary up;"
        " the learning rate falls over 5,000 steps, so that it settles.",
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
        label="Iris: three kinds of flower",
        message="Press play: one output per species, and three regions.",
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
        label="Handwritten digits",
        message="Press play: 64 pixels in, ten digits out.",
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
