"""A small neural-network engine; every number of a step can be read and derived.

>>> from engine import Experiment, Trainer
>>> trainer = Trainer(Experiment(dataset="circle", hidden=(4, 2), seed=0))
>>> trainer.step(1000)
1000
"""

from engine.data.split import SplitData
from engine.data.uploaded import UploadedData, checked_rows
from engine.experiment.catalog import catalog
from engine.experiment.experiment import Experiment
from engine.experiment.setting import Setting
from engine.experiment.settings import LIMITS, SETTINGS
from engine.inspection.check.check_all import CheckedParameter, Turn, check_some
from engine.inspection.check.gradcheck import GradientCheck, gradcheck
from engine.inspection.check.loss_curve import loss_curve
from engine.inspection.diagnosis.diagnosis import Diagnosis
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.explanation.factor import Factor, NumberRef
from engine.inspection.figures.diagnostics import (
    Diagnostics,
    diagnostics,
)
from engine.inspection.figures.mean_field import MeanField, mean_field
from engine.inspection.inspector.inspector import Inspected, inspected
from engine.inspection.inspector.update import Update
from engine.inspection.outputs.surface import Surface, SurfaceResult
from engine.inspection.prediction.prediction import QUESTIONS, Solution, solve
from engine.inspection.prediction.uphill import (
    ParameterPlace,
    Uphill,
    uphill_moves,
)
from engine.inspection.readout.distributions import Distributions, distributions
from engine.inspection.readout.readout import Readout
from engine.inspection.source.script import Script, script
from engine.layout import LayerSpec
from engine.limits import ExperimentError
from engine.program.ops.op import Op
from engine.program.trace import LayerTrace, Trace
from engine.training.changes.change import ChangeReport
from engine.training.divergence import DivergenceError
from engine.training.lockstep import Lockstep
from engine.training.snapshot import LockstepSnapshot, Snapshot
from engine.training.trainer import Trainer

__all__ = [
    "LIMITS",
    "QUESTIONS",
    "SETTINGS",
    "ChangeReport",
    "CheckedParameter",
    "Diagnosis",
    "Diagnostics",
    "Distributions",
    "DivergenceError",
    "Experiment",
    "ExperimentError",
    "Factor",
    "Finding",
    "GradientCheck",
    "Inspected",
    "LayerSpec",
    "LayerTrace",
    "Lockstep",
    "LockstepSnapshot",
    "MeanField",
    "NumberRef",
    "Op",
    "ParameterPlace",
    "Readout",
    "Script",
    "Setting",
    "Snapshot",
    "Solution",
    "SplitData",
    "Surface",
    "SurfaceResult",
    "Trace",
    "Trainer",
    "Turn",
    "Update",
    "Uphill",
    "UploadedData",
    "catalog",
    "check_some",
    "checked_rows",
    "diagnostics",
    "distributions",
    "gradcheck",
    "inspected",
    "loss_curve",
    "mean_field",
    "script",
    "solve",
    "uphill_moves",
]
