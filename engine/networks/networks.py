"""Networks: the graph of an experiment, for each kind of network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.graph import Graph
from engine.layout import ParameterLayout
from engine.networks.dense import dense

__all__ = ["NETWORKS", "NetworkSettings", "graph_of", "layout_of"]


class NetworkSettings(Protocol):
    """The values of an experiment that its graph depends on."""

    @property
    def network(self) -> str:
        """A name of `NETWORKS`."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, from the inputs to the outputs."""

    @property
    def activations(self) -> tuple[str, ...]:
        """One activation per layer."""

    @property
    def use_bias(self) -> bool:
        """Whether there are biases."""

    @property
    def dropout(self) -> float:
        """The probability of a hidden unit to be dropped."""

    @property
    def loss(self) -> str:
        """A name of `engine.functions.losses.LOSSES`."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the inputs."""


NETWORKS: dict[str, Callable[[NetworkSettings], Graph]] = {
    "dense": lambda e: dense(
        e.sizes,
        e.activations,
        use_bias=e.use_bias,
        dropout=e.dropout,
        loss=e.loss,
        inputs=e.input_names,
    ),
}
"""Functions that return the graph of a training step; equal settings, one graph."""


def graph_of(experiment: NetworkSettings) -> Graph:
    """Return the graph of an experiment's training step."""
    return NETWORKS[experiment.network](experiment)


def layout_of(experiment: NetworkSettings) -> ParameterLayout:
    """Return the positions of an experiment's parameters."""
    is_dense = experiment.network == "dense"
    activations = experiment.activations if is_dense else None
    return ParameterLayout(graph_of(experiment).parameters, activations)
