"""Presets: experiments to try, each with what it shows."""

from itertools import groupby

from app.web.presets.hand_presets import MAZUR, NEGNEVITSKY, XOR_BY_HAND
from app.web.presets.kind_presets import KIND_PRESETS
from app.web.presets.preset import Preset, twins

__all__ = ["GROUPS", "PRESETS"]


_DEEP = {"hidden": (8,) * 8}
_SIGMOID = {**_DEEP, "activation": "sigmoid"}
_DELTA = {"lens": "gradients", "quantity": "delta", "nodeLens": "delta"}
_EXPLODING = {
    "dataset": "plane",
    "hidden": (8,) * 6,
    "activation": "leaky_relu",
    "initializer": "normal",
    "initializer_scale": 0.8,
    "learning_rate": 0.01,
}
_OVERFITTING = {
    "noise": 0.4,
    "n_samples": 80,
    "hidden": (8, 8),
    "optimizer": "adam",
    "learning_rate": 0.02,
}


PRESETS: tuple[Preset, ...] = (
    Preset(
        name="first-look",
        group="begin",
        experiment={},
        view={"lens": "weights", "speed": 500},
    ),
    Preset(
        name="xor",
        group="begin",
        experiment={
            "dataset": "xor",
            "hidden": (2,),
            "learning_rate": 0.3,
            "batch_size": "full",
        },
        view={"lens": "gradients", "by": "op", "speed": 20},
    ),
    Preset(
        name="vanishing",
        group="vanishing",
        experiment=_SIGMOID,
        view={**_DELTA, "speed": 500},
    ),
    twins(
        "cured-by-relu",
        "vanishing",
        _SIGMOID,
        {"activation": "relu"},
        nodeLens="delta",
    ),
    twins(
        "cured-by-he",
        "vanishing",
        {
            **_DEEP,
            "activation": "relu",
            "initializer": "uniform",
            "initializer_scale": 0.3,
        },
        {"initializer": "he_uniform"},
        nodeLens="delta",
    ),
    twins(
        "cured-by-fewer-layers",
        "vanishing",
        {**_SIGMOID, "learning_rate": 0.3},
        {"hidden": (8, 8)},
        nodeLens="delta",
    ),
    twins(
        "not-cured-by-adam",
        "vanishing",
        {**_SIGMOID, "learning_rate": 0.01},
        {"optimizer": "adam"},
        nodeLens="delta",
    ),
    Preset(
        name="vanishing-relu",
        group="vanishing",
        experiment={**_DEEP, "activation": "relu"},
        view={**_DELTA, "speed": 500},
    ),
    Preset(
        name="delta-and-dw",
        group="vanishing",
        experiment={
            **_DEEP,
            "activation": "tanh",
            "initializer": "uniform",
            "initializer_scale": 0.35,
        },
        view={**_DELTA, "speed": 20},
    ),
    Preset(
        name="exploding",
        group="trouble",
        experiment=_EXPLODING,
        view={**_DELTA, "speed": 1},
    ),
    Preset(
        name="clipping",
        group="trouble",
        experiment={**_EXPLODING, "clip_norm": 1.0},
        view={**_DELTA, "speed": 50},
    ),
    Preset(
        name="rate-too-high",
        group="trouble",
        experiment={
            "dataset": "plane",
            "hidden": (8,),
            "activation": "relu",
            "learning_rate": 1.0,
        },
        view={"lens": "weights", "speed": 2},
    ),
    Preset(
        name="dead-relu",
        group="trouble",
        experiment={"hidden": (8, 8), "activation": "relu", "learning_rate": 3.0},
        view={**_DELTA, "speed": 50},
    ),
    twins(
        "leaky-relu",
        "trouble",
        {
            "dataset": "xor",
            "hidden": (8,) * 4,
            "activation": "relu",
            "learning_rate": 0.5,
        },
        {"activation": "leaky_relu"},
        nodeLens="delta",
        speed=10,
    ),
    Preset(
        name="symmetry",
        group="trouble",
        experiment={"initializer": "constant", "learning_rate": 0.1},
        view={"lens": "weights", "speed": 200},
    ),
    twins("zeros", "trouble", {}, {"initializer": "zeros"}),
    twins(
        "glorot-he",
        "compare",
        {**_DEEP, "activation": "relu"},
        {"initializer": "he_uniform"},
        speed=20,
    ),
    twins(
        "sgd-adam",
        "compare",
        {"learning_rate": 0.01},
        {"optimizer": "adam"},
        lens="updates",
        speed=100,
    ),
    twins("deep-wide", "compare", {"hidden": (8,) * 6}, {"hidden": (98,)}, speed=100),
    twins("rate-times-ten", "compare", {}, {"learning_rate": 0.3}, speed=50),
    twins(
        "l2",
        "compare",
        _OVERFITTING,
        {"l2": 0.03},
        lens="weights",
        speed=200,
        showTest=True,
    ),
    twins("same", "compare", {}, {}, lens="weights", difference=True),
    Preset(
        name="overfitting",
        group="learn",
        experiment=_OVERFITTING,
        view={"lens": "weights", "speed": 200, "showTest": True},
    ),
    Preset(
        name="spiral",
        group="learn",
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
        group="learn",
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
        group="learn",
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
    *KIND_PRESETS,
    *(
        Preset(
            name=name,
            group="hand",
            experiment=experiment,
            view={"tab": "inside", "lens": "gradients", "speed": 1},
        )
        for name, experiment in (("mazur", MAZUR), ("negnevitsky", NEGNEVITSKY))
    ),
    Preset(
        name="xor-by-hand",
        group="hand",
        experiment=XOR_BY_HAND,
        view={"lens": "weights", "speed": 2000},
    ),
)

GROUPS: tuple[tuple[str, tuple[Preset, ...]], ...] = tuple(
    (name, tuple(presets))
    for name, presets in groupby(PRESETS, key=lambda preset: preset.group)
)
"""The menu: headings with their presets."""
