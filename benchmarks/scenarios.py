"""Scenarios: what the stream benchmark measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["PAGE_SECTIONS", "QUICK", "SCENARIOS", "W3", "Scenario"]

W3 = {
    "dataset": "circle",
    "hidden": [8, 8, 8],
    "activation": "relu",
    "optimizer": "adam",
    "learning_rate": 0.001,
    "batch_size": 32,
}
NUMBERS = "W b dW db update_W update_b z a delta gradient_rms".split()
PAGE_SECTIONS = [*NUMBERS, "surface", "neuron_surface"]
"""Numbers and heatmaps."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One situation to measure.

    Attributes
    ----------
    name : str
    sessions : int
        In all, each with a page that controls it.
    steps_per_second : float or None
        Of each session; None is full speed.
    experiment : dict
        Of each session, as the command ``hello`` has it.
    sections : list of str
        What every page watches.
    observers : int
        Pages that watch the first session. If there are any, the figures are theirs.
    servers : int
        Processes that the sessions are spread over.
    twin : dict or None
        Fields of a second network in each session, as the command ``twin`` has them.
    changes_per_second : float
        Of the learning rate, by each page that controls a session.
    """

    name: str
    sessions: int
    steps_per_second: float | None
    experiment: dict[str, Any] = field(default_factory=lambda: W3)
    sections: list[str] = field(default_factory=lambda: PAGE_SECTIONS)
    fps: int = 30
    surface_resolution: int = 50
    neuron_resolution: int = 24
    observers: int = 0
    servers: int = 1
    twin: dict[str, Any] | None = None
    changes_per_second: float = 1.0

    def plan(self, *, settle: float, seconds: float) -> dict[str, Any]:
        """Return what `benchmarks.clients` has to do."""
        play = {"steps_per_second": self.steps_per_second}
        return {
            "sessions": self.sessions,
            "observers": self.observers,
            "experiment": self.experiment,
            "twin": self.twin,
            "watch": {
                "sections": self.sections,
                "fps": self.fps,
                "surface_resolution": self.surface_resolution,
                "neuron_resolution": self.neuron_resolution,
            },
            "play": {} if self.steps_per_second is None else play,
            "changes_per_second": self.changes_per_second,
            "settle": settle,
            "seconds": seconds,
        }


FULL_SPEED = [
    Scenario(
        name=f"{n} of W3 at full speed, {what}",
        sessions=n,
        steps_per_second=None,
        sections=sections,
    )
    for what, sections in (("numbers", NUMBERS), ("numbers and maps", PAGE_SECTIONS))
    for n in (1, 2, 4, 8)
]
TWINS = Scenario(
    name="twins, 2 x 8 layers of 8 at full speed, 10 changes a second",
    sessions=1,
    steps_per_second=None,
    experiment=W3 | {"hidden": [8] * 8, "activation": "sigmoid"},
    twin={"activation": "relu"},
    fps=60,
    changes_per_second=10.0,
)
CLASSROOM = [
    Scenario(
        name=f"{n} of the default network, 20 steps a frame",
        sessions=n,
        steps_per_second=600,
        experiment={},
        sections=NUMBERS,
    )
    for n in (1, 10, 50, 60, 90, 200)
]
TWO_PROCESSES = Scenario(
    name="120 of the default network in two processes, 20 steps a frame",
    sessions=120,
    servers=2,
    steps_per_second=600,
    experiment={},
    sections=NUMBERS,
)
OBSERVERS = Scenario(
    name="200 observers of one session, 4 KiB frames",
    sessions=1,
    observers=200,
    steps_per_second=600,
    sections=["surface"],
    surface_resolution=63,
)
SCENARIOS = [*FULL_SPEED, TWINS, *CLASSROOM, TWO_PROCESSES, OBSERVERS]
QUICK = [FULL_SPEED[3], CLASSROOM[3]]
