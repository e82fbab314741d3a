"""The networks that the engine benchmark trains and draws, and its lower bounds."""

from __future__ import annotations

from engine import Experiment

__all__ = ["BARS", "GRIDS", "TASKS"]

BARS = {  # at least so many times the textbook step, and PyTorch's best mode
    "W2": (3.5, 15),
    "W3": (5.5, 12),
    "W4": (2.7, 7),
    "W5": (1.7, 2),
    "W6": (5, None),
}
TASKS = {
    "W1": (
        "2-2-1 sigmoid, all four samples",
        Experiment(
            dataset="xor",
            train_share=1.0,
            hidden=(2,),
            activation="sigmoid",
            output="sigmoid",
            optimizer="gradient_descent",
            batch_size="full",
        ),
    ),
    "W2": (
        "2-4-2-1 tanh, batch 10, SGD",
        Experiment(dataset="circle", hidden=(4, 2), activation="tanh", batch_size=10),
    ),
    "W3": (
        "2-8-8-8-1 ReLU, batch 32, Adam",
        Experiment(
            dataset="circle",
            hidden=(8, 8, 8),
            activation="relu",
            optimizer="adam",
            learning_rate=0.001,
            batch_size=32,
        ),
    ),
    "W4": (
        "2-(10×8)-1 sigmoid, batch 32, SGD",
        Experiment(
            dataset="circle",
            hidden=(10,) * 8,
            activation="sigmoid",
            output="sigmoid",
            batch_size=32,
        ),
    ),
    "W5": (
        "digits 64-64-32-10 ReLU, batch 64, Adam",
        Experiment(
            dataset="digits",
            hidden=(64, 32),
            activation="relu",
            loss="softmax_cross_entropy",
            optimizer="adam",
            learning_rate=0.001,
            batch_size=64,
        ),
    ),
}
GRIDS = {
    "2-4-2-1 tanh": Experiment(hidden=(4, 2), activation="tanh"),
    "2-8-8-8-1 ReLU": Experiment(hidden=(8, 8, 8), activation="relu"),
    "2-(10×8)-1 sigmoid": Experiment(hidden=(10,) * 8, activation="sigmoid"),
}
