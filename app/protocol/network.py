"""The architecture of a network, as events describe it."""

from app.protocol.fields import Count, Model
from engine.networks.networks import Sites

__all__ = [
    "BlockInfo",
    "LayerInfo",
    "NetworkFields",
    "NodeGroupInfo",
    "PatchesInfo",
    "SequenceInfo",
]


class LayerInfo(Model):
    """One layer, hidden or output."""

    index: Count
    """Counted from 0."""
    fan_in: Count
    fan_out: Count
    activation: str


class BlockInfo(Model):
    """One block [W | b] of parameters; of a dense network that of a layer."""

    name: str
    rows: tuple[tuple[str, Count], ...]
    """Labels and lengths of the stretches of units that W's rows are."""
    columns: tuple[tuple[str, Count], ...]
    """Likewise of W's columns."""
    use_bias: bool


class PatchesInfo(Model):
    """The squares of a picture that a convolution or a pooling reads."""

    channels: Count
    rows: Count
    columns: Count
    size: Count
    """Rows, and columns, of a square."""
    stride: Count
    """The distance between neighbouring squares."""


class NodeGroupInfo(Model):
    """Operations of a network that are of one kind and have one name."""

    name: str
    """What their values are, such as z."""
    kind: str
    """What they compute: an activation, or another operation."""
    n_rows: Count
    sites: tuple[int | None, ...]
    """The layer or the time step of each, from 0; -1 is before the first step, and null
    an operation that is for all of them."""
    block: Count | None
    """The number of the block of parameters that they use."""
    patches: PatchesInfo | None
    """What is read of a picture."""
    has_gradient: bool
    """Whether a gradient reaches any of them."""


class SequenceInfo(Model):
    """How a network reads sequences."""

    n_steps: Count
    channels: tuple[str, ...]
    """The names of the inputs of one step."""
    n_target_steps: Count
    """How many steps have a target."""
    walls: tuple[Count, ...]
    """The time steps, from 0, whose states before pass no gradient on."""
    n_heads: Count
    """Heads of attention; 0 in other networks."""


class NetworkFields(Model):
    """The architecture of a session's network."""

    kind: str
    """``dense``, ``convolution``, ``rnn``, ``lstm`` or ``attention``."""
    sites: Sites
    """What ``sites`` of nodes count; ``nth`` if they number the nodes of one name."""
    layers: tuple[LayerInfo, ...]
    """The layers of a dense network; empty for other kinds."""
    blocks: tuple[BlockInfo, ...]
    """The blocks of parameters; sections and commands call their number ``layer``."""
    nodes: tuple[NodeGroupInfo, ...]
    """The operations in the order of the forward pass; empty for a dense network."""
    sequence: SequenceInfo | None
    """Null unless samples are sequences."""
    picture: tuple[Count, Count] | None
    """The rows and columns of the pictures that a convolution reads."""
    n_evaluated: tuple[Count, Count]
    """How many training and test samples losses and accuracies are of: the first ones,
    and all of them in a dense network."""
    columns: Count
    """The columns that one sample has in every value: 1, or one per position."""
    use_bias: bool
    input_names: tuple[str, ...]
    loss: str
    optimizer: str
    n_parameters: Count
