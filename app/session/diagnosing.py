"""Diagnoses: what hinders the networks of a session, updated with its status."""

import math
from collections.abc import Sequence

from app.protocol.events import DiagnosisChanged
from app.protocol.findings import FindingFields, TargetFields
from engine import Diagnosis, DivergenceError, Finding, Trainer
from engine.inspection.diagnosis.rules import RULES
from engine.inspection.diagnosis.window import LEAST

__all__ = ["AGAIN_SECONDS", "LOOK_SECONDS", "PATIENCE", "Diagnoses"]

LOOK_SECONDS = 0.5
"""The least time between two observations of a run that trains, of 0.3 ms each."""

AGAIN_SECONDS = 2.0
"""After this time the same findings are sent again, with newer numbers."""
PATIENCE = 3
"""Observations without a finding until it is withdrawn, so that none flickers."""


ORDER = tuple(RULES)


class Diagnoses:
    """The diagnosis of each network, and the events that tell of it."""

    def __init__(self) -> None:
        self._watched: list[_Watched] = []
        self._events: list[DiagnosisChanged] = []
        self._looked_at = -math.inf

    def look(
        self, trainers: Sequence[Trainer], *, now: float, is_running: bool
    ) -> None:
        """Observe the present step of each network, and update the findings.

        While the run trains, calls within `LOOK_SECONDS` of the last one are ignored.
        """
        if is_running and 0 <= now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        self._watch(len(trainers))
        for watched, trainer in zip(self._watched, trainers, strict=True):
            watched.take(watched.diagnosis.look(trainer), trainer)
            self._events += watched.events(now, may_wait=is_running)

    def diverged(self, run: int, trainer: Trainer, error: DivergenceError) -> None:
        """Add the divergence that ended the run of a network to its findings."""
        self._watch(max(run + 1, len(self._watched)))
        watched = self._watched[run]
        watched.take(watched.diagnosis.diverged(trainer, error), trainer)
        self._events += watched.events()

    def arrange(self, runs: Sequence[int]) -> None:
        """Follow networks that change places: the former numbers of those that stay."""
        if max(runs) >= len(self._watched):
            return
        kept = [self._watched[run] for run in runs]
        for run, watched in enumerate(self._watched):
            if run >= len(kept):
                self._events += watched.withdraw()
        for run, watched in enumerate(kept):
            self._events += watched.move_to(run)
        self._watched = kept

    def take_events(self) -> list[DiagnosisChanged]:
        """Return the events since the last call."""
        events, self._events = self._events, []
        return events

    def present(self) -> list[DiagnosisChanged]:
        """Return the present findings, for a client that has just connected."""
        return [watched.told for watched in self._watched if watched.told.findings]

    def _watch(self, n: int) -> None:
        """Track n networks; what was told of removed networks is withdrawn."""
        for watched in self._watched[n:]:
            self._events += watched.withdraw()
        self._watched = self._watched[:n]
        for run in range(len(self._watched), n):
            self._watched.append(_Watched(run))


class _Watched:
    """The findings of one network, as they were last sent."""

    def __init__(self, run: int) -> None:
        self.diagnosis = Diagnosis()
        self._run, self._step, self._told_at = run, 0, -math.inf
        self._findings: list[Finding] = []
        self._missing: dict[tuple[str, str, int | None], int] = {}
        self.told = DiagnosisChanged(run=run, step=0, findings=())

    def take(self, found: Sequence[Finding], trainer: Trainer) -> None:
        """Replace the findings; a missing one stays for `PATIENCE` looks."""
        present = {each.identity: each for each in found}
        has_begun_anew = self.diagnosis.n_observations < LEAST
        has_ended = any(each.rule not in ORDER for each in found)
        missing = {}
        for finding in self._findings:
            name = finding.identity
            times = self._missing.get(name, 0) + 1
            is_old = has_begun_anew or has_ended or times >= PATIENCE
            if name not in present and not is_old:
                present[name], missing[name] = finding, times
        self._missing, self._step = missing, trainer.step_count
        self._findings = sorted(present.values(), key=_rank)

    def move_to(self, run: int) -> list[DiagnosisChanged]:
        """Return the event that tells the findings as those of another run."""
        if run == self._run:
            return []
        self._run = run
        self.told = self.told.model_copy(update={"run": run})
        return [self.told]

    def withdraw(self) -> list[DiagnosisChanged]:
        """Return the event that takes back what was told, if there was anything."""
        self._findings = []
        return self.events()

    def events(
        self, now: float | None = None, *, may_wait: bool = False
    ) -> list[DiagnosisChanged]:
        """Return an event if there is something new to tell; new numbers may wait.

        The same numbers at a later step are new: the page names the step.
        """
        findings = tuple(_fields(finding) for finding in self._findings)
        told = [(each.rule, each.cause, each.layer) for each in self.told.findings]
        is_same = told == [finding.identity for finding in self._findings]
        now = self._told_at if now is None else now
        is_early = may_wait and now - self._told_at < AGAIN_SECONDS
        step = self._step if findings or not is_same else self.told.step
        event = DiagnosisChanged(run=self._run, step=step, findings=findings)
        if is_same and (is_early or event == self.told):
            return []
        self._told_at, self.told = now, event
        return [event]


def _rank(finding: Finding) -> int:
    """Return a key that sorts findings, the most severe first."""
    return ORDER.index(finding.rule) if finding.rule in ORDER else -1


def _fields(finding: Finding) -> FindingFields:
    target = finding.target
    return FindingFields(
        rule=finding.rule,
        cause=finding.cause,
        layer=finding.layer,
        unit=finding.unit,
        evidence=dict(finding.evidence),
        advice=None if finding.advice is None else dict(finding.advice),
        target=None if target is None else TargetFields(**target),
    )
