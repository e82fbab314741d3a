"""Cost: which networks are small enough to be evaluated, and their trainers."""

from app.protocol.errors import ProtocolError
from app.protocol.sentence import sentence
from engine import Experiment, Trainer
from engine.networks.networks import graph_of, multiply_adds

__all__ = ["check_cost", "is_large", "n_samples", "new_trainers"]

MAX_EVALUATION = 50_000_000
"""Multiply-adds of one evaluation of all samples: about 15 ms."""
LARGE_EVALUATION = 2_000_000
"""Multiply-adds of an evaluation that takes long enough for others to notice."""
MAX_EVALUATION_NUMBERS = 4_000_000
"""Numbers that one evaluation holds in memory: about 32 MB."""


def check_cost(*networks: tuple[Experiment, int]) -> None:
    """Refuse networks too large to be evaluated together on this many samples each.

    Those that are not dense are evaluated on as many samples as they can be.

    Raises
    ------
    ProtocolError
    """
    known = [(graph_of(each), n) for each, n in networks if each.is_dense]
    if not known:
        return
    most = min(
        MAX_EVALUATION // sum(multiply_adds(graph) for graph, _ in known),
        MAX_EVALUATION_NUMBERS // sum(graph.n_values for graph, _ in known),
    )
    if max(n for _, n in known) > most:
        message = sentence(
            "error.samples" if len(networks) == 1 else "error.samples_of_two", most=most
        )
        raise ProtocolError("limit_exceeded", message, field="n_samples", limit=most)


def is_large(*trainers: Trainer) -> bool:
    """Return whether one evaluation of these networks takes over a millisecond."""
    of_all = [multiply_adds(each.graph) * sum(each.n_evaluated) for each in trainers]
    return sum(of_all) > LARGE_EVALUATION


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
