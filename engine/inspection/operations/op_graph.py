"""Op graph: what a training step computes from what, folded by layer or by time step.

The items are the values of a graph, its parameters and its targets; a link leads from
each operand to the value that is computed from it.  The items of one layer, time step
or other part are a group, which is one item unless it is opened; neighbouring groups
that do the same with the same parameters, as time steps do, are one item together.  A
parameter that several groups use is an item by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from engine.graph import START, Node, Parameter, Ref
from engine.inspection.operations.groups import group_keys
from engine.program.memory.placement import Placement
from engine.program.ops.refs import contribution_refs

__all__ = [
    "MOST_ITEMS",
    "Item",
    "Link",
    "OpGraph",
    "OpGroup",
    "opened",
    "stretches",
]

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
class OpGroup:
    """The items of one part of the network, or items that belong to none.

    Attributes
    ----------
    name : str
        See `GroupKey`; empty of what belongs to no part.
    number : int or None
    items : list of Item
    states : frozenset of str
        The names of the values that time steps hand on to the next ones.
    """

    name: str
    number: int | None
    items: list[Item]
    states: frozenset[str] = frozenset()

    @property
    def exit(self) -> Item:
        """The item whose value other groups read; the state of a time step."""
        states = (item for item in reversed(self.items) if self._is_state(item))
        return next(states, self.items[-1])

    def _is_state(self, item: Item) -> bool:
        return item.part == "value" and item.of.name in self.states

    @property
    def entry(self) -> Item:
        """The item whose gradient is the last of the group's, but for parameters."""
        values = [item for item in self.items if item.part == "value"]
        return next((item for item in values if item.gradient), self.exit)

    def repeats(self, other: OpGroup) -> bool:
        """Return whether a group does the same as another, with the same parameters."""
        return self._structure() == other._structure()

    def _structure(self) -> list[tuple[object, ...]]:
        return [
            (item.of.name, item.of.kind, item.of.parameter, item.gradient is None)
            if isinstance(item.of, Node)
            else (item,)
            for item in self.items
        ]


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
    groups : list of OpGroup
        In the order of the forward pass.
    links : list of Link
    """

    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self.groups: list[OpGroup] = []
        self.links: list[Link] = []
        self._values: dict[Node, Item] = {}
        self._parameters: dict[Parameter, list[Item]] = {}
        keys, users = group_keys(placement.graph), placement.graph.users
        by_number: dict[int, OpGroup] = {}
        starts = (node for node in placement.graph.nodes if node.kind == START)
        states = frozenset(node.name for node in starts)
        for node in placement.graph.nodes:
            items = list(self._items_of(node))
            if node.parameter is not None and len(users[node.parameter]) > 1:
                if items[:-1]:
                    self.groups.append(OpGroup("", None, items[:-1]))
                items = items[-1:]
            name, number = keys.get(node, ("", None))
            if number is None:
                self.groups.append(OpGroup(name, None, items))
                continue
            if number not in by_number:
                by_number[number] = OpGroup(name, number, [], states)
                self.groups.append(by_number[number])
            by_number[number].items.extend(items)

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


def opened(groups: Sequence[OpGroup], numbers: Sequence[int]) -> set[OpGroup]:
    """Return which groups are open if these were opened in this order.

    If that makes more than `MOST_ITEMS` items, those opened first are closed.
    """
    by_number = {group.number: group for group in groups if group.number is not None}
    found = {group for group in groups if group.number is None}
    for number in reversed(numbers):
        group = by_number.get(number)
        if group is None:
            continue
        if _n_items(groups, found | {group}) > MOST_ITEMS:
            break
        found.add(group)
    return found


def _n_items(groups: Sequence[OpGroup], shown: Set[OpGroup]) -> int:
    """Return the number of items if some groups are open."""
    n_open = sum(len(group.items) for group in groups if group in shown)
    return n_open + len(stretches([group for group in groups if group not in shown]))


def stretches(groups: Sequence[OpGroup]) -> list[list[OpGroup]]:
    """Return the groups in stretches of neighbours that do the same."""
    found: list[list[OpGroup]] = []
    for group in groups:
        before = found[-1][-1] if found else None
        if before is not None and _is_next(before, group) and group.repeats(before):
            found[-1].append(group)
        else:
            found.append([group])
    return found


def _is_next(before: OpGroup, group: OpGroup) -> bool:
    return before.number is not None and group.number == before.number + 1
