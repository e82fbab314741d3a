"""Textbook formulas: what the checker computes, as one expression for each name.

They are written anew, and for complex numbers, too; none is read from the tables of the
engine, whose numbers they check.
"""

__all__ = ["ACTIVATIONS", "DIRECTIONS", "LOSSES", "SLOTS"]

_OF_NEGATIVE = "np.exp(np.where(z.real < -700, 700, -z))"
_SOFTPLUS = "np.where(z.real < 0, np.log1p(np.exp(z)), z + np.log1p(np.exp(-z)))"
ACTIVATIONS = {
    "linear": "z",
    "tanh": "np.tanh(z)",
    "sigmoid": f"1 / (1 + {_OF_NEGATIVE})",
    "relu": "np.where(z.real > 0, z, 0)",
    "leaky_relu": "np.where(z.real > 0, z, 0.01 * z)",
    "elu": "np.where(z.real > 0, z, np.expm1(z))",
    "gelu": "z / 2 * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))",
    "silu": f"z / (1 + {_OF_NEGATIVE})",
    "softplus": _SOFTPLUS,
    "softmax": "np.exp(z - z.real.max(0)) / np.exp(z - z.real.max(0)).sum(0)",
}
"""f(z) by name, for complex z, too."""
LOSSES = {
    "squared_error": "(a - y) ** 2 / 2",
    "mse": "(a - y) ** 2 / len(y)",
    "huber": "np.where(abs(a - y) > 1, np.sqrt((a - y) ** 2) - 0.5, (a - y) ** 2 / 2)",
    "hinge": "np.where((a * y).real < 1, 1 - a * y, 0)",
    "binary_cross_entropy": "np.where(z.real < 0, -y * z, z - y * z)"
    " + np.log1p(np.exp(np.where(z.real < 0, z, -z)))",
    "softmax_cross_entropy": "y * (np.log(np.exp(z - z.real.max(0)).sum(0))"
    " + (z.real.max(0) - z))",
}
"""What an output adds to the loss of its sample, for complex z and a, too."""
SLOTS = {
    "momentum": {"v": "momentum * old + g"},
    "nesterov": {"v": "momentum * old + g"},
    "adagrad": {"s": "old + g * g"},
    "rmsprop": {"s": "rho * old + (1 - rho) * g * g"},
    "adam": {
        "m": "beta1 * old + (1 - beta1) * g",
        "v": "beta2 * old + (1 - beta2) * g * g",
    },
}
SLOTS["adamw"] = SLOTS["adam"]
"""The slots of each optimizer after a step, from the old ones and the gradient."""
DIRECTIONS = {
    "gradient_descent": "g",
    "sgd": "g",
    "momentum": "v",
    "nesterov": "(g + momentum * v)",
    "adagrad": "g / (np.sqrt(s) + eps)",
    "rmsprop": "g / (np.sqrt(s) + eps)",
    "adam": "m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)",
}
DIRECTIONS["adamw"] = DIRECTIONS["adam"]
"""What a step takes off the parameters over the learning rate, from the new slots.

The decay of AdamW comes on top.
"""
