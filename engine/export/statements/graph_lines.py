"""Graph lines: the forward and the backward pass of any network in plain NumPy.

The statements of an operation are those of its kind; those of a map are the ones for
its block [W | b].  Nodes and contributions come in the order of the program, and
gradients that several nodes add to begin with zeros, so the numbers are the engine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from engine.export.statements.graph_names import GraphNames, index_of, listed
from engine.export.statements.loops import Line, array, indexed, printed, rolled, span
from engine.functions.kinds.kind import Block
from engine.functions.losses import LOSSES
from engine.graph import JOIN, START, Node, Parameter
from engine.inspection.source.statements import sizes_of
from engine.program.memory.placement import Placement

__all__ = ["GraphLines"]

ONE = "one"
"""The name of the row of ones."""


class GraphLines:
    """Writes the functions of a graph with a loss.

    Parameters
    ----------
    placement : Placement
    together : set of Parameter
        Those whose uses one product computes.
    """

    def __init__(self, placement: Placement, together: set[Parameter]) -> None:
        self._placement, self._graph = placement, placement.graph
        self._together = together
        assert placement.loss is not None
        self._loss = placement.loss
        self._blocks = {each: i for i, each in enumerate(self._graph.parameters, 1)}
        self._names = GraphNames(self._graph)

    @cached_property
    def _parts(self) -> tuple[list[list[str]], set[str]]:
        """The lines of both directions, and the names of arrays that are indexed."""
        parts = [rolled(list(self._forward())), rolled(list(self._backward()))]
        names = set().union(*map(indexed, parts))
        return [printed(part, names) for part in parts], names

    def forward(self) -> list[str]:
        """Return the lines from x to the values of all nodes."""
        (lines, _), names = self._parts
        return [*_empty(names, lines), *lines]

    def backward(self) -> list[str]:
        """Return the lines from the values and y to the gradient of each block."""
        (_, lines), names = self._parts
        return [*_empty(names, lines), *lines]

    @property
    def values(self) -> tuple[str, ...]:
        """Names of values that the backward pass or the loss reads, its own last."""
        (forward, backward), _ = self._parts
        starts = [node for node in self._graph.nodes if node.kind == START]
        nodes = [*starts, *self._placement.placed]
        texts = [self._names.value(node) for node in nodes]
        maps = [node for users in self._graph.users.values() for node in users]
        texts += [self._names.read(node) for node in maps]
        _, names = self._parts
        known = {line.partition("[")[0] for line in printed(map(Line, texts), names)}
        read = known.intersection(re.findall(r"\w+", "\n".join(backward)))
        last = self._of_loss()
        made = dict.fromkeys(_assigned(forward))
        return (*(name for name in made if name in read.difference(last)), *last)

    @property
    def targets(self) -> tuple[str, ...]:
        """The names that the backward pass gives to `values`; _ for one that it has."""
        return tuple("_" if "[" in name else name for name in self.values)

    def _of_loss(self) -> tuple[str, ...]:
        """Return the names of what the loss reads, z and a."""
        parts = [Line(self._names.value(edge.node)) for edge in self._loss.inputs]
        _, names = self._parts
        return tuple(printed(parts, names))

    def loss(self, y: str) -> list[str]:
        """Return the lines for what each output adds to the loss, from z and a."""
        return LOSSES[self._loss.kind].numpy.format(z="z", a="a", y=y).split("\n")

    # ---- names -----------------------------------------------------------------------

    def _arrays(self, node: Node) -> dict[str, object]:
        first, last = node.inputs[0], node.inputs[-1]
        names: dict[str, object] = {
            "x": self._names.value_of(first),
            "x1": self._names.value_of(last),
            "value": self._names.value(node),
            "grad": self._names.gradient(node),
            "local": "df",
            "mask": self._names.of("mask_", node),
            "y": "y",
        }
        if node.parameter is not None:
            k = self._blocks[node.parameter]
            names |= {
                "x": self._names.read(node),
                "W": f"W{k}",
                "dW": self._of_use(node),
            }
        return names | sizes_of(node)

    # ---- forward ---------------------------------------------------------------------

    def _forward(self) -> Iterator[Line]:
        if any(node.reads_ones for node in self._graph.nodes):
            yield Line(f"{ONE} = np.ones_like({self._names.value(self._graph.x)}[:1])")
        for node in self._graph.nodes:
            if node.kind == START:
                zeros = f"np.zeros(({node.n_rows}, x.shape[1]))"
                yield Line(f"{self._names.value(node)} = {zeros}")
        for node in self._placement.placed:
            yield from map(Line, self._of_node(node))

    def _of_node(self, node: Node) -> Iterator[str]:
        kind, names = self._placement.kinds[node], self._arrays(node)
        if node.kind == JOIN:
            yield f"{names['value']} = np.concatenate({self._names.joined(node)})"
        elif node.parameter is None:
            yield from self._names.statements(kind.numpy, names)
        else:
            edges = [self._names.value_of(edge) for edge in node.inputs]
            if len(edges) + node.reads_ones > 1:
                read = ", ".join([*edges, *[ONE] * node.reads_ones])
                yield f"{names['x']} = np.concatenate([{read}])"
            yield from self._names.statements(_block(kind.block).value, names)

    # ---- backward --------------------------------------------------------------------

    def _backward(self) -> Iterator[Line]:
        found = self._placement.contributions
        added = self._added()
        for node in reversed(self._graph.nodes):
            if node in found and node.name in added:
                zeros = f"np.zeros_like({self._names.value(node)})"
                yield Line(f"{self._names.gradient(node)} = {zeros}")
        if re.search(r"\bB\b", LOSSES[self._loss.kind].numpy_gradient):
            yield Line("B = x.shape[1]")
        for parameter, k in self._blocks.items():
            if not self._users(parameter):
                yield Line(f"dW{k} = np.zeros_like(W{k})")
        yield from self._of_inputs(self._loss, added)
        for node in reversed(self._placement.placed):
            if node in found:
                yield from map(Line, self._of_parameter(node))
                yield from self._of_inputs(node, added)
                yield from map(Line, self._sum(node))

    def _added(self) -> set[str]:
        """Return the names of nodes whose gradients come together by additions."""
        return {
            node.name
            for node, users in self._placement.contributions.items()
            if len(users) > 1 or any(user.inputs[k].rows for user, k in users)
        }

    def _of_parameter(self, node: Node) -> Iterator[str]:
        """Yield the lines for the gradient of a node's parameter, and for their sum."""
        parameter = node.parameter
        if parameter is None:
            return
        block = _block(self._placement.kinds[node].block)
        is_one = parameter in self._together
        template = block.gradients if is_one else block.gradient
        yield from self._names.statements(template, self._arrays(node))

    def _sum(self, node: Node) -> Iterator[str]:
        """Yield the sum over all uses of a parameter, if the node is the first one."""
        parameter = node.parameter
        if parameter is None:
            return
        users = self._users(parameter)
        if node is users[0] and len(users) > 1:
            name = f"dW{self._blocks[parameter]}_of"
            every = listed(name, map(index_of, users))
            stack = f"np.array({every}).reshape({len(users)}, -1)"
            k = self._blocks[parameter]
            yield f"dW{k} = np.ones({len(users)}).dot({stack})"

    def _users(self, parameter: Parameter) -> list[Node]:
        """Return the nodes that add to the gradient of a parameter."""
        users = self._graph.users[parameter]
        return [node for node in users if node in self._placement.contributions]

    def _of_use(self, node: Node) -> str:
        assert node.parameter is not None
        name = f"dW{self._blocks[node.parameter]}"
        if len(self._users(node.parameter)) == 1:
            return name
        return array(f"{name}_of", index_of(node))

    def _of_inputs(self, node: Node, added: set[str]) -> Iterator[Line]:
        """Yield the lines by which a node adds to the gradients of its inputs.

        Where another time step would, but this one does not, they are left out.
        """
        kind = self._placement.kinds[node]
        passed = [k for user, k in self._all_passed(node)]
        if kind.has_local and passed:
            template = kind.numpy_local
            yield from map(Line, self._names.statements(template, self._arrays(node)))
        for k in passed:
            source, _, _ = edge = node.inputs[k]
            users = self._placement.contributions.get(source, ())
            out = self._names.gradient_of(edge)
            for text in self._of_input(node, k, out):
                if source.name in added and text.startswith(f"{out} = "):
                    text = text.replace(" = ", " += ", 1)
                yield Line(text, (node, k) not in users)

    def _all_passed(self, node: Node) -> Iterator[tuple[Node, int]]:
        """Yield the inputs that get a gradient, and those that only here get none."""
        into = self._placement.kinds[node].into
        for k, (source, _, _) in enumerate(node.inputs):
            is_known = source in self._graph.learning or source.kind == START
            if is_known and (into is None or k in into):
                yield node, k

    def _of_input(self, node: Node, k: int, out: str) -> list[str]:
        names = self._arrays(node)
        kind = self._placement.kinds[node]
        if node is self._loss:
            loss = LOSSES[node.kind]
            z, a = (self._names.value(edge.node) for edge in node.inputs)
            template = loss.numpy_gradient
            return self._names.statements(
                template, {"z": z, "a": a, "y": "y", "out": out}
            )
        start = sum(edge.n_rows for edge in node.inputs[:k])
        rows = f"[{span(start, start + node.inputs[k].n_rows)}]"
        if node.kind == JOIN:
            return [f"{out} = {names['grad']}{rows}"]
        if node.parameter is None:
            _, template = kind.words_back(k)
            return self._names.statements(template, names | {"out": out})
        lines = self._names.statements(
            _block(kind.block).backward, names | {"out": out}
        )
        is_all = len(node.inputs) == 1 and not node.reads_ones
        return lines if is_all else [*lines[:-1], lines[-1] + rows]


def _block(block: Block | None) -> Block:
    assert block is not None
    return block


def _assigned(lines: Iterable[str]) -> list[str]:
    """Return the names that lines define, in their order."""
    return [
        found[1] for line in lines if (found := re.match(r"\s*(\w+)[^=]* = ", line))
    ]


def _empty(names: set[str], lines: list[str]) -> list[str]:
    """Return the line that makes the indexed arrays of some lines."""
    made = [name for name in dict.fromkeys(_assigned(lines)) if name in names]
    if not made:
        return []
    return [f"{', '.join(made)} = {', '.join(['{}'] * len(made))}"]
