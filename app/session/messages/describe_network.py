"""Description of a network, as the protocol's events carry it."""

from functools import lru_cache

from app.protocol.network import (
    BlockInfo,
    LayerInfo,
    NetworkFields,
    NodeGroupInfo,
    PatchesInfo,
    SequenceInfo,
)
from engine import Experiment, Trainer
from engine.graph import Graph, Parameter
from engine.inspection.readout.node_groups import NodeGroup, node_groups
from engine.networks.networks import NETWORKS
from engine.networks.recurrent import walls

__all__ = ["network_fields"]


def network_fields(trainer: Trainer) -> NetworkFields:
    """Describe the architecture."""
    experiment, graph = trainer.experiment, trainer.graph
    is_dense = experiment.is_dense
    return NetworkFields(
        kind=experiment.network,
        sites=NETWORKS[experiment.network].sites,
        layers=_layers(trainer) if is_dense else (),
        blocks=tuple(map(_block, graph.parameters)),
        nodes=() if is_dense else _nodes(graph),
        sequence=_sequence(experiment),
        picture=None if is_dense else experiment.picture,
        n_evaluated=trainer.n_evaluated,
        columns=graph.n_positions,
        use_bias=experiment.use_bias,
        input_names=trainer.data.input_names,
        loss=experiment.loss,
        optimizer=experiment.optimizer,
        n_parameters=len(trainer.vector),
    )


def _layers(trainer: Trainer) -> tuple[LayerInfo, ...]:
    return tuple(
        LayerInfo(
            index=layer.index,
            fan_in=layer.fan_in,
            fan_out=layer.fan_out,
            activation=layer.activation,
        )
        for layer in trainer.layers
    )


def _block(parameter: Parameter) -> BlockInfo:
    return BlockInfo(
        name=parameter.name,
        rows=parameter.rows,
        columns=parameter.columns,
        use_bias=parameter.use_bias,
    )


@lru_cache(maxsize=64)
def _nodes(graph: Graph) -> tuple[NodeGroupInfo, ...]:
    return tuple(map(_group, node_groups(graph)))


def _group(group: NodeGroup) -> NodeGroupInfo:
    patches = group.nodes[0].patches
    return NodeGroupInfo(
        name=group.name,
        kind=group.kind,
        n_rows=group.n_rows,
        sites=tuple(node.site for node in group.nodes),
        block=group.block,
        patches=None if patches is None else PatchesInfo(**patches._asdict()),
        has_gradient=group.has_gradient,
    )


def _sequence(experiment: Experiment) -> SequenceInfo | None:
    if experiment.form == "columns":
        return None
    used = NETWORKS[experiment.network].settings
    truncation = experiment.truncation if "truncation" in used else None
    return SequenceInfo(
        n_steps=experiment.n_steps,
        channels=experiment.channels,
        n_target_steps=experiment.n_target_steps,
        walls=tuple(sorted(walls(experiment.n_steps, truncation))),
        n_heads=experiment.heads if "heads" in used else 0,
    )
