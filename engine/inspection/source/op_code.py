"""Op code: the lines of the engine that an op of a step is made by.

They are the source of the function that made its calls, read from the running module.
"""

from __future__ import annotations

import ast
import inspect
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
from engine.inspection.source.listing import node_of, role_of, target_of
from engine.program.ops.backward import Backward
from engine.program.ops.op import Op
from engine.program.ops.update import GRADIENT_OPS, apply_calls

__all__ = ["Code", "code_of"]

ROOT = Path(engine.__file__).parent.parent


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


def code_of(op: Op, optimizer: str) -> Code | None:
    """Return the lines of the engine that an op is made by; None without a source."""
    if op.phase == "update" and (rule := _rule(op.name, optimizer)):
        return _source_of_rule(rule, op.name)
    maker = _maker(op)
    return _source(maker.__code__) if isinstance(maker, FunctionType) else None


def _maker(op: Op) -> Callable[..., Any]:
    """Return the function that makes the calls of an op."""
    node, role = node_of(op), role_of(op)
    if role == "sum":
        return Backward.sum_calls
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
    if role == "uses":
        assert kind.gradients is not None
        return kind.gradients
    if role in ("dW", "dK", "use"):
        return kind.gradient
    target = target_of(op)
    is_copy = target is not None and kind.terms and kind.passes(target[1])
    return np.copyto if is_copy else kind.backward


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
