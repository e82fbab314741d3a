r"""Learning-rate schedules: the factor on the learning rate at a step.

``factor(step, n_steps, decay)`` returns the factor after ``step`` finished steps.
Warm-up multiplies each of them by ``min(1, (step + 1) / warmup_steps)``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["SCHEDULES", "Schedule", "learning_rate_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One schedule; the module's docstring describes ``factor``.

    Attributes
    ----------
    python : str
        The factor as a Python expression of ``step`` and the settings by their names.
    settings : tuple of str
        The experiment's fields that it reads.
    """

    name: str
    label: str
    help: str
    latex: str
    python: str
    settings: tuple[str, ...] = ()
    factor: Callable[[int, int, float], float]


SCHEDULES: dict[str, Schedule] = {
    entry.name: entry
    for entry in (
        Schedule(
            name="constant",
            label="constant",
            help="The same rate at every step.",
            latex=r"\eta_s = \eta",
            python="1.0",
            factor=lambda step, n_steps, decay: 1.0,  # noqa: ARG005
        ),
        Schedule(
            name="step",
            label="step",
            help="Multiplied by the factor after every so many steps.",
            latex=r"\eta_s = \eta\,\gamma^{\lfloor s/T \rfloor}",
            python="schedule_factor ** (step // schedule_steps)",
            settings=("schedule_steps", "schedule_factor"),
            factor=lambda step, n_steps, decay: decay ** (step // n_steps),
        ),
        Schedule(
            name="exponential",
            label="exponential",
            help="Falls smoothly, by the factor in every so many steps.",
            latex=r"\eta_s = \eta\,\gamma^{s/T}",
            python="schedule_factor ** (step / schedule_steps)",
            settings=("schedule_steps", "schedule_factor"),
            factor=lambda step, n_steps, decay: decay ** (step / n_steps),
        ),
        Schedule(
            name="cosine",
            label="cosine",
            help="Half a cosine wave from the full rate to 0, then stays there.",
            latex=r"\eta_s = \tfrac{\eta}{2}"
            r"\left(1 + \cos\frac{\pi \min(s, T)}{T}\right)",
            python="0.5 * (1 + math.cos(math.pi * min(step, schedule_steps)"
            " / schedule_steps))",
            settings=("schedule_steps",),
            factor=lambda step, n_steps, decay: (  # noqa: ARG005
                0.5 * (1 + math.cos(math.pi * min(step, n_steps) / n_steps))
            ),
        ),
    )
}


def learning_rate_at(
    step: int,
    *,
    learning_rate: float,
    schedule: str,
    schedule_steps: int,
    schedule_factor: float,
    warmup_steps: int,
) -> float:
    """Return the learning rate of the step that follows ``step`` finished ones."""
    factor = SCHEDULES[schedule].factor(step, schedule_steps, schedule_factor)
    if step < warmup_steps:
        factor *= (step + 1) / warmup_steps
    return learning_rate * factor
