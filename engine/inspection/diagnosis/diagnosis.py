"""Diagnosis: watches one run and keeps the findings of the newest observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inspection.diagnosis.facts import Facts, facts_of
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.observation import Observation, observe
from engine.inspection.diagnosis.rules import diagnose
from engine.inspection.diagnosis.window import LEAST, LONGEST, Window
from engine.training.divergence import DivergenceError
from engine.training.trainer import Trainer

if TYPE_CHECKING:
    from engine.data.split import SplitData
    from engine.experiment.experiment import Experiment

__all__ = ["Diagnosis"]


class Diagnosis:
    """The findings of one run.

    Observations of another experiment, or of steps that the run has been taken back
    before, are dropped.
    """

    def __init__(self) -> None:
        self._observations: list[Observation] = []
        self._experiment: Experiment | None = None
        self._data: SplitData | None = None
        self._facts: Facts | None = None
        self._task: tuple[object, ...] = ()
        self._divergence: DivergenceError | None = None

    def look(self, trainer: Trainer) -> tuple[Finding, ...]:
        """Observe the last step, unless it was observed; return the findings."""
        self._follow(trainer)
        seen = self._observations
        if not seen or trainer.step_count > seen[-1].step:
            newest = observe(trainer, with_units=len(seen) + 1 >= LEAST)
            if newest is not None:
                self._observations = [*seen, newest][-LONGEST:]
        return self.findings()

    def diverged(self, trainer: Trainer, error: DivergenceError) -> tuple[Finding, ...]:
        """Add the divergence that ended a run, and return the findings.

        Where no step was looked at before, the first one is repeated from the initial
        weights to see how delta grows.
        """
        self.look(trainer)
        if not self._observations:
            self._look_at_start(trainer.experiment)
        self._divergence = error
        return self.findings()

    def _look_at_start(self, experiment: Experiment) -> None:
        try:
            first = Trainer(experiment)
            first.advance("step")
        except DivergenceError:
            return
        seen = observe(first)
        assert seen is not None
        self._observations = [seen]

    @property
    def n_observations(self) -> int:
        """The number of steps that the findings are about."""
        return len(self._observations)

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, the most severe first."""
        if self._experiment is None or self._facts is None:
            return ()
        if not self._observations and self._divergence is None:
            return ()
        window = Window(
            experiment=self._experiment,
            facts=self._facts,
            observations=tuple(self._observations),
            divergence=self._divergence,
        )
        return diagnose(window)

    def _follow(self, trainer: Trainer) -> None:
        """Drop what belongs to another experiment, or to a later step."""
        e = trainer.experiment
        if e is not self._experiment or trainer.data is not self._data:
            task = (trainer.data, e.network, e.output_activation, e.loss)
            if self._facts is None or task != self._task:
                self._facts, self._task = facts_of(trainer), task
            self._experiment, self._data = e, trainer.data
            self._observations, self._divergence = [], None
        step = trainer.step_count
        if self._divergence is not None and step != self._divergence.step - 1:
            self._divergence = None
        self._observations = [seen for seen in self._observations if seen.step <= step]
