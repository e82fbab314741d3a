"""Op graph: what a training step computes from what, folded by layer.

The items are the values of a graph, its parameters and its targets; a link leads from
each operand to the value that is computed from it.  The items of one layer are a group,
which is one item unless it is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.graph import Node, Parameter, Ref
from engine.program.memory.placement import Placement
from engine.program.ops.refs import contribution_refs

__all__ = ["MOST_ITEMS", "Group", "Item", "Link", "OpGraph", "opened"]

MOST_ITEMS = 40
"""More than that cannot be read at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One value, parameter or target.

    Attributes
    ----------
    part : str
        ``value``, ``W``, ``b`` or ``y``.
    of : Node or Parameter
        Of the targets, the loss.
    value : Ref
        The quantity that it is.
    gradient : Ref or None
        The gradient with respect to it; None if a step does not compute it.
    """

    part: str
    of: Node | Parameter
    value: Ref
    gradient: Ref | None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The items of one layer, or one item that belongs to no layer.

    Attributes
    ----------
    site : int or None
        The layer, from 0.
    items : list of Item
    """

    site: int | None
    items: list[Item]

    @property
    def exit(self) -> Item:
        """The item whose value other groups read."""
        return self.items[-1]

    @property
    def entry(self) -> Item:
        """The item whose gradient is the last of the group's, but for parameters."""
        values = [item for item in self.items if item.part == "value"]
        return next((item for item in values if item.gradient), self.exit)


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """An operand of a value.

    Attributes
    ----------
    source, target : Item
    k : int, "W", "b" or "y"
        Which operand of the target's operation the source is.
    passes : bool
        Whether a gradient comes back this way.
    """

    source: Item
    target: Item
    k: int | str
    passes: bool


class OpGraph:
    """All items and links of a step's graph with a loss.

    Attributes
    ----------
    groups : list of Group
        In the order of the forward pass.
    links : list of Link
    """

    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self.groups: list[Group] = []
        self.links: list[Link] = []
        self._values: dict[Node, Item] = {}
        self._parameters: dict[Parameter, list[Item]] = {}
        by_site: dict[int, Group] = {}
        for node in placement.graph.nodes:
            items = list(self._items_of(node))
            if node.site is None or node is placement.loss:
                self.groups.append(Group(None, items))
                continue
            if node.site not in by_site:
                by_site[node.site] = Group(node.site, [])
                self.groups.append(by_site[node.site])
            by_site[node.site].items.extend(items)

    def _items_of(self, node: Node) -> Iterator[Item]:
        """Yield the items that a node adds, its operands' first."""
        gradient = Ref("grad", node) if node in self._placement.contributions else None
        item = Item("value", node, Ref("value", node), gradient)
        self._values[node] = item
        for k, edge in enumerate(node.inputs):
            passes = (node, k) in self._placement.contributions.get(edge.node, [])
            if passes or node is not self._placement.loss or self._is_read(edge.node):
                self.links.append(Link(self._values[edge.node], item, k, passes))
        if node.parameter is not None:
            if node.parameter not in self._parameters:
                self._parameters[node.parameter] = _blocks(node.parameter)
                yield from self._parameters[node.parameter]
            for block in self._parameters[node.parameter]:
                self.links.append(Link(block, item, block.part, gradient is not None))
        if node is self._placement.loss:
            targets = Item("y", node, Ref("y", node), None)
            yield targets
            self.links.append(Link(targets, item, "y", passes=False))
        yield item

    def _is_read(self, node: Node) -> bool:
        """Return whether the op of the loss reads the value of a node."""
        loss = self._placement.loss
        assert loss is not None
        return any(
            Ref("value", node) in contribution_refs(self._placement, loss, k)[0]
            for k, _ in self._placement.passed[loss]
        )


def _blocks(parameter: Parameter) -> list[Item]:
    """Return the weights and, if there are any, the biases of a parameter."""
    parts = ("W", "b") if parameter.use_bias else ("W",)
    value, gradient = Ref("W", parameter), Ref("dW", parameter)
    return [Item(part, parameter, value, gradient) for part in parts]


def opened(groups: Sequence[Group], sites: Sequence[int]) -> set[Group]:
    """Return which groups are open if these layers were opened in this order.

    If that makes more than `MOST_ITEMS` items, the layers opened first are closed.
    """
    by_site = {group.site: group for group in groups if group.site is not None}
    single = {group for group in groups if group.site is None}
    found: set[Group] = set()
    count = len(by_site) + sum(len(group.items) for group in single)
    for site in reversed(sites):
        group = by_site.get(site)
        if group is None or group in found:
            continue
        count += len(group.items) - 1
        if count > MOST_ITEMS:
            break
        found.add(group)
    return found | single
