"""Op numbers: the op graph of a step with what it computed, and what it did last.

Above a node is its value, below it the gradient of the loss with respect to it, and on
an edge the local derivative.  A number is that of one unit for one sample where both
are chosen, else the root mean square over those that are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from engine.graph import Node, Parameter, Ref
from engine.inspection.operations.derivatives import derivative
from engine.inspection.operations.measure import Measure
from engine.inspection.operations.measures import Measures
from engine.inspection.operations.op_graph import (
    Item,
    Link,
    OpGraph,
    OpGroup,
    opened,
    stretches,
)
from engine.inspection.operations.units import Selection
from engine.limits import checked_index

if TYPE_CHECKING:
    from engine.program.ops.op import Op
    from engine.program.trace import Trace

__all__ = ["Folded", "FoldedGraph", "OpEdge", "OpNode", "op_graph"]


class Folded(NamedTuple):
    """A group, or neighbouring groups that do the same.

    Attributes
    ----------
    name : str
        See `GroupKey`.
    first, last : int
        Their numbers.
    """

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpNode:
    """One item, or groups that are folded into one.

    Attributes
    ----------
    key : str
    part : str
        ``group`` of folded groups, else `Item.part`.
    kind : str
        The kind of operation that computes the value; of folded groups the only one
        that is not linear, if there is such a one; empty of parameters and targets.
    group : Folded or None
        What it is, or the group that it belongs to.
    of : Node or Parameter
        What it is of; of folded groups, what they hand on.
    gradient : Measure or None
        None where a step computes none.
    wrote : str or None
        What the last op wrote here: ``value``, ``gradient``, ``local``, ``update``.
    """

    key: str
    part: str
    kind: str
    group: Folded | None
    of: Node | Parameter
    value: Measure
    gradient: Measure | None
    wrote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpEdge:
    """One or more links between two nodes.

    Attributes
    ----------
    source, target : str
        Their keys.
    derivative : Measure or None
        The local derivative; None where no gradient comes back.
    flow : str or None
        What the last op moved along it: ``forward``, ``backward`` or ``local``.
    n_uses : int
        How many operations use a parameter; 1 of all else.
    """

    source: str
    target: str
    derivative: Measure | None
    flow: str | None
    n_uses: int


class FoldedGraph(NamedTuple):
    """An op graph of a step.

    Attributes
    ----------
    groups : tuple of Folded
        All groups, whether open or not, those that do the same as one.
    opened : tuple of int
        The numbers of those that are open, in the order in which they were opened.
    """

    nodes: list[OpNode]
    edges: list[OpEdge]
    groups: tuple[Folded, ...]
    opened: tuple[int, ...]


def op_graph(
    trace: Trace,
    *,
    numbers: Sequence[int] = (),
    chosen: Selection | None = None,
    sample: int | None = None,
    op: Op | None = None,
) -> FoldedGraph:
    """Return the op graph of a step: at most `MOST_ITEMS` nodes, and their edges.

    Parameters
    ----------
    numbers : sequence of int
        The groups that are opened, in that order; see `opened`.
    chosen : Selection or None
        The unit or the weight whose numbers are meant.
    sample : int or None
        The position in the batch of the sample that is followed.
    op : Op or None
        The op that ran last.

    Raises
    ------
    ExperimentError
        If there is no such unit, weight or sample.
    """
    if sample is not None:
        checked_index("sample", sample, trace.batch_size)
    graph = OpGraph(trace.placement)
    view = _View(trace, Measures(trace, chosen, sample), op)
    shown = opened(graph.groups, numbers)
    nodes: list[OpNode] = []
    keys: dict[Item, str] = {}
    closed = stretches([group for group in graph.groups if group not in shown])
    folds = {stretch[0]: stretch for stretch in closed}
    for group in graph.groups:
        if group in shown:
            made = [view.node(item, group) for item in group.items]
            keys.update(zip(group.items, (node.key for node in made), strict=True))
            nodes += made
        elif group in folds:
            node = view.folded(folds[group])
            keys |= {item: node.key for each in folds[group] for item in each.items}
            nodes.append(node)
    all_groups = [group for group in graph.groups if group.number is not None]
    is_open = {group.number for group in shown}
    return FoldedGraph(
        nodes=nodes,
        edges=view.edges(graph.links, keys),
        groups=tuple(map(_folded, stretches(all_groups))),
        opened=tuple(number for number in dict.fromkeys(numbers) if number in is_open),
    )


def _folded(stretch: Sequence[OpGroup]) -> Folded:
    first, last = stretch[0].number, stretch[-1].number
    assert first is not None
    assert last is not None
    return Folded(stretch[0].name, first, last)


class _View:
    """Makes nodes and edges of items and links."""

    def __init__(self, trace: Trace, measures: Measures, op: Op | None) -> None:
        self._placement, self._measures = trace.placement, measures
        self._blocks = trace.placement.graph.parameters
        self._written = frozenset(op.writes if op else ())

    def node(self, item: Item, group: OpGroup) -> OpNode:
        of, is_value = item.of, item.part == "value"
        return OpNode(
            key=self._key(item),
            part=item.part,
            kind=of.kind if is_value and isinstance(of, Node) else "",
            group=None if group.number is None else _folded([group]),
            of=of,
            value=self._measures.value(item),
            gradient=self._measures.gradient(item),
            wrote=self._wrote(item),
        )

    def _key(self, item: Item) -> str:
        """Return a name that no other item of the network has."""
        of = item.of
        if isinstance(of, Parameter):
            return f"{item.part}{self._blocks.index(of) + 1}"
        if item.part == "y":
            return "y"
        is_one = of.site is None or of is self._placement.loss
        return of.name if of.site is None or is_one else f"{of.name}{of.site + 1}"

    def folded(self, stretch: Sequence[OpGroup]) -> OpNode:
        """Return groups as one node.

        It has the value that the last of them hands on, and the gradient that the first
        of them gets at last.
        """
        name, first, last = group = _folded(stretch)
        items = [item for each in stretch for item in each.items]
        wrote = [found for item in items if (found := self._wrote(item))]
        to = f"-{last + 1}" if last > first else ""
        return OpNode(
            key=f"{name}{first + 1}{to}",
            part="group",
            kind=self._curved(stretch[0]),
            group=group,
            of=stretch[-1].exit.of,
            value=self._measures.value(stretch[-1].exit),
            gradient=self._measures.gradient(stretch[0].entry),
            wrote=wrote[0] if wrote else None,
        )

    def _curved(self, group: OpGroup) -> str:
        """Return the operation that makes a group more than a linear map, if it is one.

        Without any it is the last one.
        """
        nodes = [item.of for item in group.items if isinstance(item.of, Node)]
        kinds = {n.kind: None for n in nodes if not self._placement.kinds[n].terms}
        if not kinds:
            return nodes[-1].kind
        return next(iter(kinds)) if len(kinds) == 1 else ""

    def edges(self, links: Sequence[Link], keys: dict[Item, str]) -> list[OpEdge]:
        """Return the links between different nodes, one edge for each two nodes."""
        found: dict[tuple[str, str], list[Link]] = {}
        for link in links:
            ends = keys[link.source], keys[link.target]
            if ends[0] != ends[1]:
                found.setdefault(ends, []).append(link)
        return [
            OpEdge(
                source=source,
                target=target,
                derivative=derivative(self._measures, passing) if passing else None,
                flow=next((flow for link in them if (flow := self._flow(link))), None),
                n_uses=len(them) if isinstance(them[0].k, str) else 1,
            )
            for (source, target), them in found.items()
            for passing in [[link for link in them if link.passes]]
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
        is_use = isinstance(link.source.of, Parameter)
        back = Ref("dW", link.target.of) if is_use else link.source.gradient
        if back in self._written or link.source.gradient in self._written:
            return "backward"
        is_local = Ref("local", link.target.of) in self._written
        return "local" if is_local and isinstance(link.k, int) else None
