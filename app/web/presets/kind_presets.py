"""Presets of networks that are not dense: over time, on pictures, by attention."""

from app.web.presets.preset import Preset, twins

__all__ = ["KIND_PRESETS"]

_GROUP = "kinds"
_ADDING = {
    "dataset": "adding",
    "network": "rnn",
    "hidden": (16,),
    "sequence_length": 50,
    "n_samples": 10_000,
    "train_share": 0.9,
    "loss": "mse",
    "optimizer": "adam",
    "learning_rate": 0.005,
    "batch_size": 32,
    "seed": 10,  # One of few with which the plain network learns within 3,000 steps.
}
_EXPLODING = {
    "dataset": "echo",
    "network": "rnn",
    "hidden": (8,),
    "sequence_length": 20,
    "activation": "linear",
    "spectral_radius": 1.3,
    "loss": "mse",
}
_SHIFTED = {
    "dataset": "shifted_digits",
    "network": "convolution",
    "hidden": (8,),
    "train_share": 0.56,
    "activation": "relu",
    "initializer": "he_uniform",
    "loss": "softmax_cross_entropy",
    "optimizer": "adam",
    "learning_rate": 0.005,
    "batch_size": 20,
}

KIND_PRESETS: tuple[Preset, ...] = (
    twins(
        "vanishing-in-time",
        _GROUP,
        _ADDING,
        {"network": "lstm"},
        nodeLens="delta",
        speed=50,
    ),
    Preset(
        name="exploding-in-time",
        group=_GROUP,
        experiment=_EXPLODING,
        view={"lens": "gradients", "nodeLens": "delta", "speed": 1},
    ),
    Preset(
        name="clipping-in-time",
        group=_GROUP,
        experiment={**_EXPLODING, "clip_norm": 1.0},
        view={"lens": "gradients", "nodeLens": "delta", "speed": 20},
    ),
    Preset(
        name="one-kernel",
        group=_GROUP,
        experiment={
            **_SHIFTED,
            "dataset": "digits",
            "hidden": (1,),
            "train_share": 0.8,
            "learning_rate": 0.01,
        },
        view={"lens": "weights", "speed": 50},
    ),
    twins(
        "shifted-digits",
        _GROUP,
        _SHIFTED,
        {"network": "dense", "hidden": (14,)},
        lens="weights",
        speed=100,
    ),
    Preset(
        name="sort",
        group=_GROUP,
        experiment={
            "dataset": "sort",
            "network": "attention",
            "hidden": (16,),
            "sequence_length": 6,
            "n_classes": 5,
            "n_samples": 2000,
            "train_share": 0.8,
            "activation": "relu",
            "loss": "softmax_cross_entropy",
            "optimizer": "adam",
            "learning_rate": 0.005,
            "batch_size": 32,
        },
        view={"lens": "weights", "speed": 20},
    ),
    Preset(
        name="grokking",
        group=_GROUP,
        experiment={
            "dataset": "modular_addition",
            "network": "attention",
            "hidden": (16,),
            "train_share": 0.45,
            "activation": "relu",
            "loss": "softmax_cross_entropy",
            "optimizer": "adamw",
            "learning_rate": 0.01,
            "beta2": 0.98,
            "weight_decay": 1.0,
            "batch_size": "full",
        },
        view={"lens": "weights", "curve": "accuracy", "logSteps": True, "speed": 50},
    ),
)
