"""What the tests of the rules share: scripted runs, and windows made by hand."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from engine import DivergenceError, Experiment, Trainer
from engine.inspection.diagnosis.diagnosis import Diagnosis
from engine.inspection.diagnosis.facts import facts_of
from engine.inspection.diagnosis.observation import observe
from engine.inspection.diagnosis.window import Window

RUNS = json.loads(Path(__file__).with_name("runs.json").read_text(encoding="utf-8"))
"""Each run is looked at every so many steps; ``expected`` are the rules that find
something at its end, ``near`` is the rule that it nearly breaks, and ``long`` is one
that takes half a second: another run breaks its rule, too."""
BY_NAME = {run["name"]: run for run in RUNS}


@cache
def looked_at(name, *, advice_of=None):
    """Return the findings at the end of a run, and the rules that ever found anything.

    With ``advice_of`` a rule, its advice is followed from the start.
    """
    run = BY_NAME[name]
    experiment = Experiment(**run["experiment"])
    if advice_of is not None:
        findings, _ = looked_at(name)
        (finding,) = [each for each in findings if each.rule == advice_of]
        experiment = experiment.replace(**finding.advice)
    trainer, diagnosis = Trainer(experiment), Diagnosis()
    findings, ever = (), set()
    try:
        while trainer.step_count < run["steps"]:
            trainer.step(run["every"])
            findings = diagnosis.look(trainer)
            ever |= {each.rule for each in findings}
    except DivergenceError as error:
        findings = diagnosis.diverged(trainer, error)
        ever |= {each.rule for each in findings}
    return findings, frozenset(ever)


def window(n=24, *, every=20, change=(), facts=None, divergence=None, **fields):
    """Return a window of n equal observations but for their steps, after one real step.

    ``change`` holds the figures that differ, or ``change(k)`` those of observation k.
    """
    trainer = Trainer(Experiment(**fields))
    trainer.step(1)
    seen = observe(trainer)
    seen = replace(seen, train_loss=0.5, test_loss=0.5)
    real = replace(facts_of(trainer), trivial_loss=0.5)
    return Window(
        experiment=trainer.experiment,
        facts=replace(real, **(facts or {})),
        observations=tuple(
            replace(
                seen,
                step=every * (k + 1),
                **(change(k) if callable(change) else dict(change)),
            )
            for k in range(n)
        ),
        divergence=divergence,
    )


def losses(*values):
    """Return a change that gives the last observations these training losses."""
    return lambda k: {"train_loss": values[k]}


def per_layer(*values):
    """Return figures of layers."""
    return np.array(values, dtype=float)
