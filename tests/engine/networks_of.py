"""A small experiment of every kind of network."""

from engine import Experiment

SMALL = {"n_samples": 46, "batch_size": 5, "train_share": 0.5, "learning_rate": 0.05}
SETTINGS = {
    "dense": {"hidden": (3,)},
    "convolution": {
        "dataset": "digits",
        "hidden": (2,),
        "activation": "relu",
        "loss": "softmax_cross_entropy",
        "batch_size": 200,
    },
    "rnn": {"dataset": "temporal_xor", "hidden": (4,), "sequence_length": 5},
    "lstm": {
        "dataset": "temporal_order",
        "hidden": (3,),
        "sequence_length": 4,
        "loss": "softmax_cross_entropy",
        "optimizer": "adam",
    },
    "attention": {
        "dataset": "reverse",
        "hidden": (6,),
        "activation": "relu",
        "sequence_length": 3,
        "n_classes": 4,
        "heads": 2,
        "loss": "softmax_cross_entropy",
        "optimizer": "adam",
    },
}
EXPERIMENTS = {
    name: Experiment(network=name, **{**SMALL, **settings})
    for name, settings in SETTINGS.items()
}
"""The experiments by the name of their network."""
OTHERS = [name for name in EXPERIMENTS if name != "dense"]
"""The kinds that are not dense."""
