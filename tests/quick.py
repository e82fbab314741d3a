"""Which tests are the quick suite: one case of each kind, one story of each capability.

``python3 run.py test`` runs these; ``python3 run.py test --all`` runs the others too,
which are marked ``slow``. The body of a test is the same in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

MOST_CASES = 12
"""As many cases of one test are quick, if they are not marked ``whole``."""
MOST_SEEDS = 2
"""As many, where the only parameter is ``seed``: one random state is like another."""
LONG = {"slow", "soak", "browsers"}
"""Marks of tests that are not quick."""


def examples(n: int) -> int:
    """Return how many of n examples the profile in use tries: 100 is all of them."""
    return -(-n * settings().max_examples // 100)


def mark(items: Iterable[pytest.Item], browser_tests: Path) -> None:
    """Mark as ``slow`` what the quick suite can do without."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if not any(mark.name in LONG for mark in item.iter_markers()):
            cases[item.nodeid.partition("[")[0]].append(item)
    for group in cases.values():
        quick = chosen(group, group[0].path.is_relative_to(browser_tests))
        for k in set(range(len(group))) - set(quick):
            group[k].add_marker("slow")


def chosen(cases: Sequence[pytest.Item], in_browser: bool) -> Sequence[int]:
    """Return which cases of a test are quick: of a story in a browser, the first."""
    if in_browser:
        return [0] if cases[0].get_closest_marker("quick") else []
    if len(cases) == 1 or cases[0].get_closest_marker("whole"):
        return range(len(cases))
    parameters = [item.callspec.params for item in cases]  # type: ignore[attr-defined]
    most = MOST_SEEDS if set(parameters[0]) == {"seed"} else MOST_CASES
    return spread(each_choice(parameters), most)


def each_choice(cases: Sequence[dict[str, Any]]) -> list[int]:
    """Return cases among which each value of each parameter occurs."""
    seen: set[tuple[str, int]] = set()
    chosen = []
    for k, case in enumerate(cases):
        values = {(name, id(value)) for name, value in case.items()}
        if not values <= seen:
            seen |= values
            chosen.append(k)
    return chosen


def spread(values: Sequence[int], most: int) -> list[int]:
    """Return values at even distances, the first and the last among them."""
    if len(values) <= most:
        return list(values)
    return [values[round(k * (len(values) - 1) / (most - 1))] for k in range(most)]
