"""Placement: where in memory the quantities of a graph's nodes are.

A step's values, local derivatives and gradients are stretches of rows of one matrix
(n_rows, B), the tape; so a placement holds for any batch size.  The stretches are in
the order in which a step fills them: the values of all nodes of one name, name by name
(z, a), their local derivatives (df), and their gradients the other way round (da,
delta).  Within a stretch nodes are in the order of the graph, so that neighbouring
layers are one block of memory.

A value that an affine map with biases reads has a row of ones below it; then
``[W | b] [x; 1]`` is the whole map.  An elementwise operation gives its input as many
rows as its output has, so that blocks align and one call works on whole blocks; only
the product of two values does not, whose gradients are no such calls.

A map of several inputs reads them as one block, too: rows of the network's input are
*guests* above the last of them.  So a time step of a recurrent network,
``[W_xh | W_hh | b] [x; h; 1]``, is one call, and as all values of one name have equally
many rows above them, the blocks of all time steps are evenly spaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.functions.kinds.kind import Scaled
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.graph import JOIN, Edge, Graph, Node
from engine.networks.networks import graph_of
from engine.program.memory.contributions import Passed, Users, contributions_of
from engine.program.memory.guests import copied_of, guests_of, lead_of
from engine.program.memory.joins import join_of, rows_before, silent_joins

if TYPE_CHECKING:
    from engine.experiment.experiment import Experiment

__all__ = ["Placement", "placement_of", "placement_of_step"]


class Placement:
    """The rows of every quantity of a graph.

    Parameters
    ----------
    graph : Graph
    in_place : bool
        Whether an activation may overwrite its input, which then is not kept; only
        without a backward pass.

    Attributes
    ----------
    kinds : dict of Node to Kind
        Of all nodes but inputs.
    loss : Node or None
    placed : list of Node
        The nodes whose value is computed: all but inputs and loss.
    guests : dict of Node to int
        The number of guests that a map of several inputs reads above the last one.
    copied : frozenset of Node
        The maps that read a copy of their inputs.
    lead : dict of str to int
        The number of rows above each value of a name, and above its gradient.
    extra : dict of Node to int
        1 for a node whose quantities have one more row than its value.
    contributions : dict of Node to list of (Node, int)
        The nodes that pass a gradient to a node, in the order of the backward pass,
        with the index of their input.
    passed : dict of Node to list of (int, bool)
        The inputs to which a node passes a gradient that is an array of its own, by
        index, and whether it is the first node that does.
    rows : dict of str to dict of Node to (int, int)
        First row and the one after the last, with the extra row but without guests, of
        each quantity by node.
    stretches : dict of (str, str) to (int, int)
        The same for a quantity of all nodes of a name.
    owners : dict of (str, Node) to Node
        The later node, if any, whose memory a quantity of a node shares.
    silent : dict of Node to list of Node
        Joins that need no op, by the node that computes the last of their parts.
    masked : list of Node
        The nodes with a mask.
    kept : dict of Node to int
        The number of rows that the forward pass keeps for the backward pass, if any.
    scaled : dict of Node to (float, callable)
        `Kind.scaled` of the f that overwrites the value of an affine map in place.
    n_rows, n_input_rows, n_scratch : int
        The rows of the tape, of the input with its row of ones, and of scratch.
    n_value_rows, n_value_scratch : int
        The rows of the tape, and of scratch, that values alone take.
    ones : list of int
        The extra rows of values, which hold ones.
    """

    def __init__(self, graph: Graph, *, in_place: bool = False) -> None:
        self.graph, self._in_place = graph, in_place
        self.kinds = {node: kind_of(node.kind) for node in graph.nodes if node.inputs}
        self.placed, known = [*self.kinds], {*self.kinds.values()}
        self.loss = self.placed.pop() if self.placed[-1].kind in LOSSES else None
        self.guests = guests_of(graph)
        self.copied = copied_of(graph, self.guests)
        self.lead = lead_of(self.guests)
        self.extra = self._extra_rows()
        self.contributions: dict[Node, Users] = {}
        self.passed: dict[Node, Passed] = {}
        self.rows: dict[str, dict[Node, tuple[int, int]]] = {}
        self.stretches: dict[tuple[str, str], tuple[int, int]] = {}
        self.owners: dict[tuple[str, Node], Node] = {}
        self.n_rows = 0
        self._has_joins, names = kind_of(JOIN) in known, self._names()
        self._shares_gradients = self._has_joins or any(kind.passed for kind in known)
        self._place("value", names.items(), is_shared=in_place or self._has_joins)
        self.n_value_rows, rows = self.n_rows, self.rows["value"]
        self.ones = [stop - 1 for node, (_, stop) in rows.items() if self.extra[node]]
        self.n_value_scratch = self.n_scratch = max([n.n_rows for n in self.placed])
        if self.loss is not None:
            self.contributions, self.passed = contributions_of(graph, self.kinds)
            self._place_derivatives(names)
        if self.owners:
            self._share_rows()
        self.silent = silent_joins(self.placed, self.owners) if self._has_joins else {}
        self.masked: list[Node] = []
        self.kept: dict[Node, int] = {}
        for node, kind in self.kinds.items():
            if kind.is_masked:
                self.masked.append(node)
            elif kind.n_kept is not None and node.patches is not None:
                self.kept[node] = kind.n_kept(node.patches)
        self.scaled = self._scaled() if self.owners else {}
        self.n_input_rows = graph.x.n_rows + self.extra[graph.x]

    @property
    def fed(self) -> set[Node | None]:
        """The nodes whose parts read the network's input or the targets."""
        x, guest = self.graph.x, next(iter(self.guests), None)
        readers = [node for node in self.placed for edge in node.inputs if edge[0] is x]
        return {self.loss, guest, *readers}

    def computes(self, quantity: str, node: Node) -> bool:
        """Return whether a step computes a quantity of a node."""
        if quantity == "value":
            return True
        is_needed = quantity == "grad" or self.kinds[node].has_local
        return is_needed and node in self.contributions

    def is_whole(self, node: Node, edge: Edge) -> bool:
        """Return whether a node's blocks align with those of an input."""
        return edge.rows is None and self.extra[node] == self.extra[edge.node]

    def span(
        self, quantity: str, node: Node, last: Node | None = None
    ) -> tuple[int, int] | None:
        """Return the rows of the tape that are a quantity of all inputs of a map.

        They include guests and the row of ones; None means that the inputs are no one
        block of the tape.  ``last`` is a node in place of that of the last input.
        """
        source, rows, _ = node.inputs[-1]
        is_one = len(node.inputs) == 1 or node in self.guests
        if not is_one or rows is not None or source is self.graph.x:
            return None
        start, _ = self.rows[quantity][last or source]
        stop = start + source.n_rows + node.reads_ones
        return start - self.guests.get(node, 0), stop

    def _extra_rows(self) -> dict[Node, int]:
        extra, kinds = dict.fromkeys(self.graph.nodes, 0), self.kinds
        for node in reversed(self.placed):
            if node.parameter is not None:
                if not node.reads_ones or node in self.copied:
                    continue
                edges = node.inputs[-1:]
            elif extra[node] and kinds[node].aligns:
                edges = node.inputs
            else:
                continue
            for source, rows, _ in edges:
                if rows is None:
                    extra[source] = 1
        return extra

    # ---- memory ----------------------------------------------------------------------

    def _names(self) -> dict[str, list[Node]]:
        """Return the nodes on the tape by their name."""
        names: dict[str, list[Node]] = {}
        x, loss = self.graph.x, self.loss
        for node in self.graph.nodes:
            if node is not loss and node is not x:
                names.setdefault(node.name, []).append(node)
        return names

    def _place_derivatives(self, names: dict[str, list[Node]]) -> None:
        """Place local derivatives, and gradients in the reverse order of names."""
        steady = {*self.graph.nodes} - self.graph.learning
        linear = {node for node, kind in self.kinds.items() if kind.terms}
        longest = self._place("local", names.items(), steady | linear)
        self.n_scratch = max(self.n_scratch, longest)
        backward = reversed(names.items())
        self._place("grad", backward, steady, is_shared=self._shares_gradients)

    def _place(
        self,
        quantity: str,
        names: Iterable[tuple[str, list[Node]]],
        without: Set[Node] = frozenset(),
        *,
        is_shared: bool = False,
    ) -> int:
        """Place a quantity of nodes one below the other, but not what is shared.

        ``without`` are nodes that have none.  Return the rows of the longest stretch.
        """
        stop, extra, longest = self.n_rows, self.extra, 0
        rows = self.rows[quantity] = {}
        lead = {} if quantity == "local" else self.lead
        for name, nodes in names:
            start, above = stop, lead.get(name, 0)
            for node in nodes:
                if node in without or (is_shared and self._is_shared(quantity, node)):
                    continue
                first = stop + above
                stop = first + node.n_rows + extra[node]
                rows[node] = (first, stop)
            self.stretches[quantity, name] = (start, stop)
            if stop - start > longest:
                longest = stop - start
        self.n_rows = stop
        return longest

    def _share_rows(self) -> None:
        for node in reversed(self.placed):
            for quantity in ("value", "grad"):
                owner = self.owners.get((quantity, node))
                if owner is not None:
                    start, stop = self.rows[quantity][owner]
                    join = join_of(self._users(quantity, node))
                    if join is not None and join[0] is owner:
                        start += rows_before(*join)
                        stop = start + node.n_rows
                    self.rows[quantity][node] = (start, stop)

    def _is_shared(self, quantity: str, node: Node) -> bool:
        """Return whether a quantity of a node is in the memory of a later one."""
        owner = self._owner(quantity, node)
        if owner is None:
            return False
        self.owners[quantity, node] = owner
        if quantity == "grad":
            ((_, k),) = self.contributions[node]
            self.passed[owner].remove((k, True))
        return True

    def _users(self, quantity: str, node: Node) -> Users:
        all_users = self.contributions if quantity == "grad" else self.graph.readers
        return all_users.get(node, [])

    def _owner(self, quantity: str, node: Node) -> Node | None:
        """Return the later node in whose memory a quantity of a node is, if any.

        A gradient that is that of one other node, unchanged, is the same array.  In
        place, f overwrites its input if nothing else reads that.  A part of a join is
        in its place there.
        """
        is_grad = quantity == "grad"
        users = self._users(quantity, node)
        join = join_of(users) if self._has_joins else None
        if join is not None and not (is_grad and len(users) > 1):
            if node.inputs and not self.extra[node] and node.name not in self.lead:
                return join[0]
        if len(users) != 1 or not (is_grad or self._in_place):
            return None
        ((user, k),) = users
        kind = self.kinds[user]
        if is_grad:
            may = bool(kind.terms) and kind.passes(k)
        else:
            may = not kind.terms and user.kind != JOIN and user.patches is None
        return user if may and self.is_whole(user, user.inputs[k]) else None

    def _scaled(self) -> dict[Node, Scaled]:
        found = {}
        for (quantity, z), f in self.owners.items():
            scaled = self.kinds[f].scaled
            if quantity == "value" and z.parameter is not None and scaled is not None:
                if len(self.graph.users[z.parameter]) == 1:
                    found[z] = scaled
        return found


@lru_cache(maxsize=256)
def placement_of(graph: Graph, *, in_place: bool = False) -> Placement:
    """Return the placement of a graph, made once."""
    return Placement(graph, in_place=in_place)


def placement_of_step(experiment: Experiment) -> Placement:
    """Return the placement of a training step's graph."""
    return placement_of(graph_of(experiment))
