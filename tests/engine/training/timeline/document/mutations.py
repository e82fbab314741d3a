"""Plain values with something wrong, for the tests of what reads them."""

from __future__ import annotations

import copy
import math
import random
from typing import Any

WRONG: list[Any] = [
    None, True, False, -1, 0, 1, 2, 7, 10**6, 10**12, 10**12 + 1, 2**53, 2**64, 0.5,
    -0.0, 1e300, math.nan, math.inf, "", "a", "0" * 32, "tanh", "x" * 300, "AAAA",
    [], [0], [0, 0], [[]], [None] * 3, {}, {"table": 0}, {"step": 5, "n_events": 0},
    {"type": "swap"}, {"type": "change", "fields": [{"hidden": [128] * 8}]},
]  # fmt: skip


def mutated(value: Any, rng: random.Random) -> Any:
    """Return a copy with one to three places changed, removed, doubled or exchanged."""
    changed = copy.deepcopy(value)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(changed))
        holder, key = rng.choice(places)
        _spoil(holder, key, rng, places)
    return changed


def _places(value: Any) -> Any:
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in list(keys):
            yield value, key
            yield from _places(value[key])


def _spoil(holder: Any, key: Any, rng: random.Random, places: list[Any]) -> None:
    old, how = holder[key], rng.randrange(6)
    if how == 0:
        holder[key] = copy.deepcopy(rng.choice(WRONG))
    elif how == 1:
        del holder[key]
    elif how == 2 and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(old))
    elif how == 2:
        holder[f"{key}_"] = old
    elif how == 3:
        other, there = rng.choice(places)
        if isinstance(there, str) or there < len(other):
            holder[key] = copy.deepcopy(
                other.get(there) if isinstance(other, dict) else other[there]
            )
    elif how == 4 and isinstance(old, str) and old:
        at = rng.randrange(len(old))
        holder[key] = old[:at] + rng.choice("Aa0=+\x00é") + old[at + 1 :]
    elif isinstance(old, bool | int | float) and math.isfinite(old):
        holder[key] = rng.choice([old + 1, old - 1, -old, old * 1000, float(old)])
    else:
        holder[key] = copy.deepcopy(rng.choice(WRONG))
