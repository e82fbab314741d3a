"""Window: the newest observations of a run, and the figures of all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.inspection.diagnosis.facts import Facts
from engine.inspection.diagnosis.observation import Observation

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment
    from engine.training.divergence import DivergenceError

__all__ = ["LEAST", "LONGEST", "SHRUNK", "Window", "mean"]

LONGEST = 24
"""Observations that are kept."""
LEAST = 6
"""Observations without which there is no finding."""
RECENT = 8
"""Observations over which figures of single steps are a median."""
SOLVED = 0.1
"""With a smaller share of the trivial loss left, the task counts as learnt."""
FAR = 3.0
"""Above this multiple of the trivial loss a loss is too large to be well."""
MANY_STEPS, MANY_EPOCHS = 200, 5
"""The least training after which nothing learnt is a finding."""
SHRUNK = 0.1
"""Size of a unit's weights below which they count as 0."""
FALLING = 0.97
"""The loss falls if its mean over the window's last third is below this share of
that over its first third."""


def mean(values: Sequence[float]) -> float:
    """Return the mean, also of numbers whose sum would overflow."""
    return sum(value / len(values) for value in values)


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """What the rules look at.

    Attributes
    ----------
    experiment : Experiment
    facts : Facts
    observations : tuple of Observation
        The newest ones, all of this experiment, the newest last.
    divergence : DivergenceError or None
        What ended the run.
    """

    experiment: Experiment
    facts: Facts
    observations: tuple[Observation, ...]
    divergence: DivergenceError | None = None

    @property
    def newest(self) -> Observation:
        """The newest observation."""
        return self.observations[-1]

    @property
    def n_hidden(self) -> int:
        """The number of hidden layers."""
        return len(self.experiment.hidden)

    @cached_property
    def losses(self) -> list[float]:
        """The training loss of each observation."""
        return [seen.train_loss for seen in self.observations]

    # ---- over several steps ----------------------------------------------------------

    def median(self, name: str) -> Array:
        """Return the median of a figure per layer over recent steps, (n_layers,)."""
        rows = np.array([getattr(seen, name) for seen in self.recent])
        rows.sort(axis=0)
        half, odd = divmod(len(rows), 2)
        middle: Array = rows[half] if odd else (rows[half - 1] + rows[half]) / 2
        return middle

    def thirds(self, values: list[float]) -> tuple[float, float, float]:
        """Return the means of the first, the middle and the last third."""
        k = len(values) // 3
        return mean(values[:k]), mean(values[k:-k]), mean(values[-k:])

    @cached_property
    def progress(self) -> float:
        """The share of the trivial loss that is left: 1 is nothing learnt."""
        loss, trivial = mean(self.losses[-LEAST // 2 :]), self.facts.trivial_loss
        return loss / trivial if trivial > 0 else 0.0

    @property
    def is_solved(self) -> bool:
        """Whether the task counts as learnt."""
        return self.progress < SOLVED

    @cached_property
    def fall(self) -> float:
        """The loss over the window's last third as a share of that over its first."""
        first, _, last = self.thirds(self.losses)
        return last / first if first > 0 else 1.0

    @cached_property
    def is_well(self) -> bool:
        """Whether the task is learnt, or the loss falls: no finding is needed.

        A loss that is far above the trivial one is not well even while it falls.
        """
        falls = self.fall < FALLING and self.progress < FAR
        return self.is_solved or falls

    @cached_property
    def is_long(self) -> bool:
        """Whether it is full, and long enough to tell that nothing is learnt."""
        seen, e = self.observations, self.experiment
        n_steps = seen[-1].step - seen[0].step
        n_epochs = n_steps * e.batch / e.n_train
        return (
            len(seen) >= LONGEST and n_steps >= MANY_STEPS and n_epochs >= MANY_EPOCHS
        )

    @property
    def weight_sizes(self) -> Array:
        """The size of a unit's weights, all its inputs together, per layer."""
        fan_in = np.array(self.experiment.sizes[:-1])
        sizes: Array = self.median("weight_rms") * np.sqrt(fan_in)
        return sizes

    # ---- the gradient's way back -----------------------------------------------------

    @cached_property
    def ratio(self) -> float:
        """Root mean square of delta in the first layer over that in the last."""
        with np.errstate(all="ignore"):
            return median(float(o.delta_rms[0] / o.delta_rms[-1]) for o in self.recent)

    @property
    def first_ratio(self) -> tuple[float, int]:
        """The ratio at the oldest observation, and the number of its factors.

        Of a recurrent network it is that of time steps; 1 without observations.
        """
        if not self.observations:
            return 1.0, self.n_hidden
        first = self.observations[0]
        if not self.experiment.is_dense:
            return first.flow.ratio, first.flow.n
        rms = first.delta_rms
        return float(rms[0] / rms[-1]) if rms[-1] else 1.0, self.n_hidden

    @cached_property
    def factors(self) -> tuple[Array, Array]:
        """What weights and derivatives multiply delta by, hidden layers, (n,) each.

        Weights: rms(da) of a layer over rms(delta) of the next one; derivatives:
        rms(delta) over rms(da) of a layer. They are geometric means over recent steps,
        so with all layers they multiply to that of the ratio; steps without a gradient
        are left out, and a layer that never has one has the factor 0.
        """
        da = np.array([seen.da_rms[:-1] for seen in self.recent])
        delta = np.array([seen.delta_rms for seen in self.recent])
        with np.errstate(all="ignore"):
            logs = np.log([da / delta[:, 1:], delta[:, :-1] / da])
        known = np.isfinite(logs)
        sums, counts = np.where(known, logs, 0).sum(axis=1), known.sum(axis=1)
        weights, derivatives = np.where(counts, np.exp(sums / np.maximum(counts, 1)), 0)
        return weights, derivatives

    @property
    def recent(self) -> tuple[Observation, ...]:
        """The newest observations, over which figures are a median."""
        return self.observations[-RECENT:]
