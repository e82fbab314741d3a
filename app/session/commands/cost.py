"""Cost: which networks are small enough to be evaluated, and their trainers."""

from itertools import pairwise

from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from app.session.drawn import require_drawn
from engine import Experiment, Trainer

__all__ = ["check_cost", "is_large", "n_samples", "new_trainers"]

MAX_EVALUATION = 50_000_000
"""Multiply-adds of one evaluation of all samples: about 15 ms."""
LARGE_EVALUATION = 2_000_000
"""Multiply-adds of an evaluation that takes long enough for others to notice."""
MAX_EVALUATION_NUMBERS = 2_000_000
"""Numbers that one evaluation holds in memory: about 32 MB."""


def check_cost(*networks: tuple[Experiment, int]) -> None:
    """Refuse networks too large to be evaluated together on this many samples each.

    Raises
    ------
    ProtocolError
    """
    require_drawn(*(experiment for experiment, _ in networks))
    sizes = [experiment.sizes for experiment, _ in networks]
    weights = sum(n_weights(experiment) for experiment, _ in networks)
    most = min(
        MAX_EVALUATION // weights, MAX_EVALUATION_NUMBERS // sum(map(sum, sizes))
    )
    if max(n_samples for _, n_samples in networks) > most:
        message = sentence(
            "error.samples" if len(networks) == 1 else "error.samples_of_two", most=most
        )
        raise ProtocolError("limit_exceeded", message, field="n_samples", limit=most)


def is_large(*trainers: Trainer) -> bool:
    """Return whether one look at these networks takes more than a millisecond."""
    of_all = [n_weights(each.experiment) * n_samples(each) for each in trainers]
    return sum(of_all) > LARGE_EVALUATION


def n_weights(experiment: Experiment) -> int:
    """Count the multiply-adds of one sample."""
    return sum(m * n for m, n in pairwise(experiment.sizes))


def new_trainers(*experiments: Experiment) -> tuple[Trainer, ...]:
    """Return a trainer at step 0 for each experiment.

    Raises
    ------
    ExperimentError
        If an experiment is not valid.
    ProtocolError
        If the networks are too large for their samples.
    """
    trainers = tuple(map(Trainer, experiments))
    check_cost(*[(each.experiment, n_samples(each)) for each in trainers])
    return trainers


def n_samples(trainer: Trainer) -> int:
    """Count training and test samples."""
    return int(trainer.data.train_x.shape[1] + trainer.data.test_x.shape[1])
