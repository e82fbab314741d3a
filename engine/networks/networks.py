"""Networks: the table of the kinds of networks, and the graph of an experiment.

To add a kind, add one entry to `NETWORKS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol, TypeAlias

from engine.graph import Graph
from engine.layout import ParameterLayout
from engine.limits import MAX_HIDDEN_LAYERS, MAX_UNITS
from engine.networks.attention import Transformer, attention
from engine.networks.convolution import Convolution, convolution
from engine.networks.dense import dense
from engine.networks.recurrent import Recurrence, recurrent

__all__ = [
    "NETWORKS",
    "Network",
    "NetworkSettings",
    "Sites",
    "graph_of",
    "layout_of",
    "multiply_adds",
]

MAX_RECURRENT_UNITS = 32
Sites: TypeAlias = Literal["layer", "stage", "step", "nth"]


class NetworkSettings(Protocol):
    """The values of an experiment that its graph depends on."""

    @property
    def network(self) -> str:
        """A name of `NETWORKS`."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer of a dense network, from the inputs to the outputs."""

    @property
    def activations(self) -> tuple[str, ...]:
        """One activation per layer of a dense network."""

    @property
    def hidden(self) -> Any:
        """Units per hidden layer, (int, ...); see `Network.units`."""

    @property
    def hidden_activation(self) -> str:
        """The activation of the first hidden layer."""

    @property
    def output_activation(self) -> str:
        """The activation of the output."""

    @property
    def n_outputs(self) -> int:
        """The number of outputs, at every step that has a target."""

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

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the inputs of one step of a sequence."""

    @property
    def n_steps(self) -> int:
        """The number of steps of a sequence."""

    @property
    def n_target_steps(self) -> int:
        """The number of steps that have a target."""

    @property
    def picture(self) -> tuple[int, int] | None:
        """The rows and columns of pictures."""

    @property
    def truncation(self) -> int | None:
        """The most time steps that a gradient goes back; None means all."""

    @property
    def heads(self) -> int:
        """The number of attention heads."""

    @property
    def rms_norm(self) -> bool:
        """Whether a norm precedes each part of a block that reads."""

    @property
    def causal(self) -> bool:
        """Whether a position reads only itself and those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One kind of network.

    Attributes
    ----------
    name, label, help : str
    graph : callable
        Returns the graph of a training step; equal settings have one graph.
    reads : str
        The form of its samples: ``columns``, ``pictures``, ``steps`` or ``tokens``.
    sites : str
        What the sites of its nodes count: ``layer``, ``stage`` or ``step``, or ``nth``
        where they number the nodes of one name.
    units : str
        What the numbers of the setting ``hidden`` count.
    n_layers, n_units : (int, int)
        The fewest and the most such numbers, and what they may be.
    settings : tuple of str
        The settings that not all kinds use, but this one does.
    """

    name: str
    label: str
    help: str
    graph: Callable[[NetworkSettings], Graph]
    reads: str
    sites: Sites
    units: str
    n_layers: tuple[int, int]
    n_units: tuple[int, int]
    settings: tuple[str, ...] = ()


def _dense(e: NetworkSettings) -> Graph:
    return dense(
        e.sizes,
        e.activations,
        use_bias=e.use_bias,
        dropout=e.dropout,
        loss=e.loss,
        inputs=e.input_names,
    )


def _recurrent(e: NetworkSettings, cell: str) -> Graph:
    of = Recurrence(
        cell=cell,
        n_units=e.hidden[0],
        n_steps=e.n_steps,
        inputs=e.channels,
        n_outputs=e.n_outputs,
        output=e.output_activation,
        use_bias=e.use_bias,
        truncation=e.truncation,
        outputs_every_step=e.n_target_steps > 1,
    )
    return recurrent(of, loss=e.loss)


def _convolution(e: NetworkSettings) -> Graph:
    assert e.picture is not None
    of = Convolution(
        picture=e.picture,
        filters=e.hidden,
        n_outputs=e.n_outputs,
        activation=e.hidden_activation,
        output=e.output_activation,
        use_bias=e.use_bias,
    )
    return convolution(of, loss=e.loss)


def _attention(e: NetworkSettings) -> Graph:
    of = Transformer(
        inputs=e.channels,
        width=e.hidden[0],
        n_outputs=e.n_outputs,
        n_positions=e.n_steps,
        n_heads=e.heads,
        activation=e.hidden_activation,
        output=e.output_activation,
        has_norm=e.rms_norm,
        is_causal=e.causal,
        use_bias=e.use_bias,
    )
    return attention(of, loss=e.loss)


NETWORKS: dict[str, Network] = {
    entry.name: entry
    for entry in (
        Network(
            name="dense",
            label="dense",
            help="Every unit reads all units of the layer before.",
            graph=_dense,
            reads="columns",
            sites="layer",
            units="units of each hidden layer",
            n_layers=(0, MAX_HIDDEN_LAYERS),
            n_units=(1, MAX_UNITS),
            settings=("dropout",),
        ),
        Network(
            name="convolution",
            label="convolutional",
            help="The same small filters read every part of a picture (LeCun et al.,"
            " 1989).",
            graph=_convolution,
            reads="pictures",
            sites="stage",
            units="filters of each stage",
            n_layers=(1, 2),
            n_units=(1, 8),
        ),
        Network(
            name="rnn",
            label="recurrent",
            help="At every step of a sequence its units read the input and their own"
            " last values (Elman, 1990).",
            graph=lambda e: _recurrent(e, e.hidden_activation),
            reads="steps",
            sites="step",
            units="units",
            n_layers=(1, 1),
            n_units=(1, MAX_RECURRENT_UNITS),
            settings=("spectral_radius", "truncation"),
        ),
        Network(
            name="lstm",
            label="LSTM",
            help="A recurrent network whose gates decide what its cells take in, keep"
            " and hand out (Hochreiter and Schmidhuber, 1997).",
            graph=lambda e: _recurrent(e, "lstm"),
            reads="steps",
            sites="step",
            units="cells",
            n_layers=(1, 1),
            n_units=(1, MAX_RECURRENT_UNITS),
            settings=("spectral_radius", "truncation"),
        ),
        Network(
            name="attention",
            label="attention",
            help="Every position of a sequence reads all others, as far as its query"
            " fits their keys (Vaswani et al., 2017).",
            graph=_attention,
            reads="tokens",
            sites="nth",
            units="numbers of each position",
            n_layers=(1, 1),
            n_units=(2, 32),
            settings=("heads", "rms_norm", "causal"),
        ),
    )
}


def graph_of(experiment: NetworkSettings) -> Graph:
    """Return the graph of an experiment's training step."""
    return NETWORKS[experiment.network].graph(experiment)


def layout_of(
    experiment: NetworkSettings, graph: Graph | None = None
) -> ParameterLayout:
    """Return the positions of an experiment's parameters; ``graph`` is its graph."""
    is_dense = experiment.network == "dense"
    activations = experiment.activations if is_dense else None
    graph = graph_of(experiment) if graph is None else graph
    return ParameterLayout(graph.parameters, activations)


@lru_cache(maxsize=256)
def multiply_adds(graph: Graph) -> int:
    """Count the multiply-adds of all maps for one sample, biases among them.

    What attention multiplies to compare positions is not counted.
    """
    found = 0
    for parameter, users in graph.users.items():
        fan_out, _ = parameter.shape
        size = fan_out * (parameter.fan_in + 1)
        found += sum(size * node.n_rows // fan_out for node in users)
    return found * graph.n_positions
