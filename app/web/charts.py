"""What the lower chart can show: one row for each figure of the layers.

The choice above the chart, its axis, its curves, the ratio, the table of values, the
files and the links follow from a row; its words are the entries of the catalogue that
end in its name, such as ``charts.NAME`` and ``chart.title.NAME``.
"""

from dataclasses import dataclass

__all__ = ["FIGURES", "LayerFigure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFigure:
    """A figure of each layer over the steps.

    Attributes
    ----------
    name : str
    section : str
        The section of a frame, which the history of a run keeps.
    is_log : bool
        Whether the axis is logarithmic.
    """

    name: str
    section: str
    is_log: bool = True


FIGURES = (
    LayerFigure(name="delta", section="delta_rms"),
    LayerFigure(name="dW", section="gradient_rms"),
)
"""In the order in which the page offers them."""
