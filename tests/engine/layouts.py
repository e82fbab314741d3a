"""Layouts of dense networks for tests, by their sizes."""

from engine.layout import ParameterLayout
from engine.networks.dense import dense


def dense_layout(sizes, activations, *, use_bias=True):
    """Return the layout of a dense network."""
    graph = dense(sizes, activations, use_bias=use_bias)
    return ParameterLayout(graph.parameters, activations)
