"""States: keyframes as plain values, exact to the bit, and back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array, frozen
from engine.experiment.experiment import Experiment
from engine.functions.optimizers import OPTIMIZERS
from engine.networks.networks import layout_of
from engine.training.snapshot import LockstepSnapshot, Snapshot
from engine.training.timeline.document.parts import DocumentPart
from engine.training.timeline.keyframes import Keyframe, Position, digest_of

__all__ = ["DIGEST_DIGITS", "state_from", "state_to_plain"]

DIGEST_DIGITS = 32
GENERATOR = "PCG64"
NUMBERS = np.dtype("<f8")
_OF_STATE = ("at", "networks", "first_difference", "digest")
_OF_NETWORK = (
    "state",
    "t",
    "epoch",
    "batch_index",
    "epoch_started",
    "shuffle",
    "dropout",
    "best_loss",
    "waited",
)


def state_to_plain(keyframe: Keyframe) -> dict[str, Any]:
    """Return a keyframe as JSON values; numbers of its state in base 64.

    Of twins that have never differed, the earlier snapshots are left out: those of the
    position take their place.
    """
    return {
        "at": keyframe.position._asdict(),
        "networks": [_plain(each) for each in keyframe.snapshot.snapshots],
        "first_difference": keyframe.snapshot.first_difference,
        "digest": keyframe.digest.hex(),
    }


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    numbers = snapshot.state.astype(NUMBERS).tobytes()
    return {
        "state": b64encode(numbers).decode(),
        "t": snapshot.t,
        "epoch": snapshot.epoch,
        "batch_index": snapshot.batch_index,
        "epoch_started": snapshot.epoch_started,
        "shuffle": _generator(snapshot.shuffle_state),
        "dropout": _generator(snapshot.dropout_state),
        "best_loss": float(snapshot.best_loss).hex(),
        "waited": snapshot.waited,
    }


def _generator(state: Mapping[str, Any]) -> dict[str, Any]:
    numbers = state["state"]
    return {
        "state": f"{numbers['state']:032x}",
        "increment": f"{numbers['inc']:032x}",
        "has_uint32": state["has_uint32"],
        "uinteger": state["uinteger"],
    }


def state_from(
    part: DocumentPart, position: Position, experiments: tuple[Experiment, ...]
) -> Keyframe:
    """Return the keyframe of a position, where the networks have these experiments.

    Raises
    ------
    ExperimentError
        If it is none of these networks.
    """
    fields = part.fields(_OF_STATE)
    networks = fields["networks"].items(len(experiments), len(experiments))
    pairs = zip(networks, experiments, strict=True)
    first, difference = fields["first_difference"], None
    if first.value is not None:
        difference = first.integer(0, position.step)
        if len(experiments) == 1:
            first.refuse("one network differs from none")
    snapshots = tuple(_snapshot(each, position.step, e) for each, e in pairs)
    digest = bytes.fromhex(fields["digest"].hexadecimal(DIGEST_DIGITS))
    snapshot = LockstepSnapshot(
        snapshots=snapshots, first_difference=difference, equal=()
    )
    if digest_of(snapshot) != digest:
        fields["digest"].refuse("is not that of the parameters")
    return Keyframe(position, snapshot, digest)


def _snapshot(part: DocumentPart, step: int, experiment: Experiment) -> Snapshot:
    fields = part.fields(_OF_NETWORK)
    n_batches = -(-experiment.n_train // experiment.batch)
    return Snapshot(
        experiment=experiment,
        state=_numbers(fields["state"], experiment),
        step=step,
        t=fields["t"].integer(0, step),
        epoch=fields["epoch"].integer(0, step),
        batch_index=fields["batch_index"].integer(0, n_batches - 1),
        op_index=0,
        epoch_started=fields["epoch_started"].flag(),
        shuffle_state=_generator_state(fields["shuffle"]),
        dropout_state=_generator_state(fields["dropout"]),
        best_loss=_loss(fields["best_loss"]),
        waited=fields["waited"].integer(0, step),
    )


def _numbers(part: DocumentPart, experiment: Experiment) -> Array:
    """Return the state (1 + k, P) of a network."""
    layout = layout_of(experiment)
    n_rows = 1 + len(OPTIMIZERS[experiment.optimizer].slots)
    shape = n_rows, layout.n_parameters
    found = np.frombuffer(part.data(8 * n_rows * layout.n_parameters), NUMBERS)
    if not np.isfinite(found).all():
        part.refuse("holds a number that is not finite")
    return frozen(found.astype(np.float64).reshape(shape))


def _generator_state(part: DocumentPart) -> dict[str, Any]:
    fields = part.fields(("state", "increment", "has_uint32", "uinteger"))
    increment = int(fields["increment"].hexadecimal(32), 16)
    if increment % 2 == 0:
        fields["increment"].refuse("must be odd")
    return {
        "bit_generator": GENERATOR,
        "state": {"state": int(fields["state"].hexadecimal(32), 16), "inc": increment},
        "has_uint32": fields["has_uint32"].integer(0, 1),
        "uinteger": fields["uinteger"].integer(0, 2**32 - 1),
    }


def _loss(part: DocumentPart) -> float:
    """Return the lowest loss so far, infinite before the first; written as by C."""
    text = part.text(32)
    try:
        found = float.fromhex(text)
    except (ValueError, OverflowError):
        part.refuse("is not a hexadecimal number")
    if found.hex() != text:
        part.refuse("is not a hexadecimal number as it is written here")
    return found
