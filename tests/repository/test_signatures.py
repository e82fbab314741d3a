"""The signatures that a module's docstring states are those of its code."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

import pytest

import app
import engine

SIGNATURE = re.compile(r"``(\w+)(\([\w\s,*]*\))(?: ->[^`]*)?``", re.ASCII)


def modules(*packages: ModuleType) -> list[str]:
    return [
        found.name
        for package in packages
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith("__main__")
    ]


def stated(module: ModuleType) -> list[tuple[str, list[str]]]:
    """Return (name, parameters) of the signatures in a module's docstring."""
    return [
        (name, [p.strip() for p in inside.strip("()").split(",") if p.strip()])
        for name, inside in SIGNATURE.findall(module.__doc__ or "")
    ]


def real(module: ModuleType, name: str) -> Iterator[Callable[..., Any]]:
    """Yield what a name means: a function here, or that field of a table's entries."""
    if callable(found := getattr(module, name, None)):
        yield found
    for table in vars(module).values():
        if isinstance(table, dict):
            entries = [e for e in table.values() if is_dataclass(e)]
            yield from (getattr(e, name) for e in entries if hasattr(e, name))


def parameters(function: Callable[..., Any]) -> list[str]:
    """Return the names of parameters as a docstring writes them, with ``*``."""
    found, is_past_star = [], False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not is_past_star:
            found.append("*")
            is_past_star = True
        found.append(parameter.name)
    return found


def wrong(module: ModuleType) -> list[str]:
    faults = []
    for name, expected in stated(module):
        functions = list(real(module, name))
        if not functions:
            faults.append(f"{name} is not in {module.__name__}")
        faults += [
            f"{name}({', '.join(got)}), not ({', '.join(expected)})"
            for function in functions
            if (got := parameters(function)) != expected
        ]
    return faults


@pytest.mark.parametrize("name", modules(engine, app))
def test_a_module_states_the_signatures_that_it_has(name):
    assert wrong(importlib.import_module(name)) == []


def test_the_tables_of_functions_state_signatures():
    names = ("activations", "initializers", "losses", "optimizers", "schedules")
    for name in names:
        assert stated(importlib.import_module(f"engine.functions.{name}"))


def test_a_wrong_signature_is_caught():
    module = ModuleType(
        "wrong", "``draw(n, *, rng)`` and ``gone(x)``, not ``f(a) + b``"
    )
    module.draw = lambda n, rng: (n, rng)
    assert wrong(module) == [
        "draw(n, rng), not (n, *, rng)",
        "gone is not in wrong",
    ]
