"""Summary: what a list of saved runs shows of a session, with a small picture."""

import math
from base64 import b64encode
from collections.abc import Iterable
from itertools import groupby

import numpy as np
import numpy.typing as npt

from app.protocol.saved_runs import RunPicture, RunSummary
from app.session.state import SessionState
from app.stream.heatmaps import SurfaceMaps, affordable_resolution, has_maps
from engine import Readout, Trainer

__all__ = ["summary_of"]

SIDE = 20
"""Cells along one side of the picture of a surface."""
FRAMES_PER_SECOND = 60
"""The picture may cost what a frame costs at this rate."""
COLUMNS = 40
"""Of the picture of a loss."""
AXES = 2
OWN = "own"


def summary_of(state: SessionState) -> RunSummary:
    """Describe the first network of a session, as it is now."""
    trainer, experiment = state.trainer, state.trainer.experiment
    train_loss, test_loss = state.run.records.losses()
    activation = experiment.activation
    each = (activation,) if isinstance(activation, str) else activation
    dataset = experiment.dataset
    return RunSummary(
        dataset=dataset if isinstance(dataset, str) else OWN,
        network=experiment.network,
        hidden=tuple(experiment.hidden),
        activation=" ".join(name for name, _ in groupby(each)),
        has_twin=len(state.trainers) > 1,
        train_loss=train_loss,
        test_loss=test_loss,
        test_accuracy=trainer.test_accuracy,
        picture=_surface(trainer)
        or _losses(state.run.records.present[0].curves.losses()),
    )


def _surface(trainer: Trainer) -> RunPicture | None:
    """Return what the network answers over the plane; None without a plane."""
    data = trainer.data
    if not has_maps(trainer) or len(data.domain) != AXES:
        return None
    side = affordable_resolution(SIDE, trainer, FRAMES_PER_SECOND)
    maps = SurfaceMaps(trainer, side, neurons=False)
    levels = np.zeros((maps.n_maps, side, side), np.uint8)
    maps.write(Readout(trainer), levels, np.zeros((maps.n_maps, 2), np.float32))
    has_classes = data.n_classes > 1 and maps.n_maps > 1
    values = levels.argmax(axis=0).astype(np.uint8) if has_classes else levels[0]
    return _picture("surface", side, values, n_classes=maps.n_maps * has_classes)


def _losses(points: Iterable[tuple[int, float]]) -> RunPicture | None:
    """Return a silhouette of the training loss; None if there are too few points."""
    usable = [point for point in points if 0 < point[1] < math.inf]
    steps = [step for step, _ in usable]
    if len(set(steps)) < AXES:
        return None
    places = np.linspace(steps[0], steps[-1], COLUMNS)
    heights = np.interp(places, steps, np.log([loss for _, loss in usable]))
    span = float(np.ptp(heights)) or 1.0
    levels = np.rint(255 * (heights - heights.min()) / span).astype(np.uint8)
    return _picture("loss", COLUMNS, levels)


def _picture(
    kind: str, width: int, values: npt.NDArray[np.uint8], *, n_classes: int = 0
) -> RunPicture:
    return RunPicture.model_validate(
        {
            "kind": kind,
            "width": width,
            "values": b64encode(values.tobytes()).decode(),
            "n_classes": n_classes,
        }
    )
