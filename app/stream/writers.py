"""Writers: what computes the sections that the watch and the network parametrise."""

from collections.abc import Callable
from typing import Any, Protocol

from app.stream.distributions import distributions_of
from app.stream.heatmaps import neuron_maps, output_maps
from app.stream.nodes import (
    node_gradient_sizes,
    node_gradients,
    node_sizes,
    node_values,
)
from engine import Readout

__all__ = ["WRITERS", "Writer"]


class Writer(Protocol):
    """Computes the sections of one name that a page can ask for.

    Attributes
    ----------
    layer : int or None
        The layer that the sections belong to.
    dimensions : dict
        The dimensions of the sections that it decides.
    """

    @property
    def layer(self) -> int | None:
        """The layer, counted from 0."""

    @property
    def dimensions(self) -> dict[str, int]:
        """Their sizes, by the names in the table."""

    def write(self, readout: Readout, /, *views: Any) -> None:
        """Fill a view for each section."""


WRITERS: dict[str, Callable[..., Writer | None]] = {
    "distributions": distributions_of,
    "surface": output_maps,
    "neuron_surface": neuron_maps,
    "node_rms": node_sizes,
    "node_grad_rms": node_gradient_sizes,
    "node_value": node_values,
    "node_grad": node_gradients,
}
"""By the name that a page asks for: a function of the trainer, the watch and its frames
a second. It returns a `Writer`, or None if the network has no such sections.
"""
