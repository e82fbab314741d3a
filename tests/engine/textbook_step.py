"""One step of a dense network by the formulas of textbooks, without the engine.

Every quantity is an array of its own, and every sum is written as it is in a book: an
independent source for the numbers of a step and of its explanation.
"""

from __future__ import annotations

from math import cos, pi, sqrt

import numpy as np

GELU = sqrt(2 / pi)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gelu(z):
    return z / 2 * (1 + np.tanh(GELU * (z + 0.044715 * z**3)))


def gelu_derivative(z):
    t = np.tanh(GELU * (z + 0.044715 * z**3))
    return (1 + t) / 2 + z / 2 * (1 - t**2) * GELU * (1 + 3 * 0.044715 * z**2)


F = {
    "linear": lambda z: z,
    "tanh": lambda z: 1 - 2 / (np.exp(2 * z) + 1),
    "sigmoid": sigmoid,
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(z) - 1),
    "gelu": gelu,
    "silu": lambda z: z * sigmoid(z),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "softmax": lambda z: np.exp(z) / np.sum(np.exp(z), axis=0),
}
"""f(z) of each activation."""
DF = {
    "linear": np.ones_like,
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "relu": lambda z: np.where(z > 0, 1, 0),
    "leaky_relu": lambda z: np.where(z > 0, 1, 0.01),
    "elu": lambda z: np.where(z > 0, 1, np.exp(z)),
    "gelu": gelu_derivative,
    "silu": lambda z: sigmoid(z) + z * sigmoid(z) * sigmoid(-z),
    "softplus": sigmoid,
}
"""f'(z) of each, but softmax, which has a Jacobian."""
BY_A = {
    "squared_error": lambda a, y: a - y,
    "mse": lambda a, y: 2 * (a - y) / len(a),
    "binary_cross_entropy": lambda a, y: (1 - y) / (1 - a) - y / a,
    "softmax_cross_entropy": lambda a, y: -y / a,
    "huber": lambda a, y: np.where(np.abs(a - y) <= 1, a - y, np.sign(a - y)),
    "hinge": lambda a, y: np.where(a * y < 1, -y, 0),
}
"""B dL/da of each loss, by output and sample."""
SCHEDULES = {
    "constant": lambda s, T, gamma: 1,  # noqa: ARG005
    "step": lambda s, T, gamma: gamma ** (s // T),
    "exponential": lambda s, T, gamma: gamma ** (s / T),
    "cosine": lambda s, T, gamma: (1 + cos(pi * min(s, T) / T)) / 2,  # noqa: ARG005
}


def softmax_delta(a, da):
    """Return delta_k = sum_j da_j da_j/dz_k, by the Jacobian of softmax."""
    jacobian = np.einsum("jn,jk->jkn", a, np.eye(len(a))) - np.einsum(
        "jn,kn->jkn", a, a
    )
    return np.einsum("jn,jkn->kn", da, jacobian)


class TextbookStep:
    """The numbers of a step.

    Parameters
    ----------
    trace : Trace
        What the step began with is read of it: the parameters and the state of the
        optimizer, the batch, the masks of dropout, and how many steps came before.

    Attributes
    ----------
    numbers : dict of (str, str, int) to Array
        (units, B) by quantity, name and layer of a node, and (fan_out, fan_in) of
        ``W`` and ``dW`` without a name; ``b`` and ``db`` (fan_out, 1).
    """

    def __init__(self, trace):
        self.e, self.layout, self.trace = trace.experiment, trace.layout, trace
        self.numbers = {("value", "x", -1): trace.x, ("y", "loss", self.last): trace.y}
        self.columns = {int(k): n for n, k in enumerate(trace.batch_indices)}
        self._forward()
        self._backward()

    @property
    def last(self):
        return len(self.e.activations) - 1

    def _forward(self):
        x, found = self.trace.x, self.numbers
        for i, (W, b) in enumerate(self.layout.pairs(self.trace.before[0])):
            found["W", "", i] = W
            z = np.einsum("oi,in->on", W, x)
            if b is not None:
                found["b", "", i] = b
                z = z + b
            x = F[self.e.activations[i]](z)
            found["value", "z", i], found["value", "a", i] = z, x
            if i in self.trace.masks:
                mask = found["mask", "dropout", i] = self.trace.masks[i]
                x = found["value", "dropout", i] = x * mask

    def _backward(self):
        found, last = self.numbers, self.last
        z, a = found["value", "z", last], found["value", "a", last]
        da = BY_A[self.e.loss](a, self.trace.y) / self.trace.batch_size
        for i in range(last, -1, -1):
            f, z = self.e.activations[i], found["value", "z", i]
            if i in self.trace.masks:
                found["grad", "dropout", i] = da
                da = da * self.trace.masks[i]
            if f == "softmax":
                delta = softmax_delta(found["value", "a", i], da)
            else:
                df = found["local", "a", i] = DF[f](z) * np.ones_like(z)
                delta = da * df
            found["grad", "a", i], found["grad", "z", i] = da, delta
            below = found.get(("value", "dropout", i - 1))
            if below is None:
                below = found["value", "a", i - 1] if i else self.trace.x
            found["dW", "", i] = np.einsum("on,in->oi", delta, below)
            found["db", "", i] = np.sum(delta, axis=1, keepdims=True)
            da = np.einsum("oi,on->in", found["W", "", i], delta)

    def key(self, ref):
        """Return the key of the array that a `NumberRef` is a number of."""
        quantity = ref.quantity
        if ref.node == "" and ref.column is None:
            quantity = {"W": "b", "dW": "db"}[quantity]
        return quantity, ref.node, ref.layer

    def number(self, ref):
        """Return the number of a `NumberRef`."""
        n = self.columns[ref.sample] if ref.node else ref.column or 0
        return self.numbers[self.key(ref)][ref.row, n]

    # ---- the update ------------------------------------------------------------------

    def vector(self, weights, biases):
        """Return blocks as a vector (P,), layer by layer."""
        rows = []
        for i in range(self.last + 1):
            block = [self.numbers[weights, "", i]]
            if self.e.use_bias:
                block.append(self.numbers[biases, "", i])
            rows.append(np.hstack(block).ravel())
        return np.concatenate(rows)

    def rate(self):
        e, s = self.e, self.trace.step - 1
        factor = SCHEDULES[e.schedule](s, e.schedule_steps, e.schedule_factor)
        warmup = min((s + 1) / e.warmup_steps, 1) if e.warmup_steps else 1
        return e.learning_rate * factor * warmup

    def updated(self):
        """Return g, the change, the new parameters, and the new slots by name."""
        e, w = self.e, self.vector("W", "b")
        is_weight = self.layout.weight_mask()
        g = self.vector("dW", "db")
        g = g + (e.l2 * w + e.l1 * np.sign(w)) * is_weight
        if e.freeze_biases:
            g = g * is_weight
        if e.clip_norm is not None:
            g = g * min(1, e.clip_norm / max(sqrt(np.sum(g**2)), 1e-300))
        before = dict(zip(self.trace.slot_names, self.trace.before[1:], strict=True))
        change, slots = self._rule(w, g, before)
        if e.freeze_biases:
            change = change * is_weight
        new = w + change
        if e.max_norm is not None:
            new = self._bounded(new)
        return {"g": g, "update": change, "W": new} | slots

    def _rule(self, w, g, slots):
        e, rate, t = self.e, self.rate(), self.trace.t
        if e.optimizer in ("momentum", "nesterov"):
            v = e.momentum * slots["v"] + g
            ahead = g + e.momentum * v
            return -rate * (v if e.optimizer == "momentum" else ahead), {"v": v}
        if e.optimizer == "adagrad":
            s = slots["s"] + g**2
            return -rate * g / (np.sqrt(s) + e.eps), {"s": s}
        if e.optimizer == "rmsprop":
            s = e.rho * slots["s"] + (1 - e.rho) * g**2
            return -rate * g / (np.sqrt(s) + e.eps), {"s": s}
        if e.optimizer in ("adam", "adamw"):
            m = e.beta1 * slots["m"] + (1 - e.beta1) * g
            v = e.beta2 * slots["v"] + (1 - e.beta2) * g**2
            m_hat, v_hat = m / (1 - e.beta1**t), v / (1 - e.beta2**t)
            decay = e.weight_decay * w if e.optimizer == "adamw" else 0
            return -rate * (m_hat / (np.sqrt(v_hat) + e.eps) + decay), {"m": m, "v": v}
        return -rate * g, {}

    def _bounded(self, vector):
        """Return parameters whose units have no longer weights than max-norm."""
        new = vector.copy()
        for W, _ in self.layout.pairs(new):
            lengths = np.sqrt(np.sum(W**2, axis=1, keepdims=True))
            W *= np.minimum(1, self.e.max_norm / np.maximum(lengths, 1e-300))
        return new
