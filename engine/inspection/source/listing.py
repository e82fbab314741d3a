r"""Listing: the ops of a step as a program that can be read.

A formula of the tables is about any layer; here its symbols get the layer's index, as
in :math:`z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}`.  The code of an op is the source of the
function that made its calls, read from the running module.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from types import CodeType, FunctionType
from typing import Any

import numpy as np

import engine
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kinds import kind_of
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.update_buffers import N_FIXED_ROWS
from engine.graph import Node
from engine.program.ops.op import Clock, Op
from engine.program.ops.update import GRADIENT_OPS, apply_calls
from engine.program.program import Program
from engine.program.trace import Trace

__all__ = ["Code", "code_of", "formula_of", "layer_of", "ops_of", "role_of", "shape_of"]

ROOT = Path(engine.__file__).parent.parent
SYMBOL = re.compile(
    r"\\(?:text|mathrm|operatorname)\{[^}]*\}|\\[A-Za-z]+|d?a_\{prev\}|[A-Za-z]+"
)
"""A command, a symbol, or a word, of a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Lines of the engine.

    Attributes
    ----------
    file : str
        Relative to the folder that has the engine in it.
    line : int
        The number of the first line, from 1.
    text : str
        The lines, without what all are indented by.
    """

    file: str
    line: int
    text: str


def ops_of(trace: Trace) -> tuple[Op, ...]:
    """Return the ops of a step that was made before its experiment was changed."""
    matrix = np.zeros((N_FIXED_ROWS + len(trace.slot_names), trace.before.shape[1]))
    return Program(
        experiment=trace.experiment,
        layout=trace.layout,
        matrix=matrix,
        gradient=np.zeros_like(matrix[0]),
        n_columns=trace.batch_size,
        clock=Clock(),
        dropout_rng=np.random.default_rng(),
    ).ops


def node_of(op: Op) -> Node | None:
    """Return the node that an op belongs to; None in the update."""
    if op.phase == "forward":
        found = op.writes[0].of
    elif op.phase == "local":
        found = op.writes[-1].of
    elif op.phase == "loss":
        found = next(ref.of for ref in op.reads if ref.quantity == "y")
    elif op.phase == "backward" and op.reads[0].quantity == "grad":
        found = op.reads[0].of
    else:
        return None
    return found if isinstance(found, Node) else None


def role_of(op: Op) -> str:
    """Return what an op is for, in the words of the field, as a key.

    It is ``weighted_sum``, ``activation`` or ``dropout``, ``loss``, ``local``, ``dW``,
    ``da``, ``delta`` or ``dropout_back``, or the name of an op of the update.
    """
    node = node_of(op)
    if node is None:
        return op.name.replace(" ", "_")
    if op.phase in ("loss", "local"):
        return op.phase
    is_back = op.phase == "backward"
    if is_back and op.writes and op.writes[0].quantity == "dW":
        return "dW"
    if node.parameter is not None:
        return "da" if is_back else "weighted_sum"
    if node.kind == "dropout":
        return "dropout_back" if is_back else "dropout"
    return "delta" if is_back else "activation"


def layer_of(op: Op) -> int | None:
    """Return the layer whose numbers an op writes; None if it writes those of several.

    The gradient of the activations of a layer comes from the layer after it, to which
    the op belongs.
    """
    if role_of(op) == "da" and op.writes:
        of = op.writes[0].of
        return of.site if isinstance(of, Node) else None
    return op.layer


# ---- formulas ------------------------------------------------------------------------


def formula_of(op: Op) -> str:
    """Return the formula of an op as LaTeX, with the index of its layer."""
    node = node_of(op)
    if node is None or op.layer is None:
        return op.latex
    symbols = _symbols(node)

    def indexed(found: re.Match[str]) -> str:
        symbol = symbols.get(found[0])
        if symbol is None:
            return found[0]
        around = found.string[: found.start()][-1:], found.string[found.end() :][:1]
        is_part = not {"^", "_"}.isdisjoint(around)
        is_command = found.string[: found.start()].endswith(r"\partial")
        symbol = f"{{{symbol}}}" if is_part else symbol
        return f" {symbol}" if is_command else symbol

    return SYMBOL.sub(indexed, op.latex)


def _symbols(node: Node) -> dict[str, str]:
    """Return each symbol of a formula with the index of a node's layer."""
    layer = f"^{{({(node.site or 0) + 1})}}"
    source = node.inputs[0].node
    before = "x" if not source.inputs else f"a^{{({(source.site or 0) + 1})}}"
    partial = r"\partial L/\partial "
    return {
        "da_{prev}": partial + before,
        "a_{prev}": before,
        r"\delta": r"\delta" + layer,
        "dW": f"{partial}W{layer}",
        "db": f"{partial}b{layer}",
        "da": f"{partial}a{layer}",
        **{letter: letter + layer for letter in "Wbza"},
    }


# ---- shapes --------------------------------------------------------------------------


def shape_of(op: Op, n_parameters: int, batch_size: int) -> tuple[int, ...]:
    """Return the shape of what an op computes: a matrix, or all parameters in a row."""
    refs = [ref for ref in op.writes if ref.of is not None and ref.quantity != "mask"]
    if not refs:
        return (n_parameters,)
    of = refs[0].of
    if refs[0].quantity == "dW":
        parameter = of.parameter if isinstance(of, Node) else of
        assert parameter is not None
        return parameter.shape[0], parameter.fan_in
    if op.phase != "local":
        refs = refs[:1]
    n_rows = sum(ref.of.n_rows for ref in refs if isinstance(ref.of, Node))
    return n_rows, batch_size


# ---- code ----------------------------------------------------------------------------


def code_of(op: Op, optimizer: str) -> Code | None:
    """Return the lines of the engine that an op is made by; None without a source."""
    if node_of(op) is None and (rule := _rule(op.name, optimizer)):
        return _source_of_rule(rule, op.name)
    maker = _maker(op)
    return _source(maker.__code__) if isinstance(maker, FunctionType) else None


def _maker(op: Op) -> Callable[..., Any]:
    """Return the function that makes the calls of an op."""
    node = node_of(op)
    if node is None:
        return _maker_of_update(op)
    kind = kind_of(node.kind)
    if op.phase == "loss":
        return LOSSES[node.kind].gradient
    if op.phase == "forward":
        f = ACTIVATIONS.get(node.kind)
        return f.forward if f else kind.forward
    if op.phase == "local":
        return ACTIVATIONS[node.kind].local
    return kind.gradient if role_of(op) == "dW" else kind.backward


def _maker_of_update(op: Op) -> Callable[..., Any]:
    """Return the function that makes the calls of an op which belongs to no optimizer.

    What only hands on to another function of the table of penalties is that one.
    """
    for entry in GRADIENT_OPS:
        if entry.name == op.name:
            calls = entry.calls
            return calls if _uses_numpy(calls) else _functions(calls)[0]
    return apply_calls


def _functions(function: Callable[..., Any]) -> list[FunctionType]:
    """Return the functions of its module, or imported there, that a function names."""
    assert isinstance(function, FunctionType)
    named = (function.__globals__.get(name) for name in function.__code__.co_names)
    return [each for each in named if isinstance(each, FunctionType)]


def _uses_numpy(function: Callable[..., Any]) -> bool:
    assert isinstance(function, FunctionType)
    return "np" in function.__code__.co_names


def _rule(name: str, optimizer: str) -> FunctionType | None:
    """Return the function of an optimizer that names an op, if one does."""
    waiting = [OPTIMIZERS[optimizer].build]
    while waiting:
        function = waiting.pop()
        assert isinstance(function, FunctionType)
        if name in function.__code__.co_consts:
            return function
        waiting += _functions(function)
    return None


@lru_cache(maxsize=64)
def _source_of_rule(rule: FunctionType, name: str) -> Code | None:
    """Return the calls of one op of an optimizer: where its name and they are a tuple.

    Calls that another function makes are that function.
    """
    whole = _source(rule.__code__)
    if whole is None:
        return None
    calls = next(
        each.elts[2]
        for each in ast.walk(ast.parse(whole.text))
        if isinstance(each, ast.Tuple) and _begins_with(each, name)
    )
    if isinstance(calls, ast.Call) and isinstance(calls.func, ast.Name):
        return _source(rule.__globals__[calls.func.id].__code__)
    lines = whole.text.splitlines()[calls.lineno - 1 : calls.end_lineno]
    text = dedent("\n".join(lines)).rstrip()
    return Code(file=whole.file, line=whole.line + calls.lineno - 1, text=text)


def _begins_with(each: ast.Tuple, name: str) -> bool:
    first = each.elts[0] if each.elts else None
    return isinstance(first, ast.Constant) and first.value == name


@lru_cache(maxsize=256)
def _source(code: CodeType) -> Code | None:
    try:
        lines, first = inspect.getsourcelines(code)
        file = Path(inspect.getfile(code)).relative_to(ROOT).as_posix()
    except (OSError, TypeError, ValueError):
        return None
    return Code(file=file, line=first, text=dedent("".join(lines)).rstrip())
