r"""Op formulas: the formula of an op of a step, with the symbols of its numbers.

A formula of the tables is about any layer, such as :math:`z = W a_{prev} + b`; here its
letters are those of the op's own numbers, as in
:math:`z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}` or :math:`c^{(3)} = u^{(3)} + v^{(3)}`.
"""

from __future__ import annotations

import re

from engine.functions.kinds.kinds import KINDS
from engine.graph import START, Edge, Node, Parameter
from engine.inspection.source.listing import node_of, role_of, target_of
from engine.program.ops.op import Op

__all__ = ["formula_of"]

SYMBOL = re.compile(
    r"\\(?:text|mathrm|operatorname)\{[^}]*\}|\\[A-Za-z]+|d?a_\{prev\}|[A-Za-z]+"
)
"""A command, a symbol, or a word, of a formula."""
BLOCKS = {
    "output": r"\text{out}",
    "embedding": "E",
    "queries, keys and values": "QKV",
    "attention output": "O",
    "hidden layer": "1",
    "hidden output": "2",
}
"""What is below W, by the names of blocks that are no layers."""
GATES = "ifog"
"""The letters of the quarters of an LSTM's z."""
OPERANDS = {"product": "pab", "add": "sab", "rms norm": "yx", "dropout": "aa"}
"""The letters of a value and of its inputs, where they are not a and z."""
PARTIAL = r"\partial L/\partial "


def formula_of(op: Op) -> str:
    """Return the formula of an op as LaTeX, with the symbols of its numbers."""
    node, role = node_of(op), role_of(op)
    if role == "sum":
        return op.latex.replace("_u", "_t")
    if role in ("use", "uses"):
        assert node is not None
        return _of_uses(node)
    if node is None or (op.phase == "local" and op.layer is None):
        return op.latex
    if node.parameter is not None and len(node.inputs) > 1:
        return _of_several_inputs(op, node)
    target = target_of(op)
    if target is None or op.phase == "loss":
        return _indexed(op.latex, _symbols(node))
    _, k = target
    if node.kind == "add":
        formula = f"{_gradient(node.inputs[k])} = {_gradient(Edge(node))}"
    else:
        formula = _indexed(op.latex, _symbols(node))
    placement = op.refs[1][0]
    is_more = (k, False) in placement.passed[node] and node.inputs[k].rows is None
    return formula.replace(" = ", r" \mathrel{+}= ", 1) if is_more else formula


def _indexed(latex: str, symbols: dict[str, str]) -> str:
    """Return a formula with other symbols."""

    def indexed(found: re.Match[str]) -> str:
        symbol = symbols.get(found[0])
        if symbol is None:
            return found[0]
        around = found.string[: found.start()][-1:], found.string[found.end() :][:1]
        is_part = not {"^", "_"}.isdisjoint(around)
        is_command = found.string[: found.start()].endswith(r"\partial")
        symbol = f"{{{symbol}}}" if is_part else symbol
        return f" {symbol}" if is_command else symbol

    return SYMBOL.sub(indexed, latex)


def _symbols(node: Node) -> dict[str, str]:
    """Return each letter of a formula as the symbol of a node's number."""
    if node.parameter is not None:
        return _symbols_of_map(node, node.parameter)
    if node.kind in ("scores", "attention", "causal attention", "weighted values"):
        return {}
    (first, *_), last = node.inputs, node.inputs[-1]
    if node.kind not in KINDS and len(node.inputs) > 1:  # a loss
        return {"z": _value(first), "a": _value(last)}
    if node.patches is not None:
        pairs = {"a": None, "x": first}
    elif node.kind in OPERANDS:
        letters = OPERANDS[node.kind]
        pairs = dict(zip(letters, (None, *node.inputs), strict=True))
    else:
        pairs = {"a": None, "z": first}
    own = {
        letter: _value(Edge(node) if edge is None else edge)
        for letter, edge in pairs.items()
    }
    back = {
        f"d{letter}": _gradient(Edge(node) if edge is None else edge)
        for letter, edge in pairs.items()
    }
    return own | back | {r"\delta": _gradient(first)}


def _symbols_of_map(node: Node, parameter: Parameter) -> dict[str, str]:
    """Return the letters of a map, or of filters."""
    (edge,) = node.inputs
    W, b = (_block(letter, node, parameter) for letter in ("W", "b"))
    K = _block("K", node, parameter)
    return {
        "da_{prev}": _gradient(edge),
        "dx": _gradient(edge),
        "a_{prev}": _value(edge),
        "x": _value(edge),
        r"\delta": _gradient(Edge(node)),
        "z": _value(Edge(node)),
        "W": W,
        "K": K,
        "b": b,
        "dW": PARTIAL + W,
        "dK": PARTIAL + K,
        "db": PARTIAL + b,
    }


def _block(letter: str, node: Node, parameter: Parameter) -> str:
    """Return the symbol of a block of parameters, or of its biases."""
    if parameter.name in BLOCKS:
        return f"{letter}_{{{BLOCKS[parameter.name]}}}"
    return f"{letter}^{{({(node.site or 0) + 1})}}"


def _value(edge: Edge) -> str:
    """Return the symbol of a value, or of some of its rows."""
    node, rows, _ = edge
    if not node.inputs and node.kind != START:
        return "x" if rows is None else f"x^{{({_step_of(edge)})}}"
    letter = node.name if len(node.name) == 1 else rf"\mathrm{{{node.name}}}"
    site = "" if node.site is None else f"^{{({node.site + 1})}}"
    return f"{letter}{site}{_gates(edge)}"


def _step_of(edge: Edge) -> int:
    """Return the time step, from 1, whose rows of the input are read."""
    start, stop = edge.span
    return stop // (stop - start)


def _gates(edge: Edge) -> str:
    """Return what is below the symbol of an LSTM's gates."""
    node, rows, _ = edge
    if rows is None or node.name not in ("z", "s"):
        return ""
    n = node.n_rows // (len(GATES) if node.name == "z" else len(GATES) - 1)
    return f"_{{{GATES[rows[0] // n : rows[1] // n]}}}"


def _gradient(edge: Edge) -> str:
    """Return the symbol of dL/dz, which is delta, or of another value's gradient."""
    symbol = _value(edge)
    return r"\delta" + symbol[1:] if edge.node.name == "z" else PARTIAL + symbol


# ---- recurrent cells -----------------------------------------------------------------


def _of_several_inputs(op: Op, node: Node) -> str:
    """Return the formula of a map of the input and the state before."""
    assert node.parameter is not None
    z, target = _value(Edge(node)), target_of(op)
    names = [edge.node.name for edge in node.inputs]
    to = "h" if node.parameter.rows[0][0] == "hidden" else ""
    if target is not None:
        _, k = target
        sign = "=" if (k, True) in op.refs[1][0].passed[node] else r"\mathrel{+}="
        source, own = _gradient(node.inputs[k]), _gradient(Edge(node))
        return f"{source} {sign} W_{{{names[k]}{to}}}^T {own}"
    products = [
        f"W_{{{name}{to}}} {_value(edge)}"
        for name, edge in zip(names, node.inputs, strict=True)
    ]
    return f"{z} = {' + '.join(products)}{' + b' if node.parameter.use_bias else ''}"


def _of_uses(node: Node) -> str:
    """Return the formula of the gradients of all uses of a parameter."""
    assert node.parameter is not None
    step = {len(node.inputs) - 1: "t" if len(node.inputs) == 1 else "t-1"}
    reads = [
        f"{edge.node.name}^{{({step.get(k, 't')})}}"
        for k, edge in enumerate(node.inputs)
    ]
    delta = r"\delta^{(t)}" if node.name == "z" else rf"{PARTIAL}{node.name}^{{(t)}}"
    ones = [1] if node.parameter.use_bias else []
    return rf"dW_t = {delta}\, [{';'.join(map(str, (*reads, *ones)))}]^T"
