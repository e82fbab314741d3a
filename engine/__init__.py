"""A small neural-network engine whose every number can be read and re-derived.

>>> from engine import Experiment, Trainer
>>> trainer = Trainer(Experiment(dataset="circle", hidden=(4, 2), seed=0))
>>> trainer.step(1000)
1000
"""

from engine.catalog import catalog
from engine.change import ChangeReport
from engine.data import Data
from engine.derivation import derivation
from engine.diagnostics import Diagnostics, diagnostics, gradient_rms
from engine.divergence import DivergenceError
from engine.experiment import Experiment
from engine.factor import Factor
from engine.gradcheck import GradientCheck, gradcheck
from engine.layers import LayerSpec
from engine.limits import LIMITS, ExperimentError
from engine.own_data import OwnData, checked_rows
from engine.program import Op
from engine.snapshot import Snapshot
from engine.surface import Surface, SurfaceResult
from engine.trace import LayerTrace, Trace
from engine.trainer import Trainer

__all__ = [
    "LIMITS",
    "ChangeReport",
    "Data",
    "Diagnostics",
    "DivergenceError",
    "Experiment",
    "ExperimentError",
    "Factor",
    "GradientCheck",
    "LayerSpec",
    "LayerTrace",
    "Op",
    "OwnData",
    "Snapshot",
    "Surface",
    "SurfaceResult",
    "Trace",
    "Trainer",
    "catalog",
    "checked_rows",
    "derivation",
    "diagnostics",
    "gradcheck",
    "gradient_rms",
]
