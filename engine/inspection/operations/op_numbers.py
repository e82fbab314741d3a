"""Op numbers: the op graph of a step with what it computed, and what it did last.

Above a node is its value, below it the gradient of the loss with respect to it, and on
an edge the local derivative.  A number is that of one unit for one sample where both
are chosen, else the root mean square over those that are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.graph import Node, Ref
from engine.inspection.operations.measures import Measure, Measures
from engine.inspection.operations.op_graph import Group, Item, Link, OpGraph, opened
from engine.limits import checked_index, checked_parameter

if TYPE_CHECKING:
    from engine.program.memory.placement import Placement
    from engine.program.ops.op import Op
    from engine.program.trace import Trace

__all__ = ["OpEdge", "OpNode", "op_graph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpNode:
    """One item, or a group that is folded into one.

    Attributes
    ----------
    key : str
    part : str
        ``layer`` of a folded group, else `Item.part`.
    kind : str
        The kind of operation that computes the value, of a folded group its f; empty
        of parameters and targets.
    layer : int or None
        From 0.
    gradient : Measure or None
        None where a step computes none.
    wrote : str or None
        What the last op wrote here: ``value``, ``gradient``, ``local``, ``update``.
    """

    key: str
    part: str
    kind: str
    layer: int | None
    value: Measure
    gradient: Measure | None
    wrote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpEdge:
    """A link between two nodes.

    Attributes
    ----------
    source, target : str
        Their keys.
    derivative : Measure or None
        The local derivative; None where no gradient comes back.
    flow : str or None
        What the last op moved along it: ``forward``, ``backward`` or ``local``.
    """

    source: str
    target: str
    derivative: Measure | None
    flow: str | None


def op_graph(
    trace: Trace,
    *,
    sites: Sequence[int] = (),
    place: tuple[int, int, int | None] | None = None,
    sample: int | None = None,
    op: Op | None = None,
) -> tuple[list[OpNode], list[OpEdge]]:
    """Return the op graph of a step: at most `MOST_ITEMS` nodes, and their edges.

    Parameters
    ----------
    sites : sequence of int
        The layers that are opened, in that order; see `opened`.
    place : (layer, row, column) or None
        The unit that is chosen, or the weight into it.
    sample : int or None
        The position in the batch of the sample that is followed.
    op : Op or None
        The op that ran last.

    Raises
    ------
    ExperimentError
        If there is no such unit, weight or sample.
    """
    trace.layout.require_layers()
    if place is not None:
        checked_parameter(trace.layout.pairs(trace.before[0]), *place)
    if sample is not None:
        checked_index("sample", sample, trace.batch_size)
    graph = OpGraph(trace.placement)
    view = _View(trace.placement, Measures(trace, place, sample), op)
    shown = opened(graph.groups, sites)
    nodes: list[OpNode] = []
    keys: dict[Item, str] = {}
    for group in graph.groups:
        if group in shown:
            made = [view.node(item, group.site) for item in group.items]
        else:
            made = [view.folded(group)] * len(group.items)
        keys.update(zip(group.items, (node.key for node in made), strict=True))
        nodes += made if group in shown else made[:1]
    return nodes, view.edges(graph.links, keys)


class _View:
    """Makes nodes and edges of items and links."""

    def __init__(self, placement: Placement, measures: Measures, op: Op | None) -> None:
        self._placement, self._measures = placement, measures
        self._written = frozenset(op.writes if op else ())

    def node(self, item: Item, site: int | None) -> OpNode:
        of = item.of
        is_value = item.part == "value" and isinstance(of, Node)
        name = of.name if is_value and isinstance(of, Node) else item.part
        return OpNode(
            key=name if site is None else f"{name}{site + 1}",
            part=item.part,
            kind=of.kind if is_value and isinstance(of, Node) else "",
            layer=site,
            value=self._measures.value(item),
            gradient=self._measures.gradient(item),
            wrote=self._wrote(item),
        )

    def folded(self, group: Group) -> OpNode:
        """Return a layer: the value that it hands on, the gradient it gets at last."""
        wrote = [found for item in group.items if (found := self._wrote(item))]
        assert group.site is not None
        return replace(
            self.node(group.exit, group.site),
            key=f"layer{group.site + 1}",
            part="layer",
            kind=self._curved(group),
            gradient=self._measures.gradient(group.entry),
            wrote=wrote[0] if wrote else None,
        )

    def _curved(self, group: Group) -> str:
        """Return the operation that makes a layer more than a linear map, its f."""
        nodes = [item.of for item in group.items if isinstance(item.of, Node)]
        kinds = self._placement.kinds
        return next((n.kind for n in nodes if not kinds[n].terms), nodes[-1].kind)

    def edges(self, links: Sequence[Link], keys: dict[Item, str]) -> list[OpEdge]:
        """Return the links between different nodes, one for each two nodes."""
        found: dict[tuple[str, str], Link] = {}
        for link in links:
            ends = keys[link.source], keys[link.target]
            if ends[0] != ends[1] and (ends not in found or link.passes):
                found[ends] = link
        return [
            OpEdge(
                source=source,
                target=target,
                derivative=self._measures.derivative(link) if link.passes else None,
                flow=self._flow(link),
            )
            for (source, target), link in found.items()
        ]

    def _wrote(self, item: Item) -> str | None:
        if item.part in ("W", "b") and Ref("W", None) in self._written:
            return "update"
        if item.gradient in self._written:
            return "gradient"
        if item.part == "value" and Ref("local", item.of) in self._written:
            return "local"
        return "value" if item.value in self._written else None

    def _flow(self, link: Link) -> str | None:
        if link.target.value in self._written:
            return "forward"
        if not link.passes:
            return None
        if link.source.gradient in self._written:
            return "backward"
        is_local = Ref("local", link.target.of) in self._written
        return "local" if is_local and isinstance(link.k, int) else None
