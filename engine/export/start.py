"""Start: what a script begins with, so that it continues a run.

These are the samples, the parameters and the slots of the optimizer, the settings, the
counters and the generators, as they are before the next step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.export.script_section import indented
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES
from engine.graph import Graph
from engine.inspection.source.script import settings_of_update
from engine.limits import ExperimentError
from engine.networks.networks import graph_of
from engine.training.evaluation import n_evaluated
from engine.training.trainer import Trainer

__all__ = ["BATCH", "N_STEPS", "Start", "assigned"]

N_STEPS = 100
"""The steps that a script makes; its reader may change the number."""
BATCH = "order[batch * batch_size : (batch + 1) * batch_size]"
"""The samples of a step."""


class Start:
    """The state of a run before its next step.

    Attributes
    ----------
    trainer : Trainer
    experiment : Experiment
    snapshot : Snapshot
        Within a step it is the state before it.

    Raises
    ------
    ExperimentError
        If the numbers of the run are not float64.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer, self.experiment = trainer, trainer.experiment
        self.snapshot = trainer.snapshot()
        dtype = self.snapshot.state.dtype
        if dtype != np.float64:
            raise ExperimentError("dtype", str(dtype), "an export has float64 numbers")

    @property
    def has_batches(self) -> bool:
        """Whether an epoch has several steps, and so an order of its own."""
        return self.trainer.n_batches > 1

    @property
    def has_dropout(self) -> bool:
        """Whether a step draws masks."""
        return any(node.kind == "dropout" for node in self.graph.nodes)

    @property
    def graph(self) -> Graph:
        """All operations of a step."""
        return graph_of(self.experiment)

    @property
    def has_test(self) -> bool:
        """Whether there are test samples."""
        return self.sizes[1] > 0

    @property
    def sizes(self) -> tuple[int, int]:
        """The numbers of training and of test samples."""
        data = self.trainer.data
        return data.train_x.shape[1], data.test_x.shape[1]

    @property
    def evaluated(self) -> tuple[int, int]:
        """How many of both the page evaluates, the first ones of each."""
        if self.experiment.is_dense:
            return self.sizes
        return n_evaluated(self.graph, *self.sizes)

    @property
    def is_scheduled(self) -> bool:
        """Whether the learning rate depends on the step."""
        e = self.experiment
        return e.schedule != "constant" or e.warmup_steps > 0

    @property
    def samples(self) -> tuple[Array, Array]:
        """Inputs (n_inputs, n) and targets (n_outputs, n), those of the test last."""
        data = self.trainer.data
        return (
            np.hstack([data.train_x, data.test_x]),
            np.hstack([data.train_y, data.test_y]),
        )

    @property
    def rows(self) -> dict[str, Array]:
        """The vectors (P,) of the run by name: the parameters w, and the slots."""
        names = ("w", *OPTIMIZERS[self.experiment.optimizer].slots)
        return dict(zip(names, self.snapshot.state, strict=True))

    # ---- lines -----------------------------------------------------------------------

    def counts(self) -> str:
        """Return the line with the numbers of samples."""
        n_train = self.trainer.data.train_x.shape[1]
        return assigned({"n": n_train, "batch_size": self.experiment.batch})

    def read(self, samples: str) -> str:
        """Return the expression of samples as the network reads them."""
        return f"columns({samples})" if self.graph.n_positions > 1 else samples

    def settings(self) -> list[str]:
        """Return the settings of training, a line for each group."""
        e = self.experiment
        constants = OPTIMIZERS[e.optimizer].constants
        others = [name for name in settings_of_update(e) if name not in constants]
        groups = [
            ["base_rate" if self.is_scheduled else "learning_rate", *constants],
            [*SCHEDULES[e.schedule].settings, *["warmup_steps"] * (e.warmup_steps > 0)],
            [*others, *["dropout"] * self.has_dropout],
        ]
        fields = {"base_rate": "learning_rate"}
        return [
            assigned({name: getattr(e, fields.get(name, name)) for name in group})
            for group in groups
            if group
        ]

    def counters(self, **others: int) -> list[str]:
        """Return the counters, ``others`` too, and the generators with their states."""
        now, e = self.snapshot, self.experiment
        counts: dict[str, Any] = {"step": now.step, **others}
        if self.has_batches:
            counts["batch"] = now.batch_index
        lines = [assigned(counts)]
        if e.patience is not None:
            stop = {"patience": e.patience, "waited": now.waited, "best": now.best_loss}
            lines.append(assigned(stop))
        states: dict[str, Mapping[str, Any]] = {}
        if self.has_batches:
            states["rng"] = now.shuffle_state
        if self.has_dropout:
            states["dropout_rng"] = now.dropout_state
        if states:
            new = ", ".join(["np.random.default_rng()"] * len(states))
            lines.append(f"{', '.join(states)} = {new}")
        for name, state in states.items():
            lines.append(f"{name}.bit_generator.state = {_plain(state)!r}")
        if self.has_batches and now.batch_index:
            lines.append("order = rng.permutation(n)")
        return lines

    # ---- lines of the parameters -----------------------------------------------------

    def blocks(self) -> list[str]:
        """Return the lines that define W, the blocks of w."""
        layout = self.trainer.layout
        shapes = [block.shape for block in layout.blocks(self.rows["w"])]
        return [
            f"shapes = {shapes}",
            f"ends = {layout.offsets[1:-1]}",
            "W = [part.reshape(s) for part, s in zip(np.split(w, ends), shapes)]",
        ]

    @property
    def _biases(self) -> list[bool]:
        return [parameter.use_bias for parameter in self.trainer.layout.parameters]

    def is_weight(self) -> list[str]:
        """Return the lines that define which parameters are weights."""
        if len(set(self._biases)) > 1:
            fan_in = [parameter.fan_in for parameter in self.trainer.layout.parameters]
            each = "np.tile(np.arange(m) < k, n) for (n, m), k in zip(shapes, fan_in)"
            return [f"fan_in = {fan_in}", f"is_weight = np.concatenate([{each}])"]
        of_layer = "np.arange(m) < m - 1" if self._biases[0] else "np.ones(m)"
        each = f"np.tile({of_layer}, n) for n, m in shapes"
        return [f"is_weight = np.concatenate([{each}])"]

    def weights(self) -> str:
        """Return the expression of the weights of each block, without biases."""
        if len(set(self._biases)) > 1:
            fan_in = [parameter.fan_in for parameter in self.trainer.layout.parameters]
            return f"[W_k[:, :m] for W_k, m in zip(W, {fan_in})]"
        return "[W_k[:, :-1] for W_k in W]" if self._biases[0] else "W"

    # ---- lines of training -----------------------------------------------------------

    def loop(self, body: Iterable[str]) -> list[str]:
        """Return the loop over the next steps, with a body that trains.

        The body reads ``order`` and ``batch``, and appends to ``curve``.
        """
        e, new, ended = self.experiment, [], []
        head = f"for _ in range({N_STEPS}):"
        if self.has_batches:
            new = [
                "if batch == 0:  # an epoch begins",
                "    order = rng.permutation(n)",
            ]
        if e.patience is not None:
            head = f"while len(curve) <= {N_STEPS} and waited < patience:"
            ended = [
                "waited = 0 if curve[-1][-1] < best else waited + 1",
                "best = min(best, curve[-1][-1])",
            ]
            if self.has_batches:
                ended = ["if batch == 0:  # an epoch has ended", *indented(ended)]
        return [
            "curve = [(step, *losses())]",
            head,
            *indented([*new, *body, "curve.append((step, *losses()))", *ended]),
            'print(*curve, sep="\\n")',
        ]

    def count(self, **others: str) -> str:
        """Return the line that counts a step, and ``others`` by their expressions."""
        counts = {"step": "step + 1", **others}
        if self.has_batches:
            counts["batch"] = "(batch + 1) % -(-n // batch_size)"
        return f"{', '.join(counts)} = {', '.join(counts.values())}"

    def rate(self) -> list[str]:
        """Return the lines that set the learning rate of a step."""
        e = self.experiment
        if not self.is_scheduled:
            return []
        lines = [f"factor = {SCHEDULES[e.schedule].python}"]
        warmup = "factor * min(1, (step + 1) / warmup_steps)"
        factor = f"({warmup})" if e.warmup_steps else "factor"
        return [*lines, f"learning_rate = base_rate * {factor}"]


def assigned(values: Mapping[str, Any]) -> str:
    """Return a line such as ``a, b = 1, 2``."""
    texts = (
        "np.inf" if value == math.inf else repr(value) for value in values.values()
    )
    return f"{', '.join(values)} = {', '.join(texts)}"


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of a generator as plain dictionaries."""
    return {key: dict(v) if isinstance(v, Mapping) else v for key, v in state.items()}
