"""Part names: which part of a network an operation of a step belongs to, in words."""

import re

from app.protocol.sentence import Sentence, sentence
from engine.graph import Node, Parameter
from engine.inspection.operations.groups import part_of
from engine.inspection.source.listing import layer_of, node_of, role_of, subject_of
from engine.networks.networks import NETWORKS
from engine.program.ops.op import Op

__all__ = ["BLOCKS", "block_word", "has_layers", "layer_words", "part_sentence"]

BLOCKS = {
    "cell": "cell",
    "output": "output",
    "embedding": "embedding",
    "queries, keys and values": "attention",
    "attention output": "attention",
    "hidden layer": "hidden",
    "hidden output": "hidden",
}
"""The parts that blocks of parameters belong to, by their names."""


def part_sentence(op: Op, network: str, n_layers: int) -> Sentence | None:
    """Name what an operation computes numbers of; None in the update."""
    if op.phase == "update":
        return None
    if has_layers(network):
        layer = layer_of(op)
        return sentence("op.of.all") if layer is None else layer_words(layer, n_layers)
    subject, node = subject_of(op), node_of(op)
    parameter = subject if isinstance(subject, Parameter) else None
    if node is not None and role_of(op) in ("use", "uses"):
        parameter = node.parameter
    if parameter is not None:
        return sentence(f"op.of.{BLOCKS[parameter.name]}")
    if NETWORKS[network].sites == "step":
        return _step(subject if isinstance(subject, Node) else None)
    if not isinstance(subject, Node):
        return sentence("op.of.all")
    return sentence(f"op.of.{part_of(subject)}")


def has_layers(network: str) -> bool:
    """Return whether the blocks of a network are layers, the last one the output."""
    return NETWORKS[network].sites in ("layer", "stage")


def layer_words(layer: int, n_layers: int) -> Sentence:
    """Name a layer, counted from 0; the last is the output."""
    if layer == n_layers - 1:
        return sentence("op.of.output")
    return sentence("op.of.layer", n=layer + 1)


def block_word(name: str) -> str:
    """Return the end of the key of a block's name in the catalogue."""
    return re.sub(r"\W+", "_", name)


def _step(node: Node | None) -> Sentence:
    """Name the time step of a node; of no node, or of a joined one, all of them."""
    if node is None or node.site is None:
        return sentence("op.of.steps")
    return sentence("op.of.step", n=node.site + 1)
