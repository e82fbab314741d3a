"""Estimates of memory: what networks, frames and tables take, before it is taken.

All are upper bounds for the usual course of a session, not far above it: tests compare
them with what is allocated.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.protocol.commands.commands import Watch
from app.stream.heatmaps import affordable_resolution, has_maps
from engine import Experiment, Trainer, UploadedData
from engine.data.cache import shared_key
from engine.functions.optimizers import OPTIMIZERS
from engine.graph import Graph
from engine.networks.networks import graph_of
from engine.program.chunked_evaluator import part_size
from engine.program.step_numbers import forward_numbers, step_numbers
from engine.training.evaluation import n_evaluated
from engine.training.sample_pass import MAX_HEALTH_SAMPLES

__all__ = [
    "NUMBER_BYTES",
    "POINT_BYTES",
    "SESSION_BYTES",
    "network_bytes",
    "networks_bytes",
    "sample_count",
    "table_bytes",
    "watch_bytes",
]

SESSION_BYTES = 400_000
"""A session without networks: its curves, its program as objects, its room."""
POINT_BYTES = 600
"""A point of the curves beyond those of the present branch."""
NUMBER, SINGLE = 8, 4
"""Bytes of a number of float64 and of float32."""
NUMBER_BYTES = 5 * NUMBER
"""Of a number of an own table: as an object in a row, and in an array."""
OBJECT_BYTES = 120
"""An array without its numbers, or a call of a program with its place in a list."""
KEPT_STATES_BYTES = 8 << 20
"""Of the beginnings of steps to which a run can step back."""
N_KEPT_STATES = 12
"""Those, and the snapshots of the loss guard and of the coming change."""


def sample_count(experiment: Experiment) -> int:
    """Return the number of training and test samples."""
    if experiment.uploaded is not None:
        return len(experiment.uploaded.y)
    return experiment.entry.n_fixed or experiment.n_samples


def network_bytes(experiment: Experiment) -> int:
    """Return the memory of a trainer and its samples, without those of own data."""
    n, graph = sample_count(experiment), graph_of(experiment)
    n_slots = len(OPTIMIZERS[experiment.optimizer].slots)
    own = _own_bytes(graph, n, min(experiment.batch, n), n_slots, experiment.is_dense)
    return _data_bytes(experiment, graph) + own


@lru_cache(maxsize=256)
def _own_bytes(
    graph: Graph,
    n: int,
    batch: int,
    n_slots: int,
    is_dense: bool,
) -> int:
    """Return the memory of a trainer on n samples, without the samples."""
    n_positions, n_nodes = graph.n_positions, len(graph.nodes)
    n_inputs = graph.x.n_rows * n_positions
    n_outputs = graph.nodes[-1].inputs[0].node.n_rows * n_positions
    of_batches = 3 * (n_inputs + n_positions + n_outputs) + 2
    of_step = 4 * step_numbers(graph) * batch
    n_parameters = sum(math.prod(each.shape) for each in graph.parameters)
    state = NUMBER * (1 + n_slots) * n_parameters
    kept = min(N_KEPT_STATES * state, KEPT_STATES_BYTES + 4 * state)
    numbers = n * of_batches + of_step
    numbers += _of_evaluation(graph, n, is_dense=is_dense)
    numbers += (9 + 2 * n_slots) * n_parameters
    n_objects = 100 * (n_nodes + 4) + 12 * (n // batch)
    return NUMBER * numbers + kept + OBJECT_BYTES * n_objects


def networks_bytes(
    experiments: Iterable[Experiment], held: Iterable[Experiment] = ()
) -> int:
    """Return the memory of several trainers, whose equal samples are held once.

    Parameters
    ----------
    experiments : iterable of Experiment
    held : iterable of Experiment
        Those whose samples are there already.
    """
    experiments, held = tuple(experiments), tuple(held)
    if not experiments or len(experiments) + len(held) == 1:
        return sum(map(network_bytes, experiments))
    known = {shared_key(experiment) for experiment in held} - {None}
    total = 0
    for experiment in experiments:
        key = shared_key(experiment)
        total += network_bytes(experiment)
        if key is None:
            continue
        if key in known:
            total -= _data_bytes(experiment, graph_of(experiment))
        known.add(key)
    return total


def _data_bytes(experiment: Experiment, graph: Graph) -> int:
    """Return the memory of the samples, which trainers of the same data share."""
    n_inputs = graph.x.n_rows * graph.n_positions
    n_outputs = graph.nodes[-1].inputs[0].node.n_rows * graph.n_positions
    return NUMBER * sample_count(experiment) * (3 * n_inputs + 2 * n_outputs + 6)


def _of_evaluation(graph: Graph, n: int, *, is_dense: bool) -> int:
    """Return the numbers that an evaluation of n samples holds."""
    n_outputs = graph.nodes[-1].inputs[0].node.n_rows * graph.n_positions
    of_sample = forward_numbers(graph)
    if is_dense:
        of_health = 2 * min(n, MAX_HEALTH_SAMPLES) * graph.n_values
        return n * (of_sample + 4 * n_outputs + 16) + of_health
    kept = graph.x.n_rows * graph.n_positions + 4 * n_outputs + 4
    n_kept = min(n, sum(n_evaluated(graph, n, n)))
    return part_size(graph, n_kept) * of_sample + n_kept * kept


def watch_bytes(trainers: Sequence[Trainer], watch: Watch) -> int:
    """Return the memory of the frames of a subscription, and of what makes them."""
    return sum(_frame_bytes(trainer, watch) for trainer in trainers)


def _frame_bytes(trainer: Trainer, watch: Watch) -> int:
    graph, n_blocks = trainer.graph, len(trainer.graph.parameters)
    n_rows = sum(parameter.shape[0] for parameter in graph.parameters)
    total = 30 * SINGLE * (len(trainer.vector) + 2 * n_rows) + 100_000
    total += 4 * SINGLE * len(trainer.data.train_labels)
    if watch.nodes and not trainer.experiment.is_dense:
        total += 4 * NUMBER * graph.n_values * (trainer.experiment.batch + 4)
    of_plane = 5 * NUMBER * (graph.x.n_rows + 1)
    of_cell = {"surface": (watch.surface_resolution, SINGLE + 1)}
    of_cell["neuron_surface"] = (watch.neuron_resolution, 2 * SINGLE + 2)
    for name, (resolution, n_bytes) in of_cell.items():
        if name in watch.sections and has_maps(trainer):
            side = affordable_resolution(resolution, trainer, watch.fps)
            total += side * side * (n_bytes * (n_rows + n_blocks) + of_plane)
    return total


def table_bytes(data: UploadedData) -> int:
    """Return the memory of an own table: its rows as objects and as an array."""
    n_targets = len(data.y[0]) if isinstance(data.y[0], tuple) else 0
    numbers = data.raw.size + n_targets * len(data.y)
    return NUMBER_BYTES * numbers + 2 * OBJECT_BYTES * len(data.y)
