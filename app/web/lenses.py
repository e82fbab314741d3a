"""Lenses: what the edges and the neurons of the network can show, one row for each.

A row names sections of the frames, and what else the page must ask for. The buttons,
the legend, the scale, the card and the links follow from it; its words are the entries
``lens.NAME`` or ``node_lens.NAME`` of the catalogue.
"""

from dataclasses import dataclass

__all__ = ["LENSES", "NODE_LENSES", "Lens", "NodeLens"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """What the edges show: a number of each weight and bias.

    Attributes
    ----------
    name : str
    sections : (str, str)
        Of the weights and of the biases: of a frame, or computed by the page from
        those to watch.
    watch : tuple of str
        Sections that a page asks for only under this lens.
    of_sample : bool
        Whether the numbers are those of the sample that is followed, if there is one.
    """

    name: str
    sections: tuple[str, str]
    watch: tuple[str, ...] = ()
    of_sample: bool = False


LENSES = (
    Lens(name="weights", sections=("W", "b")),
    Lens(name="gradients", sections=("dW", "db")),
    Lens(name="updates", sections=("update_W", "update_b")),
    Lens(
        name="signal",
        sections=("signal", "signal_b"),
        watch=("W_before", "b_before", "a_prev"),
        of_sample=True,
    ),
)
"""In the order in which the page offers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLens:
    """What the neurons show: a heatmap over the input plane, or the size of a number.

    Attributes
    ----------
    name : str
    section : str
        The section of the numbers, one per unit; empty for the heatmap.
    decades : int
        How far the scale reaches down from the largest number; 0 for a linear scale
        that begins at 0.
    of_step : bool
        Whether the numbers are those of a step, so that there are none at step 0.
    """

    name: str
    section: str = ""
    decades: int = 0
    of_step: bool = False


NODE_LENSES = (
    NodeLens(name="a"),
    NodeLens(name="delta", section="unit_delta_rms", decades=6, of_step=True),
)
"""In the order in which the page offers them."""
