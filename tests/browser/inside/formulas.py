"""Formulas of the tests' own: a forward pass, losses, and the way of a parameter."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine import Experiment, Trainer

ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda z: 0.5 + 0.5 * math.tanh(z / 2),
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "gelu": lambda z: (
        z / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
    ),
    "silu": lambda z: z * (0.5 + 0.5 * math.tanh(z / 2)),
    "softplus": lambda z: math.log1p(math.exp(z)) if z < 30 else z,
    "linear": lambda z: z,
}
KINKED = ("relu", "leaky_relu", "elu")
"""Their slope, or the slope of that, is not continuous at 0."""
_DUST = 1e-300
LOSSES: dict[str, Callable[[Any, Any], float]] = {
    "squared_error": lambda a, y: float(np.sum((a - y) ** 2)) / 2,
    "mse": lambda a, y: float(np.mean((a - y) ** 2)),
    "binary_cross_entropy": lambda a, y: float(
        -np.sum(y * np.log(a + _DUST) + (1 - y) * np.log(1 - a + _DUST))
    ),
    "softmax_cross_entropy": lambda a, y: float(-np.sum(y * np.log(a + _DUST))),
    "huber": lambda a, y: sum(
        e * e / 2 if e <= 1 else e - 0.5 for e in map(float, abs(a - y))
    ),
    "hinge": lambda a, y: float(np.sum(np.maximum(0, 1 - a * y))),
}
"""Of one sample."""


def slope(name: str, z: float) -> float:
    """Return f' by Richardson's differences, which have 1e-11."""
    f, h = ACTIVATIONS[name], 1e-3
    near, far = ((f(z + k * h) - f(z - k * h)) / (2 * k * h) for k in (1, 2))
    wide = (f(z + 3 * h) - f(z - 3 * h)) / (6 * h)
    return 1.5 * near - 0.6 * far + 0.1 * wide


class Pass:
    """A forward pass of one sample x with target y, with the weights of a trace."""

    def __init__(self, trace: Any, loss: str, x: Any, y: Any) -> None:
        self.layers, self.loss, self.x, self.y = trace.layers, loss, x, y

    def run(self, at: tuple[int, int] = (-1, 0), by: float = 0) -> tuple[list, float]:
        """Return z of each layer and the loss, after one z was moved by a little."""
        a, z_of_layers = self.x, []
        for i, layer in enumerate(self.layers):
            z = layer.W_before @ a
            if layer.b_before is not None:
                z = z + layer.b_before[:, 0]
            if i == at[0]:
                z[at[1]] += by
            z_of_layers.append(z)
            if layer.activation == "softmax":
                a = np.exp(z - max(z)) / np.sum(np.exp(z - max(z)))
            else:
                a = np.array([ACTIVATIONS[layer.activation](float(each)) for each in z])
        return z_of_layers, LOSSES[self.loss](a, self.y)

    def is_smooth(self) -> bool:
        """Return whether nothing is close to a kink or in a saturated logarithm."""
        z_of_layers, loss = self.run()
        pairs = zip(self.layers, z_of_layers, strict=True)
        kinked = [min(abs(z)) for layer, z in pairs if layer.activation in KINKED]
        return loss < 20 and all(each > 1e-3 for each in kinked)

    def delta(self, layer: int, row: int, h: float = 1e-4) -> float:
        """Return the derivative of the loss with respect to one z, by differences."""
        (up, down), (far_up, far_down) = (
            [self.run((layer, row), sign * size)[1] for sign in (1, -1)]
            for size in (h, 2 * h)
        )
        return (4 * (up - down) / (2 * h) - (far_up - far_down) / (4 * h)) / 3


class Way:
    """All parameters from their gradients to their new values, step after step."""

    def __init__(self, experiment: Experiment, is_weight: Any) -> None:
        self.e, self.is_weight = experiment, is_weight
        self.m = np.zeros(len(is_weight))
        self.v = np.zeros(len(is_weight))

    def rate(self, s: int) -> float:
        """Return the learning rate after s steps."""
        e, steps = self.e, self.e.schedule_steps
        factor = {
            "constant": 1.0,
            "step": e.schedule_factor ** (s // steps),
            "exponential": e.schedule_factor ** (s / steps),
            "cosine": (1 + math.cos(math.pi * min(s, steps) / steps)) / 2,
        }[e.schedule]
        warm = min(1, (s + 1) / e.warmup_steps) if e.warmup_steps else 1
        return e.learning_rate * factor * warm

    def step(self, gradient: Any, w: Any, t: int) -> tuple[list, list, Any]:
        """Return (symbol, value) of what is written, what is between, and Delta."""
        e, on = self.e, self.is_weight
        out: list[tuple[str, Any]] = []
        mid: list[Any] = []
        g = gradient.astype(float)
        for size, of_w in ((e.l2, w), (e.l1, np.sign(w))):
            if size:
                g = g + size * of_w * on
                mid.append(size * of_w * on)
                out.append(("g", g))
        if e.freeze_biases:
            g = g * on
            out.append(("g_b", g))
        if e.clip_norm:
            length = math.sqrt(math.fsum(g * g))
            scale = min(1.0, e.clip_norm / length) if length else 1.0
            g = g * scale
            mid.append(np.full(len(g), scale))
            out.append(("g", g))
        delta = self._rule(g, w, t, out, mid)
        if e.freeze_biases:
            delta = delta * on
            out.append(("D_b", delta))
        return out, mid, delta

    def _rule(self, g: Any, w: Any, t: int, out: list, mid: list) -> Any:
        e, name, eta = self.e, self.e.optimizer, self.rate(t - 1)
        if name in ("sgd", "gradient_descent"):
            delta = -eta * g
        elif name in ("momentum", "nesterov"):
            self.v = e.momentum * self.v + g
            out.append(("v", self.v))
            ahead = g + e.momentum * self.v
            if name == "nesterov":
                mid.append(ahead)
            delta = -eta * (ahead if name == "nesterov" else self.v)
        elif name in ("adagrad", "rmsprop"):
            keep, add = (1, 1) if name == "adagrad" else (e.rho, 1 - e.rho)
            self.v = keep * self.v + add * g**2
            out.append(("s", self.v))
            root = np.sqrt(self.v) + e.eps
            mid += [root, eta / root]
            delta = -eta * g / root
        else:
            self.m = e.beta1 * self.m + (1 - e.beta1) * g
            self.v = e.beta2 * self.v + (1 - e.beta2) * g**2
            out += [("m", self.m), ("v", self.v)]
            c1, c2 = 1 - e.beta1**t, 1 - e.beta2**t
            root = np.sqrt(self.v / c2) + e.eps
            ones = np.ones(len(g))
            mid += [c1 * ones, c2 * ones, self.m / c1, self.v / c2, root, eta / root]
            delta = -eta * self.m / c1 / root
        out.append(("D", delta))
        if name == "adamw":
            mid.append(eta * e.weight_decay * w)
            delta = delta - eta * e.weight_decay * w
            out.append(("D", delta))
        return delta


def trained(experiment: Experiment, n_steps: int) -> tuple[Trainer, list, list, Any]:
    """Train, and follow all updates by the formulas above."""
    trainer = Trainer(experiment)
    way = Way(experiment, np.asarray(trainer.layout.weight_mask(), float))
    found: Any = None
    for t in range(1, n_steps + 1):
        trainer.step(1)
        trace = trainer.trace()
        found = way.step(trace.gradient, trace.before[0], t)
    return trainer, *found
