"""Statements: the ops of a step as plain NumPy statements on named arrays.

The statements of an operation are those of its entry in a table; here they only get the
names of their arrays: z1 of the first layer or time step, W1 and dW1 of the first block
of parameters, dW1_3 of its third use.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.functions.kinds.kinds import kind_of
from engine.graph import JOIN, START, Edge, Node, Parameter
from engine.inspection.source.listing import target_of
from engine.program.memory.placement import Placement
from engine.program.ops.op import Op

__all__ = ["Statements", "sizes_of"]

LETTERS = {"x": "X", "dropout": "kept"}
"""The names of values whose node has another name."""


class Statements:
    """Writes the ops of a graph, up to the update.

    Parameters
    ----------
    placement : Placement
    """

    def __init__(self, placement: Placement) -> None:
        self._placement, self._graph = placement, placement.graph
        self._blocks = {each: i for i, each in enumerate(self._graph.parameters, 1)}
        sites: dict[int | None, set[str]] = {}
        for node in self._graph.nodes:
            if node.inputs and kind_of(node.kind).has_local:
                sites.setdefault(node.site, set()).add(node.name)
        self._has_one_local = all(len(names) == 1 for names in sites.values())

    def states(self) -> Iterator[str]:
        """Yield the lines that define the states before the first time step."""
        for node in self._graph.nodes:
            if node.kind == START:
                yield f"{_value(node)} = np.zeros(({node.n_rows}, B))"

    def of(self, op: Op) -> list[str]:
        """Return the lines of an op."""
        if op.phase in ("forward", "local"):
            texts = [self._own(op, of) for q, of in op.writes if q != "mask"]
        elif op.name == "sum":
            parts = [self._gradient_of(ref.of) for ref in op.reads]
            (ref,) = op.writes
            texts = list(self._sum(parts, ref.of))
        elif target_of(op) is None:
            texts = [self._of_use(ref.of) for ref in op.writes]
        else:
            texts = [*self._passed(op), *self._same(op)]
        return [line for text in texts for line in text.split("\n")]

    # ---- parameters ------------------------------------------------------------------

    def _of_use(self, of: Node | Parameter | None) -> str:
        """Return the gradient of a parameter by its one use, or that of a node's."""
        assert of is not None
        is_whole = isinstance(of, Parameter)
        node = self._graph.users[of][0] if isinstance(of, Parameter) else of
        names = self._arrays(node, 0)
        if not is_whole:
            names["dW"], names["db"] = self._gradient_of(of)
        return kind_of(node.kind).numpy_gradient.format(**names)

    def _gradient_of(self, of: Node | Parameter | None) -> tuple[str, str]:
        """Return the names of dW and db of one use of a parameter."""
        assert isinstance(of, Node)
        assert of.parameter is not None
        i, site = self._blocks[of.parameter], (of.site or 0) + 1
        return f"dW{i}_{site}", f"db{i}_{site}"

    def _sum(
        self, parts: list[tuple[str, str]], of: Node | Parameter | None
    ) -> Iterator[str]:
        assert isinstance(of, Parameter)
        letters = "Wb" if of.use_bias else "W"
        for letter, names in zip(letters, zip(*parts, strict=True), strict=False):
            yield f"d{letter}{self._blocks[of]} = {' + '.join(names)}"

    # ---- values ----------------------------------------------------------------------

    def _own(self, op: Op, of: Node | Parameter | None) -> str:
        """Return how a node's value or its f' is computed."""
        assert isinstance(of, Node)
        if of.kind == JOIN:
            return f"{_value(of)} = {_joined(of)}"
        kind = kind_of(of.kind)
        text = kind.numpy_local if op.phase == "local" else kind.numpy
        return text.format(**self._arrays(of, 0))

    def _passed(self, op: Op) -> Iterator[str]:
        """Yield how a node adds to the gradient of an input."""
        target = target_of(op)
        assert target is not None
        placement, node, _ = op.refs[1]
        source, k = target
        edge, is_first = node.inputs[k], (k, True) in placement.passed[node]
        _, text = kind_of(node.kind).words_back(k)
        if node.kind == JOIN:
            text = f"{{out}} = {self._part_of_join(node, k)}"
        names = self._arrays(node, k)
        if node.parameter is not None and len(node.inputs) > 1:
            start = sum(each.n_rows for each in node.inputs[:k])
            names["W"] = f"{names['W']}[:, {start}:{start + edge.n_rows}]"
        text, whole = text.format(**names), _gradient(source)
        if edge.rows is not None:
            if is_first:
                yield f"{whole} = np.zeros(({source.n_rows}, B))"
            text = text.replace(f"{names['out']} = ", f"{names['out']} += ")
        elif not is_first:
            text = text.replace(f"{whole} = ", f"{whole} = {whole} + ")
        yield text

    def _same(self, op: Op) -> Iterator[str]:
        """Yield the gradients that are the same array, under their own names."""
        target = target_of(op)
        for ref in op.writes:
            of = ref.of
            assert isinstance(of, Node)
            if target is not None and of is target[0]:
                continue
            ((user, k),) = self._placement.contributions[of]
            whole = self._part_of_join(user, k) if user.kind == JOIN else None
            yield f"{_gradient(of)} = {whole or _gradient(user)}"

    def _part_of_join(self, join: Node, k: int) -> str:
        start = sum(edge.n_rows for edge in join.inputs[:k])
        return f"{_gradient(join)}[{start}:{start + join.inputs[k].n_rows}]"

    def _arrays(self, node: Node, k: int) -> dict[str, object]:
        """Return the names of the arrays of a node's operation, for its input k."""
        first, last = node.inputs[0], node.inputs[-1]
        into = self._placement.kinds[node].into
        if into is not None:
            (k,) = into
        i = "" if node.site is None else node.site + 1
        parameter = node.parameter
        block = i if parameter is None else self._blocks[parameter]
        local = f"df{i}" if self._has_one_local else f"df_{_value(node)}"
        names: dict[str, object] = {
            "x": _joined(node) if parameter else _read(first),
            "x1": _read(last),
            "value": _value(node),
            "grad": _gradient(node),
            "out": _gradient(node.inputs[k].node) + _rows(node.inputs[k]),
            **{name: f"{name}{block}" for name in ("W", "b", "dW", "db")},
            "mask": f"mask{i}",
            "local": local,
            "y": "Y",
        }
        return names | sizes_of(node)


SIZES = ("channels", "rows", "columns", "size", "grid", "n_members", "n_positions")
"""What statements name of the patches of a picture."""


def sizes_of(node: Node) -> dict[str, object]:
    """Return the sizes that the statements of an operation name."""
    if node.patches is not None:
        return {name: getattr(node.patches, name) for name in SIZES}
    T = node.n_positions
    if T == 1:
        return {}
    is_scores = node.kind == "scores"
    n_heads = (node if is_scores else node.inputs[0].node).n_rows // T
    n_rows = node.inputs[0 if is_scores else -1].n_rows
    return {"T": T, "H": n_heads, "d": n_rows // n_heads}


def _value(node: Node) -> str:
    site = "" if node.site is None else node.site + 1
    return f"{LETTERS.get(node.name, node.name)}{site}"


def _rows(edge: Edge) -> str:
    return "" if edge.rows is None else f"[{edge.rows[0]}:{edge.rows[1]}]"


def _read(edge: Edge) -> str:
    """Return the rows of a value that an edge reads."""
    return _value(edge.node) + _rows(edge)


def _joined(node: Node) -> str:
    """Return all that a map or a join reads, the first on top."""
    reads = [_read(edge) for edge in node.inputs]
    return reads[0] if len(reads) == 1 else f"np.concatenate([{', '.join(reads)}])"


def _gradient(node: Node) -> str:
    name = _value(node)
    return f"delta{name[1:]}" if node.name == "z" else f"d{name}"
